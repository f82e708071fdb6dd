#include "sheet_block_read.h"

#include <string.h>

/* The place of a member's word in a list; `initial` where it is not there. */
static int word_of(struct block_reader *reader, const struct yaml *yaml, const yaml_node_t *node, const char *key,
                   const char *const *words, int initial) {
    struct pos pos = yaml_pos(yaml, node);
    const char *text = block_text(reader, yaml, node, key, &pos), *known = "";
    for (int i = 0; text && words[i]; i++)
        if (strcmp(text, words[i]) == 0)
            return i;
    for (int i = 0; text && words[i]; i++)
        known = arena_printf(reader->arena, "%s%s`%s`", known, i ? ", " : "", words[i]);
    if (text)
        block_error(reader, pos, "`%s:` is one of %s", key, known);
    return initial;
}

static void read_drawn(struct block_reader *reader, const struct yaml *yaml, const yaml_node_t *node, int place,
                       struct block_drawn *drawn) {
    static const char *const known[] = {"label", "y", "x", "colour", "style", NULL};
    drawn->pos = yaml_pos(yaml, node);
    if (!yaml_is_mapping(yaml, node, "a line of a plot", reader->diag) ||
        !yaml_check_keys(yaml, node, known, "a line of a plot", reader->diag)) {
        reader->failed = true;
        return;
    }
    drawn->label = block_text(reader, yaml, node, "label", NULL);
    drawn->x = block_text(reader, yaml, node, "x", NULL);
    drawn->y = block_text(reader, yaml, node, "y", NULL);
    drawn->colour = (enum chart_colour)word_of(reader, yaml, node, "colour", chart_colour_words, place % CHART_GREY);
    drawn->dash = (enum chart_dash)word_of(reader, yaml, node, "style", chart_dash_words, DASH_SOLID);
    if (!yaml_member(yaml, node, "label") || !yaml_member(yaml, node, "y"))
        block_error(reader, drawn->pos, "a line of a plot needs `label:` and `y:`, a name of cells");
}

static void read_lines(struct block_reader *reader, const struct yaml *yaml) {
    const yaml_node_t *list = yaml_member(yaml, yaml_root(yaml), "lines");
    if (!list || !yaml_is_sequence(yaml, list, "lines", reader->diag) || yaml_item_count(list) == 0) {
        block_error(reader, reader->block->pos, "a plot needs `lines:`, a list of `{label: ..., y: NAME}`");
        return;
    }
    reader->block->drawn_count = (int)yaml_item_count(list);
    reader->block->drawn = arena_array(reader->arena, yaml_item_count(list), sizeof *reader->block->drawn);
    for (int i = 0; i < reader->block->drawn_count; i++)
        read_drawn(reader, yaml, yaml_item(yaml, list, (size_t)i), i, &reader->block->drawn[i]);
}

void block_read_plot(struct block_reader *reader) {
    static const char *const known[] = {"title", "x", "x_label", "y_label", "y_format", "lines", NULL};
    struct sheet_block *block = reader->block;
    struct yaml *yaml = block_mapping(reader, known);
    if (!yaml)
        return;
    block->title = block_needed_text(reader, yaml, "title");
    block->x_cells = block_needed_text(reader, yaml, "x");
    block->x_label = block_needed_text(reader, yaml, "x_label");
    block->y_label = block_needed_text(reader, yaml, "y_label");
    struct pos pos = block->pos;
    const char *format = block_text(reader, yaml, yaml_root(yaml), "y_format", &pos);
    block->y_format.decimals = DECIMALS_AUTO;
    if (format && !number_format_parse(format, &block->y_format))
        block_error(reader, pos, "`%s` is no format of a number; `0`, `percent 1`, `money`, `millions 2` are", format);
    read_lines(reader, yaml);
    yaml_close(yaml);
}
