#include "language/apart.h"
#include "language/model.h"

#include <math.h>
#include <string.h>

enum { NAME_LIMIT = 64 };

struct model_reader {
    struct model *model;
    const struct yaml *yaml;
    const char *group;
    bool hidden;
    struct diag *diag;
    bool good;
};

/* By enum quantity_kind. */
static const char *const kind_names[] = {"parameter", "constant", "equation"};
static const char *const list_names[] = {"parameters", "constants", "equations"};
#define SHARED_KEYS "name", "label", "symbol", "unit", "shown", "shown_one", "description", "format"
#define INPUT_KEYS SHARED_KEYS, "minimum", "maximum", "step", "source", "date"
static const char *const parameter_keys[] = {INPUT_KEYS, "default", NULL};
static const char *const constant_keys[] = {INPUT_KEYS, "value", NULL};
static const char *const equation_keys[] = {SHARED_KEYS, "expression", NULL};
static const char *const *const kind_keys[] = {parameter_keys, constant_keys, equation_keys};
static const char *const file_keys[] = {"model", "title", "description", "parameters", "constants", "equations", NULL};

/* Columns that a file of parameter sets has besides those of parameters. */
static const char *const column_names[] = {"id", "name", "scenario"};
/* Names that a spreadsheet keeps for itself: truth values, and what Office Open XML (ECMA-376, part 1, 18.2.5) and its
 * predecessors define within each workbook. */
static const char *const workbook_names[] = {
    "true",       "false",         "print_area",      "print_titles",    "consolidate_area", "criteria",
    "database",   "extract",       "sheet_title",     "filter_database", "filterdatabase",   "auto_open",
    "auto_close", "auto_activate", "auto_deactivate", "data_form",       "recorder"};

static void fail(struct model_reader *reader, struct pos pos, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void fail(struct model_reader *reader, struct pos pos, const char *format, ...) {
    va_list arguments;
    va_start(arguments, format);
    diag_vreport(reader->diag, SEVERITY_ERROR, pos, format, arguments);
    va_end(arguments);
    reader->good = false;
}

static void add_quantity(struct model *model, struct quantity *quantity) {
    size_t capacity = model->count ? 8 : 0;
    while (capacity && capacity < (size_t)model->count)
        capacity *= 2;
    model->quantities =
        arena_grow(model->arena, model->quantities, (size_t)model->count, &capacity, sizeof(struct quantity *));
    quantity->index = model->count;
    for (int i = 0; i < model->count; i++)
        quantity->ordinal += model->quantities[i]->kind == quantity->kind;
    model->quantities[model->count++] = quantity;
}

/* Whether a spreadsheet would take the name for the address of a cell: a column up to XFD with a row, or a form of R1C1
 * (r, c, rc, r2c, rc3). */
static bool is_cell_address(const char *name) {
    size_t letters = strspn(name, "abcdefghijklmnopqrstuvwxyz"), digits = strspn(name + letters, "0123456789");
    if (letters >= 1 && digits >= 1 && name[letters + digits] == '\0' &&
        (letters < 3 || (letters == 3 && strncmp(name, "xfd", 3) <= 0)))
        return true;
    const char *p = name;
    if (*p == 'r')
        for (p++; *p >= '0' && *p <= '9';)
            p++;
    if (*p == 'c')
        for (p++; *p >= '0' && *p <= '9';)
            p++;
    return *p == '\0';
}

static bool is_one_of(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

/* Whether a quantity can have this name. If not, reports why. */
static bool check_name(struct model_reader *reader, const char *name, struct pos pos) {
    size_t length = strlen(name);
    if (length == 0 || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != length || name[0] < 'a') {
        fail(reader, pos,
             "'%s' is not a name; write a lower-case letter, then lower-case letters, digits and _, such as "
             "cluster_size",
             name);
        return false;
    }
    if (length > NAME_LIMIT) {
        fail(reader, pos, "the name has %zu characters; at most %d are allowed", length, NAME_LIMIT);
        return false;
    }
    for (int op = EXPR_AND; op < EXPR_OPS; op++)
        if (strcmp(name, expr_op_text((enum expr_op)op)) == 0) {
            fail(reader, pos, "'%s' is a word of expressions; choose another name, such as %s_value", name, name);
            return false;
        }
    if (is_one_of(name, column_names, sizeof column_names / sizeof *column_names)) {
        fail(reader, pos, "'%s' is a column of every file of parameter sets; choose another name, such as %s_value",
             name, name);
        return false;
    }
    if (is_one_of(name, workbook_names, sizeof workbook_names / sizeof *workbook_names)) {
        fail(reader, pos, "'%s' is a name that spreadsheets reserve; choose another name, such as %s_value", name,
             name);
        return false;
    }
    if (is_cell_address(name)) {
        fail(reader, pos, "'%s' is the address of a cell in a spreadsheet; choose another name, such as %s_value", name,
             name);
        return false;
    }
    const struct quantity *other = model_lookup(reader->model, name);
    if (other) {
        fail(reader, pos, "the name '%s' is taken by the %s at %s:%d; choose another one", name,
             kind_names[other->kind], other->pos.source ? other->pos.source->name : "(memory)", other->pos.line);
        return false;
    }
    return true;
}

/* The text of a member, in the arena. NULL if it is absent or not text; if it is `required`, that or an empty text is
 * an error. */
static const char *read_text(struct model_reader *reader, const yaml_node_t *entry, enum quantity_kind kind,
                             const char *key, bool required) {
    const yaml_node_t *node = yaml_member(reader->yaml, entry, key);
    if (!node) {
        if (required)
            fail(reader, yaml_pos(reader->yaml, entry), "this %s has no '%s'; write a line `%s: ...`", kind_names[kind],
                 key, key);
        return NULL;
    }
    const char *text = yaml_text(reader->yaml, node, key, reader->diag);
    if (!text) {
        reader->good = false;
        return NULL;
    }
    if (*text == '\0' && required) {
        fail(reader, yaml_pos(reader->yaml, node), "'%s' is empty; fill it in", key);
        return NULL;
    }
    return arena_strdup(reader->model->arena, text);
}

/* A number, which for a fraction may be written as a percentage. NaN if it is absent or wrong. */
static double read_value(struct model_reader *reader, const yaml_node_t *entry, const struct quantity *quantity,
                         const char *key, bool required) {
    const char *text = read_text(reader, entry, quantity->kind, key, required);
    if (!text)
        return NAN;
    const yaml_node_t *node = yaml_member(reader->yaml, entry, key);
    struct pos pos = yaml_text_pos(reader->yaml, node);
    bool percent;
    double value;
    bool number = number_parse_share(text, strlen(text), &value, &percent);
    if (number && !percent) {
        if (!quantity->fraction || fabs(value) <= 1)
            return value;
        fail(reader, pos, "%s is too large for a fraction; write %s%% or a number up to 1", text, text);
        return NAN;
    }
    if (number) {
        if (quantity->fraction)
            return value;
        fail(reader, pos, "'%s' is a percentage, but this is not a fraction; write `format: percent`, or a number",
             text);
        return NAN;
    }
    fail(reader, pos, "'%s' is not a number; write %s such as 1000, 0.5 or 2.2e24, without grouping or unit", text,
         key);
    return NAN;
}

static void read_unit(struct model_reader *reader, const yaml_node_t *entry, struct quantity *quantity) {
    quantity->unit_name = read_text(reader, entry, quantity->kind, "unit", true);
    if (!quantity->unit_name)
        return;
    struct pos pos = yaml_text_pos(reader->yaml, yaml_member(reader->yaml, entry, "unit"));
    const char *unknown;
    if (strchr(quantity->unit_name, '%')) {
        fail(reader, pos, "'%s' is not a unit for models; a fraction has `unit: 1` and `format: percent`",
             quantity->unit_name);
        return;
    }
    quantity->unit = unit_parse(reader->model->units, quantity->unit_name, &unknown);
    if (quantity->unit)
        return;
    if (!unknown) {
        fail(reader, pos,
             "'%s' is not a unit; write one such as 1, GPU, TFLOP/s or USD/(GPU.hour), with brackets around a product "
             "in "
             "the divisor",
             quantity->unit_name);
        return;
    }
    reader->good = false;
    diag_report_near(reader->diag, SEVERITY_ERROR, pos, unit_nearest(reader->model->units, unknown),
                     "; write one such as 1, GPU, TFLOP/s or USD/(GPU.hour)", "there is no unit '%s'", unknown);
}

/* The singular of a unit word: `GPU` for `GPUs`, if both are the same unit (unlike `ms` and `m`). Other words stay as
 * they are. */
static const char *singular(struct model *model, const char *word) {
    size_t length = strlen(word);
    const char *unknown;
    if (length < 2 || word[length - 1] != 's' || word[strcspn(word, " /.()^")])
        return word;
    const char *one = arena_strndup(model->arena, word, length - 1);
    const struct unit *many = unit_parse(model->units, word, &unknown);
    const struct unit *single = many ? unit_parse(model->units, one, &unknown) : NULL;
    return single && unit_factor(many, single) == 1 ? one : word;
}

static void read_format(struct model_reader *reader, const yaml_node_t *entry, struct quantity *quantity) {
    quantity->format = (struct number_format){.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    const char *format = read_text(reader, entry, quantity->kind, "format", false);
    quantity->apart_words = quantity_apart_words(reader->model->arena, format, &format);
    if (format)
        quantity->apart_pos = yaml_text_pos(reader->yaml, yaml_member(reader->yaml, entry, "format"));
    if (format && !number_format_parse(format, &quantity->format))
        fail(reader, quantity->apart_pos,
             "'%s' is not a format; write decimals such as 2, percent, percent 1, money, money 2, thousands, millions, "
             "billions, auto or 4 significant, followed by unit if the unit is wanted",
             format);
    quantity->fraction = quantity->format.style == NUMBER_PERCENT;
    if (quantity->fraction && quantity->unit && unit_factor(quantity->unit, unit_one(reader->model->units)) != 1)
        fail(reader, yaml_text_pos(reader->yaml, yaml_member(reader->yaml, entry, "format")),
             "a percentage has unit 1, but this is in %s; write `unit: 1` or another format",
             unit_text(quantity->unit));
    const char *shown = read_text(reader, entry, quantity->kind, "shown", false);
    if (quantity->fraction && shown && *shown)
        fail(reader, yaml_text_pos(reader->yaml, yaml_member(reader->yaml, entry, "shown")),
             "a percentage is shown with %% and no other word; remove `shown`");
    quantity->shown = shown                                         ? shown
                      : !quantity->unit                             ? ""
                      : strcmp(unit_text(quantity->unit), "1") == 0 ? ""
                                                                    : unit_text(quantity->unit);
    const char *one = read_text(reader, entry, quantity->kind, "shown_one", false);
    quantity->shown_one = one ? one : singular(reader->model, quantity->shown);
}

/* A bound; `none` if there is no such line, which only parameters must have. */
static double read_bound(struct model_reader *reader, const yaml_node_t *entry, const struct quantity *q,
                         const char *key, double none) {
    bool required = q->kind == QUANTITY_PARAMETER && strcmp(key, "step") != 0;
    return required || yaml_member(reader->yaml, entry, key) ? read_value(reader, entry, q, key, required) : none;
}

static void read_bounds(struct model_reader *reader, const yaml_node_t *entry, struct quantity *q) {
    q->minimum = read_bound(reader, entry, q, "minimum", -INFINITY);
    q->maximum = read_bound(reader, entry, q, "maximum", INFINITY);
    q->step = read_bound(reader, entry, q, "step", 0);
}

/* Checks that bounds and steps make sense, and that the quantity's own value, under `key`, is within them. */
static void check_bounds(struct model_reader *reader, const yaml_node_t *entry, const struct quantity *q,
                         const char *key, double value) {
    const yaml_node_t *own = yaml_member(reader->yaml, entry, key), *step = yaml_member(reader->yaml, entry, "step");
    struct pos at = yaml_pos(reader->yaml, own ? own : entry);
    if (q->minimum > q->maximum)
        fail(reader, yaml_pos(reader->yaml, yaml_member(reader->yaml, entry, "maximum")),
             "the maximum %.15g is below the minimum %.15g; write the larger one as maximum", q->maximum, q->minimum);
    else if (value < q->minimum && isinf(q->maximum))
        fail(reader, at, "the %s %.15g is below the minimum %.15g; write a larger one", key, value, q->minimum);
    else if (value > q->maximum && isinf(q->minimum))
        fail(reader, at, "the %s %.15g is above the maximum %.15g; write a smaller one", key, value, q->maximum);
    else if (value < q->minimum || value > q->maximum)
        fail(reader, at, "the %s %.15g is outside %.15g to %.15g; write one inside", key, value, q->minimum,
             q->maximum);
    else if (step && q->step <= 0)
        fail(reader, yaml_pos(reader->yaml, step),
             "the step %.15g is not above 0; write the distance between allowed values", q->step);
    else if (step && isinf(q->minimum))
        fail(reader, yaml_pos(reader->yaml, step),
             "steps begin at a minimum, but this %s has none; write a line `minimum: ...`", kind_names[q->kind]);
    else if (!isnan(value) && !isnan(q->minimum) && !isnan(q->step) && !quantity_on_grid(q, value))
        fail(reader, at, "the %s %.15g is off the grid that begins at %.15g in steps of %.15g; %.15g is on it", key,
             value, q->minimum, q->step, q->minimum + q->step * floor((value - q->minimum) / q->step));
}

static void read_provenance(struct model_reader *reader, const yaml_node_t *entry, struct quantity *q) {
    q->source = read_text(reader, entry, q->kind, "source", q->kind == QUANTITY_CONSTANT);
    q->date = read_text(reader, entry, q->kind, "date", false);
}

/* Checks a conversion factor (h/year, FLOP/TFLOP). It is dimensionless, so only one value is right, and its bounds
 * admit no other. */
static void check_conversion(struct model_reader *reader, const yaml_node_t *entry, struct quantity *quantity) {
    if (!quantity->unit || isnan(quantity->value) || !unit_is_dimensionless(quantity->unit))
        return;
    double factor = unit_factor(quantity->unit, unit_one(reader->model->units));
    if (factor == 1)
        return;
    if (fabs(quantity->value * factor - 1) <= 1e-12) {
        quantity->minimum = quantity->maximum = quantity->value;
        return;
    }
    fail(reader, yaml_text_pos(reader->yaml, yaml_member(reader->yaml, entry, "value")),
         "%s converts units: its value in %s is %.15g, not %.15g", quantity->name, unit_text(quantity->unit),
         1 / factor, quantity->value);
}

static void read_expression(struct model_reader *reader, const yaml_node_t *entry, struct quantity *quantity) {
    const char *text = read_text(reader, entry, QUANTITY_EQUATION, "expression", true);
    if (!text)
        return;
    struct pos pos = yaml_text_pos(reader->yaml, yaml_member(reader->yaml, entry, "expression"));
    quantity->expr = expr_parse(reader->model->arena, text, strlen(text), pos, reader->diag);
    if (!quantity->expr || !expr_check_numbers(quantity->expr, reader->diag))
        reader->good = false;
}

static void read_entry(struct model_reader *reader, const yaml_node_t *entry, enum quantity_kind kind) {
    const char *what =
        arena_printf(reader->model->arena, kind == QUANTITY_EQUATION ? "an %s" : "a %s", kind_names[kind]);
    if (!yaml_is_mapping(reader->yaml, entry, what, reader->diag)) {
        reader->good = false;
        return;
    }
    if (!yaml_check_keys(reader->yaml, entry, kind_keys[kind], what, reader->diag))
        reader->good = false;
    int errors = diag_count(reader->diag, SEVERITY_ERROR);
    struct quantity *quantity = arena_alloc(reader->model->arena, sizeof *quantity);
    quantity->kind = kind;
    quantity->file_group = arena_strdup(reader->model->arena, reader->group);
    quantity->hidden = reader->hidden;
    quantity->pos = yaml_pos(reader->yaml, entry);
    quantity->name = read_text(reader, entry, kind, "name", true);
    bool added = false;
    if (quantity->name) {
        quantity->pos = yaml_text_pos(reader->yaml, yaml_member(reader->yaml, entry, "name"));
        added = check_name(reader, quantity->name, quantity->pos) || !model_lookup(reader->model, quantity->name);
    } else {
        quantity->name = "(without a name)";
    }
    quantity->label = read_text(reader, entry, kind, "label", true);
    quantity->symbol = read_text(reader, entry, kind, "symbol", false);
    if (!quantity->symbol || !*quantity->symbol)
        quantity->symbol = quantity->name;
    quantity->description = read_text(reader, entry, kind, "description", false);
    read_unit(reader, entry, quantity);
    read_format(reader, entry, quantity);
    switch (kind) {
    case QUANTITY_PARAMETER:
        read_bounds(reader, entry, quantity);
        quantity->initial = read_value(reader, entry, quantity, "default", true);
        check_bounds(reader, entry, quantity, "default", quantity->initial);
        read_provenance(reader, entry, quantity);
        break;
    case QUANTITY_CONSTANT:
        quantity->value = read_value(reader, entry, quantity, "value", true);
        read_bounds(reader, entry, quantity);
        check_bounds(reader, entry, quantity, "value", quantity->value);
        read_provenance(reader, entry, quantity);
        check_conversion(reader, entry, quantity);
        break;
    case QUANTITY_EQUATION:
        read_expression(reader, entry, quantity);
        break;
    }
    quantity->flawed = diag_count(reader->diag, SEVERITY_ERROR) != errors;
    /* A quantity with mistakes is added all the same, so that expressions that use it are not reported too. */
    if (added)
        add_quantity(reader->model, quantity);
}

static void read_list(struct model_reader *reader, const yaml_node_t *mapping, enum quantity_kind kind) {
    const yaml_node_t *list = yaml_member(reader->yaml, mapping, list_names[kind]);
    if (!list)
        return;
    if (!yaml_is_sequence(reader->yaml, list, list_names[kind], reader->diag)) {
        reader->good = false;
        return;
    }
    for (size_t i = 0; i < yaml_item_count(list); i++)
        read_entry(reader, yaml_item(reader->yaml, list, i), kind);
}

static void read_file(struct model_reader *reader) {
    const yaml_node_t *root = yaml_root(reader->yaml);
    if (!yaml_is_mapping(reader->yaml, root, "a model", reader->diag)) {
        reader->good = false;
        return;
    }
    if (!yaml_check_keys(reader->yaml, root, file_keys, "a model", reader->diag))
        reader->good = false;
    const yaml_node_t *name = yaml_member(reader->yaml, root, "model");
    const char *text = name ? yaml_text(reader->yaml, name, "model", reader->diag) : NULL;
    if (!name)
        fail(reader, yaml_pos(reader->yaml, root), "the model has no name; write a line `model: %s`", reader->group);
    else if (!text)
        reader->good = false;
    else if (strcmp(text, reader->group) != 0)
        fail(reader, yaml_text_pos(reader->yaml, name),
             "the model is named '%s' in the file of '%s'; write `model: %s`", text, reader->group, reader->group);
    for (size_t i = 0; i < 2; i++) {
        const yaml_node_t *node = yaml_member(reader->yaml, root, file_keys[1 + i]);
        if (node && !yaml_text(reader->yaml, node, file_keys[1 + i], reader->diag))
            reader->good = false;
    }
    for (int kind = QUANTITY_PARAMETER; kind <= QUANTITY_EQUATION; kind++)
        read_list(reader, root, (enum quantity_kind)kind);
}

bool model_load_source(struct model *model, const struct source *source, const char *group, struct diag *diag) {
    int errors = diag_count(diag, SEVERITY_ERROR);
    struct yaml *yaml = source ? yaml_read(source, diag) : NULL;
    if (!yaml) {
        model->incomplete = true;
        return false;
    }
    struct model_reader reader = {model, yaml, group, false, diag, true};
    read_file(&reader);
    yaml_close(yaml);
    return diag_count(diag, SEVERITY_ERROR) == errors;
}

bool model_load(struct model *model, const char *path, const char *group, struct diag *diag) {
    return model_load_source(model, source_read(model->arena, path, NULL, diag), group, diag);
}

bool model_load_hidden(struct model *model, const struct yaml *yaml, const yaml_node_t *mapping, const char *group,
                       struct diag *diag) {
    struct model_reader reader = {model, yaml, group, true, diag, true};
    read_list(&reader, mapping, QUANTITY_CONSTANT);
    read_list(&reader, mapping, QUANTITY_EQUATION);
    return reader.good;
}
