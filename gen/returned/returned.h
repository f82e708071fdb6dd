/* Sheets that come back filled in as files: PDF forms and workbooks. What was written in them becomes answers, whatever
 * program filled them in. Nothing is known here of labs and sets: whose sheet it is, and whether it is one of theirs,
 * is judged by who asks. A file is read by a process of its own with limits of time and memory, since it may be
 * hostile.
 */
#ifndef RETURNED_RETURNED_H
#define RETURNED_RETURNED_H

#include "base/base.h"

/* A form of ours with something filled in; a workbook, of ours or not; anything else: not a file of these kinds, or a
 * PDF file to be looked at as pages (one without fields, or with none of them filled in). */
enum returned_kind { RETURNED_OTHER, RETURNED_FORM, RETURNED_BOOK };

struct returned_answer {
    const char *question; /* its name as the file says it; of boxes in a row (`ticks:NAME`) that name */
    bool row;             /* these are boxes in a row, and `text` is the number of the one that is ticked, from 1 */
    const char *text;     /* as it would be typed in a table of responses; "": surely empty */
    const char *place;    /* where it stands: "page 2", "sheet Answers, cell C7" */
    int page;             /* of a form, from 1; of a workbook 0 */
    const char *doubt;    /* why a person has to look at it, a clause; NULL: there is no doubt. `text` is then what it
                             may be, or "" */
};

/* Whose sheet it is, as the file says; "" where it does not say. Answers in the order of the sheet. */
struct returned_sheet {
    enum returned_kind kind;
    const char *file;
    const char *lab, *id, *scenario, *fingerprint, *document;
    struct returned_answer *answers;
    size_t count;
};

/* For tests: until a command reads such files. What a file is, by its content. A file that cannot be read is
 * RETURNED_OTHER; whoever reads it reports that. */
enum returned_kind returned_kind(const char *path);
/* For tests: until then. Read a file of that kind. The sheet lives in the arena. NULL after reporting an error at the
 * file: it cannot be read (damaged, encrypted, too large), or it is none of ours. */
struct returned_sheet *returned_read_form(const char *path, struct arena *arena, struct diag *diag);
/* For tests: until then. The same for a workbook. */
struct returned_sheet *returned_read_book(const char *path, struct arena *arena, struct diag *diag);

#endif
