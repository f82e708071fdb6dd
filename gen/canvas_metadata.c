/* What a file says of itself: XMP with the mark of PDF/UA, and the labels of its pages. */
#include "canvas_file.h"

#include <string.h>

static void put_escaped(struct text *out, const char *text) {
    for (; *text; text++)
        switch (*text) {
        case '<':
            text_puts(out, "&lt;");
            break;
        case '>':
            text_puts(out, "&gt;");
            break;
        case '&':
            text_puts(out, "&amp;");
            break;
        default: /* control characters are no XML */
            text_putc(out, (unsigned char)*text < 0x20 ? ' ' : *text);
        }
}

/* Not deflated: programs look for it without reading the file. */
static void add_xmp(struct canvas *canvas, bool tagged) {
    HPDF_Doc document = canvas->document;
    struct text xmp = {0};
    text_puts(&xmp, "<?xpacket begin=\"\xEF\xBB\xBF\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n"
                    "<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\n"
                    "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\">\n"
                    "<rdf:Description rdf:about=\"\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "
                    "xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\">\n"
                    "<dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">");
    put_escaped(&xmp, canvas->title);
    text_puts(&xmp, "</rdf:li></rdf:Alt></dc:title>\n<dc:language><rdf:Bag><rdf:li>");
    put_escaped(&xmp, canvas->language);
    text_printf(&xmp,
                "</rdf:li></rdf:Bag></dc:language>\n%s</rdf:Description>\n</rdf:RDF>\n</x:xmpmeta>\n"
                "<?xpacket end=\"r\"?>\n",
                tagged ? "<pdfuaid:part>1</pdfuaid:part>\n" : "");
    HPDF_Dict stream = HPDF_DictStream_New(document->mmgr, document->xref);
    HPDF_Dict_AddName(stream, "Type", "Metadata");
    HPDF_Dict_AddName(stream, "Subtype", "XML");
    HPDF_Stream_Write(stream->stream, (const HPDF_BYTE *)xmp.bytes, (HPDF_UINT)xmp.length);
    stream->filter = HPDF_STREAM_FILTER_NONE;
    HPDF_Dict_Add(document->catalog, "Metadata", stream);
    text_free(&xmp);
}

void canvas_label(struct canvas *canvas, const char *prefix) {
    if (canvas_failed(canvas))
        return;
    canvas->labels =
        arena_grow(canvas->arena, canvas->labels, canvas->label_count, &canvas->label_capacity, sizeof *canvas->labels);
    canvas->labels[canvas->label_count++] = (struct canvas_label){canvas->page, arena_strdup(canvas->arena, prefix)};
}

static void add_labels(struct canvas *canvas) {
    HPDF_MMgr memory = canvas->document->mmgr;
    HPDF_Dict labels = HPDF_Dict_New(memory);
    HPDF_Array numbers = HPDF_Array_New(memory);
    HPDF_Dict_Add(labels, "Nums", numbers);
    HPDF_Dict_Add(canvas->document->catalog, "PageLabels", labels);
    for (size_t i = 0; i < canvas->label_count || i == 0; i++) {
        const struct canvas_label *label = canvas->label_count ? &canvas->labels[i] : NULL;
        HPDF_Dict range = HPDF_Dict_New(memory);
        HPDF_Dict_AddName(range, "S", "D");
        if (label && *label->prefix)
            HPDF_Dict_Add(range, "P", canvas_text_string(canvas, label->prefix));
        HPDF_Array_AddNumber(numbers, label ? (HPDF_INT32)label->page : 0);
        HPDF_Array_Add(numbers, range);
    }
}

void canvas_finish_metadata(struct canvas *canvas) {
    if (canvas_failed(canvas))
        return;
    add_xmp(canvas, canvas->root->first_kid != NULL);
    add_labels(canvas);
}
