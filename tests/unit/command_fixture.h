/* Command lines of the shop's lab, with documents and charts, run in this process. What is printed is kept. */
#ifndef TESTS_UNIT_COMMAND_FIXTURE_H
#define TESTS_UNIT_COMMAND_FIXTURE_H

#include "command/command.h"
#include "grade_fixture.h"

#include <getopt.h>

/* The program's own main, under another name: it has no header of its own. */
int program_main(int count, char **words);
#define main program_main
#include "main.c"
#undef main

#define SHOP_DOCUMENTS "documents: [sheet, key, table, book]\ngraded: [feedback, report]\n"
#define SHOP_CHARTS                                                                                                    \
    "charts:\n"                                                                                                        \
    "  - name: by_pieces\n    title: Cost by pieces\n    kind: line\n"                                                 \
    "    sweep: {along: pieces, first: 1, last: 10, points: 10}\n    y: {label: Cost}\n"                               \
    "    series:\n      - {label: Cost, value: cost, detail: 'now {{cost}}'}\n"                                        \
    "    markers:\n      - {x: pieces, y: cost, label: This set}\n"                                                    \
    "    own:\n      - {answer: cost, x: pieces, label: Yours}\n"                                                      \
    "  - name: totals\n    title: Totals\n    kind: bars\n    y: {label: Cost}\n"                                      \
    "    bars:\n      - {name: cost, label: Cost, value: cost}\n      - {name: total, label: Total, value: total}\n"   \
    "    lines:\n      - {y: budget, label: Budget}\n"                                                                 \
    "texts:\n  about: 'The budget is {{budget}}.'\n"
#define SHOP_SHEET                                                                                                     \
    "---\ntitle: Sheet of {{person.name}}\ntarget: pdf\naudience: student\n---\n# {{lab.title}}\n\n"                   \
    "{{person.name}}, sheet {{fingerprint}}\n\n{{#parameters}}\n- {{label}}: {{value}}\n{{/parameters}}\n\n"           \
    "{{text.about}}\n\n{{#questions}}\n**{{number}}. {{title}}** {{prompt}} ![](score:{{name}})\n\n"                   \
    "{{#numeric}}\n![](blank:{{name}})\n{{/numeric}}\n{{#options}}\n- [ ] **{{letter}}** {{text}}\n{{/options}}\n\n"   \
    "{{/questions}}\n"
#define SHOP_KEY                                                                                                       \
    "---\ntitle: Key of {{person.name}}\ntarget: pdf\naudience: instructor\n---\n# Key\n\n"                            \
    "{{#questions}}\n{{number}}. {{#key}}{{#unfit}}none: {{reason}}{{/unfit}}{{#absent}}{{absent_text}}{{/absent}}"    \
    "{{#fit}}{{letter}}{{number}}{{/fit}}{{/key}}\n\n{{/questions}}\n\n![](equation:cost)\n![](worked:cost)\n\n"       \
    "![The cost](chart:by_pieces)\n\n![The totals](chart:totals)\n"
#define SHOP_TABLE                                                                                                     \
    "---\ntitle: Keys\ntarget: pdf\naudience: instructor\nfor: class\n---\n# Keys\n\n| Id | Cost |\n| --- | ---: |\n"  \
    "{{#sets}}\n| {{person.id}} | {{cost}} |\n{{/sets}}\n"
#define SHOP_BOOK                                                                                                      \
    "---\ntitle: Book\ntarget: xlsx\naudience: instructor\n---\n# Inputs\n\n```inputs\n```\n\n# Results\n\n"           \
    "```equations\n```\n\n![](chart:totals)\n"
#define SHOP_FEEDBACK                                                                                                  \
    "---\ntitle: Feedback for {{person.name}}\ntarget: pdf\naudience: instructor\n---\n# Feedback\n\n"                 \
    "{{grade.marks}} of {{grade.out_of}}{{#grade.review}}, {{grade.review}} to review{{/grade.review}}\n\n"            \
    "{{#questions}}\n{{number}}. {{#answer}}{{written}}: {{verdict}}, {{marks}}. {{message}}{{/answer}}\n\n"           \
    "{{/questions}}\n\n{{#question.why}}{{#answer}}{{#option}}{{letter}}: {{feedback}}{{/option}}{{/answer}}"          \
    "{{/question.why}}\n\n![](chart:by_pieces)\n"
#define SHOP_REPORT                                                                                                    \
    "---\ntitle: Report\ntarget: pdf\naudience: instructor\nfor: class\n---\n# Report\n\n{{#class}}\n"                 \
    "{{sheets}} sheets, mean {{mean}}\n\n![](chart:class_scores)\n\n{{#questions}}\n{{number}}. {{right}} right"       \
    "{{#options}}, {{letter}} {{chosen}}{{/options}}{{#mistakes}}, {{name}} {{count}}{{/mistakes}}\n\n"                \
    "{{/questions}}\n{{#reviews}}\n- {{person}}: {{written}}, {{message}}\n{{/reviews}}\n{{/class}}\n"

struct command_fixture {
    struct lab_fixture lab;
    const char *at;         /* a folder for files */
    const char *out, *said; /* of the last command line: standard output, and standard error */
};

static inline const char *command_fixture_path(struct command_fixture *f, const char *name) {
    return arena_printf(f->lab.arena, "%s/%s", f->at, name);
}

/* The text of a file; NULL if there is none. */
static inline const char *command_fixture_get(struct command_fixture *f, const char *path) {
    return lab_fixture_get(&f->lab, path);
}

static inline const char *command_fixture_put(struct command_fixture *f, const char *name, const char *text) {
    const char *path = command_fixture_path(f, name);
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
    return path;
}

static inline const char *command_fixture_lab(struct arena *arena) {
    static const char none[] = "documents: []\n";
    const char *at = strstr(SHOP_LAB, none);
    return arena_printf(arena, "%.*s" SHOP_DOCUMENTS SHOP_CHARTS "%s", (int)(at - SHOP_LAB), SHOP_LAB,
                        at + strlen(none));
}

static inline struct command_fixture command_fixture_shop(void) {
    static const struct lab_fixture_file files[] = {
        {"shop.yaml", SHOP_MODEL}, {"sheet.md", SHOP_SHEET},       {"key.md", SHOP_KEY},       {"table.md", SHOP_TABLE},
        {"book.md", SHOP_BOOK},    {"feedback.md", SHOP_FEEDBACK}, {"report.md", SHOP_REPORT}, {NULL, NULL}};
    struct arena *arena = arena_new();
    struct command_fixture f = {.lab = lab_fixture_text("shop", command_fixture_lab(arena), files)};
    arena_free(arena);
    f.at = arena_strdup(f.lab.arena, f.lab.above);
    return f;
}

static inline void command_fixture_free(struct command_fixture *f) {
    lab_fixture_free(&f->lab);
}

/* Sends a stream to a file; gives what it was. */
static inline int command_fixture_divert(FILE *stream, const char *path) {
    fflush(stream);
    const int before = dup(fileno(stream));
    assert_non_null(freopen(path, "w", stream));
    return before;
}

static inline void command_fixture_restore(FILE *stream, int before) {
    fflush(stream);
    assert_true(dup2(before, fileno(stream)) >= 0);
    close(before);
}

enum { WORDS_MOST = 16 };

/* Runs a command line of words with blanks between them. `LAB` is the lab, a word that begins with `@` a file in the
 * folder. Gives the exit status. */
static inline int command_fixture_run(struct command_fixture *f, const char *line) {
    char *words[WORDS_MOST + 2] = {arena_strdup(f->lab.arena, "fleetsheet")};
    int count = 1;
    for (char *word = strtok(arena_strdup(f->lab.arena, line), " "); word; word = strtok(NULL, " ")) {
        assert_true(count < WORDS_MOST);
        const char *path = strcmp(word, "LAB") == 0 ? f->lab.folder
                           : *word == '@'           ? command_fixture_path(f, word + 1)
                                                    : word;
        words[count++] = arena_strdup(f->lab.arena, path);
    }
    const char *out = command_fixture_path(f, "stdout"), *said = command_fixture_path(f, "stderr");
    const int before[] = {command_fixture_divert(stdout, out), command_fixture_divert(stderr, said)};
    optind = 0; /* begin anew */
    const int status = program_main(count, words);
    command_fixture_restore(stdout, before[0]);
    command_fixture_restore(stderr, before[1]);
    f->out = command_fixture_get(f, out);
    f->said = command_fixture_get(f, said);
    return status;
}

/* A command line, its exit status, and what it prints: pieces of standard output and of standard error. */
struct command_line {
    const char *line;
    int status;
    const char *out[4], *said[4];
};

static inline void command_fixture_check(struct command_fixture *f, const struct command_line *lines, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const struct command_line *line = &lines[i];
        const int status = command_fixture_run(f, line->line);
        if (status != line->status)
            fail_msg("%s: status %d\n%s%s", line->line, status, f->out, f->said);
        for (int j = 0; j < 4 && line->out[j]; j++)
            if (!strstr(f->out, line->out[j]))
                fail_msg("%s\nnot printed: %s\n%s%s", line->line, line->out[j], f->out, f->said);
        for (int j = 0; j < 4 && line->said[j]; j++)
            if (!strstr(f->said, line->said[j]))
                fail_msg("%s\nnot said: %s\n%s", line->line, line->said[j], f->said);
        if (!line->out[0] && *f->out)
            fail_msg("%s printed %s", line->line, f->out);
        if (!line->said[0] && *f->said)
            fail_msg("%s said %s", line->line, f->said);
    }
}
#define CHECK_LINES(f, lines) command_fixture_check(f, lines, sizeof(lines) / sizeof *(lines))

#endif
