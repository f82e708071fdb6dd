#include "fences/read.h"

#include "language/language.h"

#include <string.h>

void fence_error(struct fence_reader *reader, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    diag_vreport(reader->diag, SEVERITY_ERROR, reader->block->pos, format, arguments);
    va_end(arguments);
}

struct yaml *fence_yaml(struct fence_reader *reader) {
    struct pos pos = reader->block->pos;
    if (!reader->text[strspn(reader->text, " \t\r\n")]) {
        fence_error(reader, "%s is empty", reader->what);
        return NULL;
    }
    pos.line++;
    pos.column = 1;
    struct yaml *yaml =
        yaml_read(source_of_part(reader->arena, pos, reader->text, strlen(reader->text)), reader->arena, reader->diag);
    if (yaml && reader->translate)
        reader->translate(reader->context, yaml);
    return yaml;
}

bool fence_read_format(struct yaml_value value, const char *text, struct number_format *format) {
    format->decimals = DECIMALS_AUTO;
    if (!text || number_format_parse(text, format))
        return text;
    yaml_report(value, "`%s` is not a number format; examples are `0`, `percent 1`, `money`, `millions 2`", text);
    return false;
}

static const struct quantity *read_equation(struct fence_reader *reader, struct yaml_value value) {
    const struct quantity *quantity = model_find(reader->model, value);
    if (!quantity || quantity->kind == QUANTITY_EQUATION)
        return quantity;
    yaml_report(value, "`%s` is not an equation", quantity->name);
    return NULL;
}

/* Notes that the block needs the cell of a quantity and the cells of all inputs that it follows from. */
static void mark_needed(struct fence_reader *reader, const struct quantity *quantity) {
    const struct model *model = reader->model;
    bool *needed = arena_array(reader->arena, (size_t)model->count + 1, sizeof *needed);
    if (quantity->expr)
        model_dependencies(model, quantity->expr, needed);
    needed[quantity->index] = true;
    for (int i = 0; i < model->count; i++)
        if (needed[i] && (model->quantities[i]->kind != QUANTITY_EQUATION || i == quantity->index))
            reader->block->needed[i] = true;
}

static void add_output(struct fence_reader *reader, const struct quantity *quantity) {
    if (!quantity)
        return;
    reader->block->outputs[reader->block->output_count++] = quantity;
    mark_needed(reader, quantity);
}

/* Names separated by spaces, commas or newlines. */
void fence_read_names(struct fence_reader *reader) {
    struct fence *block = reader->block;
    struct pos pos = block->pos;
    size_t capacity = 0;
    pos.line++;
    pos.column = 1;
    for (const char *at = reader->text; *at;) {
        size_t length = strcspn(at, " \t\r\n,");
        if (length > 0) {
            block->names =
                arena_grow(reader->arena, block->names, (size_t)block->name_count, &capacity, sizeof *block->names);
            block->names[block->name_count++] = (struct fence_name){arena_strndup(reader->arena, at, length), pos};
            for (size_t i = 0; i < length; i++)
                pos.column += ((unsigned char)at[i] & 0xC0) != 0x80;
            at += length;
            continue;
        }
        pos.line += *at == '\n';
        pos.column = *at == '\n' ? 1 : pos.column + 1;
        at++;
    }
}

/* One name. */
void fence_read_reference(struct fence_reader *reader) {
    fence_read_names(reader);
    if (reader->block->name_count == 1)
        reader->block->name = reader->block->names[0].name;
    else
        fence_error(reader, "a block `%s` takes one name, that of %s", reader->block->word,
                    reader->block->kind == BLOCK_SWEEP     ? "a chart of the lab"
                    : reader->block->kind == BLOCK_WINNERS ? "a block `grid` before it"
                    : reader->block->kind == BLOCK_CHOICE  ? "a block `sensitivity` of the workbook"
                                                           : "a block `sensitivity` before it");
}

/* `along`, `first`, `last` and `points` of a mapping. */
static void read_axis(struct fence_reader *reader, struct yaml_mapping *mapping, struct fence_axis *axis) {
    static const struct yaml_range points = {2, BLOCK_MOST_POINTS, YAML_WHOLE, "a whole number from 2 to 60"};
    const struct diag_mark mark = diag_mark(reader->diag);
    struct yaml_value along = yaml_needed(mapping, "along", ", a parameter"),
                      first = yaml_needed(mapping, "first", ", a number"),
                      last = yaml_needed(mapping, "last", ", a number");
    struct sweep sweep = {.along = model_find(reader->model, along)};
    sweep.points = (int)yaml_number(yaml_needed(mapping, "points", ", their number"), &points, 0);
    if (sweep.along && sweep.along->kind != QUANTITY_PARAMETER)
        yaml_report(along, "'%s' is not a parameter", sweep.along->name);
    else if (sweep.along && sweep.along->choices)
        yaml_report(along, "'%s' is a choice of names; name a parameter with numbers", sweep.along->name);
    if (!sweep.along || sweep.along->choices || sweep.along->kind != QUANTITY_PARAMETER)
        return;
    sweep.first = quantity_read_value(sweep.along, first, 0);
    sweep.last = quantity_read_value(sweep.along, last, 0);
    if (!diag_clean_since(reader->diag, mark))
        return;
    axis->along = sweep.along;
    axis->points = sweep.points;
    axis->values = arena_array(reader->arena, (size_t)axis->points, sizeof *axis->values);
    for (int i = 0; i < axis->points; i++)
        axis->values[i] = sweep_value(&sweep, i);
}

static void read_axis_member(struct fence_reader *reader, struct yaml_mapping *root, const char *key,
                             struct fence_axis *axis) {
    struct yaml_value value = yaml_needed(root, key, ": {along: PARAMETER, first: 10%, last: 100%, points: 10}");
    struct yaml_mapping mapping = yaml_mapping(value, arena_printf(reader->arena, "%s, %s", reader->what, key));
    if (!mapping.self.node)
        return;
    read_axis(reader, &mapping, axis);
    yaml_done(&mapping);
}

/* Between `least` and BLOCK_MOST_PATHS lines `label: equation` under `key`. */
static void read_labelled(struct fence_reader *reader, struct yaml_mapping *root, const char *key, size_t least) {
    struct fence *block = reader->block;
    struct yaml_value value = yaml_needed(root, key, ": lines `label: equation`");
    struct yaml_mapping paths = yaml_mapping(value, reader->what);
    size_t count = yaml_entry_count(&paths);
    if (paths.self.node && (count < least || count > BLOCK_MOST_PATHS)) {
        yaml_report(value, "%s must be %zu to %d lines `label: equation`", key, least, BLOCK_MOST_PATHS);
        return;
    }
    block->labels = arena_array(reader->arena, BLOCK_MOST_PATHS, sizeof *block->labels);
    block->outputs = arena_array(reader->arena, BLOCK_MOST_PATHS, sizeof *block->outputs);
    for (size_t i = 0; i < count; i++) {
        struct yaml_value label, entry = yaml_entry(&paths, i, &label);
        block->labels[block->label_count++] = yaml_text(label);
        add_output(reader, read_equation(reader, entry));
    }
}

/* The quantity that a value names, if there is one; the block needs its cell. */
static const struct quantity *read_constant(struct fence_reader *reader, struct yaml_value value) {
    const struct quantity *quantity = model_find(reader->model, value);
    if (quantity)
        mark_needed(reader, quantity);
    return quantity;
}

/* Lines `label: equation` under `where`: paths that are none of their own where the equation is not true. It is the
 * same at all points. */
static void read_where(struct fence_reader *reader, struct yaml_value value) {
    struct fence *block = reader->block;
    if (!value.node)
        return;
    struct yaml_mapping lines = yaml_mapping(value, "the conditions of paths");
    int always = block->label_count;
    block->where = arena_array(reader->arena, BLOCK_MOST_PATHS, sizeof *block->where);
    for (size_t i = 0; lines.self.node && i < yaml_entry_count(&lines); i++) {
        struct yaml_value label, entry = yaml_entry(&lines, i, &label);
        const struct quantity *condition = read_equation(reader, entry);
        const char *name = yaml_text(label);
        int path = 0;
        while (path < block->label_count && strcmp(block->labels[path], name) != 0)
            path++;
        if (path == block->label_count) {
            yaml_report(label, "no path has the label `%s`", name);
        } else if (condition) {
            bool *needed = arena_array(reader->arena, (size_t)reader->model->count + 1, sizeof *needed);
            model_dependencies(reader->model, condition->expr, needed);
            for (int axis = 0; axis < 2; axis++) {
                const struct quantity *along = axis ? block->across.along : block->down.along;
                if (along && needed[along->index])
                    yaml_report(entry, "`%s` depends on `%s`, along which the grid goes", condition->name, along->name);
            }
            mark_needed(reader, condition);
            block->where[path] = condition;
            always--;
        }
    }
    if (always <= 0 && block->label_count > 0)
        yaml_report(value, "each path has a condition; one path must always be one of its own");
}

void fence_read_grid(struct fence_reader *reader, struct yaml_mapping *root) {
    struct fence *block = reader->block;
    block->name = yaml_text(yaml_needed(root, "name", ""));
    read_axis_member(reader, root, "down", &block->down);
    read_axis_member(reader, root, "across", &block->across);
    read_labelled(reader, root, "paths", 2);
    read_where(reader, yaml_member(root, "where"));
    block->tolerance = read_constant(reader, yaml_member(root, "tolerance"));
}

void fence_read_scenarios(struct fence_reader *reader, struct yaml_mapping *root) {
    struct yaml_list list = yaml_list(yaml_needed(root, "outputs", ", a list of equations"));
    reader->block->outputs = arena_array(reader->arena, list.count + 1, sizeof *reader->block->outputs);
    for (size_t i = 0; i < list.count; i++)
        add_output(reader, read_equation(reader, yaml_item(&list, i, "an output")));
}

bool fence_is_input(struct yaml_value item, const struct quantity *quantity) {
    if (quantity && quantity->kind == QUANTITY_EQUATION)
        yaml_report(item, "`%s` is not an input", quantity->name);
    return quantity && quantity->kind != QUANTITY_EQUATION;
}

/* The inputs listed under `except`, which do not swing. */
static void read_fixed(struct fence_reader *reader, struct yaml_value value) {
    struct yaml_list list = yaml_list(value);
    reader->block->fixed = arena_array(reader->arena, (size_t)reader->model->count + 1, sizeof(bool));
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_value item = yaml_item(&list, i, "an input");
        const struct quantity *quantity = model_find(reader->model, item);
        if (fence_is_input(item, quantity))
            reader->block->fixed[quantity->index] = true;
    }
}

/* The inputs listed under `ranges`, each with the names of two inputs that hold its low and its high value. These do
 * not swing themselves. */
static void read_ranges(struct fence_reader *reader, struct yaml_value value) {
    struct fence *block = reader->block;
    block->ranges = arena_array(reader->arena, (size_t)reader->model->count + 1, sizeof *block->ranges);
    if (!value.node)
        return;
    struct yaml_mapping ranges = yaml_mapping(value, "the ranges");
    for (size_t i = 0; ranges.self.node && i < yaml_entry_count(&ranges); i++) {
        struct yaml_value key, entry = yaml_entry(&ranges, i, &key);
        const struct quantity *input = model_find(reader->model, key);
        struct yaml_list ends = yaml_list(entry);
        if (input && !fence_is_input(key, input))
            continue;
        if (yaml_is_list(entry) && ends.count != 2)
            yaml_report(entry, "a range is two inputs, as in `[low_price, high_price]`");
        for (size_t end = 0; input && ends.count == 2 && end < 2; end++) {
            struct yaml_value item = yaml_item(&ends, end, "an input");
            const struct quantity *named = read_constant(reader, item);
            if (!named)
                continue;
            if (named->kind == QUANTITY_EQUATION || strcmp(named->unit_name, input->unit_name) != 0)
                yaml_report(item, "`%s` is not an input in `%s`, as `%s` is", named->name, input->unit_name,
                            input->name);
            block->ranges[input->index][end] = named;
            block->fixed[named->index] = true;
        }
    }
}

/* The outputs: one equation, or several with the same unit, each with a label. */
static void read_outputs(struct fence_reader *reader, struct yaml_mapping *root) {
    struct fence *block = reader->block;
    struct yaml_value output = yaml_member(root, "output"), outputs = yaml_member(root, "outputs");
    if (!output.node == !outputs.node) {
        yaml_report(root->self, "give `output: equation`, or `outputs:` with lines `label: equation`");
        return;
    }
    if (!output.node) {
        read_labelled(reader, root, "outputs", 1);
    } else {
        block->labels = arena_array(reader->arena, 1, sizeof *block->labels);
        block->outputs = arena_array(reader->arena, 1, sizeof *block->outputs);
        add_output(reader, read_equation(reader, output));
        if (block->output_count)
            block->labels[block->label_count++] = block->outputs[0]->label;
    }
    for (int i = 1; i < block->output_count; i++)
        if (strcmp(block->outputs[i]->unit_name, block->outputs[0]->unit_name) != 0)
            yaml_report(outputs, "`%s` is in `%s` and `%s` in `%s`: the outputs of a block need the same unit",
                        block->outputs[0]->name, block->outputs[0]->unit_name, block->outputs[i]->name,
                        block->outputs[i]->unit_name);
}

void fence_read_sensitivity(struct fence_reader *reader, struct yaml_mapping *root) {
    reader->block->name = yaml_text(yaml_needed(root, "name", ""));
    read_outputs(reader, root);
    reader->block->swing = read_constant(reader, yaml_needed(root, "swing", ""));
    reader->block->tolerance = read_constant(reader, yaml_needed(root, "tolerance", ""));
    read_fixed(reader, yaml_member(root, "except"));
    read_ranges(reader, yaml_member(root, "ranges"));
}

void fence_read_curve(struct fence_reader *reader, struct yaml_mapping *root) {
    struct fence *block = reader->block;
    read_axis(reader, root, &block->down);
    struct yaml_value value = yaml_needed(root, "columns", ", a list of their heads");
    struct yaml_list columns = yaml_list(value);
    if (yaml_is_list(value) && (columns.count < 1 || columns.count > BLOCK_MOST_PATHS)) {
        yaml_report(value, "columns must be the heads of 1 to %d columns", BLOCK_MOST_PATHS);
        return;
    }
    block->labels = arena_array(reader->arena, BLOCK_MOST_PATHS, sizeof *block->labels);
    for (size_t i = 0; i < columns.count; i++)
        block->labels[block->label_count++] = yaml_text(yaml_item(&columns, i, "a head"));
}
