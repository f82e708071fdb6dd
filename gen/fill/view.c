#include "fill/names.h"

#include <math.h>
#include <string.h>

/* Reports once a place: a tag in a list is met for every item. */
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

/* The i-th quantity of a list: students' lists hold what students may see. */
static const void *quantities_item(struct fill *fill, const struct fill_thing *list, size_t i) {
    const struct model *model = fill->template->lab->model;
    for (int j = 0; j < model->count; j++) {
        const struct quantity *quantity = model->quantities[j];
        if (quantity->kind != list->quantity_kind || (list->group && strcmp(quantity->file_group, list->group) != 0) ||
            (!list->group && quantity->hidden) || fill_refusal(fill, quantity))
            continue;
        if (i-- == 0)
            return fill_thing(fill, (struct fill_thing){.kind = THING_QUANTITY, .quantity = quantity});
    }
    return NULL;
}

static const void *view_item(void *caller, const void *value, size_t i) {
    struct fill *fill = caller;
    const struct fill_thing *list = value;
    const struct lab *lab = fill->template->lab;
    if (list->kind == THING_QUANTITIES)
        return quantities_item(fill, list, i);
    if (list->kind == THING_SETS)
        return fill_enter_set(fill, i);
    if (list->kind == THING_FIGURES_LIST)
        return fill_figures_item(fill, list, i);
    if (list->kind == THING_QUESTIONS && i < (size_t)lab->question_count)
        return fill_thing(fill, (struct fill_thing){.kind = THING_QUESTION, .question = (int)i});
    if (list->kind == THING_OPTIONS && i < (size_t)lab->questions[list->question].option_count)
        return fill_thing(fill, (struct fill_thing){.kind = THING_OPTION,
                                                    .question = list->question,
                                                    .option = fill->key->entries[list->question].order.option_at[i]});
    return NULL;
}

static enum mustache_kind view_kind(void *caller, const void *value) {
    struct fill *fill = caller;
    if (value == fill_root)
        return MUSTACHE_TRUE;
    const struct fill_thing *thing = value;
    fill->refusal = fill_thing_refusal(fill, thing);
    if (fill->refusal)
        return MUSTACHE_MISSING;
    bool truth;
    switch (thing->kind) {
    case THING_QUANTITIES:
    case THING_SETS:
    case THING_QUESTIONS:
    case THING_OPTIONS:
    case THING_FIGURES_LIST:
        return MUSTACHE_LIST;
    case THING_QUANTITY:
        if (!fill->template->is_condition[thing->quantity->index])
            return MUSTACHE_TRUE;
        truth = fill->conditions[thing->quantity->index];
        break;
    case THING_DATA:
        truth = thing->text && *thing->text;
        break;
    case THING_PASSAGE:
        truth = thing->passage->text != NULL;
        break;
    case THING_FLAG:
        truth = thing->flag;
        break;
    case THING_NUMBER:
        truth = isfinite(thing->number);
        break;
    default:
        return MUSTACHE_TRUE;
    }
    if (fill->branches != BRANCHES_OF_SET)
        truth = fill->branches == BRANCHES_ALL;
    return truth ? MUSTACHE_TRUE : MUSTACHE_FALSE;
}

/* Puts a value's token into the text. */
static void put_token(struct fill *fill, struct doc_value value, struct text *out) {
    /* A class has few letters and many people: the same words again take the same token. */
    enum { LOOK_BACK = 64 };
    for (size_t i = fill->value_count; fill->rows && value.kind == VALUE_TEXT && !value.data_pos.source && i-- > 0;) {
        const struct doc_value *known = fill->values[i];
        if (known->kind == VALUE_TEXT && known->text == value.text) {
            text_put_code_point(out, (unsigned)(VALUE_TOKEN_FIRST + i));
            return;
        }
        if (fill->value_count - i > LOOK_BACK)
            break;
    }
    if (fill->value_count > VALUE_TOKEN_LAST - VALUE_TOKEN_FIRST) {
        diag_report_once(fill->diag, SEVERITY_ERROR, value.pos, "a document may hold %d values; this one has more",
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

/* Reads the format of a tag over that of the quantity; `unit` or `bare` alone keeps the quantity's digits. */
static bool read_format(struct fill *fill, const char *text, struct pos pos, struct number_format *format) {
    if (!text)
        return true;
    if (strcmp(text, "unit") == 0 || strcmp(text, "bare") == 0) {
        format->with_unit = *text == 'u';
        return true;
    }
    if (number_format_parse(text, format))
        return true;
    report(fill, pos,
           "'%s' is no format; write decimals (0 to 9), percent, money, thousands, millions or billions (each with "
           "decimals, such as "
           "`percent 1`) or auto, each with `unit` or `bare` behind it, or one of these two alone",
           text);
    return false;
}

static struct mustache *view_print(void *caller, const void *value, bool escaped, const char *format, struct pos pos,
                                   struct text *out) {
    (void)escaped; /* nothing that is filled in can become markup */
    struct fill *fill = caller;
    const struct fill_thing *thing = value == fill_root ? NULL : value;
    struct doc_value token = {.pos = pos};
    switch (thing ? thing->kind : THING_ROOT) {
    case THING_QUANTITY:
        if (fill->template->is_condition[thing->quantity->index]) {
            report(fill, pos, "'%s' is a condition; use it as a section: {{#%s}}...{{/%s}}", thing->quantity->name,
                   thing->quantity->name, thing->quantity->name);
            return NULL;
        }
        token.kind = VALUE_QUANTITY;
        token.quantity = thing->quantity;
        token.format = thing->quantity->format;
        token.unit_word = thing->quantity->shown;
        if (fill->rows) { /* the set that is at hand will not be the document's */
            token.kind = VALUE_NUMBER;
            token.number = fill->set->values[thing->quantity->index];
        }
        if (read_format(fill, format, pos, &token.format))
            put_token(fill, token, out);
        return NULL;
    case THING_NUMBER:
        token.kind = VALUE_NUMBER;
        token.number = thing->number;
        token.format = thing->format;
        token.unit_word = thing->unit_word;
        if (read_format(fill, format, pos, &token.format) && isfinite(thing->number))
            put_token(fill, token, out);
        return NULL;
    case THING_DATA:
    case THING_PASSAGE:
        if (format) {
            report(fill, pos, "a format (`| %s`) is for numbers; this is text", format);
            return NULL;
        }
        if (thing->kind == THING_PASSAGE)
            return thing->passage->text ? fill_parse_passage(fill->template, thing->passage, fill->diag) : NULL;
        token.kind = VALUE_TEXT;
        token.text = thing->text;
        token.fixed = thing->fixed;
        /* One name must not cost a class its report. */
        token.typed = thing->typed || fill->grade || fill->figures || fill->rows;
        token.data_pos = thing->data_pos;
        token.quantity = thing->quantity;
        if (thing->text && *thing->text)
            put_token(fill, token, out);
        return NULL;
    default:
        report(fill, pos, "%s%s%s is no value to print; use it as a section, or name a part",
               thing && thing->name ? "'" : "", thing && thing->name ? thing->name : "this",
               thing && thing->name ? "'" : "");
        return NULL;
    }
}

static void view_missing(void *caller, const char *name, struct pos pos) {
    struct fill *fill = caller;
    if (fill->refusal) {
        report(fill, pos, "%s", fill->refusal);
        fill->refusal = NULL;
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
    report(fill, pos, "nothing here has the name '%s'", name);
}

bool fill_check_text(const struct source *source, struct diag *diag) {
    size_t offset = utf8_check(source->bytes, source->length);
    if (offset < source->length) {
        diag_report(diag, SEVERITY_ERROR, source_pos(source, offset), "this byte is not UTF-8");
        return false;
    }
    if (memchr(source->bytes, '\0', source->length)) {
        diag_report(diag, SEVERITY_ERROR, source_pos(source, strlen(source->bytes)), "a NUL byte is no text");
        return false;
    }
    if (doc_has_private_use(source->bytes, source->length, &offset)) {
        diag_report(diag, SEVERITY_ERROR, source_pos(source, offset),
                    "a private-use character cannot stand in a template: it has no meaning of its own");
        return false;
    }
    return true;
}

struct mustache *fill_parse_passage(struct fill_template *template, const struct lab_text *passage, struct diag *diag) {
    for (size_t i = 0; i < template->passage_count; i++)
        if (template->passages[i].text == passage->text)
            return template->passages[i].mustache;
    const struct source *source = source_of_part(template->arena, passage->pos, passage->text, strlen(passage->text));
    struct mustache *mustache = fill_check_text(source, diag) ? mustache_parse(template->arena, source, 0, diag) : NULL;
    template->passages = arena_grow(template->arena, template->passages, template->passage_count,
                                    &template->passage_capacity, sizeof *template->passages);
    template->passages[template->passage_count++] = (struct fill_parsed){passage->text, NULL, mustache};
    return mustache;
}

/* A partial is read at its first use: partials/NAME.md in the lab's folder. */
static struct mustache *view_partial(void *caller, const char *name, struct pos pos) {
    struct fill *fill = caller;
    struct fill_template *template = fill->template;
    for (size_t i = 0; i < template->partial_count; i++)
        if (strcmp(template->partials[i].name, name) == 0)
            return template->partials[i].mustache;
    struct mustache *mustache = NULL;
    if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") != strlen(name)) {
        report(fill, pos, "'%s' is no name of a partial: small letters, digits, `-` and `_` only", name);
    } else {
        const char *path = arena_printf(template->arena, "%s/partials/%s.md", template->lab->folder, name);
        FILE *file = fopen(path, "rb");
        if (file)
            fclose(file);
        if (!file) {
            diag_report_near(fill->diag, SEVERITY_ERROR, pos,
                             lab_nearest_file(fill->arena,
                                              arena_printf(fill->arena, "%s/partials", template->lab->folder), ".md",
                                              name),
                             NULL, "there is no partial '%s': %s cannot be read", name, path);
        } else {
            const struct source *source = source_read(template->arena, path, NULL, fill->diag);
            if (source && fill_check_text(source, fill->diag))
                mustache = mustache_parse(template->arena, source, 0, fill->diag);
        }
    }
    template->partials = arena_grow(template->arena, template->partials, template->partial_count,
                                    &template->partial_capacity, sizeof *template->partials);
    template->partials[template->partial_count++] =
        (struct fill_parsed){NULL, arena_strdup(template->arena, name), mustache};
    return mustache;
}

const struct mustache_view fill_view = {fill_member, view_kind, view_item, view_print, view_missing, view_partial};
