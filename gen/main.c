#include "base/base.h"
#include "command/command.h"
#include "files/files.h"

#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A command with its help. It takes from `least` to `most` arguments besides options. */
struct command {
    const char *name;
    int (*run)(const struct command_invocation *invocation); /* NULL: `read`, which reads its own words, and `help` */
    int least, most;
    const char *options; /* the letters of its options */
    const char *help;
};

enum { MOST_WORDS = 10000 };

static const struct command commands[] = {
    {"generate", command_generate, 2, 2, "ojdPiRf",
     "usage: fleetsheet generate LAB PARAMS.csv [-o FOLDER] [-j JOBS] [-d DOCUMENT] [--paper PAPER]\n"
     "                           [--id ID[,ID...] | --replace] [--force]\n"
     "\n"
     "Writes a worksheet and a key for every parameter set, a workbook for every id, and the tables\n"
     "keys.csv, values.csv and responses.csv to FOLDER/LAB. A run that would destroy the work of a class in\n"
     "that folder, because people are missing from PARAMS.csv or have other numbers, is refused.\n"
     "\n"
     "  -o, --output FOLDER  the output folder (default: out)\n"
     "  -j, --jobs JOBS      number of processes (default: one per processor)\n"
     "  -d, --document NAME  make only this document of the lab, and the tables\n"
     "  -P, --paper PAPER    a4 or letter for every printed document, whatever its template says\n"
     "  -i, --id ID[,ID...]  make only these people's files; the files of the class stay as they are\n"
     "  -R, --replace        replace the work of the class that is in the folder\n"
     "  -f, --force          also overwrite files that somebody changed\n"
     "\n"
     "  fleetsheet generate scale-illusion class.csv\n"
     "  fleetsheet generate scale-illusion class.csv --paper letter\n"
     "  fleetsheet generate scale-illusion class.csv --id s03,s07\n"
     "  fleetsheet generate scale-illusion scenarios.csv -o board -j 1\n"},
    {"grade", command_grade, 3, 3, "oadDjnlfR",
     "usage: fleetsheet grade LAB PARAMS.csv RESPONSES.csv [-o FOLDER] [--decisions FILE] [--against OLD]\n"
     "                        [--roster FILE] [--document NAME] [--no-feedback] [--replace] [--force] [-j JOBS]\n"
     "\n"
     "Reads the answers in RESPONSES.csv, typed as students wrote them, in a column for each question,\n"
     "and writes to FOLDER/LAB/instructor:\n"
     "  verdicts.csv                       right, wrong, review, blank or unfit for each answer, its marks,\n"
     "                                     and why\n"
     "  gradebook.csv                      a row for each person\n"
     "  reviews.csv                        the findings that a person must look at\n"
     "  class-report.pdf, class-*.csv      the figures of the class\n"
     "  feedback/ID-feedback.pdf, feedback/all-feedback.pdf to print, feedback/ID-ledger.json\n"
     "\n"
     "  -o, --output FOLDER   the output folder (default: out)\n"
     "  -j, --jobs JOBS       number of processes (default: one per processor)\n"
     "  -d, --document NAME   make this document too, which the lab makes only on request (feedback-long)\n"
     "  -n, --no-feedback     write only tables and ledgers, no PDF\n"
     "  -D, --decisions FILE  a person's decisions: CSV of id (* for everybody), question, verdict, marks, note\n"
     "  -l, --roster FILE     a gradebook exported by Canvas or Moodle: writes canvas-import.csv or\n"
     "                        moodle-import.csv for the same system\n"
     "  -R, --replace         replace the marks in the folder, of more people than have answers now\n"
     "  -f, --force           also overwrite files that somebody changed, and grade sheets whose numbers are\n"
     "                        not those that were printed\n"
     "  -a, --against OLD     an older verdicts.csv: prints who gains or loses, on which question, and why\n"
     "\n"
     "  fleetsheet grade scale-illusion class.csv responses.csv\n"
     "  fleetsheet grade scale-illusion class.csv responses.csv --decisions settled.csv --against old.csv\n"
     "  fleetsheet grade scale-illusion class.csv responses.csv --roster exported.csv\n"},
    {"read", NULL, 0, 0, "",
     "usage: fleetsheet read --unit UNIT [--lang LANGUAGE] TEXT\n"
     "       fleetsheet read --unit UNIT [--lang LANGUAGE] --lines\n"
     "\n"
     "Prints how a free-text answer is read in a unit: its reading; several readings with ` | ` between\n"
     "them if the text is ambiguous, the preferred one first; or `reject: REASON` with exit status 1, where\n"
     "REASON is blank, number, grouping, range, unit or dimension. TEXT is the last argument, taken\n"
     "literally even if it begins with `-`. The unit `%` asks for a percentage and prints the fraction.\n"
     "\n"
     "  -u, --unit UNIT  the unit asked for: USD, day, x, %, TFLOP/s, USD/(GPU.hour), ...\n"
     "      --lang LANGUAGE\n"
     "                   the language of the paper, which decides what a point, a comma and `billion` mean\n"
     "                   first: en (the default), de, de-CH, fr, es, it, pt, nl\n"
     "      --lines      read each line of standard input\n"
     "\n"
     "  fleetsheet read --unit USD '$33.1 million'\n"
     "  fleetsheet read --unit Wh --lang de '2.304 Wh'\n"
     "  fleetsheet read --unit USD --lines <answers.txt\n"
     "  fleetsheet read --unit day '26 days 3 hours'\n"
     "  fleetsheet read --unit % 0.87\n"
     "  fleetsheet read --unit USD -5\n"},
    {"evaluate", command_evaluate, 2, 2, "",
     "usage: fleetsheet evaluate LAB PARAMS.csv\n"
     "\n"
     "Prints every quantity of every parameter set as CSV. PARAMS.csv may be `-` for standard input.\n"
     "\n"
     "  fleetsheet evaluate scale-illusion class.csv > values.csv\n"},
    {"columns", command_columns, 1, 1, "L",
     "usage: fleetsheet columns LAB [--long]\n"
     "\n"
     "Prints a file of parameter sets to start from, as CSV: a column for each parameter, and one row with\n"
     "the defaults. With --long there is a row for each parameter, with its label, unit, value, source and\n"
     "date; add a column for each scenario, with its name as the heading. Every command that reads\n"
     "parameter sets reads both.\n"
     "\n"
     "  -L, --long  a row for each parameter\n"
     "\n"
     "  fleetsheet columns scale-illusion > sets.csv\n"
     "  fleetsheet columns fleet-tco --long > fleet.csv\n"},
    {"show", command_show, 1, 2, "pitg",
     "usage: fleetsheet show LAB [NAME] [--params PARAMS.csv] [--id ID] [--tree] [--program]\n"
     "\n"
     "Lists the parameters, constants, equations, questions and documents of a lab, or shows the one called\n"
     "NAME: a quantity with its expression, formula, mathematics and worked line; a question with its\n"
     "options; a document as its filled-in Markdown.\n"
     "\n"
     "  -p, --params FILE  take the numbers from this file (default: default values)\n"
     "  -i, --id ID        the set with this id (default: the first)\n"
     "  -t, --tree         the syntax tree of an equation, or the tree of a document\n"
     "  -g, --program      the operations that an equation is compiled to\n"
     "\n"
     "  fleetsheet show scale-illusion\n"
     "  fleetsheet show scale-illusion on_demand_tco --tree\n"
     "  fleetsheet show scale-illusion worksheet --params class.csv --id s03\n"},
    {"draw", command_draw, 2, 2, "srxmMwek",
     "usage: fleetsheet draw LAB ROSTER.csv --seed TEXT [--margin SHARE] [--mistake-margin SHARE]\n"
     "                       [--where CONDITION] [--letters WEIGHTS] [--report] [--max-collisions SHARE]\n"
     "                       [--matrix FILE]\n"
     "\n"
     "Prints a parameter set for every person in the roster as CSV: the roster's columns, then the\n"
     "parameters. A set follows from the seed, the lab's name and the person's id alone, so that a late\n"
     "arrival changes nobody else's. The right option of each prediction is drawn first, then a set with\n"
     "these keys and a margin from every boundary. ROSTER.csv has a column `id`. If it has columns of\n"
     "parameters, their filled cells keep their values. ROSTER.csv may be `-` for standard input.\n"
     "\n"
     "  -s, --seed TEXT             required; a different seed gives different sets\n"
     "  -m, --margin SHARE          distance of every set from a boundary (default: 2%)\n"
     "  -k, --mistake-margin SHARE  draw no set in which a known wrong method gives what is accepted as right,\n"
     "                              or is within this share of that, such as 0 or 2%\n"
     "  -w, --where CONDITION       draw only sets that meet it, such as 'tp * pp <= gpus'\n"
     "  -e, --letters WEIGHTS       how often options are the right ones: 'guess=A:2,C:0'; 1 if not named\n"
     "  -r, --report                report on standard error how many right answers of one set are right for\n"
     "                              another; if two have too many in common, print no set, exit status 1\n"
     "  -x, --max-collisions SHARE  most numeric answers that two sets may have in common (default: 80%);\n"
     "                              implies --report\n"
     "  -M, --matrix FILE           write this for every two sets as CSV; implies --report\n"
     "\n"
     "  fleetsheet draw scale-illusion roster.csv --seed autumn-2026 > class.csv\n"
     "  fleetsheet draw scale-illusion roster.csv --seed autumn-2026 --max-collisions 50% > class.csv\n"},
    {"check", command_check, 1, 2, "rxM",
     "usage: fleetsheet check LAB [PARAMS.csv] [--report] [--max-collisions SHARE] [--matrix FILE]\n"
     "\n"
     "Reads models, lab, templates and, if given, parameter sets, and reports all mistakes at once.\n"
     "\n"
     "  -r, --report                report how many right answers of one set are right for another; if two\n"
     "                              have too many in common, exit status 1\n"
     "  -x, --max-collisions SHARE  most numeric answers that two sets may have in common (default: 80%);\n"
     "                              implies --report\n"
     "  -M, --matrix FILE           write this for every two sets as CSV; implies --report\n"
     "\n"
     "  fleetsheet check scale-illusion\n"
     "  fleetsheet check scale-illusion class.csv --report\n"
     "  fleetsheet check ./my-lab class.csv\n"},
    {"audit", command_audit, 1, MOST_WORDS, "jJs",
     "usage: fleetsheet audit LAB [QUESTION...] [--json] [--seed TEXT] [-j JOBS]\n"
     "\n"
     "Counts over every parameter set that a student can be given, and shows the nearest example: how often\n"
     "each option is right, none is, or several are; which numbers are zero, absent, clamped or without a\n"
     "value; where a tolerance is tighter than what is printed, and which wrong methods it lets pass; where\n"
     "the lab's statements hold. QUESTION is the name of a question or a statement; the default is all. A\n"
     "grid that is too large or has no steps is sampled; the report then says `in the sample`, and what\n"
     "follows for all sets with 95 % confidence.\n"
     "\n"
     "  -j, --jobs JOBS  number of processes (default: one per processor)\n"
     "  -J, --json       print the report as JSON\n"
     "  -s, --seed TEXT  the seed of a sample (default: the lab's name)\n"
     "\n"
     "Exit status 1: a question has sets without a key, or with another key within printed rounding, or a\n"
     "statement of the lab's own fails.\n"
     "\n"
     "  fleetsheet audit scale-illusion\n"
     "  fleetsheet audit scale-illusion act2_prediction --json\n"},
    {"help", NULL, 0, 1, "",
     "usage: fleetsheet help [COMMAND]\n"
     "\n"
     "Lists the commands, or explains one, with examples. -h and --help do the same, alone or after a command.\n"
     "\n"
     "  fleetsheet help\n"
     "  fleetsheet help generate\n"
     "  fleetsheet generate --help\n"},
};
enum { COMMANDS = sizeof commands / sizeof *commands };

static const char overview[] =
    "usage: fleetsheet COMMAND LAB [ARGUMENT...]\n"
    "\n"
    "  generate LAB PARAMS.csv                worksheets, keys and workbooks\n"
    "  grade    LAB PARAMS.csv RESPONSES.csv  verdicts on answers, gradebook, feedback\n"
    "  draw     LAB ROSTER.csv --seed TEXT    a parameter set for each person, as CSV\n"
    "  check    LAB [PARAMS.csv]              all mistakes in models, lab, templates and parameter sets\n"
    "  audit    LAB [QUESTION...]             keys and statements, proven over every parameter set\n"
    "  evaluate LAB PARAMS.csv                every quantity of every set, as CSV\n"
    "  columns  LAB [--long]                  a file of parameter sets to start from, as CSV\n"
    "  show     LAB [NAME]                    parameters, equations, questions and documents, for people\n"
    "  read     --unit UNIT TEXT              how an answer on paper is read\n"
    "  help     [COMMAND]                     this list, or a command with examples\n"
    "  --version                              the versions of the program and its libraries\n"
    "\n"
    "LAB is a name under templates/ or a path. `fleetsheet help COMMAND` says more, with examples; the manual\n"
    "page is fleetsheet(1). Exit status: 0 fine; 1 findings, such as a mistake in a row; 2 wrong use; 3 input or\n"
    "output failed, and trying again may help.\n";

static const struct command *find_command(const char *name) {
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(commands[i].name, name) == 0)
            return &commands[i];
    return NULL;
}

static int wrong_use(const struct command *command, const char *format, const char *word) {
    struct diag *diag = diag_new();
    diag_report(diag, SEVERITY_ERROR, NOWHERE, format, word);
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
    return EXIT_FAILED;
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

/* Readers of the value of an option. `value`: its member of the invocation. */

static bool take_flag(const char *text, void *value) {
    (void)text;
    *(bool *)value = true;
    return true;
}

static bool take_text(const char *text, void *value) {
    *(const char **)value = text;
    return true;
}

static bool take_folder(const char *text, void *value) {
    return take_text(text, value) && *text;
}

static bool take_processes(const char *text, void *value) {
    char *end;
    long count = strtol(text, &end, 10);
    *(int *)value = (int)count;
    return !*end && end != text && count >= 1 && count <= 1024;
}

/* `80%` or `0.8`, from 0 to 1. */
static bool take_share(const char *text, void *value) {
    bool percent;
    double *share = value;
    return number_parse_share(text, strlen(text), share, &percent) && *share >= 0 && *share <= 1;
}

static bool take_margin(const char *text, void *value) {
    return take_share(text, value) && *(double *)value <= 0.5;
}

static const struct rule {
    const char *name;
    char letter;
    bool (*take)(const char *text, void *value); /* false if there is no such value */
    size_t value;                                /* its place in the invocation */
    const char *wrong;                           /* what to say then */
} rules[] = {
#define VALUE(member) offsetof(struct command_invocation, member)
    {"output", 'o', take_folder, VALUE(output), "'-o' needs the name of a folder; write `-o .` for the current one"},
    {"jobs", 'j', take_processes, VALUE(processes), "-j takes a number of processes from 1 to 1024, not '%s'"},
    {"document", 'd', take_text, VALUE(document), NULL},
    {"params", 'p', take_text, VALUE(params), NULL},
    {"id", 'i', take_text, VALUE(id), NULL},
    {"tree", 't', take_flag, VALUE(tree), NULL},
    {"program", 'g', take_flag, VALUE(program), NULL},
    {"replace", 'R', take_flag, VALUE(replaces), NULL},
    {"force", 'f', take_flag, VALUE(force), NULL},
    {"json", 'J', take_flag, VALUE(json), NULL},
    {"long", 'L', take_flag, VALUE(long_form), NULL},
    {"seed", 's', take_text, VALUE(seed), NULL},
    {"against", 'a', take_text, VALUE(against), NULL},
    {"no-feedback", 'n', take_flag, VALUE(no_feedback), NULL},
    {"roster", 'l', take_text, VALUE(roster), NULL},
    {"decisions", 'D', take_text, VALUE(decisions), NULL},
    {"margin", 'm', take_margin, VALUE(margin), "--margin takes a share from 0 to 50%%, such as 2%% or 0.02, not '%s'"},
    {"mistake-margin", 'k', take_margin, VALUE(mistake_margin),
     "--mistake-margin takes a share from 0 to 50%%, such as 2%% or 0.02, not '%s'"},
    {"where", 'w', take_text, VALUE(where), NULL},
    {"letters", 'e', take_text, VALUE(letters), NULL},
    {"report", 'r', take_flag, VALUE(report), NULL},
    {"max-collisions", 'x', take_share, VALUE(max_collisions),
     "--max-collisions takes a share from 0 to 100%%, such as 80%% or 0.8, not '%s'"},
    {"matrix", 'M', take_text, VALUE(matrix), NULL},
    {"paper", 'P', command_take_paper, VALUE(paper), "paper is a4 or letter, not '%s'"},
    {"help", 'h', take_flag, 0, NULL}, /* never taken */
#undef VALUE
};
enum { RULES = sizeof rules / sizeof *rules };

/* A known long option has a name. Of others, a long one is the whole of the last word that was read; a short one may be
 * in the middle of it, or before its value. */
static int unknown_option(const struct command *command, const char *name, int letter, const char *word) {
    char option[3] = {'-', (char)letter, '\0'};
    bool whole = strncmp(word, "--", 2) == 0 || letter <= 0 || letter > 0x7E;
    return wrong_use(command,
                     name ? "'--%s' is not an option of this command" : "'%s' is not an option of this command",
                     name    ? name
                     : whole ? word
                             : option);
}

/* Reads the options of a command; the remaining words are its arguments. Returns -1, or an exit status to end with. */
static int read_options(const struct command *command, int count, char **words, struct command_invocation *invocation) {
    struct option options[RULES + 1] = {0};
    char letters[2 * RULES + 2] = ":", *end = letters + 1;
    for (int i = 0; i < RULES; i++) {
        const bool is_flag = rules[i].take == take_flag;
        options[i] = (struct option){rules[i].name, is_flag ? no_argument : required_argument, NULL, rules[i].letter};
        end += sprintf(end, is_flag ? "%c" : "%c:", rules[i].letter);
    }
    opterr = 0;
    bool was_given[RULES] = {0};
    int letter, place = -1;
    for (; (letter = getopt_long(count, words, letters, options, &place)) != -1; place = -1) {
        if (letter == 'h')
            return help(command->name);
        if (letter == ':')
            return wrong_use(command, "'%s' needs a value", words[optind - 1]);
        if (letter == '?' || !strchr(command->options, letter))
            return unknown_option(command, letter == '?' || place < 0 ? NULL : options[place].name,
                                  letter == '?' ? optopt : letter, words[optind - 1]);
        const struct rule *rule = rules;
        while (rule->letter != letter)
            rule++;
        if (was_given[rule - rules] && rule->take != take_flag)
            return wrong_use(command, "'--%s' is given twice; only one of its values could be used", rule->name);
        was_given[rule - rules] = true;
        if (!rule->take(optarg, (char *)invocation + rule->value))
            return wrong_use(command, rule->wrong, optarg);
        if (strchr("xM", letter)) /* they imply it */
            invocation->report = true;
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
        return count == 2 ? version() : wrong_use(NULL, "%s takes no arguments", words[1]);
    const struct command *command = find_command(words[1]);
    if (!command)
        return unknown_command(words[1]);
    if (!command->run)
        return count == 3 && (strcmp(words[2], "--help") == 0 || strcmp(words[2], "-h") == 0)
                   ? help(command->name)
                   : command_read_answer(count - 2, words + 2);
    struct command_invocation invocation = command_defaults();
    int status = read_options(command, count - 1, words + 1, &invocation);
    if (status >= 0)
        return status;
    char **arguments = words + 1 + optind;
    int given = count - 1 - optind;
    if (given < command->least)
        return wrong_use(command,
                         given == 0                     ? "'%s' needs a lab"
                         : command->run == command_draw ? "'%s' needs a roster"
                         : given == 1                   ? "'%s' needs a file of parameter sets"
                                                        : "'%s' needs a file of responses",
                         command->name);
    if (command->run == command_draw && (!invocation.seed || !*invocation.seed))
        return wrong_use(command, "'%s' needs a seed: write --seed TEXT, and keep the text", command->name);
    if (command->run == command_check && invocation.report && given < 2)
        return wrong_use(command, "'%s' needs sets to compare: LAB PARAMS.csv --report", command->name);
    if (command->run == command_generate && invocation.id && invocation.replaces)
        return wrong_use(command, "'%s' is for the whole class: it does not go with --id", "--replace");
    if (command->run == command_generate && invocation.id && !invocation.id[strspn(invocation.id, " ,")])
        return wrong_use(command, "'%s' needs an id, or several with commas between them", "--id");
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
