#include "base/base.h"
#include "command/command.h"
#include "files/files.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* A command with its help; `arguments` is how many words it takes besides options. */
struct command {
    const char *name;
    int (*run)(const struct command_invocation *invocation); /* NULL: `read`, which reads its own words */
    int least, most;
    const char *options; /* letters of those it knows */
    const char *help;
};

enum { MOST_WORDS = 10000 };

static const struct command commands[] = {
    {"generate", command_generate, 2, 2, "ojdP",
     "usage: fleetsheet generate LAB PARAMS.csv [-o FOLDER] [-j JOBS] [-d DOCUMENT] [--paper PAPER]\n"
     "\n"
     "Writes a worksheet and a key for every parameter set, a workbook for every id, and the tables\n"
     "keys.csv and values.csv, to FOLDER/LAB (FOLDER is `out` where not said).\n"
     "\n"
     "  -o, --output FOLDER  where the files go\n"
     "  -j, --jobs JOBS      how many processes work (as many as there are processors)\n"
     "  -d, --document NAME  only this document of the lab, and the tables\n"
     "  -P, --paper PAPER    a4 or letter for every printed document, whatever its template says\n"
     "\n"
     "  fleetsheet generate scale-illusion class.csv\n"
     "  fleetsheet generate scale-illusion class.csv --paper letter\n"
     "  fleetsheet generate scale-illusion scenarios.csv -o board -j 1\n"},
    {"grade", command_grade, 3, 3, "oaDjnl",
     "usage: fleetsheet grade LAB PARAMS.csv RESPONSES.csv [-o FOLDER] [--decisions FILE] [--against OLD]\n"
     "\n"
     "Reads what stands on the sheets (`id`, a column a question; letters and numbers as people write them)\n"
     "and writes to FOLDER/LAB/instructor: verdicts.csv with a verdict on each answer (right, wrong, review,\n"
     "blank, unfit), its marks and why; gradebook.csv with a row a person; class-report.pdf and class-*.csv;\n"
     "feedback/ID-feedback.pdf and ID-ledger.json.\n"
     "\n"
     "  -o, --output FOLDER   where the files go\n"
     "  -j, --jobs JOBS       how many processes work (as many as there are processors)\n"
     "  -n, --no-feedback     tables and ledgers only, no PDF\n"
     "  -D, --decisions FILE  what a person settled: CSV of id, question, verdict, marks, note\n"
     "  -l, --roster FILE     a gradebook that Canvas or Moodle exported: writes canvas-import.csv or\n"
     "                        moodle-import.csv, which the same system imports\n"
     "  -a, --against OLD     an older verdicts.csv: prints who gains or loses, on which question, and why\n"
     "\n"
     "  fleetsheet grade scale-illusion class.csv responses.csv\n"
     "  fleetsheet grade scale-illusion class.csv responses.csv --decisions settled.csv --against old.csv\n"
     "  fleetsheet grade scale-illusion class.csv responses.csv --roster exported.csv\n"},
    {"read", NULL, 0, 0, "",
     "usage: fleetsheet read --unit UNIT TEXT\n"
     "\n"
     "Prints how a free-text answer is read in a unit: its reading, two with ` | ` between them where the\n"
     "text can be read in two ways (the preferred one first), or `reject: REASON` and exit status 1, where\n"
     "REASON is blank, number, grouping, range, unit or dimension. TEXT is the last argument as it stands,\n"
     "even where it begins with `-`. The unit `%` asks for a percentage and prints the fraction.\n"
     "\n"
     "  -u, --unit UNIT  the unit asked for: USD, day, x, %, TFLOP/s, USD/(GPU.hour), ...\n"
     "\n"
     "  fleetsheet read --unit USD '$33.1 million'\n"
     "  fleetsheet read --unit day '26 days 3 hours'\n"
     "  fleetsheet read --unit % 0.87\n"
     "  fleetsheet read --unit USD -5\n"},
    {"evaluate", command_evaluate, 2, 2, "",
     "usage: fleetsheet evaluate LAB PARAMS.csv\n"
     "\n"
     "Prints every quantity of every parameter set as CSV. PARAMS.csv may be `-` for standard input.\n"
     "\n"
     "  fleetsheet evaluate scale-illusion class.csv > values.csv\n"},
    {"show", command_show, 1, 2, "pit",
     "usage: fleetsheet show LAB [NAME] [--params PARAMS.csv] [--id ID] [--tree]\n"
     "\n"
     "Without NAME: lists parameters, constants, equations, questions and documents. NAME is one of them:\n"
     "a quantity is shown with its expression, formula, mathematics and worked line; a question with its\n"
     "options; a document as its filled Markdown.\n"
     "\n"
     "  -p, --params FILE  take the numbers from this file (default values where not said)\n"
     "  -i, --id ID        the set of this id (the first where not said)\n"
     "  -t, --tree         the syntax tree of an equation, the tree of a document\n"
     "\n"
     "  fleetsheet show scale-illusion\n"
     "  fleetsheet show scale-illusion on_demand_tco --tree\n"
     "  fleetsheet show scale-illusion worksheet --params class.csv --id s03\n"},
    {"draw", command_draw, 2, 2, "srxmM",
     "usage: fleetsheet draw LAB ROSTER.csv --seed TEXT [--margin SHARE] [--report] [--max-collisions SHARE]\n"
     "                       [--matrix FILE]\n"
     "\n"
     "Prints a parameter set for every person of the roster as CSV: the roster's columns, then the\n"
     "parameters. A set follows from the seed, the lab's name and the person's id alone, so that a late\n"
     "arrival changes nobody else's. The right option of each prediction is drawn first, then a set with\n"
     "these keys and a margin from every boundary. ROSTER.csv has a column `id`; cells of parameters that\n"
     "are filled stay as they are. ROSTER.csv may be `-` for standard input.\n"
     "\n"
     "  -s, --seed TEXT             required; another seed gives other sets\n"
     "  -m, --margin SHARE          how far from a boundary every set stays (2%)\n"
     "  -r, --report                how many right answers of one are right for another, on standard error;\n"
     "                              where two have too many in common no set is printed, exit status 1\n"
     "  -x, --max-collisions SHARE  how many of the numeric answers that may be (80%); implies --report\n"
     "  -M, --matrix FILE           writes it for every two of them as CSV; implies --report\n"
     "\n"
     "  fleetsheet draw scale-illusion roster.csv --seed autumn-2026 > class.csv\n"
     "  fleetsheet draw scale-illusion roster.csv --seed autumn-2026 --max-collisions 50% > class.csv\n"},
    {"check", command_check, 1, 2, "rxM",
     "usage: fleetsheet check LAB [PARAMS.csv] [--report] [--max-collisions SHARE] [--matrix FILE]\n"
     "\n"
     "Reads models, lab and templates, and parameter sets where given, and reports every finding at once.\n"
     "\n"
     "  -r, --report                how many right answers of one set are right for another; exit status 1\n"
     "                              where two have too many in common\n"
     "  -x, --max-collisions SHARE  how many of the numeric answers that may be (80%); implies --report\n"
     "  -M, --matrix FILE           writes it for every two of them as CSV; implies --report\n"
     "\n"
     "  fleetsheet check scale-illusion\n"
     "  fleetsheet check scale-illusion class.csv --report\n"
     "  fleetsheet check ./my-lab class.csv\n"},
    {"audit", command_audit, 1, MOST_WORDS, "jJs",
     "usage: fleetsheet audit LAB [QUESTION...] [--json] [--seed TEXT] [-j JOBS]\n"
     "\n"
     "Counts over every parameter set that a student can be given: how often each option is right, how\n"
     "often none or several are, and where; which numbers are zero, absent, clamped or without a value,\n"
     "where a tolerance is tighter than what is printed, which wrong methods it lets pass; where the\n"
     "statements of the lab hold. QUESTION is the name of a question or a statement; all where none is\n"
     "given. A grid that is too large or has no steps is sampled, and the report says so.\n"
     "\n"
     "  -j, --jobs JOBS  how many processes work (as many as there are processors)\n"
     "  -J, --json       the report for programs\n"
     "  -s, --seed TEXT  draws another sample (the lab's name where not said)\n"
     "\n"
     "Exit status 1: a question has sets without a key, or a statement that the lab itself makes fails.\n"
     "\n"
     "  fleetsheet audit scale-illusion\n"
     "  fleetsheet audit scale-illusion act2_prediction --json\n"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static const char overview[] =
    "usage: fleetsheet COMMAND LAB [ARGUMENT...]\n"
    "\n"
    "  generate LAB PARAMS.csv   worksheets, keys and workbooks\n"
    "  draw     LAB ROSTER.csv   a parameter set for each person, as CSV\n"
    "  evaluate LAB PARAMS.csv   every quantity of every set, as CSV\n"
    "  show     LAB [NAME]       parameters, equations, questions, documents, for people\n"
    "  check    LAB [PARAMS.csv] models, units, questions, templates: every finding at once\n"
    "  grade    LAB PARAMS.csv RESPONSES.csv   verdicts on answers, gradebook, ledgers\n"
    "  read     --unit UNIT TEXT how an answer on paper is read\n"
    "  audit    LAB [NAME...]    keys and statements, proven over every parameter set\n"
    "\n"
    "LAB is a name under templates/ or a path. `fleetsheet help COMMAND` says more, with examples;\n"
    "the manual page is fleetsheet(1). Exit status: 0 fine, 1 findings or some rows failed, 2 wrong use.\n";

static const struct command *find_command(const char *name) {
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int wrong_use(const struct command *command, const char *format, const char *word) {
    struct diag *diag = diag_new();
    diag_report(diag, SEVERITY_ERROR, (struct pos){0}, format, word);
    diag_flush(diag, stderr);
    diag_free(diag);
    if (command)
        fprintf(stderr, "try `fleetsheet help %s`\n", command->name);
    else
        fputs("try `fleetsheet help`\n", stderr);
    return EXIT_USAGE;
}

static int unknown_command(const char *name) {
    const char *names[COMMANDS];
    for (int i = 0; i < COMMANDS; i++)
        names[i] = commands[i].name;
    const char *near = name_nearest(name, names, COMMANDS);
    struct text format = {0};
    text_puts(&format, "there is no command '%s'");
    if (near)
        text_printf(&format, "; did you mean '%s'?", near);
    int status = wrong_use(NULL, format.bytes, name);
    text_free(&format);
    return status;
}

static int say(const char *text) {
    if (fputs(text, stdout) != EOF && fflush(stdout) == 0)
        return EXIT_FINE;
    perror("fleetsheet: error: cannot write to standard output");
    return EXIT_FINDINGS;
}

static int version(void) {
    struct text text = {0};
    command_versions(&text);
    int status = say(text.bytes);
    text_free(&text);
    return status;
}

static int help(const char *name) {
    const struct command *command = name ? find_command(name) : NULL;
    if (name && !command)
        return unknown_command(name);
    return say(command ? command->help : overview);
}

/* `80%` or `0.8`, from 0 to 1. */
static bool read_share(const char *text, double *share) {
    size_t length = strlen(text);
    bool percent = length && text[length - 1] == '%';
    if (!number_parse(text, length - percent, share))
        return false;
    *share = percent ? *share / 100 : *share;
    return *share >= 0 && *share <= 1;
}

/* A long option stands whole in the last word that was read; a short one may be in the middle of it, or before its
 * value. */
static int unknown_option(const struct command *command, int letter, const char *word) {
    char option[3] = {'-', (char)letter, '\0'};
    bool whole = strncmp(word, "--", 2) == 0 || letter <= 0 || letter > 0x7E;
    return wrong_use(command, "'%s' is no option of this command", whole ? word : option);
}

/* Reads the options of a command; what is left are its arguments. -1 where all is well, else an exit status. */
static int read_options(const struct command *command, int count, char **words, struct command_invocation *invocation) {
    static const struct option options[] = {{"output", required_argument, NULL, 'o'},
                                            {"jobs", required_argument, NULL, 'j'},
                                            {"document", required_argument, NULL, 'd'},
                                            {"params", required_argument, NULL, 'p'},
                                            {"id", required_argument, NULL, 'i'},
                                            {"tree", no_argument, NULL, 't'},
                                            {"json", no_argument, NULL, 'J'},
                                            {"seed", required_argument, NULL, 's'},
                                            {"against", required_argument, NULL, 'a'},
                                            {"no-feedback", no_argument, NULL, 'n'},
                                            {"roster", required_argument, NULL, 'l'},
                                            {"decisions", required_argument, NULL, 'D'},
                                            {"margin", required_argument, NULL, 'm'},
                                            {"report", no_argument, NULL, 'r'},
                                            {"max-collisions", required_argument, NULL, 'x'},
                                            {"matrix", required_argument, NULL, 'M'},
                                            {"paper", required_argument, NULL, 'P'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    opterr = 0;
    int letter;
    while ((letter = getopt_long(count, words, ":o:j:d:p:P:i:ts:m:M:rx:Ja:D:nl:h", options, NULL)) != -1) {
        if (letter == 'h')
            return help(command->name);
        if (letter == ':')
            return wrong_use(command, "'%s' needs a value", words[optind - 1]);
        if (letter == '?' || !strchr(command->options, letter))
            return unknown_option(command, letter == '?' ? optopt : letter, words[optind - 1]);
        if (letter == 'o' && !*optarg)
            return wrong_use(command, "'%s' needs the name of a folder; `-o .` is the one you are in", "-o");
        if (letter == 'o')
            invocation->output = optarg;
        else if (letter == 'd')
            invocation->document = optarg;
        else if (letter == 'P' && strcmp(optarg, "a4") != 0 && strcmp(optarg, "letter") != 0)
            return wrong_use(command, "paper is a4 or letter, not '%s'", optarg);
        else if (letter == 'P')
            invocation->paper = optarg;
        else if (letter == 'p')
            invocation->params = optarg;
        else if (letter == 'i')
            invocation->id = optarg;
        else if (letter == 't')
            invocation->tree = true;
        else if (letter == 's')
            invocation->seed = optarg;
        else if (letter == 'a')
            invocation->against = optarg;
        else if (letter == 'l')
            invocation->roster = optarg;
        else if (letter == 'n')
            invocation->no_feedback = true;
        else if (letter == 'D')
            invocation->decisions = optarg;
        else if (letter == 'J')
            invocation->json = true;
        else if (letter == 'r')
            invocation->report = true;
        else if (letter == 'M') {
            invocation->report = true;
            invocation->matrix = optarg;
        } else if (letter == 'm') {
            if (!read_share(optarg, &invocation->margin) || invocation->margin > 0.5)
                return wrong_use(command, "--margin takes a share from 0 to 50%%, such as 2%% or 0.02, not '%s'",
                                 optarg);
        } else if (letter == 'x') {
            invocation->report = true;
            if (!read_share(optarg, &invocation->max_collisions))
                return wrong_use(
                    command, "--max-collisions takes a share from 0 to 100%%, such as 80%% or 0.8, not '%s'", optarg);
        } else {
            char *end;
            long jobs = strtol(optarg, &end, 10);
            if (*end || end == optarg || jobs < 1 || jobs > 1024)
                return wrong_use(command, "-j takes a number of processes from 1 to 1024, not '%s'", optarg);
            invocation->processes = (int)jobs;
        }
    }
    return -1;
}

int main(int count, char **words) {
    if (count < 2) {
        fputs(overview, stderr);
        return EXIT_USAGE;
    }
    if (strcmp(words[1], "help") == 0 || strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0)
        return help(count > 2 ? words[2] : NULL);
    if (strcmp(words[1], "--version") == 0)
        return version();
    const struct command *command = find_command(words[1]);
    if (!command)
        return unknown_command(words[1]);
    if (!command->run)
        return command_read_answer(count - 2, words + 2, command->help);
    struct command_invocation invocation = command_defaults();
    int status = read_options(command, count - 1, words + 1, &invocation);
    if (status >= 0)
        return status;
    char **arguments = words + 1 + optind;
    int given = count - 1 - optind;
    if (given < command->least)
        return wrong_use(command,
                         given == 0   ? "'%s' needs a lab"
                         : given == 1 ? "'%s' needs a file of parameter sets"
                                      : "'%s' needs a file of responses",
                         command->name);
    if (command->run == command_draw && (!invocation.seed || !*invocation.seed))
        return wrong_use(command, "'%s' needs a seed: --seed TEXT, any text that you keep", command->name);
    if (command->run == command_check && invocation.report && given < 2)
        return wrong_use(command, "'%s' compares sets only where it is given some: LAB PARAMS.csv --report",
                         command->name);
    if (given > command->most)
        return wrong_use(command, "'%s' is one argument too many", arguments[command->most]);
    invocation.lab = arguments[0];
    if (command->run == command_audit) {
        invocation.names = (const char *const *)arguments + 1;
        invocation.name_count = given - 1;
    } else if (given > 1 && command->run == command_show)
        invocation.name = arguments[1];
    else if (given > 1)
        invocation.params = arguments[1];
    if (given > 2 && command->run == command_grade)
        invocation.responses = arguments[2];
    file_catch_signals();
    return command->run(&invocation);
}
