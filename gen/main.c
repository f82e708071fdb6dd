#include "base/base.h"
#include "command/command.h"
#include "files/files.h"

#include <getopt.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const struct command_entry *find_command(const char *name) {
    for (int i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(command_table[i].name, name) == 0)
            return &command_table[i];
    return NULL;
}

static int wrong_use(const struct command_entry *command, const char *format, const char *word) {
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

/* `with_topics`: of help, which has pages of other things too. */
static int unknown_command(const char *name, bool with_topics) {
    enum { MOST = COMMAND_COUNT + 20 };
    const char *names[MOST];
    size_t count = 0;
    for (int i = 0; i < COMMAND_COUNT; i++)
        names[count++] = command_table[i].name;
    for (int i = 0; with_topics && command_topics[i] && count < MOST; i++)
        names[count++] = command_topics[i];
    const char *near = name_nearest(name, names, count);
    struct text format = {0};
    text_puts(&format, with_topics ? "there is no command and no topic '%s'" : "there is no command '%s'");
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

static int help_topic(const char *topic) {
    struct text page = {0};
    struct diag *diag = diag_new();
    int status = command_put_topic(&page, topic, diag) ? say(page.bytes) : EXIT_FAILED;
    diag_flush(diag, stderr);
    diag_free(diag);
    text_free(&page);
    return status;
}

static int help(const char *name) {
    const struct command_entry *command = name ? find_command(name) : NULL;
    for (int i = 0; name && !command && command_topics[i]; i++)
        if (strcmp(command_topics[i], name) == 0)
            return help_topic(name);
    if (name && !command)
        return unknown_command(name, true);
    return say(command ? command->help : command_overview);
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

static bool take_seconds(const char *text, void *value) {
    return number_parse(text, strlen(text), value) && *(double *)value > 0 && *(double *)value <= 1e9;
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

static bool take_progress(const char *text, void *value) {
    return strcmp(text, "json") == 0 && take_flag(text, value);
}

/* A margin, or that none is kept. */
static bool take_mistake_margin(const char *text, void *value) {
    if (strcmp(text, "off") != 0)
        return take_margin(text, value);
    *(double *)value = -1;
    return true;
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
    {"language", 'G', take_text, VALUE(language), NULL},
    {"params", 'p', take_text, VALUE(params), NULL},
    {"id", 'i', take_text, VALUE(id), NULL},
    {"tree", 't', take_flag, VALUE(tree), NULL},
    {"program", 'g', take_flag, VALUE(program), NULL},
    {"form", 'F', take_flag, VALUE(forms), NULL},
    {"html", 'H', take_flag, VALUE(twins), NULL},
    {"replace", 'R', take_flag, VALUE(replaces), NULL},
    {"force", 'f', take_flag, VALUE(force), NULL},
    {"json", 'J', take_flag, VALUE(json), NULL},
    {"long", 'L', take_flag, VALUE(long_form), NULL},
    {"seed", 's', take_text, VALUE(seed), NULL},
    {"seconds", 'T', take_seconds, VALUE(seconds), "--seconds takes a number of seconds above 0, not '%s'"},
    {"certificate", 'C', take_text, VALUE(certificate), NULL},
    {"verify", 'y', take_text, VALUE(verify), NULL},
    {"against", 'a', take_text, VALUE(against), NULL},
    {"no-feedback", 'n', take_flag, VALUE(no_feedback), NULL},
    {"roster", 'l', take_text, VALUE(roster), NULL},
    {"submissions", 'S', take_text, VALUE(submissions), NULL},
    {"bundle", 'b', command_take_bundle, VALUE(bundle),
     "--bundle takes person (of grade) or shard (of generate), not '%s'"},
    {"attempt", 'A', command_take_attempt, VALUE(attempt), "--attempt takes last, first or best, not '%s'"},
    {"for", 'q', command_take_system, VALUE(system), "--for takes moodle, canvas, canvas-formulas or qti, not '%s'"},
    {"practice", 'E', take_flag, VALUE(practice), NULL},
    {"columns", 'c', take_text, VALUE(columns), NULL},
    {"decisions", 'D', take_text, VALUE(decisions), NULL},
    {"margin", 'm', take_margin, VALUE(margin), "--margin takes a share from 0 to 50%%, such as 2%% or 0.02, not '%s'"},
    {"mistake-margin", 'k', take_mistake_margin, VALUE(mistake_margin),
     "--mistake-margin takes a share from 0 to 50%%, such as 2%% or 0.02, or off, not '%s'"},
    {"where", 'w', take_text, VALUE(where), NULL},
    {"letters", 'e', take_text, VALUE(letters), NULL},
    {"report", 'r', take_flag, VALUE(report), NULL},
    {"max-collisions", 'x', take_share, VALUE(max_collisions),
     "--max-collisions takes a share from 0 to 100%%, such as 80%% or 0.8, not '%s'"},
    {"matrix", 'M', take_text, VALUE(matrix), NULL},
    {"paper", 'P', command_take_paper, VALUE(paper), "paper is a4 or letter, not '%s'"},
    {"shard", 'K', command_take_shard, VALUE(shard),
     "--shard takes K/N, a number from 1 to N of at most 10000, or slurm in a task of a Slurm array without gaps, not "
     "'%s'"},
    {"progress", 'B', take_progress, VALUE(progress), "--progress takes json, not '%s'"},
    {"fan-out", 'O', take_flag, VALUE(fans), NULL},
    {"resume", 'U', take_flag, VALUE(resumes), NULL},
    {"help", 'h', take_flag, 0, NULL}, /* never taken */
#undef VALUE
};
enum { RULES = sizeof rules / sizeof *rules };

/* A known long option has a name. Of others, a long one is the whole of the last word that was read; a short one may be
 * in the middle of it, or before its value. */
static int unknown_option(const struct command_entry *command, const char *name, int letter, const char *word) {
    char option[3] = {'-', (char)letter, '\0'};
    bool whole = strncmp(word, "--", 2) == 0 || letter <= 0 || letter > 0x7E;
    return wrong_use(command,
                     name ? "'--%s' is not an option of this command" : "'%s' is not an option of this command",
                     name    ? name
                     : whole ? word
                             : option);
}

/* Holds what was made of command lines, until the program ends. */
static struct arena *parsed;

/* The words of a command line that a merge reads again. */
struct again {
    char **words;
    size_t count, room;
};

static void keep_word(struct again *again, char *word) {
    again->words = arena_grow(parsed, again->words, again->count, &again->room, sizeof *again->words);
    again->words[again->count++] = word;
}

/* Keeps an option. What a part only has, and where and how files are put in place, is said to the merge anew. */
static void keep_option(struct again *again, const struct rule *rule, const char *value) {
    const bool of_part = rule->letter == 'b' && strcmp(value, "shard") == 0;
    if (!of_part && !strchr("KojRfBU", rule->letter))
        keep_word(again, arena_printf(parsed, rule->take == take_flag ? "--%s" : "--%s=%s", rule->name, value));
}

/* Reads the options of a command; the remaining words are its arguments. Returns -1, or an exit status to end with. */
static int read_options(const struct command_entry *command, int count, char **words,
                        struct command_invocation *invocation, struct again *again) {
    struct option options[RULES + 1] = {0};
    char letters[2 * RULES + 2] = ":", *end = letters + 1;
    for (int i = 0; i < RULES; i++) {
        const bool is_flag = rules[i].take == take_flag;
        options[i] = (struct option){rules[i].name, is_flag ? no_argument : required_argument, NULL, rules[i].letter};
        end += sprintf(end, is_flag ? "%c" : "%c:", rules[i].letter);
    }
    opterr = 0;
    optind = 0; /* from the beginning, also the second time */
    bool was_given[RULES] = {0};
    int letter, place = -1;
    for (; (letter = getopt_long(count, words, letters, options, &place)) != -1; place = -1) {
        if (letter == 'h')
            return help(command->name);
        if (letter == ':' && words[optind - 1][1] != '-') /* the last of letters such as -Rd */
            return wrong_use(command, "'-%s' needs a value", (char[]){(char)optopt, '\0'});
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
        keep_option(again, rule, optarg);
    }
    return -1;
}

/* Completion: what the last of the words may be, a line each; nothing where it is a file. */

static void offer(struct text *out, const char *word, const char *prefix) {
    if (strncmp(word, prefix, strlen(prefix)) == 0)
        text_printf(out, "%s\n", word);
}

static void offer_options(struct text *out, const struct command_entry *command, const char *prefix) {
    struct arena *arena = arena_new();
    for (int i = 0; i < RULES; i++)
        if (strchr(command->options, rules[i].letter) || rules[i].letter == 'h')
            offer(out, arena_printf(arena, "--%s", rules[i].name), prefix);
    if (!command->run)
        for (const char *const *name = (const char *const[]){"--unit", "--lang", "--lines", NULL}; *name; name++)
            offer(out, *name, prefix);
    arena_free(arena);
}

/* The option of a command that a word is, if it takes a value. */
static const struct rule *valued_option(const struct command_entry *command, const char *word) {
    for (int i = 0; i < RULES; i++)
        if (rules[i].take != take_flag && strchr(command->options, rules[i].letter) &&
            ((strncmp(word, "--", 2) == 0 && strcmp(word + 2, rules[i].name) == 0) ||
             (word[0] == '-' && word[1] == rules[i].letter && !word[2])))
            return &rules[i];
    return NULL;
}

static void complete_argument(struct text *out, const struct command_entry *command, const char *lab, int place,
                              const char *word) {
    if (place == 0)
        command_complete(out, COMMAND_LABS, NULL, word);
    else if (command->run == command_audit)
        command_complete(out, COMMAND_QUESTIONS, lab, word);
    else if (command->run == command_show && place == 1)
        command_complete(out, COMMAND_PARTS, lab, word);
    else if (command->run == command_preview && place == 1)
        command_complete(out, COMMAND_DOCUMENTS, lab, word);
}

/* The words that an option takes. */
static void offer_values(struct text *out, char letter, const char *prefix) {
    static const struct {
        char letter;
        const char *values[4];
    } options[] = {{'P', {"a4", "letter"}},
                   {'q', {"moodle", "canvas", "qti"}},
                   {'A', {"last", "first", "best"}},
                   {'b', {"person", "shard"}},
                   {'B', {"json"}}};
    for (size_t i = 0; i < sizeof options / sizeof *options; i++)
        for (int j = 0; options[i].letter == letter && options[i].values[j]; j++)
            offer(out, options[i].values[j], prefix);
}

static void complete_words(struct text *out, int count, char **words) {
    const char *word = words[count - 1], *lab = NULL;
    const struct command_entry *command = count > 1 ? find_command(words[0]) : NULL;
    const bool asks_help = count == 2 && strcmp(words[0], "help") == 0;
    for (int i = 0; (count == 1 || asks_help) && i < COMMAND_COUNT; i++)
        offer(out, command_table[i].name, word);
    for (int i = 0; asks_help && command_topics[i]; i++)
        offer(out, command_topics[i], word);
    if (!command || asks_help)
        return;
    int place = 0;
    for (int i = 1; i < count - 1; i++) {
        if (words[i][0] == '-') {
            i += valued_option(command, words[i]) != NULL;
            continue;
        }
        lab = place++ ? lab : words[i];
    }
    const struct rule *option = valued_option(command, words[count - 2]);
    if (option && option->letter == 'd')
        command_complete(out, COMMAND_DOCUMENTS, lab, word);
    else if (option)
        offer_values(out, option->letter, word);
    else if (!option && word[0] == '-')
        offer_options(out, command, word);
    else if (!option && command->run && command->run != command_make_lab)
        complete_argument(out, command, lab, place, word);
}

static int complete(int count, char **words) {
    struct text out = {0};
    if (count > 0)
        complete_words(&out, count, words);
    int status = out.length ? say(out.bytes) : EXIT_FINE;
    text_free(&out);
    return status;
}

/* What is wrong with the arguments of a command, or with options that do not go together. Returns -1 if nothing is. */
static int judge(const struct command_entry *command, const struct command_invocation *invocation, bool course,
                 int given, char **arguments) {
    const int least = course ? command->course_arguments : command->least, most = course ? least : command->most;
    if (course && !command->of_course)
        return wrong_use(command, "'%s' takes a lab, not a course", command->name);
    if (course && invocation->of)
        return wrong_use(command, "'%s' is for a lab, not for a course", "--shard");
    if (command->run == command_draw && !course && (invocation->force || strcmp(invocation->output, "out") != 0))
        return wrong_use(command, "'%s' prints the sets of a lab; -o and --force are for a course", command->name);
    if (given < least)
        return wrong_use(command,
                         command->run == command_make_lab  ? "'%s' needs a name for the lab"
                         : given == 0                      ? "'%s' needs a lab"
                         : command->run == command_draw    ? "'%s' needs a roster"
                         : command->run == command_merge   ? "'%s' needs the parts that --shard made"
                         : given == 1                      ? "'%s' needs a file of parameter sets"
                         : command->run == command_collect ? "'%s' needs files that came back: scans or photographs"
                                                           : "'%s' needs a file of responses",
                         command->name);
    if (command->run == command_draw && (!invocation->seed || !*invocation->seed))
        return wrong_use(command, "'%s' needs a seed: write --seed TEXT, and keep the text", command->name);
    if (command->run == command_check && invocation->report && given < 2)
        return wrong_use(command, "'%s' needs sets to compare: LAB PARAMS.csv --report", command->name);
    if (command->run == command_generate && invocation->id && invocation->replaces)
        return wrong_use(command, "'%s' is for the whole class: it does not go with --id", "--replace");
    if (command->run == command_generate && invocation->id && invocation->of)
        return wrong_use(command, "'%s' is for the whole class: it does not go with --id", "--shard");
    if (command->run == command_generate && invocation->id && invocation->resumes)
        return wrong_use(command, "'%s' is for all that a run makes: it does not go with --id", "--resume");
    if (command->run == command_audit && invocation->seconds > 0 && invocation->of)
        return wrong_use(command, "'%s' counts as much as there is time for: it does not go with --shard", "--seconds");
    if (command->run == command_generate && invocation->id && !invocation->id[strspn(invocation->id, " ,")])
        return wrong_use(command, "'%s' needs an id, or several with commas between them", "--id");
    if (command->run == command_grade && invocation->submissions && !invocation->roster)
        return wrong_use(command, "'%s' needs the roster of Canvas: --roster EXPORT", "--submissions");
    if (command->run == command_grade && invocation->bundle == BUNDLE_SHARD)
        return wrong_use(command, "'%s' is for the sheets of a part, which generate makes", "--bundle shard");
    if (command->run == command_generate && invocation->bundle &&
        (invocation->bundle != BUNDLE_SHARD || !invocation->of))
        return wrong_use(command, "'%s' of this command takes shard, and goes with --shard K/N", "--bundle");
    if (command->run == command_grade && invocation->bundle && invocation->no_feedback)
        return wrong_use(command, "'%s' is about feedback: it does not go with --no-feedback", "--bundle");
    if (command->run == command_quiz && !invocation->system)
        return wrong_use(command, "'%s' needs to know the system: --for moodle, canvas, canvas-formulas or qti",
                         command->name);
    if (command->run == command_quiz && invocation->practice != (given > 1))
        return wrong_use(command,
                         invocation->practice
                             ? "'%s' needs parameter sets to practise with: LAB PARAMS.csv --practice"
                             : "'%s' asks for the answers to printed sheets, and needs no sets; for those "
                               "to practise with, write --practice",
                         command->name);
    if (command->run == command_quiz && !invocation->practice && !command_system_collects(invocation->system))
        return wrong_use(command, "answers of sheets are asked for --for moodle or canvas; %s is for --practice",
                         command_system_name(invocation->system));
    return given > most ? wrong_use(command, "'%s' is one argument too many", arguments[most]) : -1;
}

static void take_arguments(const struct command_entry *command, int given, char **arguments,
                           struct command_invocation *invocation) {
    if (command->run == command_audit || command->run == command_merge) {
        invocation->names = (const char *const *)arguments + 1;
        invocation->name_count = given - 1;
    } else if (command->run == command_collect) {
        invocation->params = arguments[1];
        invocation->names = (const char *const *)arguments + 2;
        invocation->name_count = given - 2;
    } else if (given > 1 && (command->run == command_show || command->run == command_preview))
        invocation->name = arguments[1];
    else if (given > 1)
        invocation->params = arguments[1];
    if (given > 2 && command->run == command_grade)
        invocation->responses = arguments[2];
}

/* Reads a command line, whose first word is the command's name. Returns -1, or an exit status to end with. */
static int parse(const struct command_entry *command, int count, char **words, struct command_invocation *invocation) {
    struct again again = {0};
    keep_word(&again, words[0]);
    int status = read_options(command, count, words, invocation, &again);
    if (status >= 0)
        return status;
    char **arguments = words + optind;
    const int given = count - optind;
    invocation->lab = given ? arguments[0] : "";
    const bool course = command_is_course(invocation);
    if ((status = judge(command, invocation, course, given, arguments)) >= 0)
        return status;
    take_arguments(command, given, arguments, invocation);
    keep_word(&again, "--");
    for (int i = 0; i < given; i++)
        keep_word(&again, arguments[i]);
    invocation->words = (const char *const *)again.words;
    invocation->word_count = (int)again.count;
    invocation->run = course ? command->of_course : command->run;
    return -1;
}

static int parse_again(int count, const char *const *words, struct command_invocation *invocation) {
    const struct command_entry *command = count ? find_command(words[0]) : NULL;
    return command && strchr(command->options, 'K') ? parse(command, count, (char **)words, invocation) : EXIT_USAGE;
}

int main(int count, char **words) {
    if (count < 2) {
        fputs(command_overview, stderr);
        return EXIT_USAGE;
    }
    if (strcmp(words[1], "help") == 0 || strcmp(words[1], "--help") == 0 || strcmp(words[1], "-h") == 0)
        return help(count > 2 ? words[2] : NULL);
    if (strcmp(words[1], "--version") == 0)
        return count == 2 ? version() : wrong_use(NULL, "%s takes no arguments", words[1]);
    if (strcmp(words[1], "complete") == 0) /* what shells ask; see gen/completion */
        return complete(count - 2, words + 2);
    const struct command_entry *command = find_command(words[1]);
    if (!command)
        return unknown_command(words[1], false);
    if (!command->run)
        return count == 3 && (strcmp(words[2], "--help") == 0 || strcmp(words[2], "-h") == 0)
                   ? help(command->name)
                   : command_read_answer(count - 2, words + 2);
    struct command_invocation invocation = command_defaults();
    invocation.parse = parse_again;
    parsed = arena_new();
    int status = parse(command, count - 1, words + 1, &invocation);
    if (status < 0) {
        file_catch_signals();
        status = invocation.run(&invocation);
    }
    arena_free(parsed);
    return status;
}
