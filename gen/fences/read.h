/* Private to fences: readers of blocks. fences.c finds the kind of a fence, read.c reads the text of most, lines.c
 * lists of lines, plot.c plots, summary.c what decides. */
#ifndef FENCES_READ_H
#define FENCES_READ_H

#include "fences/fences.h"
#include "yaml/yaml.h"

struct fence_reader {
    struct arena *arena;
    const struct model *model;
    struct diag *diag;
    struct fence *block;
    const char *text; /* the content of the fence */
    const char *what; /* what messages call the block */
    void (*translate)(const void *context, struct yaml *yaml);
    const void *context;
};

/* Report an error at the fence. */
void fence_error(struct fence_reader *reader, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The YAML of the fence's text, which the caller closes; NULL after an error. */
struct yaml *fence_yaml(struct fence_reader *reader);
/* Reads a number format. */
bool fence_read_format(struct yaml_value value, const char *text, struct number_format *format);

/* Whether the quantity that an item names, or NULL, is an input; an equation is an error at the item. */
bool fence_is_input(struct yaml_value item, const struct quantity *quantity);

/* What a line of a block may or must have; what is not named, it never has. */
enum fence_line_key { LINE_NEVER, LINE_MAY, LINE_MUST };
struct fence_line_keys {
    enum fence_line_key label, name, answer, unit, source, date, formula, formulas, words, values, sum, mark, format;
};
/* Reads a list of lines in `columns` columns. */
void fence_read_lines(struct fence_reader *reader, struct yaml_value value, const struct fence_line_keys *keys,
                      size_t columns);
/* Reads a block that is such a list. */
void fence_read_list(struct fence_reader *reader, const struct fence_line_keys *keys);

/* Each reads the text of the fence into reader->block. */
void fence_read_names(struct fence_reader *reader);
void fence_read_reference(struct fence_reader *reader);
void fence_read_formulas(struct fence_reader *reader);
void fence_read_checks(struct fence_reader *reader);
void fence_read_blanks(struct fence_reader *reader);
void fence_read_headline(struct fence_reader *reader);
void fence_read_tiles(struct fence_reader *reader);
/* The same of a mapping, whose keys the caller checks. */
void fence_read_grid(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_sensitivity(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_plot(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_scenarios(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_curve(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_series(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_timeline(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_compare(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_by_scenario(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_turning(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_bridge(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_ages(struct fence_reader *reader, struct yaml_mapping *root);
void fence_read_further(struct fence_reader *reader, struct yaml_mapping *root);

#endif
