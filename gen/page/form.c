#include "page/form.h"

#include <math.h>
#include <string.h>

struct form_field {
    const struct page_mark *first; /* of the lines that are one field, or the only one */
    int page;
    bool added;
    struct pdf_field field;
};

struct page_form {
    struct page_layout *layout;
    const char *identity;
    int page;
    struct form_field *fields;
    size_t count, capacity;
    struct doc_fields *names;
    const struct doc_node *ruled; /* the lines that were found last, and how many of them */
    int rules;
};

static bool is_blank(const struct doc_node *node) {
    return doc_node_is_placed(node, PLACED_BLANK);
}

/* Adds a line to the field of those before it. A first line that begins behind words is left out, so that the field
 * does not cover them. */
static void extend(struct form_field *lines, int rules, const double place[4]) {
    struct pdf_field *field = &lines->field;
    if (rules == 1 && place[0] < field->x - 1) {
        field->x = place[0], field->y = place[1], field->width = place[2], field->height = place[3];
        return;
    }
    const double right = fmax(field->x + field->width, place[0] + place[2]),
                 bottom = fmax(field->y + field->height, place[1] + place[3]);
    field->x = fmin(field->x, place[0]);
    field->y = fmin(field->y, place[1]);
    field->width = right - field->x;
    field->height = bottom - field->y;
    field->lines = true;
}

static void take_field(void *context, const struct page_mark *mark, double x, double y) {
    struct page_form *form = context;
    struct page_layout *layout = form->layout;
    const struct doc_node *node = mark->field;
    const double place[] = {x, y, mark->width, mark->height};
    if (form->ruled == node && node->kind != NODE_CELL) {
        extend(&form->fields[form->count - 1], form->rules++, place);
        return;
    }
    form->ruled = doc_is_line(node) ? node : NULL;
    form->rules = 1;
    if (!doc_is_box(node) && !doc_is_line(node) && !is_blank(node))
        return;
    form->fields = arena_grow(layout->arena, form->fields, form->count, &form->capacity, sizeof *form->fields);
    struct form_field *field = &form->fields[form->count++];
    *field = (struct form_field){.first = mark, .page = form->page};
    field->field = (struct pdf_field){.name = doc_field_name(form->names, node),
                                      .tip = doc_tip(layout->document, node),
                                      .x = x,
                                      .y = y,
                                      .width = mark->width,
                                      .height = mark->height,
                                      .size = fmin(layout->style->body_size, 0.7 * mark->height)};
    if (!doc_is_box(node))
        return;
    field->field.several = node->kind == NODE_ITEM && !node->question;
    field->field.state = node->kind == NODE_ITEM ? node->option : arena_printf(layout->arena, "%d", node->placed.count);
    field->field.state_tip = doc_option_tip(layout->document, node);
}

struct page_form *page_form_new(struct page_layout *layout) {
    struct page_form *form = arena_alloc(layout->arena, sizeof *form);
    struct text identity = {0};
    *form = (struct page_form){.layout = layout};
    if (!doc_put_identity(&identity, layout->document))
        return NULL;
    form->identity = arena_strdup(layout->arena, identity.bytes);
    text_free(&identity);
    form->names = doc_field_names(layout->document);
    for (form->page = 0; form->page < layout->page_count; form->page++, form->ruled = NULL)
        page_fields(&layout->pages[form->page], take_field, form);
    return form->count ? form : NULL;
}

void page_form_turn(struct page_form *form, struct pdf_canvas *canvas, int page) {
    form->page = page;
    if (page == 0)
        pdf_add_hidden_field(canvas, IDENTITY_OURS, form->identity);
}

/* Whether there is a field in the element that begins with a mark. */
static bool holds_field(const struct page_mark *mark) {
    int depth = 0;
    for (; mark; mark = mark->next) {
        depth += (mark->kind == MARK_BEGIN) - (mark->kind == MARK_END);
        if (depth == 0)
            return false;
        if (mark->kind == MARK_FIELD && (doc_is_box(mark->field) || doc_is_line(mark->field) || is_blank(mark->field)))
            return true;
    }
    return false;
}

void page_form_begin(struct pdf_canvas *canvas, const struct page_mark *mark) {
    const bool instead = mark->alternative && holds_field(mark);
    pdf_begin(canvas, instead && strcmp(mark->role, "Span") == 0 ? "Artifact" : mark->role,
              instead ? NULL : mark->alternative);
}

void page_form_add(struct page_form *form, struct pdf_canvas *canvas, const struct page_mark *mark) {
    for (size_t i = 0; i < form->count; i++)
        if (form->fields[i].first == mark && form->fields[i].page == form->page && !form->fields[i].added) {
            form->fields[i].added = true;
            pdf_add_field(canvas, &form->fields[i].field);
            return;
        }
}
