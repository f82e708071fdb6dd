/* Inside the reading of blocks: sheet_block.c finds a fence's kind, sheet_block_read.c reads the text of each,
 * sheet_block_lines.c the lists of lines, sheet_block_plot.c plots. */
#ifndef GEN_SHEET_BLOCK_READ_H
#define GEN_SHEET_BLOCK_READ_H

#include "../model/yaml.h"
#include "sheet_block.h"

struct block_reader {
    struct arena *arena;
    const struct model *model;
    struct diag *diag;
    struct sheet_block *block;
    const char *text; /* of the fence */
    bool failed;
};

void block_error(struct block_reader *reader, struct pos pos, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* The YAML of the fence's text, the caller's to close; NULL and an error where it is none. */
struct yaml *block_yaml(struct block_reader *reader);
/* The same, a mapping with keys among `known`. */
struct yaml *block_mapping(struct block_reader *reader, const char *const *known);
/* The text of a member, in the arena; NULL where there is none. Its place goes to `pos` where that is wanted. */
const char *block_text(struct block_reader *reader, const struct yaml *yaml, const yaml_node_t *mapping,
                       const char *key, struct pos *pos);
/* The same of the whole block; an error where it is missing. */
const char *block_needed_text(struct block_reader *reader, const struct yaml *yaml, const char *key);
/* A number or a percentage. */
bool block_number(const char *text, double *value);

/* Each reads the fence's text into reader->block. */
void block_read_names(struct block_reader *reader);
void block_read_reference(struct block_reader *reader);
void block_read_grid(struct block_reader *reader);
void block_read_sensitivity(struct block_reader *reader);
void block_read_plot(struct block_reader *reader);
void block_read_scenarios(struct block_reader *reader);
void block_read_curve(struct block_reader *reader);
void block_read_formulas(struct block_reader *reader);
void block_read_checks(struct block_reader *reader);
void block_read_blanks(struct block_reader *reader);
void block_read_series(struct block_reader *reader);
void block_read_timeline(struct block_reader *reader);

#endif
