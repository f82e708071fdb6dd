#include "fences/read.h"

#include <string.h>

/* The most columns of a comparison, and tiles in a row. */
enum { MOST_HEADS = 5, MOST_TILES = 4 };

void fence_read_headline(struct fence_reader *reader) {
    fence_read_list(reader, &(struct fence_line_keys){.words = LINE_MUST, .name = LINE_MAY});
}

void fence_read_tiles(struct fence_reader *reader) {
    fence_read_list(
        reader, &(struct fence_line_keys){
                    .label = LINE_MUST, .formula = LINE_MUST, .name = LINE_MAY, .format = LINE_MAY, .words = LINE_MAY});
    if (reader->block->line_count > MOST_TILES)
        fence_error(reader, "%s has %d lines; a row has room for %d", reader->what, reader->block->line_count,
                    MOST_TILES);
}

/* The texts of a list of at most `most`, as labels of the block. */
static void read_labels(struct fence_reader *reader, struct yaml_value value, const char *what, size_t most) {
    struct fence *block = reader->block;
    struct yaml_list list = yaml_list(value);
    if (yaml_is_list(value) && (list.count < 1 || list.count > most)) {
        yaml_report(value, "give 1 to %zu of %s", most, what);
        return;
    }
    block->labels = arena_array(reader->arena, list.count + 1, sizeof *block->labels);
    for (size_t i = 0; i < list.count; i++)
        block->labels[block->label_count++] = yaml_text(yaml_item(&list, i, what));
}

void fence_read_compare(struct fence_reader *reader, struct yaml_mapping *root) {
    struct fence *block = reader->block;
    block->title = yaml_text(yaml_needed(root, "title", ""));
    read_labels(reader, yaml_needed(root, "heads", ", a list of the heads of its columns"), "heads", MOST_HEADS);
    fence_read_lines(
        reader, yaml_needed(root, "lines", ""),
        &(struct fence_line_keys){
            .label = LINE_MUST, .formulas = LINE_MUST, .format = LINE_MAY, .mark = LINE_MAY, .words = LINE_MAY},
        (size_t)block->label_count);
}

void fence_read_by_scenario(struct fence_reader *reader, struct yaml_mapping *root) {
    struct fence *block = reader->block;
    block->title = yaml_text(yaml_needed(root, "title", ""));
    struct yaml_value columns = yaml_needed(root, "columns", "");
    fence_read_lines(
        reader, columns,
        &(struct fence_line_keys){.label = LINE_MUST, .formula = LINE_MUST, .name = LINE_MAY, .format = LINE_MAY}, 1);
    if (block->line_count > MOST_HEADS)
        yaml_report(columns, "%d columns; there is room for %d", block->line_count, MOST_HEADS);
}

void fence_read_turning(struct fence_reader *reader, struct yaml_mapping *root) {
    struct fence *block = reader->block;
    block->name = yaml_text(yaml_needed(root, "name", ""));
    block->shown = yaml_text(yaml_needed(root, "sensitivity", ""));
    read_labels(reader, yaml_needed(root, "paths", ", a list of labels of its outputs"), "paths", BLOCK_MOST_PATHS);
    struct yaml_list list = yaml_list(yaml_needed(root, "inputs", ", a list of inputs"));
    block->inputs = arena_array(reader->arena, list.count + 1, sizeof *block->inputs);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_value item = yaml_item(&list, i, "an input");
        const struct quantity *quantity = model_find(reader->model, item);
        if (fence_is_input(item, quantity))
            block->inputs[block->input_count++] = quantity;
        if (quantity)
            block->needed[quantity->index] = true;
    }
}

void fence_read_bridge(struct fence_reader *reader, struct yaml_mapping *root) {
    struct fence *block = reader->block;
    struct yaml_value format = yaml_member(root, "y_format");
    block->name = yaml_text(yaml_needed(root, "name", ""));
    block->title = yaml_text(yaml_needed(root, "title", ""));
    block->end = yaml_text(yaml_needed(root, "end", ", the label of its last bar"));
    block->y_label = yaml_text(yaml_needed(root, "y_label", ""));
    fence_read_format(format, yaml_text(format), &block->y_format);
    fence_read_lines(reader, yaml_needed(root, "lines", ""),
                     &(struct fence_line_keys){.label = LINE_MUST, .formula = LINE_MUST}, 1);
}

void fence_read_ages(struct fence_reader *reader, struct yaml_mapping *root) {
    static const struct yaml_range months = {1, 120, YAML_WHOLE, "a whole number of months from 1 to 120"};
    reader->block->months = (int)yaml_number(yaml_needed(root, "months", ""), &months, 12);
}

/* The parameters that are sums of lines have their cells in the block. */
void fence_read_further(struct fence_reader *reader, struct yaml_mapping *root) {
    static const struct yaml_range rows = {1, 40, YAML_WHOLE, "a whole number of lines from 1 to 40"};
    bool any = false;
    reader->block->rows = (int)yaml_number(yaml_needed(root, "rows", ", the least number of lines"), &rows, 1);
    for (int i = 0; i < reader->model->count; i++)
        any = any || reader->model->quantities[i]->line_path;
    if (!any && !reader->model->incomplete)
        fence_error(reader,
                    "no parameter of the lab's models is a sum of lines; give some `lines: {path: ..., paid: ...}`");
}
