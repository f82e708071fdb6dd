/* Type0 fonts made from libharu's dictionaries: TrueType programs cut down to what the file shows, characters numbered
 * in the order of their first use, and an exact map back to text. */
#include "canvas_file.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CIDS = 65535, MOST_CODE_POINTS = 120 /* of one character's text: a map's string holds 512 bytes */ };

int canvas_use_font(struct canvas *canvas, int face) {
    if (canvas->font_of_face[face] >= 0)
        return canvas->font_of_face[face];
    canvas->used_fonts = arena_grow(canvas->arena, canvas->used_fonts, canvas->font_count, &canvas->font_capacity,
                                    sizeof *canvas->used_fonts);
    struct canvas_font *font = &canvas->used_fonts[canvas->font_count];
    *font = (struct canvas_font){.file = fonts_face(canvas->fonts, face)};
    font->cid_of_glyph = arena_array(canvas->arena, (size_t)font->file->glyph_count, sizeof *font->cid_of_glyph);
    font->cids = arena_grow(canvas->arena, NULL, 0, &font->cid_capacity, sizeof *font->cids);
    font->cid_count = 1; /* 0 is .notdef */

    /* Pages name the font, so it must be in their resources now; what it consists of is known at the end. */
    font->type0 = HPDF_Dict_New(canvas->document->mmgr);
    HPDF_Xref_Add(canvas->document->xref, font->type0);
    char name[16];
    snprintf(name, sizeof name, "F%zu", canvas->font_count);
    HPDF_Dict_Add(canvas->font_resources, name, font->type0);
    return canvas->font_of_face[face] = (int)canvas->font_count++;
}

unsigned canvas_use_glyph(struct canvas *canvas, struct canvas_font *font, const struct glyph *glyph,
                          const char *text) {
    text += glyph->text_offset;
    uint16_t length = glyph->text_length < 4 * MOST_CODE_POINTS ? (uint16_t)glyph->text_length : 4 * MOST_CODE_POINTS;
    for (unsigned cid = font->cid_of_glyph[glyph->id]; cid; cid = font->cids[cid].next) {
        const struct canvas_cid *known = &font->cids[cid];
        if (known->text_length == length && memcmp(known->text, text, length) == 0)
            return cid;
    }
    if (font->cid_count == MOST_CIDS) {
        canvas_fail(canvas, "more than %d different characters of the font %s", MOST_CIDS - 1, font->file->name);
        return 0;
    }
    font->cids = arena_grow(canvas->arena, font->cids, font->cid_count, &font->cid_capacity, sizeof *font->cids);
    unsigned cid = (unsigned)font->cid_count++;
    font->cids[cid] = (struct canvas_cid){.glyph = glyph->id,
                                          .width = glyph->advance > 0 ? (uint16_t)glyph->advance : 0,
                                          .next = font->cid_of_glyph[glyph->id],
                                          .text_length = length,
                                          .text = arena_strndup(canvas->arena, text, length)};
    font->cid_of_glyph[glyph->id] = (uint16_t)cid;
    return cid;
}

/* Six letters that tell subsets of one font apart, from what is in this one (FNV-1a). */
static void make_tag(const struct canvas_font *font, char tag[7]) {
    uint64_t hash = 0xCBF29CE484222325u;
    for (size_t cid = 1; cid < font->cid_count; cid++) {
        hash = (hash ^ font->cids[cid].glyph) * 0x100000001B3u;
        for (size_t i = 0; i < font->cids[cid].text_length; i++)
            hash = (hash ^ (unsigned char)font->cids[cid].text[i]) * 0x100000001B3u;
    }
    for (int i = 0; i < 6; i++, hash /= 26)
        tag[i] = (char)('A' + hash % 26);
    tag[6] = '\0';
}

static void put_hexadecimal(struct text *out, unsigned value) {
    static const char DIGITS[] = "0123456789ABCDEF";
    char digits[4] = {DIGITS[value >> 12 & 15], DIGITS[value >> 8 & 15], DIGITS[value >> 4 & 15], DIGITS[value & 15]};
    text_append(out, digits, sizeof digits);
}

/* The map from characters to UTF-16. A glyph that stands for no text of its own maps to none. */
static void write_to_unicode(const struct canvas_font *font, struct text *out) {
    text_puts(out, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                   "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
                   "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                   "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
    for (size_t first = 1; first < font->cid_count; first += 100) {
        size_t end = first + 100 < font->cid_count ? first + 100 : font->cid_count;
        text_printf(out, "%zu beginbfchar\n", end - first);
        for (size_t cid = first; cid < end; cid++) {
            const struct canvas_cid *entry = &font->cids[cid];
            text_putc(out, '<');
            put_hexadecimal(out, (unsigned)cid);
            text_puts(out, "><");
            for (size_t i = 0; i < entry->text_length;) {
                unsigned code_point;
                int size = utf8_decode(entry->text + i, entry->text_length - i, &code_point);
                if (!size)
                    code_point = 0xFFFD;
                i += size ? (size_t)size : 1;
                if (code_point >= 0x10000) {
                    put_hexadecimal(out, 0xD800 + ((code_point - 0x10000) >> 10));
                    code_point = 0xDC00 + ((code_point - 0x10000) & 0x3FF);
                }
                put_hexadecimal(out, code_point);
            }
            text_puts(out, ">\n");
        }
        text_puts(out, "endbfchar\n");
    }
    text_puts(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
}

static HPDF_Dict new_stream(struct canvas *canvas, const char *bytes, size_t length) {
    HPDF_Dict stream = HPDF_DictStream_New(canvas->document->mmgr, canvas->document->xref);
    canvas_fill_stream(canvas, stream, bytes, length);
    return stream;
}

static HPDF_Dict new_object(struct canvas *canvas, const char *type) {
    HPDF_Dict dict = HPDF_Dict_New(canvas->document->mmgr);
    HPDF_Xref_Add(canvas->document->xref, dict);
    HPDF_Dict_AddName(dict, "Type", type);
    return dict;
}

static HPDF_Dict make_descriptor(struct canvas *canvas, const struct font_file *file, const char *name,
                                 const struct font_subset *subset) {
    enum { FIXED_PITCH = 1, SERIF = 2, SYMBOLIC = 4, ITALIC = 64 };
    HPDF_MMgr memory = canvas->document->mmgr;
    HPDF_Dict descriptor = new_object(canvas, "FontDescriptor");
    HPDF_Dict_AddName(descriptor, "FontName", name);
    HPDF_Dict_AddNumber(descriptor, "Flags",
                        SYMBOLIC | (file->fixed_pitch ? FIXED_PITCH : 0) | (file->serif ? SERIF : 0) |
                            (file->italic ? ITALIC : 0));
    HPDF_Array box = HPDF_Array_New(memory);
    for (int i = 0; i < 4; i++)
        HPDF_Array_AddNumber(box, file->box[i]);
    HPDF_Dict_Add(descriptor, "FontBBox", box);
    HPDF_Dict_AddNumber(descriptor, "ItalicAngle", file->italic_angle);
    HPDF_Dict_AddNumber(descriptor, "Ascent", file->ascent);
    HPDF_Dict_AddNumber(descriptor, "Descent", -file->descent);
    HPDF_Dict_AddNumber(descriptor, "CapHeight", file->cap_height);
    HPDF_Dict_AddNumber(descriptor, "StemV", file->stem_width);
    HPDF_Dict stream = HPDF_DictStream_New(memory, canvas->document->xref);
    canvas_put_deflated(stream, subset->deflated, subset->deflated_length);
    HPDF_Dict_AddNumber(stream, "Length1", (HPDF_INT32)subset->length);
    HPDF_Dict_Add(descriptor, "FontFile2", stream);
    return descriptor;
}

/* Widths of all characters, in arrays that libharu's limits allow. */
static HPDF_Array make_widths(struct canvas *canvas, const struct canvas_font *font) {
    enum { CHUNK = 8000 };
    HPDF_Array widths = HPDF_Array_New(canvas->document->mmgr), chunk = NULL;
    for (size_t cid = 1; cid < font->cid_count; cid++) {
        if (cid % CHUNK == 1) {
            chunk = HPDF_Array_New(canvas->document->mmgr);
            HPDF_Array_AddNumber(widths, (HPDF_INT32)cid);
            HPDF_Array_Add(widths, chunk);
        }
        HPDF_Array_AddNumber(chunk, font->cids[cid].width);
    }
    return widths;
}

/* The glyphs that the file shows of a font, ascending. */
static uint16_t *list_glyphs(struct canvas *canvas, const struct canvas_font *font, int *count) {
    uint16_t *glyphs = arena_array(canvas->arena, font->cid_count, sizeof *glyphs);
    *count = 0;
    for (int glyph = 0; glyph < font->file->glyph_count; glyph++)
        if (font->cid_of_glyph[glyph])
            glyphs[(*count)++] = (uint16_t)glyph;
    return glyphs;
}

/* Where each character's glyph is in the program: two bytes each. */
static void write_glyph_map(struct canvas *canvas, const struct canvas_font *font, const struct font_subset *subset,
                            struct text *out) {
    unsigned char *map = arena_array(canvas->arena, font->cid_count, 2);
    for (int i = 0; i < subset->count; i++)
        for (unsigned cid = font->cid_of_glyph[subset->glyphs[i]]; cid; cid = font->cids[cid].next) {
            map[2 * cid] = (unsigned char)(subset->new_ids[i] >> 8);
            map[2 * cid + 1] = (unsigned char)subset->new_ids[i];
        }
    text_append(out, (const char *)map, 2 * font->cid_count);
}

static void finish_font(struct canvas *canvas, struct canvas_font *font) {
    int count;
    const uint16_t *glyphs = list_glyphs(canvas, font, &count);
    const struct font_subset *subset = font_file_subset(font->file, glyphs, count);
    if (!subset) {
        canvas_fail(canvas, "the font %s cannot be cut down for embedding", font->file->path);
        return;
    }
    struct text map = {0};
    char name[128], tag[7];
    make_tag(font, tag);
    snprintf(name, sizeof name, "%s+%s", tag, font->file->name);

    HPDF_MMgr memory = canvas->document->mmgr;
    HPDF_Dict descendant = new_object(canvas, "Font");
    HPDF_Dict_AddName(descendant, "Subtype", "CIDFontType2");
    HPDF_Dict_AddName(descendant, "BaseFont", name);
    HPDF_Dict system = HPDF_Dict_New(memory);
    HPDF_Dict_Add(system, "Registry", HPDF_String_New(memory, "Adobe", NULL));
    HPDF_Dict_Add(system, "Ordering", HPDF_String_New(memory, "Identity", NULL));
    HPDF_Dict_AddNumber(system, "Supplement", 0);
    HPDF_Dict_Add(descendant, "CIDSystemInfo", system);
    HPDF_Dict_Add(descendant, "FontDescriptor", make_descriptor(canvas, font->file, name, subset));
    HPDF_Dict_AddNumber(descendant, "DW", 0);
    HPDF_Dict_Add(descendant, "W", make_widths(canvas, font));
    write_glyph_map(canvas, font, subset, &map);
    HPDF_Dict_Add(descendant, "CIDToGIDMap", new_stream(canvas, map.bytes, map.length));

    HPDF_Dict_AddName(font->type0, "Type", "Font");
    HPDF_Dict_AddName(font->type0, "Subtype", "Type0");
    HPDF_Dict_AddName(font->type0, "BaseFont", name);
    HPDF_Dict_AddName(font->type0, "Encoding", "Identity-H");
    HPDF_Array descendants = HPDF_Array_New(memory);
    HPDF_Array_Add(descendants, descendant);
    HPDF_Dict_Add(font->type0, "DescendantFonts", descendants);
    text_clear(&map);
    write_to_unicode(font, &map);
    HPDF_Dict_Add(font->type0, "ToUnicode", new_stream(canvas, map.bytes, map.length));
    text_free(&map);
}

void canvas_finish_fonts(struct canvas *canvas) {
    for (size_t i = 0; i < canvas->font_count && !canvas_failed(canvas); i++)
        finish_font(canvas, &canvas->used_fonts[i]);
}
