/* Private to fences: readers of blocks. fences.c finds the kind of a fence, read.c reads the text of most, lines.c
 * lists of lines, plot.c plots. */
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
    bool failed;
};

void fence_error(struct fence_reader *reader, struct pos pos, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The YAML of the fence's text, which the caller closes; NULL after an error. */
struct yaml *fence_yaml(struct fence_reader *reader);
/* The same for a mapping with keys from `known`. */
struct yaml *fence_mapping(struct fence_reader *reader, const char *const *known);
/* The text of a member, in the arena; NULL if there is none. `pos`, if not NULL, gets its place. */
const char *fence_text(struct fence_reader *reader, const struct yaml *yaml, const yaml_node_t *mapping,
                       const char *key, struct pos *pos);
/* The same for a member of the whole block; an error if it is missing. */
const char *fence_needed_text(struct fence_reader *reader, const struct yaml *yaml, const char *key);
/* Reads a number or a percentage. */
bool fence_number(const char *text, double *value);

/* Each reads the text of the fence into reader->block. */
void fence_read_names(struct fence_reader *reader);
void fence_read_reference(struct fence_reader *reader);
void fence_read_grid(struct fence_reader *reader);
void fence_read_sensitivity(struct fence_reader *reader);
void fence_read_plot(struct fence_reader *reader);
void fence_read_scenarios(struct fence_reader *reader);
void fence_read_curve(struct fence_reader *reader);
void fence_read_formulas(struct fence_reader *reader);
void fence_read_checks(struct fence_reader *reader);
void fence_read_blanks(struct fence_reader *reader);
void fence_read_series(struct fence_reader *reader);
void fence_read_timeline(struct fence_reader *reader);

#endif
