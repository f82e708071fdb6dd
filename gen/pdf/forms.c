/* The fields of a form. They are written when all pages are, since a field may have places on several. */
#include "pdf/canvas.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Flags of fields and of their places (ISO 32000-1, tables 165, 221, 226, 228). */
enum { FIELD_READ_ONLY = 1, FIELD_LINES = 1 << 12, FIELD_CHOICE = 1 << 15, PLACE_HIDDEN = 2, PLACE_PRINTED = 4 };
/* The font that readers type in. It is one of those that every reader has, so that its file is not part of the form;
 * as is the one in which some draw crosses themselves (`ZaDb`). */
#define FONT "Helv"
#define SMALLEST_SIDE 1.0

static struct pdf_form_field *field_named(struct pdf_canvas *canvas, const char *name) {
    for (size_t i = canvas->form_field_count; i-- > 0;)
        if (strcmp(canvas->form_fields[i].name, name) == 0)
            return &canvas->form_fields[i];
    canvas->form_fields = arena_grow(canvas->arena, canvas->form_fields, canvas->form_field_count,
                                     &canvas->form_field_capacity, sizeof *canvas->form_fields);
    struct pdf_form_field *field = &canvas->form_fields[canvas->form_field_count++];
    *field = (struct pdf_form_field){.name = arena_strdup(canvas->arena, name)};
    return field;
}

/* Adds a place to a field, on the current page. */
static struct pdf_widget *add_place(struct pdf_canvas *canvas, struct pdf_page *page, struct pdf_form_field *field) {
    struct pdf_widget *widget = arena_alloc(canvas->arena, sizeof *widget);
    *widget = (struct pdf_widget){.number = pdf_new_number(canvas), .page = canvas->page};
    pdf_put_reference(&page->annotations, "", widget->number);
    if (field->last)
        field->last->next = widget;
    else
        field->first = widget;
    field->last = widget;
    return widget;
}

void pdf_add_field(struct pdf_canvas *canvas, const struct pdf_field *field) {
    struct pdf_page *page = pdf_current_page(canvas);
    const double numbers[] = {field->x, field->y, field->width, field->height, field->size};
    if (!page || !pdf_check_numbers(canvas, "a field", numbers, sizeof numbers / sizeof *numbers))
        return;
    struct pdf_form_field *whole = field_named(canvas, field->name);
    struct pdf_widget *widget = add_place(canvas, page, whole);
    if (whole->first == widget) {
        whole->tip = arena_strdup(canvas->arena, field->tip);
        whole->lines = field->lines;
        whole->several = field->several;
        whole->size = field->size;
    }
    widget->left = field->x;
    widget->right = field->x + fmax(field->width, SMALLEST_SIDE);
    widget->top = page->height - field->y;
    widget->bottom = widget->top - fmax(field->height, SMALLEST_SIDE);
    widget->state = field->state ? arena_strdup(canvas->arena, field->state) : NULL;
    widget->tip = field->state ? arena_strdup(canvas->arena, field->state_tip) : whole->tip;
    widget->element = pdf_tag_object(canvas, "Form", widget->number);
    widget->key = canvas->widget_count;
    canvas->widgets =
        arena_grow(canvas->arena, canvas->widgets, canvas->widget_count, &canvas->widget_capacity, sizeof widget);
    canvas->widgets[canvas->widget_count++] = widget;
}

void pdf_add_hidden_field(struct pdf_canvas *canvas, const char *name, const char *value) {
    struct pdf_page *page = pdf_current_page(canvas);
    if (!page)
        return;
    struct pdf_form_field *field = field_named(canvas, name);
    field->tip = arena_strdup(canvas->arena, name);
    field->value = arena_strdup(canvas->arena, value);
    field->size = 1;
    add_place(canvas, page, field)->hidden = true;
}

static void put_length(struct text *out, double points) {
    const long hundredths = lround(points * 100);
    text_printf(out, hundredths % 100 ? "%s%ld.%02ld " : "%s%ld ", hundredths < 0 ? "-" : "", labs(hundredths) / 100,
                labs(hundredths) % 100);
}

static void put_numbers(struct text *out, const char *before, const double *numbers, int count, const char *behind) {
    text_puts(out, before);
    for (int i = 0; i < count; i++)
        put_length(out, numbers[i]);
    text_puts(out, behind);
}

/* Writes what a place looks like: a drawing in its rectangle. Returns the number of its object. */
static unsigned write_look(struct pdf_canvas *canvas, const struct pdf_widget *widget, const char *drawing) {
    const unsigned number = pdf_new_number(canvas);
    const double size[] = {widget->right - widget->left, widget->top - widget->bottom};
    struct text *out = pdf_begin_object(canvas, number);
    put_numbers(out, "<</Type /XObject /Subtype /Form /BBox [0 0 ", size, 2, "]\n/Resources <<>> /Length ");
    pdf_put_number(out, strlen(drawing));
    text_printf(out, ">>\nstream\n%s\nendstream", drawing);
    pdf_end_object(canvas);
    return number;
}

/* A cross, as somebody would make it with a pen. */
static unsigned write_cross(struct pdf_canvas *canvas, const struct pdf_widget *widget) {
    const double width = widget->right - widget->left, height = widget->top - widget->bottom, inset = 0.2, pen = 0.14;
    const double left = inset * width, right = width - left, bottom = inset * height, top = height - bottom;
    struct text drawing = {0};
    put_numbers(&drawing, "q ", (const double[]){pen * fmin(width, height)}, 1, "w 1 J ");
    put_numbers(&drawing, "", (const double[]){left, bottom}, 2, "m ");
    put_numbers(&drawing, "", (const double[]){right, top}, 2, "l ");
    put_numbers(&drawing, "", (const double[]){left, top}, 2, "m ");
    put_numbers(&drawing, "", (const double[]){right, bottom}, 2, "l S Q");
    const unsigned number = write_look(canvas, widget, drawing.bytes);
    text_free(&drawing);
    return number;
}

/* A text, short where it has nothing but ASCII. */
static void put_text(struct text *out, const char *text) {
    for (const char *p = text; *p; p++)
        if ((unsigned char)*p < ' ' || (unsigned char)*p >= 0x7F) {
            pdf_put_string(out, text);
            return;
        }
    text_putc(out, '(');
    for (; *text; text++) {
        if (strchr("()\\", *text))
            text_putc(out, '\\');
        text_putc(out, *text);
    }
    text_putc(out, ')');
}

/* What a field is, whatever places it has. */
static void put_field(struct text *out, const struct pdf_form_field *field) {
    const bool boxes = field->first->state;
    const int flags = field->value   ? FIELD_READ_ONLY
                      : boxes        ? (field->several ? 0 : FIELD_CHOICE)
                      : field->lines ? FIELD_LINES
                                     : 0;
    text_printf(out, "/FT /%s /Ff %d /T ", boxes ? "Btn" : "Tx", flags);
    put_text(out, field->name);
    text_puts(out, " /TU ");
    put_text(out, field->tip);
    if (!boxes)
        put_numbers(out, "\n/DA (/" FONT " ", &field->size, 1, "Tf 0 g)");
    if (field->value) {
        text_puts(out, " /V ");
        put_text(out, field->value);
    }
}

/* What boxes look like, which most share. A text has a look of its own, since readers change it. */
struct looks {
    double width, height;
    unsigned empty, cross;
};

static void find_looks(struct pdf_canvas *canvas, struct looks *looks, const struct pdf_widget *widget) {
    const double width = widget->right - widget->left, height = widget->top - widget->bottom;
    if (fabs(width - looks->width) < 0.005 && fabs(height - looks->height) < 0.005)
        return;
    *looks = (struct looks){width, height, write_look(canvas, widget, ""), write_cross(canvas, widget)};
}

/* Writes a place. `alone`: the field has no other, and is the same object. */
static void write_place(struct pdf_canvas *canvas, const struct pdf_form_field *field, const struct pdf_widget *widget,
                        bool alone, struct looks *looks) {
    const unsigned empty = widget->hidden || widget->state ? 0 : write_look(canvas, widget, "/Tx BMC EMC");
    if (widget->state)
        find_looks(canvas, looks, widget);
    const double rectangle[] = {widget->left, widget->bottom, widget->right, widget->top};
    struct text *out = pdf_begin_object(canvas, widget->number);
    put_numbers(out, "<</Type /Annot /Subtype /Widget /Rect [", rectangle, 4, "]");
    pdf_put_reference(out, " /P ", canvas->pages[widget->page].number);
    text_printf(out, "/F %d ", widget->hidden ? PLACE_HIDDEN : PLACE_PRINTED);
    if (widget->element)
        text_printf(out, "/StructParent %zu ", canvas->page_count + widget->key);
    if (alone) {
        put_field(out, field);
    } else {
        pdf_put_reference(out, "/Parent ", field->number);
        text_puts(out, "/TU ");
        put_text(out, widget->tip);
    }
    if (widget->state) {
        text_puts(out, "\n/AS /Off /MK <</CA (8)>> /BS <</W 0>> /AP <</N <<");
        pdf_put_name(out, widget->state);
        pdf_put_reference(out, " ", looks->cross);
        pdf_put_reference(out, "/Off ", looks->empty);
        text_puts(out, ">>>>");
    } else if (!widget->hidden) {
        pdf_put_reference(out, "\n/BS <</W 0>> /AP <</N ", empty);
        text_puts(out, ">>");
    }
    text_puts(out, ">>");
    pdf_end_object(canvas);
}

static void write_field(struct pdf_canvas *canvas, struct pdf_form_field *field, struct looks *looks) {
    const bool alone = !field->first->next && !field->first->state;
    field->number = alone ? field->first->number : pdf_new_number(canvas);
    for (const struct pdf_widget *widget = field->first; widget; widget = widget->next)
        write_place(canvas, field, widget, alone, looks);
    if (alone)
        return;
    struct text *out = pdf_begin_object(canvas, field->number);
    text_puts(out, "<<");
    put_field(out, field);
    text_puts(out, "\n/Kids [");
    for (const struct pdf_widget *widget = field->first; widget; widget = widget->next)
        pdf_put_reference(out, "", widget->number);
    text_puts(out, "]>>");
    pdf_end_object(canvas);
}

void pdf_finish_form(struct pdf_canvas *canvas) {
    if (pdf_failed(canvas) || !canvas->form_field_count)
        return;
    struct looks looks = {0};
    for (size_t i = 0; i < canvas->form_field_count; i++)
        write_field(canvas, &canvas->form_fields[i], &looks);
    canvas->form = pdf_new_number(canvas);
    struct text *out = pdf_begin_object(canvas, canvas->form);
    text_puts(out, "<</Fields [");
    for (size_t i = 0; i < canvas->form_field_count; i++)
        pdf_put_reference(out, "", canvas->form_fields[i].number);
    text_puts(out,
              "]\n/DA (/" FONT " 10 Tf 0 g)\n/DR <</Font <</" FONT
              " <</Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding>>\n/ZaDb <</Type /Font "
              "/Subtype /Type1 /BaseFont /ZapfDingbats>>>>>>>>");
    pdf_end_object(canvas);
}
