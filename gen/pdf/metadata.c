/* The metadata of a file: XMP with the PDF/UA mark, the outline, and the page labels. */
#include "pdf/canvas.h"

#include <math.h>
#include <string.h>

/* Not deflated, because programs look for it without parsing the file. */
static void add_xmp(struct pdf_canvas *canvas, bool tagged) {
    HPDF_Doc document = canvas->document;
    struct text xmp = {0};
    text_puts(&xmp, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                    "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                    "xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
                    "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
    text_puts_xml(&xmp, canvas->title);
    text_puts(&xmp, "</rdf:li></rdf:Alt></dc:title>\n<dc:language><rdf:Bag><rdf:li>");
    text_puts_xml(&xmp, canvas->language);
    text_printf(&xmp,
                "</rdf:li></rdf:Bag></dc:language>\n%s</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
                "<?xpacket end=\"r\"?>\n",
                tagged ? "<pdfuaid:part>1</pdfuaid:part>\n" : "");
    HPDF_Dict stream = HPDF_DictStream_New(document->mmgr, document->xref);
    HPDF_Dict_AddName(stream, "Type", "Metadata");
    HPDF_Dict_AddName(stream, "Subtype", "XML");
    HPDF_Stream_Write(stream->stream, (const HPDF_BYTE *)xmp.bytes, (HPDF_UINT)xmp.length);
    HPDF_Dict_Add(document->catalog, "Metadata", stream);
    text_free(&xmp);
}

static void finish_label_node(struct pdf_canvas *canvas) {
    canvas->label_nodes = arena_grow(canvas->arena, canvas->label_nodes, canvas->label_node_count,
                                     &canvas->label_node_capacity, sizeof *canvas->label_nodes);
    unsigned number = pdf_new_number(canvas);
    canvas->label_nodes[canvas->label_node_count++] = (struct pdf_node){number, (unsigned)canvas->label_count};
    struct text *text = pdf_begin_object(canvas, number);
    text_printf(text, "<</Limits [%zu %zu]\n/Nums [", canvas->first_label, canvas->last_label);
    text_append(text, canvas->labels.bytes, canvas->labels.length);
    text_puts(text, "]>>");
    pdf_end_object(canvas);
    text_clear(&canvas->labels);
    canvas->label_count = 0;
}

void pdf_put_label(struct pdf_canvas *canvas, size_t page, const char *prefix) {
    if (canvas->label_count == LABELS_PER_NODE)
        finish_label_node(canvas);
    if (canvas->label_count++ == 0)
        canvas->first_label = page;
    canvas->last_label = page;
    pdf_put_number(&canvas->labels, page);
    text_puts(&canvas->labels, " <</S /D");
    if (*prefix) {
        text_puts(&canvas->labels, " /P ");
        pdf_put_string(&canvas->labels, prefix);
    }
    text_puts(&canvas->labels, ">>\n");
}

static void write_labels(struct pdf_canvas *canvas) {
    if (canvas->label_count == 0 && canvas->label_node_count == 0)
        pdf_put_label(canvas, 0, "");
    if (canvas->label_count)
        finish_label_node(canvas);
    canvas->label_tree = pdf_new_number(canvas);
    struct text *text = pdf_begin_object(canvas, canvas->label_tree);
    text_puts(text, "<</Kids [");
    for (size_t i = 0; i < canvas->label_node_count; i++)
        pdf_put_reference(text, "", canvas->label_nodes[i].number);
    text_puts(text, "]>>");
    pdf_end_object(canvas);
}

/* Begins an entry of the outline: title and destination. The zoom 0 leaves the reader's zoom unchanged. */
static void put_entry(struct text *text, const char *title, unsigned page, long y) {
    text_puts(text, "<</Title ");
    pdf_put_string(text, title);
    pdf_put_reference(text, "\n/Dest [", page);
    text_printf(text, "/XYZ 0 %ld 0]\n", y);
}

/* Writes the entry that is held; `next` is the object number of the next one, or 0. */
static void write_held_entry(struct pdf_canvas *canvas, unsigned next) {
    struct pdf_print_outline *outline = &canvas->print_outline;
    struct text *text = pdf_begin_object(canvas, outline->last);
    text_append(text, outline->held.bytes, outline->held.length);
    if (next)
        pdf_put_reference(text, "/Next ", next);
    text_puts(text, ">>");
    pdf_end_object(canvas);
}

void pdf_put_print_entry(struct pdf_canvas *canvas, const char *title, unsigned page, double height) {
    struct pdf_print_outline *outline = &canvas->print_outline;
    if (outline->count == 0)
        canvas->outline = pdf_new_number(canvas);
    unsigned number = pdf_new_number(canvas), previous = outline->last;
    if (outline->count++)
        write_held_entry(canvas, number);
    else
        outline->first = number;
    outline->last = number;
    text_clear(&outline->held);
    put_entry(&outline->held, title, page, lround(height));
    pdf_put_reference(&outline->held, "/Parent ", canvas->outline);
    if (previous)
        pdf_put_reference(&outline->held, "/Prev ", previous);
}

static void write_print_outline(struct pdf_canvas *canvas) {
    const struct pdf_print_outline *outline = &canvas->print_outline;
    write_held_entry(canvas, 0);
    struct text *text = pdf_begin_object(canvas, canvas->outline);
    pdf_put_reference(text, "<</Type /Outlines /First ", outline->first);
    pdf_put_reference(text, "/Last ", outline->last);
    text_printf(text, "/Count %zu>>", outline->count);
    pdf_end_object(canvas);
}

/* The entries that an outline entry is linked to, as indices of bookmarks, counted from 1; 0 is the root, or none. */
struct outline_links {
    size_t parent, previous, next, first, last, below; /* below: the number of entries below it */
};

static struct outline_links *place_bookmarks(const struct pdf_canvas *canvas) {
    struct outline_links *places = arena_array(canvas->arena, canvas->bookmark_count + 1, sizeof *places);
    for (size_t i = 1, parent = 0; i <= canvas->bookmark_count; parent = i++) {
        while (parent && canvas->bookmarks[parent - 1].level >= canvas->bookmarks[i - 1].level)
            parent = places[parent].parent;
        places[i].parent = parent;
        places[i].previous = places[parent].last;
        if (places[parent].last)
            places[places[parent].last].next = i;
        else
            places[parent].first = i;
        places[parent].last = i;
    }
    for (size_t i = canvas->bookmark_count; i > 0; i--)
        places[places[i].parent].below += 1 + places[i].below;
    return places;
}

static void write_outline(struct pdf_canvas *canvas) {
    if (canvas->bookmark_count == 0)
        return;
    const struct outline_links *places = place_bookmarks(canvas);
    canvas->outline = pdf_new_number(canvas);
    for (size_t i = 1; i <= canvas->bookmark_count; i++)
        pdf_new_number(canvas); /* for the entries */
    for (size_t i = 0; i <= canvas->bookmark_count; i++) {
        const struct outline_links *place = &places[i];
        struct text *text = pdf_begin_object(canvas, canvas->outline + (unsigned)i);
        if (i == 0) {
            text_puts(text, "<</Type /Outlines ");
        } else {
            const struct pdf_bookmark *bookmark = &canvas->bookmarks[i - 1];
            put_entry(text, bookmark->title, canvas->pages[bookmark->page].number, bookmark->y);
            pdf_put_reference(text, "/Parent ", canvas->outline + (unsigned)place->parent);
        }
        const size_t others[] = {place->previous, place->next, place->first, place->last};
        static const char *const NAMES[] = {"/Prev ", "/Next ", "/First ", "/Last "};
        for (size_t k = 0; k < 4; k++)
            if (others[k])
                pdf_put_reference(text, NAMES[k], canvas->outline + (unsigned)others[k]);
        if (place->below)
            text_printf(text, "/Count %zu", place->below);
        text_puts(text, ">>");
        pdf_end_object(canvas);
    }
}

void pdf_finish_metadata(struct pdf_canvas *canvas) {
    if (pdf_failed(canvas))
        return;
    add_xmp(canvas, canvas->root->first_kid != NULL);
    write_labels(canvas);
    if (canvas->print_outline.count)
        write_print_outline(canvas);
    else
        write_outline(canvas);
}
