/* Private to command: what the commands share. */
#ifndef COMMAND_SESSION_H
#define COMMAND_SESSION_H

#include "command/command.h"
#include "document/document.h"
#include "key/key.h"
#include "lms/lms.h"
#include "prove/prove.h"
#include "run/run.h"

/* What every command needs. Opened by command_open, ended by command_close. */
struct command_session {
    struct arena *arena;
    struct units *units;
    struct diag *diag;
    struct lab *lab;                   /* NULL if it has errors */
    struct lab *unsound;               /* a lab with errors, as much of it as is known; else NULL */
    struct parameter_sets *sets;       /* NULL if there are none, or the file is not usable */
    const char *summary;               /* a line that command_close prints after the reports; NULL: none */
    const char *command;               /* of a run that tells what it depends on */
    struct run_provenance *provenance; /* NULL: nobody asks for it */
    const char *provenance_text;       /* once it is complete */
    struct run_parts *parts;           /* what the whole is made of; NULL: of what it reads */
};

enum command_sets {
    SETS_OF_FILE,
    SETS_OR_DEFAULTS /* without a file, one set of all defaults */
};
/* Loads the lab and, if one is given, the parameter file. Its rows are checked even if the lab has errors, as far as
 * the lab's parameters are known. Sets are read but not evaluated. Errors are reported; returns false if the command
 * cannot go on. */
bool command_open(struct command_session *session, const struct command_invocation *invocation, enum command_sets sets);
/* The same for a command whose results tell what they depend on: in a manifest, or in parts only. Files of the lab that
 * are read later are noted after run_provenance_pause(..., false). */
bool command_open_run(struct command_session *session, const struct command_invocation *invocation, const char *command,
                      bool lists);
/* Opens the writers of what templates make (NULL: nothing), so that what they read is noted. What is wrong with it is
 * reported by those who use them. */
struct command_writers;
void command_note_writers(struct command_session *session, struct command_writers *writers,
                          const struct fill_template *const *templates, int count);
/* What the command's results depend on, as members of a JSON object; NULL if nothing was noted. Once this is called,
 * nothing more is noted. */
const char *command_provenance(struct command_session *session);
/* The same as a manifest has it: that of a part says which. */
const char *command_listed(struct command_session *session, const struct command_invocation *invocation);
/* Whether the lab asks anything. If not, reports an error: there is nothing to `verb` (grade, audit). */
bool command_has_questions(struct command_session *session, const char *verb);
/* Reads a file, or standard input if the path is `-`. A file in the lab's folder must be there itself: a link in a lab
 * may not lead elsewhere. NULL after an error. */
const struct source *command_read(struct command_session *session, const char *path);
/* Reads the map of columns of the command line. False after an error; NULL in `*map` if there is none. */
bool command_read_columns(struct command_session *session, const struct command_invocation *invocation,
                          struct lms_map **map);
/* grade_answers.c: the names of the questions that a quiz asks, in their order: all but drawings. */
const char **command_asked(struct arena *arena, const struct lab *lab, size_t *count);
/* languages.c: loads the lab in every language that the column `language` of the sets has beside the run's, and hands
 * each to `add`, which returns false after reporting an error. False after an error. */
typedef bool command_add_language(void *context, const struct command_invocation *invocation, const char *tag,
                                  const struct lab *lab);
bool command_walk_languages(struct command_session *session, const struct command_invocation *invocation,
                            command_add_language *add, void *context);
/* Which rows of the session's sets a list of ids (`s03,s07`) means, by row, in the arena. NULL after reporting ids that
 * `params`, the file, does not have. */
bool *command_choose(struct command_session *session, const char *params, const char *list);
/* A set of all defaults, evaluated, for a session that has a lab. */
const struct parameter_set *command_default_set(struct command_session *session);
/* Reports each question that has no key for this set, and returns their number. */
int command_report_unfit(struct command_session *session, const struct parameter_set *set, const struct key *key);
/* Compares the sets that were added, prints how distinct they are, and writes the collision matrix, as the command line
 * asks. Returns false after reporting an error, which ends with `advice`, if two sheets have more in common than
 * allowed. */
bool command_report_distinctness(struct command_session *session, const struct command_invocation *invocation,
                                 struct prove_distinct *distinct, const char *advice, FILE *stream);
/* Whether nothing was reported but notes. */
bool command_is_clean(const struct command_session *session);
/* Names the files of a folder that are kept because somebody changed them, if there are any. */
void command_report_changed(struct command_session *session, const char *folder, const struct run_names *changed);
/* Writes text to standard output, where what must not reach a terminal is escaped, and clears it. An error (a closed
 * pipe, a full disk) is reported. */
void command_write(struct command_session *session, struct text *text);
/* writers.c. The writers of a process, by format; each is made when the first document needs it. Begun empty. */
struct command_writers {
    struct doc_writer *of[FORMATS];
    bool refused[FORMATS]; /* it could not be had, as was reported once */
};
/* The writer of a format; NULL after an error. */
struct doc_writer *command_writer(const struct command_session *session, struct command_writers *writers,
                                  const struct doc_format *format, struct diag *diag);
/* Appends the bytes of the document's file. False after an error. */
bool command_write_document(const struct command_session *session, struct command_writers *writers,
                            const struct document *document, struct text *out, struct diag *diag);
void command_writers_free(struct command_writers *writers);
/* accommodations.c: reports, at its place, each style for single people that the style files do not have, each unknown
 * paper, and each language that the lab has no texts in; these rows become bad. */
void command_check_accommodations(struct command_session *session, const struct lab *lab, struct parameter_sets *sets);
/* The language that a set's row names, and its place; NULL: none. */
const char *command_language_of(const struct parameter_set *set, struct pos *pos);
/* Begins a print file of documents of a format, with a style for single people (NULL: that of the class), at
 * FOLDER/path, whose bytes go to `written`. NULL if it cannot be written, which was reported; `written` is to be ended
 * or abandoned all the same. */
struct page_print_file *command_print_file(const struct command_session *session, struct command_writers *writers,
                                           const struct doc_format *format, const char *print, const char *title,
                                           const char *folder, const char *path, struct run_file *written,
                                           struct diag *diag);
/* Prints the reports, ends the session and returns the exit status: EXIT_FAILED if a failure was reported, else
 * EXIT_FINDINGS if an error was. */
int command_close(struct command_session *session);

#endif
