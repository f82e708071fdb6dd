/* Commands: what each word of the command line does. The result of each is the exit status. */
#ifndef COMMAND_SESSION_H
#define COMMAND_SESSION_H

#include "key/key.h"

enum command_status { EXIT_FINE = 0, EXIT_FINDINGS = 1, EXIT_USAGE = 2 };

/* The command line, read. */
struct command_invocation {
    const char *lab;
    const char *params;       /* a path, "-" for standard input, or NULL */
    const char *output;       /* folder; "out" where not said */
    int processes;            /* 0: not said */
    const char *paper;        /* generate: "a4" or "letter" for every printed document; NULL: as its template says */
    const char *document;     /* generate: only this one; NULL for all */
    const char *name;         /* show: what is to be shown; NULL for all */
    const char *id;           /* show: the set of this id; NULL for the first */
    bool tree;                /* show: which stage */
    const char *seed;         /* draw; audit: of a sample, NULL where not said */
    double margin;            /* draw: share */
    bool report;              /* draw, check: how distinct the sets are */
    double max_collisions;    /* likewise: share of numeric answers that two sheets may have in common */
    const char *matrix;       /* likewise: a path to write the collision matrix to, or NULL */
    const char *const *names; /* audit: questions and statements; none for all */
    int name_count;
    bool json;             /* audit: for programs */
    const char *responses; /* grade: a path */
    const char *decisions; /* grade: a path, or NULL */
    const char *roster;    /* grade: of a learning management system; a path, or NULL */
    bool no_feedback;      /* grade: tables and ledgers only */
    const char *against;   /* grade: an older verdicts.csv, or NULL */
};

/* What every command needs: opened by command_open, ended by command_close. */
struct command_session {
    struct arena *arena;
    struct units *units;
    struct diag *diag;
    struct lab *lab;             /* NULL where it could not be loaded */
    struct lab *unsound;         /* then, as far as it is known; else NULL */
    struct parameter_sets *sets; /* NULL where there are none, or the file could not be used */
};

/* Loads lab and, where one is given, parameter file (whose rows are checked too where the lab has errors, as far as its
 * parameters are known); what is wrong is in the sink. False where the command cannot go
 * on. Sets are read, not evaluated. */
enum command_sets {
    SETS_OF_FILE,
    SETS_OR_DEFAULTS, /* one set of all defaults where no file is given */
    SETS_TO_OPEN      /* very many: sets_open gives each */
};
bool command_open(struct command_session *session, const struct command_invocation *invocation, enum command_sets sets);
/* Reports where the lab asks nothing, and of which `what` (to grade, to audit) finds nothing; false then. */
bool command_has_questions(struct command_session *session, const char *verb);
/* Reads a file, or standard input where the path is `-`. NULL after an error. */
const struct source *command_read(struct command_session *session, const char *path);
/* Gives a session that has a lab one set, of all defaults, evaluated. */
void command_default_set(struct command_session *session);
/* Reports each question that has no key for this set; how many there are. */
int command_report_unfit(struct command_session *session, const struct parameter_set *set, const struct key *key);
/* Prints what was reported, ends the session, gives the exit status: findings where an error was reported. */
int command_close(struct command_session *session);
/* Writes to standard output; an error (a closed pipe, a full disk) is reported. */
void command_write(struct command_session *session, struct text *text);

/* Says how distinct the session's sets are, as the command line asks for it. False, and an error that ends with the
 * advice, where two sheets have more in common than is allowed. */
bool command_report_distinctness(struct command_session *session, const struct command_invocation *invocation,
                                 const char *advice, FILE *stream);

int command_generate(const struct command_invocation *invocation);
int command_evaluate(const struct command_invocation *invocation);
int command_show(const struct command_invocation *invocation);
int command_draw(const struct command_invocation *invocation);
int command_check(const struct command_invocation *invocation);
/* Takes the words behind `read` as they stand, for its text may begin with a hyphen. */
int command_read_answer(int count, char **words, const char *help);
int command_grade(const struct command_invocation *invocation);
int command_audit(const struct command_invocation *invocation);

#endif
