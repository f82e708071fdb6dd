#include "fences/read.h"

static void read_drawn(struct yaml_value value, const char *what, int place, struct fence_drawn *drawn) {
    struct yaml_mapping mapping = yaml_mapping(value, what);
    *drawn = (struct fence_drawn){
        .label = yaml_text(yaml_needed(&mapping, "label", "")),
        .x = yaml_text(yaml_member(&mapping, "x")),
        .y = yaml_text(yaml_needed(&mapping, "y", ", a name of cells")),
        .colour = (enum chart_colour)yaml_word(yaml_member(&mapping, "colour"), chart_colour_words, place % CHART_GREY),
        .dash = (enum chart_dash)yaml_word(yaml_member(&mapping, "style"), chart_dash_words, DASH_SOLID),
        .pos = yaml_pos(value)};
    yaml_done(&mapping);
}

void fence_read_plot(struct fence_reader *reader, struct yaml_mapping *root) {
    struct fence *block = reader->block;
    block->title = yaml_text(yaml_needed(root, "title", ""));
    block->x_cells = yaml_text(yaml_needed(root, "x", ""));
    block->x_label = yaml_text(yaml_needed(root, "x_label", ""));
    block->y_label = yaml_text(yaml_needed(root, "y_label", ""));
    struct yaml_value format = yaml_member(root, "y_format");
    fence_read_format(format, yaml_text(format), &block->y_format);
    struct yaml_value value = yaml_needed(root, "lines", ", a list of `{label: ..., y: NAME}`");
    struct yaml_list lines = yaml_list(value);
    if (yaml_is_list(value) && !lines.count)
        yaml_report(value, "lines must be a list of `{label: ..., y: NAME}`, but it is empty");
    block->drawn_count = (int)lines.count;
    block->drawn = arena_array(reader->arena, lines.count, sizeof *block->drawn);
    const char *what = arena_printf(reader->arena, "a line of %s", reader->what);
    for (int i = 0; i < block->drawn_count; i++)
        read_drawn(yaml_item(&lines, (size_t)i, "a line"), what, i, &block->drawn[i]);
}
