/* Fenced blocks whose text is YAML: lines with a label, a name, a formula. */
#ifndef GEN_XLSX_LINES_H
#define GEN_XLSX_LINES_H

#include "../model/yaml.h"
#include "xlsx_values.h"

/* A line of a block: what stands for its keys, NULL where it does not have them. */
struct line {
    const char *label, *name, *unit, *source, *date;
    const char *formula, *words; /* words: a formula for the text beside the value */
    const char *sum;             /* timeline: what stands in the column of totals, `sum` or `none` */
    double *values;              /* series */
    int value_count;
    bool has_format;
    struct number_format format;
    struct pos pos, formula_pos, words_pos;
};

/* What a block's text says. */
struct lines {
    struct line *lines;
    int count;
    const char *along; /* timeline, series: the name of the column's number */
    int first, last;   /* its first and last column */
};

/* Reads the text of a fence into fence->lines, each line with keys among `known` (ends with NULL) of which those before
 * the first "" must stand; notes the quantities that its formulas need. Where `with_columns`, the text is a mapping of
 * `along`, `from`, `to` and `lines`, else a list. Reports what is wrong. */
void lines_place(struct book *book, struct fence *fence, const char *const *known, bool with_columns);

/* The YAML of a fence's text, a mapping with keys among `known`, the caller's to close; NULL after an error. */
struct yaml *fence_read(struct book *book, struct fence *fence, const char *const *known);
/* The text of a member, in the arena of the book; NULL where it is absent (reported where it is needed). */
const char *fence_text(struct book *book, const struct yaml *yaml, const char *key, bool needed);
/* A number or percentage under a key; reported where it is none. */
double fence_number(struct book *book, const struct yaml *yaml, const char *key);
/* The quantity of a name; NULL and an error where there is none. */
const struct quantity *fence_quantity(struct book *book, const struct yaml *yaml, const yaml_node_t *node);
/* Notes that a fence needs a quantity's cell and the cells of all inputs that it follows from. */
void fence_needs(struct book *book, struct fence *fence, const struct quantity *quantity);

/* Writes label, symbol (empty) and unit of a line in the columns that tables share. */
void table_description(struct sheet *sheet, const char *label, const char *unit, struct pos pos);
void table_description_heads(struct sheet *sheet, const char *value_head, struct pos pos);
void table_head(struct sheet *sheet, int column, const char *words, enum cell_align align, struct pos pos);
int table_value_column(const struct book *book);
int table_input_column(const struct book *book);
/* Writes label, symbol and unit of a quantity. */
void table_quantity(struct sheet *sheet, const struct quantity *quantity, struct pos pos);
/* Makes a column wide enough for a number. */
void table_fit_number(struct sheet *sheet, int column, double value, struct number_format format);
/* The look of a formula's cell: links to another sheet are green. */
struct look formula_look(struct sheet *sheet, const char *formula);

#endif
