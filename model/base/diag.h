/* Diagnostics: the one place that reports what is wrong, and where in which file. */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/record.h"
#include "base/source.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

/* A failure is an error whose cause is not in the input: a full disk, a folder that nobody may write to. Trying again
 * may help. */
enum severity { SEVERITY_NOTE, SEVERITY_WARNING, SEVERITY_ERROR, SEVERITY_FAILURE };

struct diag;

/* A sink that keeps reports as text, in order. Owned by the caller. */
struct diag *diag_new(void);
/* A sink that only counts: for what was reported before, or what nobody needs to be told. */
struct diag *diag_new_silent(void);
void diag_free(struct diag *diag);
/* Reports as a compiler does: `name:line:column: error: message`, the source line, a caret. A message says what is
 * wrong, then what would be right. It may quote input: control characters and bytes that are not UTF-8 are escaped.
 * `pos` may have no source. */
void diag_report(struct diag *diag, enum severity severity, struct pos pos, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* The same, for functions that take a format themselves. */
void diag_vreport(struct diag *diag, enum severity severity, struct pos pos, const char *format, va_list arguments);
/* Reports a name that does not exist: the message, then "; did you mean 'NEAR'?" or, if `near` is NULL, the text
 * `otherwise` (may be NULL). */
void diag_report_near(struct diag *diag, enum severity severity, struct pos pos, const char *near,
                      const char *otherwise, const char *format, ...) __attribute__((format(printf, 6, 7)));
/* Takes back what was reported at a position and has these words in it, if it is still kept: what is reported now says
 * better what is wrong there. It stays counted. */
void diag_withdraw(struct diag *diag, struct pos pos, const char *words);
/* Reports each distinct message only once: for what is true of every row. */
void diag_report_once(struct diag *diag, enum severity severity, struct pos pos, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
/* For tests: the text of all reports since it was flushed; owned by the sink. */
const char *diag_text(const struct diag *diag);
/* Their number by severity. A failure counts as an error too. */
int diag_count(const struct diag *diag, enum severity severity);
/* Whether errors were reported: take a mark before, ask after. */
struct diag_mark {
    int errors;
};
struct diag_mark diag_mark(const struct diag *diag);
bool diag_clean_since(const struct diag *diag, struct diag_mark mark);
/* Adds the text and counts of another sink. A text that was added before is counted but not shown again: an error in a
 * template is one error, however many rows meet it. */
void diag_merge(struct diag *diag, const struct diag *other);
/* Puts a sink's text and counts into a record, and adds those of a record. False if it is damaged; then nothing is. */
void diag_put(const struct diag *diag, struct text *record);
bool diag_take(struct diag *diag, struct record *record);
/* Sorts the reports by position: files in the order in which they were first met, then by line and column. */
void diag_sort(struct diag *diag);
/* Forgets all reports and their counts, unless a failure is among them. Returns how many errors are forgotten. */
int diag_forget(struct diag *diag);
/* Prints the reports and forgets their text (the counts stay). */
void diag_flush(struct diag *diag, FILE *stream);

#endif
