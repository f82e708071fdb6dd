#include "fences/read.h"

#include "language/language.h"

#include <string.h>

void fence_error(struct fence_reader *reader, struct pos pos, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    diag_vreport(reader->diag, SEVERITY_ERROR, pos, format, arguments);
    va_end(arguments);
    reader->failed = true;
}

struct yaml *fence_yaml(struct fence_reader *reader) {
    struct pos pos = reader->block->pos;
    if (!reader->text[strspn(reader->text, " \t\r\n")]) {
        fence_error(reader, pos, "the block `%s` is empty", reader->block->word);
        return NULL;
    }
    pos.line++;
    pos.column = 1;
    struct yaml *yaml = yaml_read(source_of_part(reader->arena, pos, reader->text, strlen(reader->text)), reader->diag);
    reader->failed = reader->failed || !yaml;
    return yaml;
}

struct yaml *fence_mapping(struct fence_reader *reader, const char *const *known) {
    struct yaml *yaml = fence_yaml(reader);
    if (!yaml || (yaml_is_mapping(yaml, yaml_root(yaml), reader->block->word, reader->diag) &&
                  yaml_check_keys(yaml, yaml_root(yaml), known, reader->block->word, reader->diag)))
        return yaml;
    yaml_close(yaml);
    reader->failed = true;
    return NULL;
}

const char *fence_text(struct fence_reader *reader, const struct yaml *yaml, const yaml_node_t *mapping,
                       const char *key, struct pos *pos) {
    const yaml_node_t *node = yaml_member(yaml, mapping, key);
    if (!node)
        return NULL;
    const char *text = yaml_text(yaml, node, key, reader->diag);
    reader->failed = reader->failed || !text;
    if (pos)
        *pos = yaml_text_pos(yaml, node);
    return text ? arena_strdup(reader->arena, text) : NULL;
}

bool fence_number(const char *text, double *value) {
    bool percent;
    return number_parse_share(text, strlen(text), value, &percent);
}

const char *fence_needed_text(struct fence_reader *reader, const struct yaml *yaml, const char *key) {
    if (!yaml_member(yaml, yaml_root(yaml), key))
        fence_error(reader, yaml_pos(yaml, yaml_root(yaml)), "the block needs `%s:`", key);
    return fence_text(reader, yaml, yaml_root(yaml), key, NULL);
}

/* The quantity of a name; NULL and an error if there is none. */
static const struct quantity *read_quantity(struct fence_reader *reader, const struct yaml *yaml,
                                            const yaml_node_t *node) {
    const char *name = node ? yaml_text(yaml, node, "a quantity", reader->diag) : NULL;
    reader->failed = reader->failed || !name;
    if (!name)
        return NULL;
    const struct quantity *quantity = model_find(reader->model, name, "", yaml_pos(yaml, node), reader->diag);
    reader->failed = reader->failed || !quantity;
    return quantity;
}

static const struct quantity *read_equation(struct fence_reader *reader, const struct yaml *yaml,
                                            const yaml_node_t *node) {
    const struct quantity *quantity = read_quantity(reader, yaml, node);
    if (!quantity || quantity->kind == QUANTITY_EQUATION)
        return quantity;
    fence_error(reader, yaml_pos(yaml, node), "`%s` is not an equation", quantity->name);
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
        fence_error(reader, reader->block->pos, "a block `%s` takes one name, that of %s", reader->block->word,
                    reader->block->kind == BLOCK_SWEEP     ? "a chart of the lab"
                    : reader->block->kind == BLOCK_WINNERS ? "a block `grid` before it"
                    : reader->block->kind == BLOCK_CHOICE  ? "a block `sensitivity` of the workbook"
                                                           : "a block `sensitivity` before it");
}

/* `along`, `first`, `last` and `points` of a mapping. */
static void read_axis(struct fence_reader *reader, const struct yaml *yaml, const yaml_node_t *mapping,
                      struct fence_axis *axis) {
    static const char *const keys[] = {"first", "last", "points"};
    double numbers[3] = {0};
    const yaml_node_t *along = yaml_member(yaml, mapping, "along");
    axis->along = along ? read_quantity(reader, yaml, along) : NULL;
    bool good = axis->along && axis->along->kind == QUANTITY_PARAMETER;
    for (int i = 0; i < 3; i++) {
        const char *text = fence_text(reader, yaml, mapping, keys[i], NULL);
        good = text && fence_number(text, &numbers[i]) && good;
    }
    good = good && numbers[2] >= 2 && numbers[2] <= BLOCK_MOST_POINTS && numbers[2] == (int)numbers[2];
    if (!good) {
        fence_error(reader, yaml_pos(yaml, mapping),
                    "expected `along: PARAMETER, first: 10%%, last: 100%%, points: 10`: a parameter, two "
                    "numbers, and 2 to %d points",
                    BLOCK_MOST_POINTS);
        return;
    }
    struct sweep sweep = {.along = axis->along, .first = numbers[0], .last = numbers[1], .points = (int)numbers[2]};
    axis->points = sweep.points;
    axis->values = arena_array(reader->arena, (size_t)axis->points, sizeof *axis->values);
    for (int i = 0; i < axis->points; i++)
        axis->values[i] = sweep_value(&sweep, i);
}

static void read_axis_member(struct fence_reader *reader, const struct yaml *yaml, const char *key,
                             struct fence_axis *axis) {
    static const char *const known[] = {"along", "first", "last", "points", NULL};
    const yaml_node_t *node = yaml_member(yaml, yaml_root(yaml), key);
    if (node && yaml_is_mapping(yaml, node, key, reader->diag) && yaml_check_keys(yaml, node, known, key, reader->diag))
        read_axis(reader, yaml, node, axis);
    else
        fence_error(reader, yaml_pos(yaml, node ? node : yaml_root(yaml)),
                    "the block needs `%s: {along: PARAMETER, first: 10%%, last: 100%%, points: 10}`", key);
}

/* Between `least` and BLOCK_MOST_PATHS lines `label: equation` under `key`. */
static void read_labelled(struct fence_reader *reader, const struct yaml *yaml, const char *key, size_t least) {
    struct fence *block = reader->block;
    const yaml_node_t *paths = yaml_member(yaml, yaml_root(yaml), key);
    if (!paths || !yaml_is_mapping(yaml, paths, key, reader->diag) || yaml_pair_count(paths) < least ||
        yaml_pair_count(paths) > BLOCK_MOST_PATHS)
        fence_error(reader, block->pos, "the block needs `%s:`, %zu to %d lines `label: equation`", key, least,
                    BLOCK_MOST_PATHS);
    block->labels = arena_array(reader->arena, BLOCK_MOST_PATHS, sizeof *block->labels);
    block->outputs = arena_array(reader->arena, BLOCK_MOST_PATHS, sizeof *block->outputs);
    for (size_t i = 0; !reader->failed && i < yaml_pair_count(paths); i++) {
        yaml_node_t *value, *label_node = yaml_pair(yaml, paths, i, &value);
        const char *label = yaml_text(yaml, label_node, "a label", reader->diag);
        reader->failed = reader->failed || !label;
        block->labels[block->label_count++] = arena_strdup(reader->arena, label ? label : "");
        add_output(reader, read_equation(reader, yaml, value));
    }
}

/* The quantity under `key`, if the block has the key. */
static void read_constant(struct fence_reader *reader, const struct yaml *yaml, const char *key,
                          const struct quantity **quantity) {
    const yaml_node_t *node = yaml_member(yaml, yaml_root(yaml), key);
    *quantity = node ? read_quantity(reader, yaml, node) : NULL;
    if (*quantity)
        mark_needed(reader, *quantity);
}

void fence_read_grid(struct fence_reader *reader) {
    static const char *const known[] = {"name", "down", "across", "paths", "tolerance", NULL};
    struct fence *block = reader->block;
    struct yaml *yaml = fence_mapping(reader, known);
    if (!yaml)
        return;
    block->name = fence_needed_text(reader, yaml, "name");
    read_axis_member(reader, yaml, "down", &block->down);
    read_axis_member(reader, yaml, "across", &block->across);
    read_labelled(reader, yaml, "paths", 2);
    read_constant(reader, yaml, "tolerance", &block->tolerance);
    yaml_close(yaml);
}

void fence_read_scenarios(struct fence_reader *reader) {
    static const char *const known[] = {"outputs", NULL};
    struct yaml *yaml = fence_mapping(reader, known);
    if (!yaml)
        return;
    const yaml_node_t *list = yaml_member(yaml, yaml_root(yaml), "outputs");
    if (!list || !yaml_is_sequence(yaml, list, "outputs", reader->diag))
        fence_error(reader, reader->block->pos, "the block `scenarios` needs `outputs: [...]`, a list of equations");
    size_t count = reader->failed ? 0 : yaml_item_count(list);
    reader->block->outputs = arena_array(reader->arena, count + 1, sizeof *reader->block->outputs);
    for (size_t i = 0; i < count; i++)
        add_output(reader, read_equation(reader, yaml, yaml_item(yaml, list, i)));
    yaml_close(yaml);
}

/* The inputs listed under `except`, which do not swing. */
static void read_fixed(struct fence_reader *reader, const struct yaml *yaml) {
    const yaml_node_t *list = yaml_member(yaml, yaml_root(yaml), "except");
    reader->block->fixed = arena_array(reader->arena, (size_t)reader->model->count + 1, sizeof(bool));
    if (list && !yaml_is_sequence(yaml, list, "except", reader->diag)) {
        reader->failed = true;
        return;
    }
    for (size_t i = 0; list && i < yaml_item_count(list); i++) {
        const yaml_node_t *node = yaml_item(yaml, list, i);
        const struct quantity *quantity = read_quantity(reader, yaml, node);
        if (quantity && quantity->kind == QUANTITY_EQUATION)
            fence_error(reader, yaml_pos(yaml, node), "`%s` is not an input", quantity->name);
        else if (quantity)
            reader->block->fixed[quantity->index] = true;
    }
}

/* The outputs: one equation, or several with the same unit, each with a label. */
static void read_outputs(struct fence_reader *reader, const struct yaml *yaml) {
    struct fence *block = reader->block;
    const yaml_node_t *output = yaml_member(yaml, yaml_root(yaml), "output");
    if (!output == !yaml_member(yaml, yaml_root(yaml), "outputs")) {
        fence_error(reader, block->pos,
                    "the block needs `output: equation`, or `outputs:` with lines `label: equation`");
        return;
    }
    if (!output) {
        read_labelled(reader, yaml, "outputs", 1);
    } else {
        block->labels = arena_array(reader->arena, 1, sizeof *block->labels);
        block->outputs = arena_array(reader->arena, 1, sizeof *block->outputs);
        add_output(reader, read_equation(reader, yaml, output));
        if (block->output_count)
            block->labels[block->label_count++] = block->outputs[0]->label;
    }
    for (int i = 1; !reader->failed && i < block->output_count; i++)
        if (strcmp(block->outputs[i]->unit_name, block->outputs[0]->unit_name) != 0)
            fence_error(reader, block->pos,
                        "`%s` is in `%s` and `%s` in `%s`: the outputs of a block need the same unit",
                        block->outputs[0]->name, block->outputs[0]->unit_name, block->outputs[i]->name,
                        block->outputs[i]->unit_name);
}

void fence_read_sensitivity(struct fence_reader *reader) {
    static const char *const known[] = {"name", "output", "outputs", "swing", "tolerance", "except", NULL};
    struct fence *block = reader->block;
    struct yaml *yaml = fence_mapping(reader, known);
    if (!yaml)
        return;
    block->name = fence_needed_text(reader, yaml, "name");
    read_outputs(reader, yaml);
    const char *const keys[] = {"swing", "tolerance"};
    const struct quantity **const quantities[] = {&block->swing, &block->tolerance};
    for (int i = 0; i < 2; i++)
        if (fence_needed_text(reader, yaml, keys[i]))
            read_constant(reader, yaml, keys[i], quantities[i]);
    read_fixed(reader, yaml);
    yaml_close(yaml);
}

void fence_read_curve(struct fence_reader *reader) {
    static const char *const known[] = {"along", "first", "last", "points", "columns", NULL};
    struct fence *block = reader->block;
    struct yaml *yaml = fence_mapping(reader, known);
    if (!yaml)
        return;
    read_axis(reader, yaml, yaml_root(yaml), &block->down);
    const yaml_node_t *columns = yaml_member(yaml, yaml_root(yaml), "columns");
    if (!columns || !yaml_is_sequence(yaml, columns, "columns", reader->diag) || yaml_item_count(columns) < 1 ||
        yaml_item_count(columns) > BLOCK_MOST_PATHS)
        fence_error(reader, block->pos, "the block needs `columns:`, the heads of 1 to %d columns", BLOCK_MOST_PATHS);
    block->labels = arena_array(reader->arena, BLOCK_MOST_PATHS, sizeof *block->labels);
    for (size_t i = 0; !reader->failed && i < yaml_item_count(columns); i++) {
        const char *head = yaml_text(yaml, yaml_item(yaml, columns, i), "a head", reader->diag);
        reader->failed = reader->failed || !head;
        block->labels[block->label_count++] = arena_strdup(reader->arena, head ? head : "");
    }
    yaml_close(yaml);
}
