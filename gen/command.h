/* Commands: what each word of the command line does. The result of each is the exit status. */
#ifndef GEN_COMMAND_H
#define GEN_COMMAND_H

#include "lab.h"
#include "sets.h"

enum exit_status { EXIT_FINE = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2 };

/* The command line, read. */
struct invocation {
    const char *lab;
    const char *params;    /* a path, "-" for standard input, or NULL */
    const char *output;    /* folder; "out" where not said */
    int processes;         /* 0: not said */
    const char *document;  /* generate: only this one; NULL for all */
    const char *name;      /* show: what is to be shown; NULL for all */
    const char *id;        /* show: the set of this id; NULL for the first */
    bool tree, markdown;   /* show: which stage */
    const char *seed;      /* draw */
    double margin;         /* draw: share */
    bool report;           /* draw, check: how distinct the sets are */
    double max_collisions; /* likewise: share of numeric answers that two sheets may have in common */
};

/* What every command needs: opened by command_open, ended by command_close. */
struct session {
    struct arena *arena;
    struct units *units;
    struct diag *diag;
    struct lab *lab;             /* NULL where it could not be loaded */
    struct parameter_sets *sets; /* NULL where there are none, or the file could not be used */
};

/* Loads lab and, where one is given, parameter file; what is wrong is in the sink. False where the command cannot go
 * on. With `default_set` and no file there is one set of all defaults. Sets are read, not evaluated. */
bool command_open(struct session *session, const struct invocation *invocation, bool default_set);
/* Reads a file, or standard input where the path is `-`. NULL after an error. */
const struct source *command_read(struct session *session, const char *path);
/* Prints what was reported, ends the session, gives the exit status: findings where an error was reported. */
int command_close(struct session *session);
/* Writes to standard output; an error (a closed pipe, a full disk) is reported. */
void command_write(struct session *session, struct text *text);

/* Prints how distinct the session's sets are; an error where two sheets have more in common than the limit. */
void command_report_distinctness(struct session *session, double limit, FILE *stream);

int command_generate(const struct invocation *invocation);
int command_evaluate(const struct invocation *invocation);
int command_show(const struct invocation *invocation);
int command_draw(const struct invocation *invocation);
int command_check(const struct invocation *invocation);

#endif
