#include "fill/items.h"

#include "key/key.h"
#include "sets/sets.h"

#include <math.h>
#include <string.h>

/* Reports an error once at each place: a tag in a list is rendered for every item. */
static void report(struct fill *fill, struct pos pos, const char *format, ...) __attribute__((format(printf, 3, 4)));

static void report(struct fill *fill, struct pos pos, const char *format, ...) {
    for (size_t i = 0; i < fill->reported_count; i++)
        if (fill->reported[i].source == pos.source && fill->reported[i].line == pos.line &&
            fill->reported[i].column == pos.column)
            return;
    fill->reported =
        arena_grow(fill->arena, fill->reported, fill->reported_count, &fill->reported_capacity, sizeof *fill->reported);
    fill->reported[fill->reported_count++] = pos;
    va_list arguments;
    va_start(arguments, format);
    diag_vreport(fill->diag, SEVERITY_ERROR, pos, format, arguments);
    va_end(arguments);
}

/* Quantity i of a list; lists for students have only what students may see. */
static struct fill_item *quantities_item(struct fill *fill, const struct fill_item *list, size_t i) {
    const struct model *model = fill->template->lab->model;
    for (int j = 0; j < model->count; j++) {
        const struct quantity *quantity = model->quantities[j];
        if (quantity_kind_said(quantity) != list->quantity_kind ||
            (list->group && strcmp(quantity->file_group, list->group) != 0) || (!list->group && quantity->hidden) ||
            fill_quantity_refusal(fill, quantity))
            continue;
        if (i-- == 0)
            return fill_item(fill, (struct fill_item){.kind = ITEM_QUANTITY, .quantity = quantity});
    }
    return NULL;
}

static struct fill_item *list_item(struct fill *fill, const struct fill_item *list, size_t i) {
    const struct lab *lab = fill->template->lab;
    if (list->kind == ITEM_QUANTITIES)
        return quantities_item(fill, list, i);
    if (list->kind == ITEM_SETS && i < fill->row_count)
        return fill_item(fill, (struct fill_item){.kind = ITEM_SET, .name = "sets", .row = &fill->rows[i]});
    if (list->kind == ITEM_TOGETHER)
        return fill_together(fill, list, i);
    if (list->kind == ITEM_FIGURES_LIST)
        return fill_figures_item(fill, list, i);
    if (list->kind == ITEM_QUESTIONS && i < (size_t)lab->question_count)
        return fill_item(fill, (struct fill_item){.kind = ITEM_QUESTION, .question = (int)i});
    if (list->kind == ITEM_MISTAKES || list->kind == ITEM_FOLLOWED || list->kind == ITEM_WORKING)
        return fill_accepted_item(fill, list, i);
    if (list->kind == ITEM_RUBRIC && i < (size_t)lab->questions[list->question].rubric_count)
        return fill_item(fill,
                         (struct fill_item){.kind = ITEM_CRITERION, .question = list->question, .option = (int)i});
    if (list->kind == ITEM_OPTIONS && i < (size_t)lab->questions[list->question].option_count)
        return fill_item(fill,
                         (struct fill_item){.kind = ITEM_OPTION,
                                            .question = list->question,
                                            .option = list->row->key->entries[list->question].order.option_at[i]});
    return NULL;
}

static const void *view_item(void *caller, const void *value, size_t i) {
    const struct fill_item *list = value;
    struct fill_item *item = list_item(caller, list, i);
    if (item && !item->row)
        item->row = list->row;
    return item;
}

static enum mustache_kind view_kind(void *caller, const void *value) {
    struct fill *fill = caller;
    const struct fill_item *item = value;
    if (fill_item_refusal(fill, item))
        return MUSTACHE_MISSING;
    bool truth;
    switch (item->kind) {
    case ITEM_QUANTITIES:
    case ITEM_SETS:
    case ITEM_QUESTIONS:
    case ITEM_OPTIONS:
    case ITEM_MISTAKES:
    case ITEM_FOLLOWED:
    case ITEM_WORKING:
    case ITEM_RUBRIC:
    case ITEM_FIGURES_LIST:
    case ITEM_TOGETHER:
        return MUSTACHE_LIST;
    case ITEM_QUANTITY:
        if (!item->quantity->condition)
            return MUSTACHE_TRUE;
        truth = fill_holds(fill, item->row, item->quantity);
        break;
    case ITEM_DATA:
        truth = item->text && *item->text;
        break;
    case ITEM_PASSAGE:
        truth = item->passage->text != NULL;
        break;
    case ITEM_FLAG:
        truth = item->flag;
        break;
    case ITEM_NUMBER:
        if (item->lacks)
            return MUSTACHE_FALSE;
        truth = isfinite(item->number) && !(item->counts && item->number == 0);
        break;
    default:
        return MUSTACHE_TRUE;
    }
    if (fill->branches != BRANCHES_OF_SET)
        truth = fill->branches == BRANCHES_ALL;
    return truth ? MUSTACHE_TRUE : MUSTACHE_FALSE;
}

/* Appends a token for the value to the text. */
static void put_token(struct fill *fill, struct doc_value value, struct text *out) {
    /* A document for the class has the same few words for many people: they share a token. */
    enum { LOOK_BACK = 64 };
    for (size_t i = fill->value_count; !fill->row && value.kind == VALUE_TEXT && !value.data_pos.source && i-- > 0;) {
        const struct doc_value *known = fill->values[i];
        if (known->kind == VALUE_TEXT && known->text == value.text && known->letter_of == value.letter_of) {
            text_put_code_point(out, (unsigned)(VALUE_TOKEN_FIRST + i));
            return;
        }
        if (fill->value_count - i > LOOK_BACK)
            break;
    }
    if (fill->value_count > VALUE_TOKEN_LAST - VALUE_TOKEN_FIRST) {
        diag_report_once(fill->diag, SEVERITY_ERROR, value.pos, "a document can have %d values; this one has more",
                         VALUE_TOKEN_LAST - VALUE_TOKEN_FIRST + 1);
        return;
    }
    fill->values =
        arena_grow(fill->arena, fill->values, fill->value_count, &fill->value_capacity, sizeof *fill->values);
    struct doc_value *copy = arena_alloc(fill->arena, sizeof *copy);
    *copy = value;
    fill->values[fill->value_count] = copy;
    text_put_code_point(out, (unsigned)(VALUE_TOKEN_FIRST + fill->value_count++));
}

/* Overrides a format by that of a tag; `unit` or `bare` alone keeps the digits. Then gives it the digits that tell the
 * value from what the quantity (NULL for other numbers) and the tag name behind `apart`. */
static bool read_format(struct fill *fill, const struct fill_row *row, const char *text, struct pos pos,
                        const struct quantity *quantity, double value, struct number_format *format) {
    const struct quantity_apart *apart = NULL;
    const char *own, *words = quantity_apart_words(fill->arena, text, &own);
    if (!own)
        own = "";
    if (strcmp(own, "unit") == 0 || strcmp(own, "bare") == 0 || strcmp(own, "figure") == 0) {
        format->with_unit = *own == 'u';
        format->figure = *own == 'f';
    } else if (*own && !number_format_parse(own, format)) {
        report(fill, pos,
               "'%s' is not a format; write decimals (0 to 9), percent, money, thousands, millions or billions (all of "
               "them may have decimals, such as `percent 1`), or auto, or significant digits, such as `4 significant`; "
               "add `unit`, `bare` or `figure`, or write one of these alone",
               own);
        return false;
    }
    if (words && !(apart = quantity_apart_read(fill->arena, fill->template->lab->model, words))) {
        report(fill, pos, QUANTITY_APART_ADVICE);
        return false;
    }
    const char *why = fill_refuse_apart(fill, apart);
    if (!why && quantity)
        why = fill_refuse_apart(fill, quantity->apart);
    if (why) {
        report(fill, pos, "%s", why);
        return false;
    }
    const double *values = row ? row->set->values : NULL;
    if (quantity)
        *format = quantity_format_of(quantity, *format, values);
    *format = quantity_format_apart(apart, value, *format, values);
    return true;
}

/* In a trial of the template: a tag must not round a value that a parameter can take, since answers follow from what is
 * printed. What the parameter's own format does is checked elsewhere. */
static void check_rounding(struct fill *fill, const struct quantity *parameter, struct number_format format,
                           const char *text, struct pos pos) {
    const struct number_format own = parameter->format;
    double value;
    if (!text || fill->branches == BRANCHES_OF_SET ||
        (format.style == own.style && format.decimals == own.decimals && format.significant == own.significant))
        return;
    if (!quantity_has_grid(parameter) && format.decimals >= 0 && format.style != NUMBER_DATA &&
        !(own.style == format.style && own.decimals >= 0 && own.decimals <= format.decimals))
        diag_report_once(fill->diag, SEVERITY_WARNING, pos,
                         "the format `%s` rounds values that '%s' can have, since it has no step; print it in its own "
                         "format",
                         text, parameter->name);
    if (!grid_format_rounds(parameter, format, &value))
        return;
    struct text printed = {0};
    quantity_quote(&printed, parameter, value, format);
    report(fill, pos,
           "the format `%s` rounds values of the parameter '%s': it would print %.15g as %s; give it more "
           "decimals",
           text, parameter->name, value, printed.bytes);
    text_free(&printed);
}

/* The format of a parameter of the set. Off the grid it has all digits, whatever the tag says, because the key is
 * computed from the exact value. Without a grid the tag decides; what it rounds of a row is said there. */
static struct number_format parameter_format(struct fill *fill, const struct parameter_set *set,
                                             const struct quantity *parameter, struct number_format format,
                                             struct pos pos) {
    const double value = set->values[parameter->index];
    const struct number_format own = parameter->format;
    if (quantity_has_grid(parameter))
        return quantity_on_grid(parameter, value) ? format : number_format_exact(value, format);
    if (!set->pos.source || number_half_unit(value, format) <= 0 || number_half_unit(value, own) > 0)
        return format;
    struct text printed = {0}, exact = {0};
    quantity_quote(&printed, parameter, value, format);
    quantity_put_data(&exact, parameter, value);
    const struct sets_parameter *cell = &set->parameters[parameter->ordinal];
    diag_report_once(fill->diag, SEVERITY_WARNING, cell->given ? cell->pos : set->pos,
                     "'%s' of '%s' is %s, but '%s' prints %s (line %d of %s), and keys are computed from %s",
                     parameter->name, set->id, exact.bytes, fill->template->document->name, printed.bytes, pos.line,
                     pos.source ? pos.source->name : "", exact.bytes);
    text_free(&printed);
    text_free(&exact);
    return format;
}

/* Whether a tag's own format says something that its quantity cannot be. Reports it. */
static bool refuse_format(struct fill *fill, const struct quantity *quantity, const char *text,
                          struct number_format format, struct pos pos) {
    if (!text || strcmp(text, "unit") == 0 || strcmp(text, "bare") == 0 || strcmp(text, "figure") == 0)
        return false; /* lists have these for all their quantities */
    if (quantity->choices)
        report(fill, pos, "'%s' is a choice of names, which takes no format; write {{%s}}", quantity->name,
               quantity->name);
    else if (number_is_money(format.style) && !unit_has_dollars(quantity->unit))
        report(fill, pos, "'%s' prints dollars, but '%s' is in %s; write another format, such as 2 unit", text,
               quantity->name, unit_text(quantity->unit));
    else if (format.style == NUMBER_PERCENT && *unit_text(quantity->unit) != '1') /* a share a year is one, too */
        report(fill, pos, "'%s' is for shares, but '%s' is in %s; write another format, such as 2 unit", text,
               quantity->name, unit_text(quantity->unit));
    else
        return false;
    return true;
}

static struct mustache *view_print(void *caller, const void *value, bool escaped, const char *format, struct pos pos,
                                   struct text *out) {
    (void)escaped; /* values cannot become markup */
    struct fill *fill = caller;
    const struct fill_item *item = value;
    struct doc_value token = {.pos = pos};
    switch (item->kind) {
    case ITEM_QUANTITY:
        if (item->quantity->condition) {
            report(fill, pos, "'%s' is a condition; use it as a section: {{#%s}}...{{/%s}}", item->quantity->name,
                   item->quantity->name, item->quantity->name);
            return NULL;
        }
        token.kind = VALUE_QUANTITY;
        token.quantity = item->quantity;
        token.format = item->quantity->format;
        token.unit_word = item->quantity->shown;
        if (!fill->row) { /* the set is not that of the document */
            token.kind = VALUE_NUMBER;
            token.number = item->row->set->values[item->quantity->index];
        }
        if (!read_format(fill, item->row, format, pos, item->quantity, item->row->set->values[item->quantity->index],
                         &token.format) ||
            refuse_format(fill, item->quantity, format, token.format, pos))
            return NULL;
        if (item->quantity->kind == QUANTITY_PARAMETER) {
            check_rounding(fill, item->quantity, token.format, format, pos);
            token.format = parameter_format(fill, item->row->set, item->quantity, token.format, pos);
        }
        put_token(fill, token, out);
        return NULL;
    case ITEM_NUMBER:
        token.kind = VALUE_NUMBER;
        token.number = item->number;
        token.format = item->format;
        token.unit_word = item->unit_word;
        if (item->exact && format && strcmp(format, "unit") != 0 && strcmp(format, "bare") != 0 &&
            strcmp(format, "figure") != 0) {
            report(fill, pos, "'%s' has the digits that the key needs; it takes no format but `unit`", item->name);
            return NULL;
        }
        if (item->lacks) {
            report(fill, pos, "%s", item->lacks);
            return NULL;
        }
        if (read_format(fill, item->row, format, pos, NULL, item->number, &token.format) && isfinite(item->number))
            put_token(fill, token, out);
        return NULL;
    case ITEM_DATA:
    case ITEM_PASSAGE:
        if (format) {
            report(fill, pos, "a format (`| %s`) is for numbers; this is text", format);
            return NULL;
        }
        if (item->kind == ITEM_PASSAGE)
            return item->passage->text ? fill_parse_passage(fill->template, item->passage, fill->diag) : NULL;
        token.kind = VALUE_TEXT;
        token.text = item->text;
        token.fixed = item->fixed;
        token.prose = item->prose;
        token.letter_of = item->letter_of;
        /* A character that no page can show, in one name, must not cost the class its report. */
        token.typed = item->typed || !fill->row || fill->row->grade;
        token.data_pos = item->data_pos;
        token.quantity = item->quantity;
        if (item->text && *item->text)
            put_token(fill, token, out);
        return NULL;
    default:
        report(fill, pos, "%s%s%s is not a value to print; use it as a section, or name a member of it",
               item->name ? "'" : "", item->name ? item->name : "this", item->name ? "'" : "");
        return NULL;
    }
}

static void view_missing(void *caller, const void *value, const char *name, struct pos pos) {
    struct fill *fill = caller;
    if (value) {
        report(fill, pos, "%s", fill_item_refusal(fill, value));
        return;
    }
    const char *rest = name;
    while (*rest) {
        size_t length = strcspn(rest, ".");
        const char *near = fill_nearest(fill->template, arena_strndup(fill->arena, rest, length));
        if (near) {
            report(fill, pos, "unknown name '%s'; did you mean '%.*s%s%s'?", name, (int)(rest - name), name, near,
                   rest + length);
            return;
        }
        rest += length + (rest[length] == '.');
    }
    report(fill, pos, "there is nothing called '%s' here", name);
}

/* The partial of a name, the lab's own or one that labs share, read at its first use. */
static struct mustache *view_partial(void *caller, const char *name, struct pos pos) {
    struct fill *fill = caller;
    struct fill_template *template = fill->template;
    struct mustache *original = strcmp(name, "original") == 0 ? fill_find_original(template, pos.line) : NULL;
    if (original)
        return original;
    for (size_t i = 0; i < template->partial_count; i++)
        if (strcmp(template->partials[i].name, name) == 0)
            return template->partials[i].mustache;
    struct mustache *mustache = NULL;
    if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(name)) {
        report(fill, pos, "'%s' cannot be the name of a partial: use lower-case letters, digits, `-` and `_` only",
               name);
    } else {
        const struct source *source = lab_read_partial(template->arena, template->lab, name, pos, fill->diag);
        if (source && fill_check_text(source, fill->diag))
            mustache = mustache_parse(template->arena, source, 0, fill->diag);
        fill_check_meanings(template, mustache, fill->diag);
    }
    template->partials = arena_grow(template->arena, template->partials, template->partial_count,
                                    &template->partial_capacity, sizeof *template->partials);
    template->partials[template->partial_count++] =
        (struct fill_parsed){NULL, arena_strdup(template->arena, name), mustache};
    return mustache;
}

const struct mustache_view fill_view = {fill_member, view_kind, view_item, view_print, view_missing, view_partial};
