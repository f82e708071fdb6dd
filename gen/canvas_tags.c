/* The structure of the document: marked content on the pages, and the tree of elements that owns it. A sequence is
 * begun when something is drawn for another element than before, so that elements may nest, alternate and reach over
 * pages as they like. A print file has very many elements: each is one small object that writes itself. */
#include "canvas_file.h"

#include <math.h>
#include <string.h>

static struct canvas_element *new_element(struct canvas *canvas, struct canvas_element *parent, const char *role) {
    struct canvas_element *element = arena_alloc(canvas->arena, sizeof *element);
    element->canvas = canvas;
    element->parent = parent;
    element->role = arena_strdup(canvas->arena, role);
    return element;
}

static void add_kid(struct canvas *canvas, struct canvas_element *element, struct canvas_kid kid) {
    struct canvas_kid *added = arena_alloc(canvas->arena, sizeof *added);
    *added = kid;
    if (element->last_kid)
        element->last_kid->next = added;
    else
        element->first_kid = added;
    element->last_kid = added;
}

void canvas_begin_tags(struct canvas *canvas) {
    canvas->root = new_element(canvas, NULL, "Document");
    canvas->artifact = new_element(canvas, NULL, "Artifact");
    canvas->artifact->kind = KIND_ARTIFACT;
}

void canvas_leave_untagged(struct canvas *canvas) {
    if (canvas->page_count > 0 || canvas->depth > 0)
        canvas_fail(canvas, "a file was to be left without structure after its first page or element");
    canvas->untagged = true;
}

static bool is_role(const char *role) {
    static const char LETTERS[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    size_t length = strspn(role, LETTERS), kind = role[length] == ':' ? strspn(role + length + 1, LETTERS) : 0;
    return length > 0 && length < 32 && kind < 32 && role[kind ? length + 1 + kind : length] == '\0';
}

void canvas_begin(struct canvas *canvas, const char *role, const char *alternative) {
    canvas->depth++;
    if (canvas_failed(canvas))
        return;
    if (!is_role(role)) {
        canvas_fail(canvas, "'%s' is no type of an element: letters and digits, as in H1", role);
        return;
    }
    if (canvas->untagged)
        return;
    struct canvas_element *outer = canvas->element, *parent = outer ? outer : canvas->root;
    struct canvas_element *element = new_element(canvas, parent, role);
    if (outer && outer->kind != KIND_ELEMENT)
        element->kind = outer->kind;
    else if (strcmp(role, "Artifact") == 0)
        element->kind = KIND_ARTIFACT;
    else if (strcmp(role, "Pagination") == 0)
        element->kind = KIND_PAGINATION;
    else
        add_kid(canvas, parent, (struct canvas_kid){.element = element});
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

void canvas_end(struct canvas *canvas) {
    if (canvas->depth == 0) {
        canvas_fail(canvas, "an element of the document was ended that was not begun");
        return;
    }
    canvas->depth--;
    if (canvas_failed(canvas) || canvas->untagged)
        return;
    struct canvas_element *parent = canvas->element->parent;
    canvas->element = parent == canvas->root ? NULL : parent;
}

void canvas_cover(struct canvas *canvas, const struct canvas_page *page, double x, double y) {
    struct canvas_element *figure = canvas->element ? canvas->element->figure : NULL;
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

void canvas_end_content(struct canvas_page *page) {
    canvas_end_text(page);
    if (page->marked)
        text_puts(&page->content, "EMC\n");
    page->marked = false;
}

void canvas_mark_content(struct canvas *canvas, struct canvas_page *page) {
    if (canvas->untagged)
        return;
    struct canvas_element *element = canvas->element ? canvas->element : canvas->artifact;
    if (page->marked &&
        (page->owner == element || (element->kind != KIND_ELEMENT && page->owner->kind == element->kind)))
        return;
    canvas_end_content(page);
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
    text_printf(&page->content, "/%s <</MCID %zu>> BDC\n", element->role, page->mcid_count);
    size_t number = (size_t)(page - canvas->pages);
    add_kid(canvas, element, (struct canvas_kid){.page = number, .mcid = (int)page->mcid_count});
    if (!element->has_page)
        element->page = number;
    element->has_page = true;
    page->owners =
        arena_grow(canvas->arena, page->owners, page->mcid_count, &page->mcid_capacity, sizeof *page->owners);
    page->owners[page->mcid_count++] = element;
}

static unsigned number_of(HPDF_Dict dict) {
    return dict->header.obj_id & 0x00FFFFFF;
}

static HPDF_STATUS put_text(HPDF_Stream out, struct text *text) {
    HPDF_STATUS status = HPDF_Stream_Write(out, (const HPDF_BYTE *)text->bytes, (HPDF_UINT)text->length);
    text_free(text);
    return status;
}

/* A print file has a great many of these: numbers are put without printf. */
static void put_number(struct text *text, size_t number) {
    char digits[24], *p = digits + sizeof digits;
    do
        *--p = (char)('0' + number % 10);
    while (number /= 10);
    text_append(text, p, (size_t)(digits + sizeof digits - p));
}

static void put_reference(struct text *text, const char *before, HPDF_Dict dict) {
    text_puts(text, before);
    put_number(text, number_of(dict));
    text_puts(text, " 0 R ");
}

static void put_attributes(struct text *text, const struct canvas_element *element) {
    if (strcmp(element->role, "TH") == 0)
        text_printf(text, "/A <</O /Table /Scope /%s>>\n", element->kind_of ? element->kind_of : "Column");
    else if (strcmp(element->role, "L") == 0)
        text_printf(text, "/A <</O /List /ListNumbering /%s>>\n", element->kind_of ? element->kind_of : "None");
    else if (element->box)
        text_printf(text, "/A <</O /Layout /Placement /Block /BBox [%d %d %d %d]>>\n", (int)floor(element->box[0]),
                    (int)floor(element->box[1]), (int)ceil(element->box[2]), (int)ceil(element->box[3]));
}

static HPDF_STATUS write_element(HPDF_Dict dict, HPDF_Stream out) {
    const struct canvas_element *element = dict->attr;
    const struct canvas *canvas = element->canvas;
    struct text *text = &element->canvas->scratch;
    text_clear(text);
    text_puts(text, "/S /");
    text_puts(text, element->role);
    put_reference(text, "/P ", element->parent ? element->parent->dict : canvas->structure);
    if (element->has_page)
        put_reference(text, "/Pg ", canvas->pages[element->page].page);
    put_attributes(text, element);
    text_puts(text, "/K [");
    for (const struct canvas_kid *kid = element->first_kid; kid; kid = kid->next) {
        if (kid->element) {
            put_reference(text, "", kid->element->dict);
            continue;
        }
        bool elsewhere = kid->page != element->page;
        if (elsewhere)
            put_reference(text, "<</Type /MCR /Pg ", canvas->pages[kid->page].page);
        text_puts(text, elsewhere ? "/MCID " : "");
        put_number(text, (size_t)kid->mcid);
        text_puts(text, elsewhere ? ">> " : " ");
    }
    text_puts(text, "]\n");
    return HPDF_Stream_Write(out, (const HPDF_BYTE *)text->bytes, (HPDF_UINT)text->length);
}

/* A leaf of the tree of parents: some pages of it, so that no array is longer than readers must take. */
struct parents_leaf {
    const struct canvas *canvas;
    size_t first, end;
};

/* The elements that own the marked content of each page, in its order. */
static HPDF_STATUS write_parents(HPDF_Dict dict, HPDF_Stream out) {
    const struct parents_leaf *leaf = dict->attr;
    const struct canvas *canvas = leaf->canvas;
    struct text text = {0};
    text_printf(&text, "/Limits [%zu %zu]\n/Nums [", leaf->first, leaf->end - 1);
    for (size_t i = leaf->first; i < leaf->end; i++) {
        const struct canvas_page *page = &canvas->pages[i];
        if (page->mcid_count == 0)
            continue;
        text_printf(&text, "%zu [", i);
        for (size_t mcid = 0; mcid < page->mcid_count; mcid++)
            put_reference(&text, "", page->owners[mcid]->dict);
        text_puts(&text, "]\n");
    }
    text_puts(&text, "]\n");
    return put_text(out, &text);
}

static HPDF_Dict new_object(struct canvas *canvas) {
    HPDF_Dict dict = HPDF_Dict_New(canvas->document->mmgr);
    HPDF_Xref_Add(canvas->document->xref, dict);
    return dict;
}

static void make_element(struct canvas *canvas, struct canvas_element *element) {
    element->dict = new_object(canvas);
    element->dict->attr = element;
    element->dict->write_fn = write_element;
    if (element->alternative)
        HPDF_Dict_Add(element->dict, "Alt", canvas_text_string(canvas, element->alternative));
}

static HPDF_Dict make_parents(struct canvas *canvas) {
    enum { LEAF_PAGES = 250 };
    HPDF_Dict parents = new_object(canvas);
    HPDF_Array leaves = HPDF_Array_New(canvas->document->mmgr);
    HPDF_Dict_Add(parents, "Kids", leaves);
    for (size_t first = 0; first < canvas->page_count; first += LEAF_PAGES) {
        struct parents_leaf *leaf = arena_alloc(canvas->arena, sizeof *leaf);
        size_t end = first + LEAF_PAGES;
        *leaf = (struct parents_leaf){canvas, first, end < canvas->page_count ? end : canvas->page_count};
        HPDF_Dict dict = new_object(canvas);
        dict->attr = leaf;
        dict->write_fn = write_parents;
        HPDF_Array_Add(leaves, dict);
    }
    return parents;
}

void canvas_finish_tags(struct canvas *canvas) {
    if (canvas_failed(canvas) || !canvas->root->first_kid)
        return;
    HPDF_MMgr memory = canvas->document->mmgr;
    HPDF_Dict tree = new_object(canvas);
    canvas->structure = tree;
    HPDF_Dict_AddName(tree, "Type", "StructTreeRoot");
    HPDF_Dict_Add(tree, "ParentTree", make_parents(canvas));
    HPDF_Dict_AddNumber(tree, "ParentTreeNextKey", (HPDF_INT32)canvas->page_count);
    make_element(canvas, canvas->root);
    HPDF_Dict_Add(tree, "K", canvas->root->dict);
    /* Depth first, without recursion: elements may nest as deep as a document likes. */
    struct canvas_element *element = canvas->root;
    const struct canvas_kid *kid = element->first_kid;
    for (;;) {
        while (kid && !kid->element)
            kid = kid->next;
        if (kid) {
            make_element(canvas, kid->element);
            kid->element->own = kid;
            element = kid->element;
            kid = element->first_kid;
        } else if (element == canvas->root) {
            break;
        } else {
            kid = element->own->next;
            element = element->parent;
        }
    }
    for (size_t i = 0; i < canvas->page_count; i++) {
        if (canvas->pages[i].mcid_count == 0)
            continue;
        HPDF_Dict_AddNumber(canvas->pages[i].page, "StructParents", (HPDF_INT32)i);
        HPDF_Dict_AddName(canvas->pages[i].page, "Tabs", "S");
    }
    HPDF_Dict mark_info = HPDF_Dict_New(memory);
    HPDF_Dict_AddBoolean(mark_info, "Marked", HPDF_TRUE);
    HPDF_Dict_Add(canvas->document->catalog, "MarkInfo", mark_info);
    HPDF_Dict_Add(canvas->document->catalog, "StructTreeRoot", tree);
}
