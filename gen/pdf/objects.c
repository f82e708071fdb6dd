/* The objects of the file, numbered by libharu's cross-reference table. Pages, their contents and the trees over them
 * are written as soon as they are finished, and only their offsets are kept. libharu's own objects follow at the
 * end. */
#include "pdf/canvas.h"

#include <stdlib.h>
#include <string.h>

/* This room numbers objects by `xref->start_offset` and writes through `write_fn` and `attr`. Whoever builds with
 * another version reads these in its sources first. pdf_new refuses a library that is not the one of this header. */
_Static_assert(HPDF_MAJOR_VERSION == 2 && (HPDF_MINOR_VERSION == 3 || HPDF_MINOR_VERSION == 4),
               "gen/pdf is written for the structs of libharu 2.3 and 2.4");

enum { FLUSH_BYTES = 64 * 1024 };

void pdf_fail(struct pdf_canvas *canvas, const char *format, ...) {
    if (canvas->fault)
        return;
    va_list arguments;
    va_start(arguments, format);
    canvas->fault = arena_vprintf(canvas->arena, format, arguments);
    va_end(arguments);
}

bool pdf_failed(const struct pdf_canvas *canvas) {
    return canvas->fault || canvas->error;
}

unsigned pdf_new_number(struct pdf_canvas *canvas) {
    /* libharu numbers an object by its count plus a start offset; incrementing the offset leaves a number for us. */
    HPDF_Xref xref = canvas->document->xref;
    return xref->start_offset++ + xref->entries->count;
}

static unsigned number_of(HPDF_Dict dict) {
    return dict->header.obj_id & 0x00FFFFFF;
}

static void flush(struct pdf_canvas *canvas) {
    canvas->put(canvas->put_context, canvas->written.bytes, canvas->written.length);
    canvas->put_length += canvas->written.length;
    text_clear(&canvas->written);
}

static void set_offset(struct pdf_canvas *canvas, unsigned number, uint64_t offset) {
    while (canvas->places_count <= number / OBJECTS_PER_BLOCK) {
        canvas->places = arena_grow(canvas->arena, canvas->places, canvas->places_count, &canvas->places_capacity,
                                    sizeof(struct pdf_places *));
        canvas->places[canvas->places_count++] = arena_alloc(canvas->arena, sizeof(struct pdf_places));
    }
    if (number >= canvas->number_count)
        canvas->number_count = number + 1;
    struct pdf_places *places = canvas->places[number / OBJECTS_PER_BLOCK];
    if (!places->base)
        places->base = offset;
    uint32_t *offset_plus_one = &places->offset_plus_one[number % OBJECTS_PER_BLOCK];
    if (offset - places->base < canvas->near_bytes) {
        *offset_plus_one = (uint32_t)(offset - places->base) + 1;
        return;
    }
    *offset_plus_one = FAR;
    canvas->far = arena_grow(canvas->arena, canvas->far, canvas->far_count, &canvas->far_capacity, sizeof *canvas->far);
    canvas->far[canvas->far_count++] = (struct pdf_far){number, offset};
}

/* 0 if the object is not written. */
static uint64_t offset_of(const struct pdf_canvas *canvas, unsigned number) {
    const struct pdf_places *places = canvas->places[number / OBJECTS_PER_BLOCK];
    uint32_t offset_plus_one = places->offset_plus_one[number % OBJECTS_PER_BLOCK];
    if (offset_plus_one != FAR)
        return offset_plus_one ? places->base + offset_plus_one - 1 : 0;
    for (size_t i = 0; i < canvas->far_count; i++)
        if (canvas->far[i].number == number)
            return canvas->far[i].offset;
    return 0;
}

struct text *pdf_begin_object(struct pdf_canvas *canvas, unsigned number) {
    set_offset(canvas, number, canvas->put_length + canvas->written.length);
    pdf_put_number(&canvas->written, number);
    text_puts(&canvas->written, " 0 obj\n");
    return &canvas->written;
}

void pdf_end_object(struct pdf_canvas *canvas) {
    text_puts(&canvas->written, "\nendobj\n");
    if (canvas->put && canvas->written.length > FLUSH_BYTES)
        flush(canvas);
}

void pdf_put_number(struct text *out, size_t number) {
    char digits[24], *p = digits + sizeof digits;
    do
        *--p = (char)('0' + number % 10);
    while (number /= 10);
    text_append(out, p, (size_t)(digits + sizeof digits - p));
}

static char *write_hexadecimal(char *p, unsigned unit) {
    static const char DIGITS[] = "0123456789ABCDEF";
    for (int shift = 12; shift >= 0; shift -= 4)
        *p++ = DIGITS[unit >> shift & 15];
    return p;
}

void pdf_put_hexadecimal(struct text *out, unsigned unit) {
    char digits[4];
    write_hexadecimal(digits, unit);
    text_append(out, digits, sizeof digits);
}

void pdf_put_reference(struct text *out, const char *before, unsigned number) {
    text_puts(out, before);
    pdf_put_number(out, number);
    text_puts(out, " 0 R ");
}

/* The UTF-16 units of a code point, one or two. */
static int units_of(unsigned code_point, unsigned units[2]) {
    units[0] = code_point;
    if (code_point < 0x10000)
        return 1;
    units[0] = 0xD800 + ((code_point - 0x10000) >> 10);
    units[1] = 0xDC00 + ((code_point - 0x10000) & 0x3FF);
    return 2;
}

/* The same for the next character of the text; 0 at its end. */
static int next_units(const char **text, unsigned units[2]) {
    unsigned code_point = (unsigned char)**text;
    if (code_point < 0x80) {
        units[0] = code_point;
        *text += code_point != 0;
        return code_point != 0;
    }
    int taken = utf8_decode(*text, strlen(*text), &code_point);
    *text += taken ? taken : 1;
    return units_of(taken ? code_point : 0xFFFD, units);
}

void pdf_put_utf16(struct text *out, unsigned code_point) {
    unsigned units[2];
    const int count = units_of(code_point, units);
    for (int i = 0; i < count; i++)
        pdf_put_hexadecimal(out, units[i]);
}

enum { MOST_STRING_BYTES = 65000 }; /* libharu's limit is 65,535 */

void pdf_put_string(struct text *out, const char *text) {
    unsigned units[2];
    text_puts(out, "<FEFF");
    text_reserve(out, 4 * strlen(text) + 1); /* no character has more units than bytes */
    char *p = out->bytes + out->length;
    for (int count, size = 0; size < MOST_STRING_BYTES && (count = next_units(&text, units)); size += 2 * count)
        for (int i = 0; i < count; i++)
            p = write_hexadecimal(p, units[i]);
    out->length = (size_t)(p - out->bytes);
    text_putc(out, '>');
}

void pdf_put_name(struct text *out, const char *name) {
    static const char hexadecimal[] = "0123456789ABCDEF";
    text_putc(out, '/');
    for (; *name; name++) {
        const unsigned char byte = (unsigned char)*name;
        if (byte <= ' ' || byte >= 0x7F || strchr("#/%()<>[]{}", byte)) {
            text_putc(out, '#');
            text_putc(out, hexadecimal[byte >> 4]);
            text_putc(out, hexadecimal[byte & 15]);
        } else {
            text_putc(out, (char)byte);
        }
    }
}

HPDF_Binary pdf_text_string(struct pdf_canvas *canvas, const char *text) {
    HPDF_BYTE *bytes = arena_alloc(canvas->arena, 2 * strlen(text) + 6);
    size_t size = 0;
    unsigned units[2];
    bytes[size++] = 0xFE;
    bytes[size++] = 0xFF;
    for (int count; size < MOST_STRING_BYTES && (count = next_units(&text, units));)
        for (int i = 0; i < count; i++) {
            bytes[size++] = (HPDF_BYTE)(units[i] >> 8);
            bytes[size++] = (HPDF_BYTE)units[i];
        }
    return HPDF_Binary_New(canvas->document->mmgr, bytes, (HPDF_UINT)size);
}

static void put_thousandths(struct text *out, double points) {
    long thousandths = (long)(points * 1000 + 0.5);
    pdf_put_number(out, (size_t)(thousandths / 1000));
    if (thousandths % 1000)
        text_printf(out, ".%03ld", thousandths % 1000);
}

static void finish_node(struct pdf_canvas *canvas) {
    const struct pdf_node *node = &canvas->nodes[canvas->node_count - 1];
    struct text *out = pdf_begin_object(canvas, node->number);
    pdf_put_reference(out, "<</Type /Pages /Parent ", number_of(canvas->document->root_pages));
    text_puts(out, "/Count ");
    pdf_put_number(out, node->count);
    text_puts(out, "\n/Kids [");
    for (unsigned i = 0; i < node->count; i++)
        pdf_put_reference(out, "", canvas->node_kids[i]);
    text_puts(out, "]>>");
    pdf_end_object(canvas);
}

/* The node that the next page is added to. */
static struct pdf_node *node_with_room(struct pdf_canvas *canvas) {
    struct pdf_node *last = canvas->node_count ? &canvas->nodes[canvas->node_count - 1] : NULL;
    if (last && last->count < PAGES_PER_NODE)
        return last;
    if (last)
        finish_node(canvas);
    canvas->nodes =
        arena_grow(canvas->arena, canvas->nodes, canvas->node_count, &canvas->node_capacity, sizeof *canvas->nodes);
    last = &canvas->nodes[canvas->node_count++];
    *last = (struct pdf_node){pdf_new_number(canvas), 0};
    return last;
}

unsigned pdf_put_stream(struct pdf_canvas *canvas, const char *deflated, size_t length, const char *more, size_t *at) {
    unsigned number = pdf_new_number(canvas);
    struct text *out = pdf_begin_object(canvas, number);
    text_puts(out, "<<");
    text_puts(out, more);
    text_puts(out, "/Filter /FlateDecode /Length ");
    pdf_put_number(out, length);
    text_puts(out, ">>\nstream\n");
    if (at)
        *at = out->length;
    text_append(out, deflated, length);
    text_puts(out, "\nendstream");
    pdf_end_object(canvas);
    return number;
}

unsigned pdf_put_page(struct pdf_canvas *canvas, double width, double height, HPDF_Dict resources,
                      const unsigned contents[CONTENT_STREAMS], const char *more) {
    struct pdf_node *node = node_with_room(canvas);
    unsigned number = pdf_new_number(canvas);
    struct text *out = pdf_begin_object(canvas, number);
    pdf_put_reference(out, "<</Type /Page /Parent ", node->number);
    text_puts(out, "/MediaBox [0 0 ");
    put_thousandths(out, width);
    text_putc(out, ' ');
    put_thousandths(out, height);
    text_puts(out, "]\n");
    if (resources)
        pdf_put_reference(out, "/Resources ", number_of(resources));
    if (contents[0] && !contents[1])
        pdf_put_reference(out, "/Contents ", contents[0]);
    for (int i = 0; contents[1] && i < CONTENT_STREAMS; i++)
        pdf_put_reference(out, i == 0 ? "/Contents [" : "", contents[i]);
    text_puts(out, contents[1] ? "]" : "");
    text_puts(out, more);
    text_puts(out, ">>");
    pdf_end_object(canvas);
    canvas->node_kids[node->count++] = number;
    canvas->pages_in_tree++;
    return number;
}

static HPDF_STATUS append_written(HPDF_Stream stream, const HPDF_BYTE *bytes, HPDF_UINT length) {
    text_append(stream->attr, (const char *)bytes, length);
    return HPDF_OK;
}

static HPDF_STATUS put_text(HPDF_Stream out, struct text *text) {
    HPDF_STATUS status = HPDF_Stream_Write(out, (const HPDF_BYTE *)text->bytes, (HPDF_UINT)text->length);
    text_free(text);
    return status;
}

static HPDF_STATUS write_nodes(HPDF_Dict root, HPDF_Stream out) {
    const struct pdf_canvas *canvas = root->attr;
    struct text text = {0};
    text_puts(&text, "/Kids [");
    for (size_t i = 0; i < canvas->node_count; i++)
        pdf_put_reference(&text, "", canvas->nodes[i].number);
    text_puts(&text, "]\n");
    return put_text(out, &text);
}

static HPDF_STATUS write_trees(HPDF_Dict catalog, HPDF_Stream out) {
    const struct pdf_canvas *canvas = catalog->attr;
    struct text text = {0};
    pdf_put_reference(&text, "/PageLabels ", canvas->label_tree);
    if (canvas->outline)
        pdf_put_reference(&text, "/PageMode /UseOutlines\n/Outlines ", canvas->outline);
    if (canvas->form)
        pdf_put_reference(&text, "/AcroForm ", canvas->form);
    if (canvas->structure)
        pdf_put_reference(&text, "/MarkInfo <</Marked true>>\n/StructTreeRoot ", canvas->structure);
    text_putc(&text, '\n');
    return put_text(out, &text);
}

/* Writes libharu's own objects, in the order of their numbers. */
static void write_held(struct pdf_canvas *canvas) {
    HPDF_Doc document = canvas->document;
    HPDF_List entries = document->xref->entries;
    HPDF_Stream out = HPDF_CallbackWriter_New(document->mmgr, append_written, &canvas->written);
    for (HPDF_UINT i = 0; i < entries->count && !pdf_failed(canvas); i++) {
        const HPDF_XrefEntry entry = HPDF_List_ItemAt(entries, i);
        if (entry->entry_typ != HPDF_IN_USE_ENTRY)
            continue;
        pdf_begin_object(canvas, ((HPDF_Obj_Header *)entry->obj)->obj_id & 0x00FFFFFF);
        HPDF_Obj_WriteValue(entry->obj, out, NULL);
        pdf_end_object(canvas);
    }
    HPDF_Stream_Free(out);
}

static void write_cross_references(struct pdf_canvas *canvas) {
    HPDF_Doc document = canvas->document;
    struct text *out = &canvas->written;
    size_t start = canvas->put_length + out->length;
    text_puts(out, "xref\n0 ");
    pdf_put_number(out, canvas->number_count);
    text_puts(out, "\n0000000000 65535 f \n");
    for (unsigned i = 1; i < canvas->number_count; i++) {
        char line[] = "0000000000 00000 n \n";
        uint64_t rest = offset_of(canvas, i);
        if (!rest)
            memcpy(line + 11, "65535 f", 7);
        for (char *p = line + 10; rest && p > line; rest /= 10)
            *--p = (char)('0' + rest % 10);
        text_append(out, line, sizeof line - 1);
        if (canvas->put && out->length > FLUSH_BYTES)
            flush(canvas);
    }
    text_puts(out, "trailer\n<</Size ");
    pdf_put_number(out, canvas->number_count);
    pdf_put_reference(out, " /Root ", number_of(document->catalog));
    pdf_put_reference(out, "/Info ", number_of(document->info));
    text_puts(out, ">>\nstartxref\n");
    pdf_put_number(out, start);
    text_puts(out, "\n%%EOF\n");
}

void pdf_finish_objects(struct pdf_canvas *canvas) {
    HPDF_Dict root = canvas->document->root_pages, catalog = canvas->document->catalog;
    finish_node(canvas);
    HPDF_Dict_RemoveElement(root, "Kids");
    HPDF_Dict_AddNumber(root, "Count", (HPDF_INT32)canvas->pages_in_tree);
    root->attr = catalog->attr = canvas;
    root->before_write_fn = NULL;
    root->write_fn = write_nodes;
    catalog->write_fn = write_trees;
    write_held(canvas);
    write_cross_references(canvas);
    if (canvas->put)
        flush(canvas);
}
