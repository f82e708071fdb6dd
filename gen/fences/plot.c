#include "fences/read.h"

#include <string.h>

/* The index of a member's word in a list; `initial` if the member is missing or has another word. */
static int word_of(struct fence_reader *reader, const struct yaml *yaml, const yaml_node_t *node, const char *key,
                   const char *const *words, int initial) {
    struct pos pos = yaml_pos(yaml, node);
    const char *text = fence_text(reader, yaml, node, key, &pos), *known = "";
    for (int i = 0; text && words[i]; i++)
        if (strcmp(text, words[i]) == 0)
            return i;
    for (int i = 0; text && words[i]; i++)
        known = arena_printf(reader->arena, "%s%s`%s`", known, i ? ", " : "", words[i]);
    if (text)
        fence_error(reader, pos, "`%s:` must be one of %s", key, known);
    return initial;
}

static void read_drawn(struct fence_reader *reader, const struct yaml *yaml, const yaml_node_t *node, int place,
                       struct fence_drawn *drawn) {
    static const char *const known[] = {"label", "y", "x", "colour", "style", NULL};
    drawn->pos = yaml_pos(yaml, node);
    if (!yaml_is_mapping(yaml, node, "a line of a plot", reader->diag) ||
        !yaml_check_keys(yaml, node, known, "a line of a plot", reader->diag)) {
        reader->failed = true;
        return;
    }
    drawn->label = fence_text(reader, yaml, node, "label", NULL);
    drawn->x = fence_text(reader, yaml, node, "x", NULL);
    drawn->y = fence_text(reader, yaml, node, "y", NULL);
    drawn->colour = (enum chart_colour)word_of(reader, yaml, node, "colour", chart_colour_words, place % CHART_GREY);
    drawn->dash = (enum chart_dash)word_of(reader, yaml, node, "style", chart_dash_words, DASH_SOLID);
    if (!yaml_member(yaml, node, "label") || !yaml_member(yaml, node, "y"))
        fence_error(reader, drawn->pos, "a line of a plot needs `label:` and `y:`, a name of cells");
}

static void read_lines(struct fence_reader *reader, const struct yaml *yaml) {
    const yaml_node_t *list = yaml_member(yaml, yaml_root(yaml), "lines");
    if (!list || !yaml_is_sequence(yaml, list, "lines", reader->diag) || yaml_item_count(list) == 0) {
        fence_error(reader, reader->block->pos, "a plot needs `lines:`, a list of `{label: ..., y: NAME}`");
        return;
    }
    reader->block->drawn_count = (int)yaml_item_count(list);
    reader->block->drawn = arena_array(reader->arena, yaml_item_count(list), sizeof *reader->block->drawn);
    for (int i = 0; i < reader->block->drawn_count; i++)
        read_drawn(reader, yaml, yaml_item(yaml, list, (size_t)i), i, &reader->block->drawn[i]);
}

void fence_read_plot(struct fence_reader *reader) {
    static const char *const known[] = {"title", "x", "x_label", "y_label", "y_format", "lines", NULL};
    struct fence *block = reader->block;
    struct yaml *yaml = fence_mapping(reader, known);
    if (!yaml)
        return;
    block->title = fence_needed_text(reader, yaml, "title");
    block->x_cells = fence_needed_text(reader, yaml, "x");
    block->x_label = fence_needed_text(reader, yaml, "x_label");
    block->y_label = fence_needed_text(reader, yaml, "y_label");
    struct pos pos = block->pos;
    const char *format = fence_text(reader, yaml, yaml_root(yaml), "y_format", &pos);
    block->y_format.decimals = DECIMALS_AUTO;
    if (format && !number_format_parse(format, &block->y_format))
        fence_error(reader, pos, "`%s` is not a number format; examples are `0`, `percent 1`, `money`, `millions 2`",
                    format);
    read_lines(reader, yaml);
    yaml_close(yaml);
}
