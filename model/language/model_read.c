#include "language/apart.h"
#include "language/model.h"
#include "language/model_lists.h"
#include "language/model_names.h"

#include <math.h>
#include <string.h>
#include <strings.h>

struct model_reader {
    struct model *model;
    const char *group;
    bool hidden;
    struct diag *diag;
};

/* By enum quantity_kind. */
static const char *const list_names[] = {"parameters", "constants", "equations"};

/* The text of a member, in the arena. NULL if it is absent or not text; if it is `required`, that or an empty text is
 * an error. */
static const char *read_text(struct yaml_mapping *entry, const char *key, bool required) {
    struct yaml_value value = required ? yaml_needed(entry, key, "") : yaml_member(entry, key);
    const char *text = yaml_text(value);
    if (!text || *text || !required)
        return text;
    yaml_report(value, "'%s' is empty; fill it in", key);
    return NULL;
}

/* NaN if the value is absent or wrong. */
static double read_value(struct yaml_mapping *entry, const struct quantity *quantity, const char *key, bool required) {
    return quantity_read_value(quantity, required ? yaml_needed(entry, key, "") : yaml_member(entry, key), NAN);
}

static void read_unit(struct model_reader *reader, struct yaml_mapping *entry, struct quantity *quantity) {
    quantity->unit_name = read_text(entry, "unit", true);
    if (!quantity->unit_name)
        return;
    struct yaml_value at = yaml_member(entry, "unit");
    const char *unknown;
    if (strchr(quantity->unit_name, '%')) {
        yaml_report(at, "'%s' is not a unit for models; a fraction has `unit: 1` and `format: percent`",
                    quantity->unit_name);
        return;
    }
    quantity->unit = unit_parse(reader->model->units, quantity->unit_name, &unknown);
    if (!quantity->unit && unknown && reader->model->incomplete)
        return; /* the model that could not be read may count in it */
    if (!quantity->unit && unknown)
        yaml_report_near(at, unit_nearest(reader->model->units, unknown), UNIT_ADVICE, "there is no unit '%s'",
                         unknown);
    else if (!quantity->unit)
        yaml_report(at,
                    "'%s' is not a unit; write one such as 1, GPU, TFLOP/s or USD/(GPU.hour), with brackets around a "
                    "product in the divisor",
                    quantity->unit_name);
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

static void read_format(struct model_reader *reader, struct yaml_mapping *entry, struct quantity *quantity) {
    quantity->format = (struct number_format){.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    const char *format = read_text(entry, "format", false);
    quantity->apart_words = quantity_apart_words(reader->model->arena, format, &format);
    quantity->formatted = format != NULL;
    if (format)
        quantity->apart_pos = yaml_text_pos(yaml_member(entry, "format"));
    if (format && !number_format_parse(format, &quantity->format))
        yaml_report(
            yaml_member(entry, "format"),
            "'%s' is not a format; write decimals such as 2, percent, percent 1, money, money 2, thousands, millions, "
            "billions, auto or 4 significant, followed by unit if the unit is wanted",
            format);
    quantity->fraction = quantity->format.style == NUMBER_PERCENT;
    if (quantity->fraction && quantity->unit && unit_factor(quantity->unit, unit_one(reader->model->units)) != 1)
        yaml_report(yaml_member(entry, "format"),
                    "a percentage has unit 1, but this is in %s; write `unit: 1` or another format",
                    unit_text(quantity->unit));
    if (number_is_money(quantity->format.style) && quantity->unit && !unit_has_dollars(quantity->unit))
        yaml_report(yaml_member(entry, "format"),
                    "'%s' prints dollars, but this is in %s; write `unit: USD` or another format, such as 2 unit",
                    format, unit_text(quantity->unit));
    const char *shown = read_text(entry, "shown", false);
    if (quantity->fraction && shown && *shown)
        yaml_report(yaml_member(entry, "shown"), "a percentage is shown with %% and no other word; remove `shown`");
    else if (shown && quantity->unit && unit_contradicts(shown, quantity->unit))
        yaml_report(yaml_member(entry, "shown"), UNIT_CONTRADICTION, shown, unit_text(quantity->unit));
    const char *unit = quantity->unit ? unit_text(quantity->unit) : "1";
    quantity->shown = shown ? shown : strcmp(unit, "1") == 0 ? "" : unit;
    const char *one = read_text(entry, "shown_one", false);
    quantity->shown_one = one ? one : singular(reader->model, quantity->shown);
}

/* A bound; `none` if there is no such line, which only parameters must have. */
static double read_bound(struct yaml_mapping *entry, const struct quantity *q, const char *key, double none) {
    bool required = q->kind == QUANTITY_PARAMETER && strcmp(key, "step") != 0;
    return required || yaml_member(entry, key).node ? read_value(entry, q, key, required) : none;
}

static void read_bounds(struct yaml_mapping *entry, struct quantity *q) {
    q->minimum = read_bound(entry, q, "minimum", -INFINITY);
    q->maximum = read_bound(entry, q, "maximum", INFINITY);
    q->step = read_bound(entry, q, "step", 0);
}

/* Checks that bounds and steps make sense, and that the quantity's own value, under `key`, is within them. */
static void check_bounds(struct yaml_mapping *entry, const struct quantity *q, const char *key, double value) {
    struct yaml_value at = yaml_member(entry, key), step = yaml_member(entry, "step");
    if (q->minimum > q->maximum)
        yaml_report(yaml_member(entry, "maximum"),
                    "the maximum %.15g is below the minimum %.15g; write the larger one as maximum", q->maximum,
                    q->minimum);
    else if (value < q->minimum && isinf(q->maximum))
        yaml_report(at, "the %s %.15g is below the minimum %.15g; write a larger one", key, value, q->minimum);
    else if (value > q->maximum && isinf(q->minimum))
        yaml_report(at, "the %s %.15g is above the maximum %.15g; write a smaller one", key, value, q->maximum);
    else if (value < q->minimum || value > q->maximum)
        yaml_report(at, "the %s %.15g is outside %.15g to %.15g; write one inside", key, value, q->minimum, q->maximum);
    else if (step.node && q->step <= 0)
        yaml_report(step, "the step %.15g is not above 0; write the distance between allowed values", q->step);
    else if (step.node && isinf(q->minimum))
        yaml_report(step, "steps begin at a minimum, but this %s has none; write a line `minimum: ...`",
                    quantity_kind_names[q->kind]);
    else if (quantity_step_flaw(q))
        yaml_report(step.node ? step : entry->self, "the step %.15g %s", q->step, quantity_step_flaw(q));
    else if (!isnan(value) && !isnan(q->minimum) && !isnan(q->step) && !quantity_on_grid(q, value))
        yaml_report(at, "the %s %.15g is off the grid that begins at %.15g in steps of %.15g; %.15g is on it", key,
                    value, q->minimum, q->step, q->minimum + q->step * floor((value - q->minimum) / q->step));
}

/* The bounds that a lab gives a parameter; what it leaves out stays as it is. */
static void change_bounds(struct yaml_mapping *entry, struct quantity *q) {
    q->minimum = yaml_member(entry, "minimum").node ? read_value(entry, q, "minimum", true) : q->minimum;
    q->maximum = yaml_member(entry, "maximum").node ? read_value(entry, q, "maximum", true) : q->maximum;
    q->step = yaml_member(entry, "step").node ? read_value(entry, q, "step", true) : q->step;
    q->listed = NULL;
    q->listed_count = 0;
}

/* Where a lab has a default from. That of the model is of another value, so it does not stay beside a new one. */
static void change_source(struct yaml_mapping *entry, struct quantity *q, double before) {
    const char *source = read_text(entry, "source", false), *date = read_text(entry, "date", false);
    if (date && !source)
        yaml_report(yaml_member(entry, "date"), "a date belongs to a source; write a `source` beside it");
    if (source || q->initial != before) {
        q->source = source;
        q->date = date;
    }
}

void model_change_input(struct model *model, struct yaml_mapping *entry, const struct quantity *input) {
    static const char *const keys[] = {"minimum", "maximum", "step", "values"};
    struct quantity *q = model->quantities[input->index];
    const double before = q->initial;
    struct yaml_value usual = yaml_member(entry, "default");
    bool listed = yaml_member(entry, "values").node, bounded = false;
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        bounded = yaml_member(entry, keys[i]).node || bounded;
        if (q->choices)
            yaml_refuse(entry, keys[i], "is for numbers, but this is a choice; it can have another default alone");
    }
    if (q->choices) {
        q->initial = quantity_read_value(q, usual, before);
        change_source(entry, q, before);
        return;
    }
    if (listed)
        model_read_values(model, entry, q);
    else if (bounded)
        change_bounds(entry, q);
    q->initial = quantity_read_value(q, usual, before);
    change_source(entry, q, before);
    if (q->line_path && usual.node)
        yaml_report(usual, "'%s' is a sum of lines, which is 0 without any; leave the default out", q->name);
    if (!usual.node && !isnan(q->minimum) && !isnan(q->maximum) && !quantity_on_grid(q, q->initial))
        yaml_report(entry->self, "the default %.15g of the model is not among these values of '%s'; write a `default`",
                    q->initial, q->name);
    else if (q->listed)
        model_check_listed(entry, q);
    else
        check_bounds(entry, q, "default", q->initial);
}

static void read_provenance(struct yaml_mapping *entry, struct quantity *q, bool required) {
    yaml_member(entry, q->kind == QUANTITY_PARAMETER ? "default" : "value");
    q->source = read_text(entry, "source", required);
    q->date = read_text(entry, "date", false);
}

/* Checks a conversion factor (h/year, FLOP/TFLOP). It is dimensionless, so only one value is right, and its bounds
 * admit no other. */
static void check_conversion(struct model_reader *reader, struct yaml_mapping *entry, struct quantity *quantity) {
    if (!quantity->unit || isnan(quantity->value) || !unit_is_dimensionless(quantity->unit))
        return;
    double factor = unit_factor(quantity->unit, unit_one(reader->model->units));
    if (factor == 1)
        return;
    if (fabs(quantity->value * factor - 1) <= 1e-12) {
        quantity->minimum = quantity->maximum = quantity->value;
        return;
    }
    yaml_report(yaml_member(entry, "value"), "this converts units: its value in %s is %.15g, not %.15g",
                unit_text(quantity->unit), 1 / factor, quantity->value);
}

static void read_expression(struct model_reader *reader, struct yaml_mapping *entry, struct quantity *quantity) {
    const char *text = read_text(entry, "expression", true);
    if (!text)
        return;
    struct pos pos = yaml_text_pos(yaml_member(entry, "expression"));
    quantity->expr = expr_parse(reader->model->arena, text, strlen(text), pos, reader->diag);
    if (quantity->expr)
        expr_check_numbers(quantity->expr, reader->diag);
}

/* A word of `lines`, as a list in a workbook offers it. */
static const char *read_line_word(struct yaml_mapping *lines, const char *key, const char *example) {
    struct yaml_value value = yaml_needed(lines, key, example);
    const char *text = yaml_text(value);
    if (text && (!*text || strpbrk(text, ",;*?~\"") || strchr("<>=", *text) || strcasecmp(text, "all") == 0))
        yaml_report(value, "'%s' cannot be in a list of words; write one without , ; * ? ~ and quotes, other than all",
                    text);
    return text;
}

/* `lines` of a parameter: its value is the sum of labelled lines, which a file of the long form or a workbook has. */
static void read_lines(const struct model *model, struct yaml_mapping *entry, struct quantity *quantity) {
    struct yaml_value value = yaml_member(entry, "lines");
    struct yaml_mapping lines = yaml_mapping(value, "lines");
    if (!lines.self.node)
        return;
    quantity->line_path = read_line_word(&lines, "path", ", whose costs they are");
    quantity->line_paid = read_line_word(&lines, "paid", ", such as a year or once");
    yaml_done(&lines);
    for (int i = 0; quantity->line_path && quantity->line_paid && i < model->count; i++)
        if (model->quantities[i]->line_path && strcasecmp(model->quantities[i]->line_path, quantity->line_path) == 0 &&
            strcasecmp(model->quantities[i]->line_paid, quantity->line_paid) == 0)
            yaml_report(value, "'%s' is the sum of these lines already", model->quantities[i]->name);
    if (!quantity->line_path || !quantity->line_paid)
        quantity->line_path = quantity->line_paid = NULL;
    if (quantity->initial != 0 && !isnan(quantity->initial))
        yaml_report(yaml_member(entry, "default"), "without lines their sum is 0; write `default: 0`");
}

/* The keys that all kinds of a parameter or a constant may have between them, so that a misspelt one is told from all;
 * what has no effect beside another is refused where it is read. */
static void know_keys(struct yaml_mapping *entry, enum quantity_kind kind) {
    static const char *const own[][3] = {{"choices", "lines", NULL}, {"along", NULL}, {NULL}};
    for (int i = 0; i < (*own[kind] ? MODEL_NUMBER_KEYS : MODEL_PRINTED_KEYS); i++)
        yaml_member(entry, model_number_keys[i]);
    for (const char *const *key = own[kind]; *key; key++)
        yaml_member(entry, *key);
}

static void read_parameter(struct model_reader *reader, struct yaml_mapping *entry, struct quantity *quantity) {
    bool listed = yaml_member(entry, "values").node;
    if (yaml_member(entry, "choices").node) {
        model_read_choices(reader->model, entry, quantity);
        read_provenance(entry, quantity, false);
        return;
    }
    read_unit(reader, entry, quantity);
    read_format(reader, entry, quantity);
    if (listed)
        model_read_values(reader->model, entry, quantity);
    else
        read_bounds(entry, quantity);
    quantity->initial = read_value(entry, quantity, "default", true);
    if (listed)
        model_check_listed(entry, quantity);
    else
        check_bounds(entry, quantity, "default", quantity->initial);
    read_lines(reader->model, entry, quantity);
    read_provenance(entry, quantity, false);
}

static void read_entry(struct model_reader *reader, struct yaml_value value, enum quantity_kind kind) {
    const struct diag_mark mark = diag_mark(reader->diag);
    struct arena *arena = reader->model->arena;
    struct yaml_mapping entry = yaml_mapping(value, value.name);
    if (!entry.self.node)
        return;
    struct quantity *quantity = arena_alloc(arena, sizeof *quantity);
    quantity->kind = kind;
    quantity->file_group = arena_strdup(arena, reader->group);
    quantity->hidden = reader->hidden;
    quantity->pos = yaml_pos(value);
    quantity->name = read_text(&entry, "name", true);
    bool added = false;
    if (quantity->name) {
        quantity->pos = yaml_text_pos(yaml_member(&entry, "name"));
        added = model_check_name(reader->model, quantity->name, quantity->pos, reader->diag) ||
                !model_lookup(reader->model, quantity->name);
        if (quantity->name[strspn(quantity->name, "abcdefghijklmnopqrstuvwxyz0123456789_")])
            reader->model->incomplete = true; /* expressions may have it as it should be */
        yaml_call(&entry, arena_printf(arena, "%s '%s'", quantity_kind_names[kind], quantity->name));
    } else {
        quantity->name = "(without a name)";
    }
    quantity->label = read_text(&entry, "label", true);
    quantity->symbol = read_text(&entry, "symbol", false);
    if (!quantity->symbol || !*quantity->symbol)
        quantity->symbol = quantity->name;
    quantity->description = read_text(&entry, "description", false);
    know_keys(&entry, kind);
    if (kind == QUANTITY_PARAMETER) {
        read_parameter(reader, &entry, quantity);
    } else {
        read_unit(reader, &entry, quantity);
        read_format(reader, &entry, quantity);
    }
    switch (kind) {
    case QUANTITY_PARAMETER:
        break;
    case QUANTITY_CONSTANT:
        if (yaml_member(&entry, "along").node) {
            model_read_table(reader->model, &entry, quantity);
            read_provenance(&entry, quantity, true);
            break;
        }
        yaml_refuse(&entry, "values", "is for tables; name the parameter with their choices, `along: PARAMETER`");
        quantity->value = read_value(&entry, quantity, "value", true);
        read_bounds(&entry, quantity);
        check_bounds(&entry, quantity, "value", quantity->value);
        read_provenance(&entry, quantity, true);
        check_conversion(reader, &entry, quantity);
        break;
    case QUANTITY_EQUATION:
        read_expression(reader, &entry, quantity);
        break;
    }
    quantity->flawed = !diag_clean_since(reader->diag, mark);
    yaml_done(&entry);
    /* A quantity with mistakes is added all the same, so that expressions that use it are not reported too. */
    if (added)
        model_add(reader->model, quantity);
}

/* The list that a value is. What one that cannot be read would define is unknown. */
static struct yaml_list list_of(struct model_reader *reader, struct yaml_value value) {
    const struct diag_mark mark = diag_mark(reader->diag);
    const struct yaml_list list = yaml_list(value);
    reader->model->incomplete = reader->model->incomplete || !diag_clean_since(reader->diag, mark);
    return list;
}

static void read_list(struct model_reader *reader, struct yaml_mapping *mapping, enum quantity_kind kind) {
    static const char *const names[] = {"a parameter", "a constant", "an equation"};
    struct yaml_list list = list_of(reader, yaml_member(mapping, list_names[kind]));
    for (size_t i = 0; i < list.count; i++)
        read_entry(reader, yaml_item(&list, i, names[kind]), kind);
}

/* What a model counts in. */
static void read_units(struct model_reader *reader, struct yaml_value value) {
    struct yaml_list list = list_of(reader, value);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_value item = yaml_item(&list, i, "a unit");
        const char *word = yaml_text(item);
        size_t length = word ? strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") : 0;
        if (word && (length == 0 || word[length] || length > NAME_LIMIT - 1))
            yaml_report(item, "'%s' cannot name a unit; write the singular of what is counted, in letters: sequence",
                        word);
        else if (word && !unit_count_in(reader->model->units, word))
            yaml_report(item, "there is a unit '%s' already; remove this line, or name what is counted otherwise",
                        word);
    }
}

static void read_file(struct model_reader *reader, struct yaml *yaml) {
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "a model"), "a model");
    static const char *const keys[] = {"parameters", "constants", "equations", "units", NULL};
    reader->model->incomplete = reader->model->incomplete || yaml_misspells(&root, keys);
    struct yaml_value name =
        yaml_needed(&root, "model", arena_printf(yaml->arena, "; write a line `model: %s`", reader->group));
    const char *text = yaml_text(name);
    if (text && strcmp(text, reader->group) != 0)
        yaml_report(name, "the model is named '%s' in the file of '%s'; write `model: %s`", text, reader->group,
                    reader->group);
    read_units(reader, yaml_member(&root, "units"));
    yaml_text(yaml_member(&root, "title"));
    yaml_text(yaml_member(&root, "description"));
    for (int kind = QUANTITY_PARAMETER; kind <= QUANTITY_EQUATION; kind++)
        read_list(reader, &root, (enum quantity_kind)kind);
    model_read_conditions(reader->model, yaml_member(&root, "conditions"));
    yaml_done(&root);
}

bool model_load_source(struct model *model, const struct source *source, const char *group, struct diag *diag) {
    return model_load_translated(model, source, NULL, NULL, NULL, group, diag);
}

bool model_load_translated(struct model *model, const struct source *source, const struct source *translation,
                           const struct yaml_text_keys *keys, struct yaml_phrases *phrases, const char *group,
                           struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    struct yaml *yaml = source ? yaml_read(source, model->arena, diag) : NULL;
    if (!yaml) {
        model->incomplete = true;
        return false;
    }
    struct yaml *texts = translation ? yaml_read(translation, model->arena, diag) : NULL;
    if (texts)
        yaml_read_phrases(texts, phrases);
    if (phrases)
        yaml_translate(yaml, texts, keys, phrases);
    read_file(&(struct model_reader){model, group, false, diag}, yaml);
    yaml_close(texts);
    yaml_close(yaml);
    return diag_clean_since(diag, mark);
}

bool model_load(struct model *model, const char *path, const char *group, struct diag *diag) {
    return model_load_source(model, source_read(model->arena, path, NULL, diag), group, diag);
}

void model_load_hidden(struct model *model, struct yaml_mapping *mapping, const char *group) {
    struct model_reader reader = {model, group, true, mapping->self.yaml->diag};
    read_list(&reader, mapping, QUANTITY_CONSTANT);
    read_list(&reader, mapping, QUANTITY_EQUATION);
    model_read_conditions(model, yaml_member(mapping, "conditions"));
}
