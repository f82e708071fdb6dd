/* What the fields of a form answer. */
#include "returned/fields.h"

#include <string.h>

/* A field is called after its question; with a colon and a number behind it, it continues that. Boxes in a row are
 * `ticks/NAME`. Any other name with a slash is a place to write that no question asks for. */
#define ROW "ticks/"

/* Says whose sheet it is. Programs that join files rename fields with a sign behind them. */
static bool is_identity(const struct returned_field *field) {
    return strncmp(field->name, IDENTITY_OURS, strlen(IDENTITY_OURS)) == 0;
}

static bool is_ticked(const struct returned_widget *widget) {
    return widget->state && strcmp(widget->state, "Off") != 0;
}

/* Whether a field says anything. */
static bool is_field_filled(const struct returned_field *field) {
    if (field->unread || (field->value && *field->value && strcmp(field->value, "Off") != 0))
        return true;
    for (const struct returned_widget *widget = field->widgets; widget; widget = widget->next)
        if ((field->kind == RETURNED_BOXES && is_ticked(widget)) || (widget->value && *widget->value))
            return true;
    return false;
}

static bool is_filled(const struct returned_fields *fields) {
    for (size_t i = 0; i < fields->count; i++)
        if (!is_identity(&fields->fields[i]) && fields->fields[i].kind != RETURNED_ELSE &&
            is_field_filled(&fields->fields[i]))
            return true;
    return false;
}

static bool has_option(const struct returned_field *field, const char *value) {
    for (const struct returned_widget *widget = field->widgets; widget; widget = widget->next)
        if (widget->on && strcmp(widget->on, value) == 0)
            return true;
    return false;
}

/* The value says one box and the looks of the boxes the same or, with no value, one of them. */
static void judge_boxes(struct returned_answer *answer, const struct returned_field *field, struct arena *arena) {
    const char *value = field->value && *field->value ? field->value : NULL, *ticked = NULL;
    for (const struct returned_widget *widget = field->widgets; widget; widget = widget->next) {
        if (!is_ticked(widget))
            continue;
        if (ticked && strcmp(ticked, widget->state) != 0) {
            answer->doubt = arena_printf(arena, "%s and %s look ticked", ticked, widget->state);
            return;
        }
        ticked = widget->state;
    }
    const bool off = value && strcmp(value, "Off") == 0;
    answer->text = value && !off ? value : ticked ? ticked : "";
    if (!value || (off && !ticked) || (ticked && strcmp(value, ticked) == 0))
        answer->doubt = NULL;
    else if (off)
        answer->doubt = arena_printf(arena, "%s looks ticked, but the form says that none is", ticked);
    else if (ticked)
        answer->doubt = arena_printf(arena, "%s looks ticked, but the form says %s", ticked, value);
    else
        answer->doubt = arena_printf(arena, "none looks ticked, but the form says %s", value);
    if (*answer->text && !has_option(field, answer->text)) {
        answer->doubt = arena_printf(arena, "it says '%s', which is none of its boxes", answer->text);
        answer->text = "";
    }
}

static void judge_text(struct returned_answer *answer, const struct returned_field *field, struct arena *arena) {
    const char *value = field->value ? field->value : "";
    for (const struct returned_widget *widget = field->widgets; widget; widget = widget->next) {
        if (!widget->value || strcmp(widget->value, value) == 0)
            continue;
        if (*value)
            answer->doubt = arena_printf(arena, "it says '%s' in one place and '%s' in another", value, widget->value);
        value = *value ? value : widget->value;
    }
    answer->text = value;
}

static struct returned_answer *find_answer(const struct returned_sheet *sheet, const char *question, size_t length) {
    for (size_t i = 0; i < sheet->count; i++)
        if (!sheet->answers[i].row && strlen(sheet->answers[i].question) == length &&
            strncmp(sheet->answers[i].question, question, length) == 0)
            return &sheet->answers[i];
    return NULL;
}

static void judge_field(struct returned_sheet *sheet, size_t *capacity, const struct returned_fields *fields,
                        const struct returned_field *field, struct arena *arena) {
    const bool row = strncmp(field->name, ROW, strlen(ROW)) == 0;
    const char *name = row ? field->name + strlen(ROW) : field->name;
    const size_t own = strcspn(name, ":");
    struct returned_answer answer = {.text = "", .page = field->widgets ? field->widgets->page : 0};
    if (field->kind == RETURNED_BOXES)
        judge_boxes(&answer, field, arena);
    else
        judge_text(&answer, field, arena);
    if (field->unread)
        answer.doubt = field->unread;
    const char *marked = answer.page <= fields->page_count ? fields->marked[answer.page] : NULL;
    if (!answer.doubt && !*answer.text && marked)
        answer.doubt =
            arena_printf(arena, "it is empty, but there is something on the page that is no field (%s)", marked);
    if (fields->damage)
        answer.doubt = arena_printf(arena, "the file is damaged: %s", fields->damage);
    answer.place = answer.page ? arena_printf(arena, "page %d", answer.page) : "on no page";
    struct returned_answer *before = name[own] ? find_answer(sheet, name, own) : NULL;
    if (before) {
        if (*answer.text)
            before->text = *before->text ? arena_printf(arena, "%s %s", before->text, answer.text) : answer.text;
        before->doubt = before->doubt ? before->doubt : answer.doubt;
        return;
    }
    struct returned_answer *added = returned_add_answer(sheet, capacity, arena_strndup(arena, name, own), arena);
    answer.question = added->question;
    answer.row = row;
    *added = answer;
}

/* Whether a field asks for anything that is read. */
static bool is_asked(const struct returned_field *field) {
    if (field->kind == RETURNED_ELSE || is_identity(field))
        return false;
    return !strchr(field->name, '/') || strncmp(field->name, ROW, strlen(ROW)) == 0;
}

static void judge_fields(struct returned_sheet *sheet, const struct returned_fields *fields, struct arena *arena) {
    size_t capacity = 0;
    for (size_t i = 0; i < fields->count; i++)
        if (is_asked(&fields->fields[i]))
            judge_field(sheet, &capacity, fields, &fields->fields[i], arena);
}

static bool find_identity(struct returned_sheet *sheet, const struct returned_fields *fields,
                          const struct returned_file *file) {
    bool found = false;
    for (size_t i = 0; i < fields->count; i++) {
        const struct returned_field *field = &fields->fields[i];
        struct returned_sheet other = {0};
        if (!is_identity(field) || !field->value ||
            !returned_read_identity(&other, field->value, strlen(field->value), file->arena))
            continue;
        if (found) {
            diag_report(file->diag, SEVERITY_ERROR, file->pos,
                        "several sheets are joined in it, of '%s' and '%s'; give each file of its own", sheet->id,
                        other.id);
            return false;
        }
        found = true;
        sheet->lab = other.lab, sheet->id = other.id, sheet->scenario = other.scenario;
        sheet->fingerprint = other.fingerprint, sheet->document = other.document;
    }
    return found;
}

struct returned_sheet *returned_parse_form(const struct returned_file *file, bool *other) {
    struct returned_fields fields = {0};
    struct returned_sheet *sheet = arena_alloc(file->arena, sizeof *sheet);
    sheet->kind = RETURNED_FORM;
    sheet->file = file->pos.source->name;
    *other = false;
    const struct diag_mark mark = diag_mark(file->diag);
    if (!returned_read_fields(file, &fields))
        return NULL;
    const bool found = find_identity(sheet, &fields, file), filled = is_filled(&fields);
    *other = !found || (!filled && !fields.damage);
    if (!found && filled && diag_clean_since(file->diag, mark)) /* as pages, what is typed may not be seen */
        diag_report(file->diag, SEVERITY_ERROR, file->pos,
                    "it is filled in on a screen, but nothing in it says whose it is: give the form with all its "
                    "pages, or print it into a new file");
    if (!diag_clean_since(file->diag, mark))
        *other = false;
    else if (!*other)
        judge_fields(sheet, &fields, file->arena);
    return *other || !diag_clean_since(file->diag, mark) ? NULL : sheet;
}
