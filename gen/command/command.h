/* Commands: what each word of the command line does. The result of each is the exit status. */
#ifndef COMMAND_COMMAND_H
#define COMMAND_COMMAND_H

#include "base/base.h"

/* Fine: there may be warnings. Findings: errors in the input, whose remedy is to change it. Usage: a wrong command
 * line. Failed: input or output failed, or memory ran out, and trying again may help. */
enum command_status { EXIT_FINE = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2, EXIT_FAILED = ALLOC_EXIT };

/* What goes into an archive of its own. */
enum command_bundle { BUNDLE_NONE, BUNDLE_PERSON, BUNDLE_SHARD };

/* The command line after parsing. */
struct run_parts;
struct command_invocation {
    /* The command line again, without what is of a part only: what a merge runs. */
    const char *const *words;
    int word_count;
    /* Reads such words in place of a command line. Returns -1, or an exit status if no part was made with them. */
    int (*parse)(int count, const char *const *words, struct command_invocation *invocation);
    int shard, of;           /* which part of how many is made; of: 0 if it is all */
    struct run_parts *parts; /* merge: what the whole is made of; else NULL */
    int (*run)(const struct command_invocation *invocation);
    const char *lab;
    const char *params;   /* a path, "-" for standard input, or NULL */
    const char *output;   /* generate, grade: the output folder */
    int processes;        /* generate, grade, audit: 0 for as many as there are processors */
    int paper;            /* generate: the number of a paper for every printed document; -1: as templates say */
    const char *document; /* generate: make only this document; NULL: all */
    const char *language; /* of the lab's texts, or NULL: as it is written */
    const char *name;     /* show: what to show; NULL: a list of everything. preview: the document; NULL: the first */
    const char *id; /* show, preview: the set of this id; NULL: the first. generate: make these ids' files; NULL: all */
    bool twins;     /* generate, grade: documents on paper as pages for screens too */
    bool forms;     /* generate: students' documents on paper as forms too */
    bool progress;  /* generate, merge, collect, grade, draw, audit: tell how far they are in lines of JSON */
    bool fans;      /* generate, grade: people's files are in folders of folders */
    bool resumes;   /* generate, collect, grade: nothing is made that is there as it would be made */
    bool replaces;  /* generate: the work of another class may be destroyed */
    bool force;     /* generate: overwrite files that somebody changed; grade: also other sets than printed */
    bool tree;      /* show: a syntax or document tree */
    bool program;   /* show: the compiled operations of an equation */
    bool long_form; /* columns: an input a row */
    const char *certificate;  /* audit: a path to write a certificate to, or NULL; generate: of one that keys name */
    const char *verify;       /* audit: a path to a certificate that is verified, or NULL */
    double seconds;           /* audit: how long to count large grids; 0: no limit of time */
    const char *seed;         /* draw; audit: of a sample, NULL: the lab's name */
    double margin;            /* draw: the distance from every boundary, as a share */
    const char *where;        /* draw: a condition that all sets meet, or NULL */
    const char *letters;      /* draw: how often options are the right ones, or NULL */
    double mistake_margin;    /* draw: how far wrong methods are from what is accepted; NAN: the lab says; below 0:
                                 anywhere */
    struct text *into;        /* draw: takes what would be printed; NULL: standard output */
    bool report;              /* draw, check: report how distinct the sets are */
    double max_collisions;    /* draw, check: the share of numeric answers that two sheets may have in common */
    const char *matrix;       /* draw, check: the path for the collision matrix, or NULL */
    const char *const *names; /* audit: questions and statements; none: all. collect: files */
    int name_count;
    bool json;               /* audit: a report for programs */
    const char *responses;   /* grade: a path */
    const char *decisions;   /* grade, collect: a path, or NULL */
    const char *roster;      /* grade: a path to the export of a learning management system, or NULL */
    const char *columns;     /* draw, grade: a path to a map of columns, or NULL */
    const char *submissions; /* grade: a path to an archive of what people handed in to Canvas, or NULL */
    int attempt;             /* grade: which attempt at a quiz counts, an enum lms_attempt */
    const struct command_quiz_system *system; /* quiz: what it is for; NULL: not given */
    bool practice;                            /* quiz: of sets, with their keys */
    enum command_bundle bundle;               /* grade: an archive a person; generate: one a part */
    bool no_feedback;                         /* grade: tables and ledgers only */
    const char *against;                      /* grade: a path to an older verdicts.csv, or NULL */
};
/* An invocation without any arguments: the defaults. */
struct command_invocation command_defaults(void);
/* Reads which part of how many is made, `3/8` or `slurm`, as two `int`s; false if it is neither. */
bool command_take_shard(const char *text, void *shard);
/* Reads the name of a paper as its number, an `int`; false if it is none. */
bool command_take_paper(const char *name, void *paper);
/* Reads `last`, `first` or `best` as an `int`; false if it is another word. */
bool command_take_attempt(const char *name, void *attempt);
/* Reads what a bundle is of, `person`, as a `bool`; false if it is of something else. */
bool command_take_bundle(const char *name, void *bundle);

/* Whether the lab that a command is about is a course file, which names several. */
bool command_is_course(const struct command_invocation *invocation);

int command_make_lab(const struct command_invocation *invocation);
int command_generate(const struct command_invocation *invocation);
int command_columns(const struct command_invocation *invocation);
int command_evaluate(const struct command_invocation *invocation);
int command_show(const struct command_invocation *invocation);
int command_preview(const struct command_invocation *invocation);
int command_draw(const struct command_invocation *invocation);
int command_check(const struct command_invocation *invocation);
int command_collect(const struct command_invocation *invocation);
int command_grade(const struct command_invocation *invocation);
int command_audit(const struct command_invocation *invocation);
int command_merge(const struct command_invocation *invocation);
int command_quiz(const struct command_invocation *invocation);
/* Reads the name of a system as a `const struct command_quiz_system *`; false if it is none. */
bool command_take_system(const char *name, void *system);
const char *command_system_name(const struct command_quiz_system *system);
/* Whether its quizzes can collect answers, besides being for practice. */
bool command_system_collects(const struct command_quiz_system *system);
/* table.c: a command with its help. It takes from `least` to `most` arguments besides options. */
struct command_entry {
    const char *name;
    int (*run)(const struct command_invocation *invocation); /* NULL: `read`, which reads its own words, and `help` */
    int least, most;
    int (*of_course)(const struct command_invocation *invocation); /* the same for a course; NULL: it takes none */
    int course_arguments;                                          /* how many arguments it takes then */
    const char *options;                                           /* the letters of its options */
    const char *help;
};
enum { COMMAND_COUNT = 15 };
extern const struct command_entry command_table[COMMAND_COUNT];
/* What `help` says: a line for each. */
extern const char command_overview[];

/* Takes the words after `read` unparsed, since its text may begin with a hyphen. */
int command_read_answer(int count, char **words);
/* Names that a word of the command line may be: a lab, or in a lab a document, a question or statement, anything that
 * it has. */
enum command_kind { COMMAND_LABS, COMMAND_DOCUMENTS, COMMAND_QUESTIONS, COMMAND_PARTS };
/* Appends those that begin as what was typed, a line each. `lab`: of which, or NULL; one with mistakes has what is
 * known of it. */
void command_complete(struct text *out, enum command_kind kind, const char *lab, const char *prefix);
/* What `help` has pages of besides commands; ends with NULL. */
extern const char *const command_topics[];
/* Appends the manual page of a topic as text. False after reporting an error. */
bool command_put_topic(struct text *out, const char *topic, struct diag *diag);
/* Appends the versions of the program and of its libraries, one per line. */
void command_versions(struct text *out);

#endif
