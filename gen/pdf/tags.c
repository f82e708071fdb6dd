/* The structure of the document: marked content on the pages, and the tree of elements that owns it. A marked-content
 * sequence begins when something is drawn for another element than before, so that elements may nest, alternate and
 * extend over pages. */
#include "pdf/canvas.h"

#include <math.h>
#include <string.h>

static struct pdf_element *new_element(struct pdf_canvas *canvas, struct pdf_element *parent, const char *role) {
    struct pdf_element *element = arena_alloc(canvas->arena, sizeof *element);
    element->parent = parent;
    element->role = arena_strdup(canvas->arena, role);
    return element;
}

static void add_kid(struct pdf_canvas *canvas, struct pdf_element *element, struct pdf_kid kid) {
    struct pdf_kid *added = arena_alloc(canvas->arena, sizeof *added);
    *added = kid;
    if (element->last_kid)
        element->last_kid->next = added;
    else
        element->first_kid = added;
    element->last_kid = added;
}

void pdf_begin_tags(struct pdf_canvas *canvas) {
    canvas->root = new_element(canvas, NULL, "Document");
    canvas->artifact = new_element(canvas, NULL, "Artifact");
    canvas->artifact->kind = KIND_ARTIFACT;
}

/* The number of letters and digits at the start. */
static size_t word_length(const char *text) {
    size_t length = 0;
    while ((text[length] >= 'A' && text[length] <= 'Z') || (text[length] >= 'a' && text[length] <= 'z') ||
           (text[length] >= '0' && text[length] <= '9'))
        length++;
    return length;
}

static bool is_role(const char *role) {
    size_t length = word_length(role), kind = role[length] == ':' ? word_length(role + length + 1) : 0;
    return length > 0 && length < 32 && kind < 32 && role[kind ? length + 1 + kind : length] == '\0';
}

void pdf_begin(struct pdf_canvas *canvas, const char *role, const char *alternative) {
    canvas->depth++;
    if (pdf_failed(canvas))
        return;
    if (!is_role(role)) {
        pdf_fail(canvas, "'%s' is not the type of an element: letters and digits, as in H1", role);
        return;
    }
    struct pdf_element *outer = canvas->element, *parent = outer ? outer : canvas->root;
    struct pdf_element *element = new_element(canvas, parent, role);
    if (outer && outer->kind != KIND_ELEMENT)
        element->kind = outer->kind;
    else if (strcmp(role, "Artifact") == 0)
        element->kind = KIND_ARTIFACT;
    else if (strcmp(role, "Pagination") == 0)
        element->kind = KIND_PAGINATION;
    else
        add_kid(canvas, parent, (struct pdf_kid){.element = element});
    char *colon = strchr(element->role, ':');
    if (colon) {
        *colon = '\0';
        element->kind_of = colon + 1;
    }
    element->figure = element->kind != KIND_ELEMENT ? NULL : strcmp(role, "Figure") == 0 ? element : parent->figure;
    if (alternative)
        element->alternative = arena_strdup(canvas->arena, alternative);
    canvas->element = element;
}

void pdf_end(struct pdf_canvas *canvas) {
    if (canvas->depth == 0) {
        pdf_fail(canvas, "an element of the document was ended but not begun");
        return;
    }
    canvas->depth--;
    if (pdf_failed(canvas))
        return;
    struct pdf_element *parent = canvas->element->parent;
    canvas->element = parent == canvas->root ? NULL : parent;
}

void pdf_cover(struct pdf_canvas *canvas, const struct pdf_page *page, double x, double y) {
    struct pdf_element *figure = canvas->element ? canvas->element->figure : NULL;
    if (!figure)
        return;
    y = page->height - y;
    double *box = figure->box;
    if (!box) {
        figure->box = arena_array(canvas->arena, 4, sizeof *box);
        memcpy(figure->box, (double[]){x, y, x, y}, 4 * sizeof *box);
        return;
    }
    box[0] = fmin(box[0], x);
    box[1] = fmin(box[1], y);
    box[2] = fmax(box[2], x);
    box[3] = fmax(box[3], y);
}

void pdf_end_content(struct pdf_page *page) {
    pdf_end_text(page);
    if (page->marked)
        text_puts(&page->content, "EMC\n");
    page->marked = false;
}

void pdf_mark_content(struct pdf_canvas *canvas, struct pdf_page *page) {
    struct pdf_element *element = canvas->element ? canvas->element : canvas->artifact;
    if (page->marked &&
        (page->owner == element || (element->kind != KIND_ELEMENT && page->owner->kind == element->kind)))
        return;
    pdf_end_content(page);
    page->marked = true;
    page->owner = element;
    if (element->kind == KIND_ARTIFACT) {
        text_puts(&page->content, "/Artifact BMC\n");
        return;
    }
    if (element->kind == KIND_PAGINATION) {
        text_puts(&page->content, "/Artifact <</Type /Pagination>> BDC\n");
        return;
    }
    text_putc(&page->content, '/');
    text_puts(&page->content, element->role);
    text_puts(&page->content, " <</MCID ");
    pdf_put_number(&page->content, page->mcid_count);
    text_puts(&page->content, ">> BDC\n");
    size_t number = (size_t)(page - canvas->pages);
    add_kid(canvas, element, (struct pdf_kid){.page = number, .mcid = (int)page->mcid_count});
    if (!element->has_page)
        element->page = number;
    element->has_page = true;
    page->owners =
        arena_grow(canvas->arena, page->owners, page->mcid_count, &page->mcid_capacity, sizeof *page->owners);
    page->owners[page->mcid_count++] = element;
}

struct pdf_element *pdf_tag_object(struct pdf_canvas *canvas, const char *role, unsigned object) {
    struct pdf_element *parent = canvas->element ? canvas->element : canvas->root;
    while (parent->kind != KIND_ELEMENT)
        parent = parent->parent;
    struct pdf_element *element = new_element(canvas, parent, role);
    element->page = canvas->page;
    element->has_page = true;
    add_kid(canvas, parent, (struct pdf_kid){.element = element});
    add_kid(canvas, element, (struct pdf_kid){.page = canvas->page, .object = object});
    return element;
}

static void put_attributes(struct text *text, const struct pdf_element *element) {
    if (strcmp(element->role, "TH") == 0)
        text_printf(text, "/A <</O /Table /Scope /%s>>\n", element->kind_of ? element->kind_of : "Column");
    else if (strcmp(element->role, "L") == 0)
        text_printf(text, "/A <</O /List /ListNumbering /%s>>\n", element->kind_of ? element->kind_of : "None");
    else if (element->box)
        text_printf(text, "/A <</O /Layout /Placement /Block /BBox [%d %d %d %d]>>\n", (int)floor(element->box[0]),
                    (int)floor(element->box[1]), (int)ceil(element->box[2]), (int)ceil(element->box[3]));
}

static void write_element(struct pdf_canvas *canvas, const struct pdf_element *element) {
    struct text *text = pdf_begin_object(canvas, element->number);
    text_puts(text, "<</S /");
    text_puts(text, element->role);
    pdf_put_reference(text, "/P ", element->parent ? element->parent->number : canvas->structure);
    if (element->has_page)
        pdf_put_reference(text, "/Pg ", canvas->pages[element->page].number);
    put_attributes(text, element);
    if (element->alternative) {
        text_puts(text, "/Alt ");
        pdf_put_string(text, element->alternative);
    }
    text_puts(text, "/K [");
    for (const struct pdf_kid *kid = element->first_kid; kid; kid = kid->next) {
        if (kid->element) {
            pdf_put_reference(text, "", kid->element->number);
            continue;
        }
        if (kid->object) {
            pdf_put_reference(text, "<</Type /OBJR /Obj ", kid->object);
            text_puts(text, ">> ");
            continue;
        }
        bool elsewhere = kid->page != element->page;
        if (elsewhere)
            pdf_put_reference(text, "<</Type /MCR /Pg ", canvas->pages[kid->page].number);
        text_puts(text, elsewhere ? "/MCID " : "");
        pdf_put_number(text, (size_t)kid->mcid);
        text_puts(text, elsewhere ? ">> " : " ");
    }
    text_puts(text, "]>>");
    pdf_end_object(canvas);
}

/* A leaf of the parent tree: for each of some pages, the elements that own its marked content, in order. */
static unsigned write_parents(struct pdf_canvas *canvas, size_t first, size_t end) {
    unsigned number = pdf_new_number(canvas);
    struct text *text = pdf_begin_object(canvas, number);
    text_printf(text, "<</Limits [%zu %zu]\n/Nums [", first, end - 1);
    for (size_t i = first; i < end; i++) {
        const struct pdf_page *page = &canvas->pages[i];
        if (page->mcid_count == 0)
            continue;
        pdf_put_number(text, i);
        text_puts(text, " [");
        for (size_t mcid = 0; mcid < page->mcid_count; mcid++)
            pdf_put_reference(text, "", page->owners[mcid]->number);
        text_puts(text, "]\n");
    }
    text_puts(text, "]>>");
    pdf_end_object(canvas);
    return number;
}

/* The same for annotations, whose keys follow those of the pages. */
static unsigned write_widget_parents(struct pdf_canvas *canvas, size_t first, size_t end) {
    unsigned number = pdf_new_number(canvas);
    struct text *text = pdf_begin_object(canvas, number);
    text_printf(text, "<</Limits [%zu %zu]\n/Nums [", canvas->page_count + first, canvas->page_count + end - 1);
    for (size_t i = first; i < end; i++) {
        pdf_put_number(text, canvas->page_count + i);
        pdf_put_reference(text, " ", canvas->widgets[i]->element->number);
        text_putc(text, '\n');
    }
    text_puts(text, "]>>");
    pdf_end_object(canvas);
    return number;
}

/* Numbers all elements in reading order and links them: depth first, and without recursion, since elements may nest to
 * any depth. */
static void number_elements(struct pdf_canvas *canvas) {
    struct pdf_element *element = canvas->root, *last = element;
    element->number = pdf_new_number(canvas);
    const struct pdf_kid *kid = element->first_kid;
    for (;;) {
        while (kid && !kid->element)
            kid = kid->next;
        if (kid) {
            kid->element->own = kid;
            element = last->next = kid->element;
            last = element;
            element->number = pdf_new_number(canvas);
            kid = element->first_kid;
        } else if (element == canvas->root) {
            break;
        } else {
            kid = element->own->next;
            element = element->parent;
        }
    }
}

void pdf_finish_tags(struct pdf_canvas *canvas) {
    enum { LEAF_PAGES = 250 }; /* so that no array is longer than readers must support */
    if (pdf_failed(canvas) || !canvas->root->first_kid)
        return;
    canvas->structure = pdf_new_number(canvas);
    number_elements(canvas);
    const size_t of_pages = (canvas->page_count + LEAF_PAGES - 1) / LEAF_PAGES,
                 of_widgets = (canvas->widget_count + LEAF_PAGES - 1) / LEAF_PAGES, leaf_count = of_pages + of_widgets;
    unsigned *leaves = arena_array(canvas->arena, leaf_count, sizeof *leaves);
    for (size_t i = 0; i < of_pages; i++) {
        size_t end = (i + 1) * LEAF_PAGES;
        leaves[i] = write_parents(canvas, i * LEAF_PAGES, end < canvas->page_count ? end : canvas->page_count);
    }
    for (size_t i = 0; i < of_widgets; i++) {
        size_t end = (i + 1) * LEAF_PAGES;
        leaves[of_pages + i] =
            write_widget_parents(canvas, i * LEAF_PAGES, end < canvas->widget_count ? end : canvas->widget_count);
    }
    struct text *text = pdf_begin_object(canvas, canvas->structure);
    pdf_put_reference(text, "<</Type /StructTreeRoot /K ", canvas->root->number);
    text_printf(text, "/ParentTreeNextKey %zu\n/ParentTree <</Kids [", canvas->page_count + canvas->widget_count);
    for (size_t i = 0; i < leaf_count; i++)
        pdf_put_reference(text, "", leaves[i]);
    text_puts(text, "]>>>>");
    pdf_end_object(canvas);
    for (const struct pdf_element *element = canvas->root; element; element = element->next)
        write_element(canvas, element);
}
