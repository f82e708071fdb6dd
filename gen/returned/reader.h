/* Private to returned: readers of a file that is in memory, without limits of their own on time. */
#ifndef RETURNED_READER_H
#define RETURNED_READER_H

#include "returned/returned.h"

/* A file in memory. `pos` is what errors name. */
struct returned_file {
    const char *bytes;
    size_t length;
    struct pos pos;
    struct arena *arena;
    struct diag *diag;
};

/* form.c. NULL after an error; `*other` is true, without an error, if it is no form with anything filled in. */
struct returned_sheet *returned_parse_form(const struct returned_file *file, bool *other);
/* book.c */
struct returned_sheet *returned_parse_book(const struct returned_file *file, bool *other);
/* identity.c: what a text says about whose sheet it is, as doc_put_identity writes it. False if it does not. */
bool returned_read_identity(struct returned_sheet *sheet, const char *text, size_t length, struct arena *arena);
/* Where a sheet keeps a part of that. */
const char **returned_part(struct returned_sheet *sheet, enum identity_part part);
/* Adds an answer, whose place is not known yet. */
struct returned_answer *returned_add_answer(struct returned_sheet *sheet, size_t *capacity, const char *question,
                                            struct arena *arena);
/* A copy of a text as it is typed into a cell: blanks and ends of lines in it become one space, and none stand around
 * it. */
const char *returned_typed(struct arena *arena, const char *text, size_t length);

#endif
