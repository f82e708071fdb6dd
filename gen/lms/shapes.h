/* Private to lms: what the columns of exports hold, and by what each kind of export is known. */
#ifndef LMS_SHAPES_H
#define LMS_SHAPES_H

#include "lms/systems.h"

/* Whether a heading is the name of a column, or that of a role (`@email`) in a language that is known. */
bool lms_is_column(const char *heading, const char *column);
/* The first column of that name or role; -1. */
int lms_find_column(const struct csv *csv, const char *column);
/* The text of a cell; "" if the row has none. */
const char *lms_cell(const struct csv_row *row, int column);
bool lms_is_blank(const char *text);
/* Whether a column holds e-mail addresses and nothing else. */
bool lms_has_addresses(const struct csv *csv, int column);
/* Whether everybody has another cell in a column: it tells them apart. */
bool lms_tells_apart(const struct csv *csv, int column);

/* The kinds of exports. `foreign`: in a language whose headings are not known. */
bool lms_is_worksheet(const struct csv *csv);
bool lms_is_classroom(const struct csv *csv);
bool lms_is_brightspace(const struct csv *csv);
bool lms_is_blackboard(const struct csv *csv);
bool lms_is_foreign_blackboard(const struct csv *csv);
bool lms_is_foreign_moodle(const struct csv *csv);
bool lms_is_foreign_canvas(const struct csv *csv);
/* The first column of an assignment of Canvas, `TITLE (12345)`; -1. */
int lms_first_canvas_item(const struct csv_row *header);
/* The column of the marks in a worksheet, by what is beside it: the same number in each row. -1. */
int lms_marks_by_place(const struct csv *csv);

/* The columns of responses in Moodle's report, and by each that of its question's text, -1 if it is not there. Returns
 * how many. `any`: it is a report, so that headings in a language that is not known may be them; `*guessed`: they are
 * not the only ones that may be. */
int lms_find_responses(const struct csv *csv, int *responses, int *texts, bool any, bool *guessed);

/* Rows that are nobody's. */
bool lms_skip_canvas(const struct csv *csv, const struct csv_row *row);
bool lms_skip_gradescope(const struct csv *csv, const struct csv_row *row);
bool lms_skip_classroom(const struct csv *csv, const struct csv_row *row);

#endif
