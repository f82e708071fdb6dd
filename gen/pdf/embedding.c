/* Embedded fonts: Type0 fonts made from libharu's dictionaries. TrueType programs are subset to what the file shows,
 * characters are numbered like the glyphs of the font, and an exact map leads back to text. */
#include "base/base.h"
#include "pdf/canvas.h"
#include "pdf/deflate.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_CODE_POINTS = 120 /* in the text of one character: a string of a map holds 512 bytes */ };

static size_t shown_bytes(const struct pdf_font *font) {
    return (size_t)font->file->glyph_count / 8 + 1;
}

/* Pages name a font by its face. */
static void add_resource(HPDF_Dict resources, const struct pdf_font *font) {
    char name[16];
    snprintf(name, sizeof name, "F%d", font->face);
    if (resources)
        HPDF_Dict_Add(resources, name, font->type0);
}

/* Returns its index among the fonts of the file. */
static int add_font(struct pdf_canvas *canvas, int face, HPDF_Dict resources) {
    canvas->used_fonts = arena_grow(canvas->arena, canvas->used_fonts, canvas->font_count, &canvas->font_capacity,
                                    sizeof *canvas->used_fonts);
    struct pdf_font *font = &canvas->used_fonts[canvas->font_count++];
    *font = (struct pdf_font){.file = pdf_fonts_face(canvas->fonts, face), .face = face, .next = -1};
    font->shown = arena_alloc(canvas->arena, shown_bytes(font));
    /* Pages name the font, so it must be in their resources now; its content is known at the end. */
    font->type0 = HPDF_Dict_New(canvas->document->mmgr);
    HPDF_Xref_Add(canvas->document->xref, font->type0);
    add_resource(resources, font);
    return (int)canvas->font_count - 1;
}

int pdf_use_font(struct pdf_canvas *canvas, int face) {
    enum { USUAL_FACES = 32 };
    if (face >= canvas->face_room) {
        int room = face < USUAL_FACES ? USUAL_FACES : 2 * face, *larger;
        larger = arena_array(canvas->arena, (size_t)room, sizeof *larger);
        for (int i = 0; i < room; i++)
            larger[i] = i < canvas->face_room ? canvas->font_of_face[i] : -1;
        canvas->font_of_face = larger;
        canvas->face_room = room;
    }
    if (canvas->font_of_face[face] < 0)
        canvas->font_of_face[face] = add_font(canvas, face, canvas->font_resources);
    return canvas->font_of_face[face];
}

static unsigned first_place(const struct pdf_font *font) {
    return font->file->glyph_count < MOST_PLAIN_GLYPHS ? (unsigned)font->file->glyph_count : MOST_PLAIN_GLYPHS;
}

/* The variant with an identifier; NULL if there is none. */
static const struct pdf_variant *variant_at(const struct pdf_font *font, unsigned cid) {
    unsigned number = font->places ? font->places[cid - first_place(font)] : 0;
    return number ? &font->variants[number - 1] : NULL;
}

static bool is_variant(const struct pdf_variant *variant, unsigned glyph, const char *text, size_t length) {
    return variant->glyph == glyph && variant->text_length == length && memcmp(variant->text, text, length) == 0;
}

static void add_variant(struct pdf_canvas *canvas, struct pdf_font *font, struct pdf_variant variant) {
    if (!font->places)
        font->places = arena_array(canvas->arena, VARIANT_PLACES, sizeof *font->places);
    font->variants =
        arena_grow(canvas->arena, font->variants, font->variant_count, &font->variant_capacity, sizeof *font->variants);
    variant.text = arena_strndup(canvas->arena, variant.text, variant.text_length);
    font->variants[font->variant_count++] = variant;
    font->places[variant.cid - first_place(font)] = (uint16_t)font->variant_count;
}

unsigned pdf_use_variant(struct pdf_canvas *canvas, struct pdf_font *font, const struct pdf_glyph *glyph,
                         const char *text) {
    text += glyph->text_offset;
    uint16_t length = glyph->text_length < 4 * MOST_CODE_POINTS ? (uint16_t)glyph->text_length : 4 * MOST_CODE_POINTS;
    uint64_t hash = hash_bytes(HASH_START ^ glyph->id, text, length);
    for (unsigned i = 0; i < VARIANT_PLACES; i++) {
        unsigned cid = first_place(font) + (unsigned)((hash >> 20) + i) % VARIANT_PLACES;
        const struct pdf_variant *known = variant_at(font, cid);
        if (known && is_variant(known, glyph->id, text, length))
            return cid;
        if (!known) {
            add_variant(canvas, font, (struct pdf_variant){(uint16_t)cid, glyph->id, length, text});
            return cid;
        }
    }
    pdf_fail(canvas, "the font %s is used for more than %d different characters that it has no single glyph for",
             font->file->name, VARIANT_PLACES);
    return 0;
}

void pdf_pack_fonts(const struct pdf_canvas *canvas, struct text *out) {
    record_put_number(out, canvas->font_count);
    for (size_t i = 0; i < canvas->font_count; i++) {
        const struct pdf_font *font = &canvas->used_fonts[i];
        record_put_number(out, (uint64_t)font->face);
        record_put_bytes(out, font->shown, shown_bytes(font));
        record_put_number(out, font->variant_count);
        for (size_t j = 0; j < font->variant_count; j++) {
            record_put_number(out, font->variants[j].cid);
            record_put_number(out, font->variants[j].glyph);
            record_put_bytes(out, font->variants[j].text, font->variants[j].text_length);
        }
    }
}

/* Takes a packed variant of a font. False if the record is damaged. */
static bool take_variant(struct record *packed, const struct pdf_font *font, struct pdf_variant *variant) {
    const unsigned first = first_place(font);
    size_t length;
    variant->cid = (uint16_t)record_take_number(packed, first + VARIANT_PLACES - 1);
    variant->glyph = (uint16_t)record_take_number(packed, (uint64_t)font->file->glyph_count - 1);
    variant->text = record_take_bytes(packed, &length);
    variant->text_length = (uint16_t)length;
    packed->damaged = packed->damaged || variant->cid < first || length > 4 * MOST_CODE_POINTS;
    return !packed->damaged;
}

/* Whether none of the variants needs a place that is taken by another one. */
static bool has_room(const struct pdf_font *font, struct record variants, size_t count) {
    struct pdf_variant variant;
    for (size_t i = 0; i < count && take_variant(&variants, font, &variant); i++) {
        const struct pdf_variant *known = variant_at(font, variant.cid);
        if (known && !is_variant(known, variant.glyph, variant.text, variant.text_length))
            return false;
    }
    return true;
}

/* The font of that face that has room for these variants. */
static struct pdf_font *font_with_room(struct pdf_canvas *canvas, int face, struct record variants, size_t count) {
    int i = pdf_use_font(canvas, face);
    while (!has_room(&canvas->used_fonts[i], variants, count)) {
        if (canvas->used_fonts[i].next < 0) {
            int added = add_font(canvas, face, NULL);
            canvas->used_fonts[i].next = added;
        }
        i = canvas->used_fonts[i].next;
    }
    return &canvas->used_fonts[i];
}

/* Takes a packed font, and returns the one that has all of it; NULL if the record is damaged. */
static struct pdf_font *take_font(struct pdf_canvas *canvas, struct record *packed) {
    const int face = (int)record_take_number(packed, INT16_MAX);
    size_t length;
    const char *shown = record_take_bytes(packed, &length);
    const size_t variant_count = record_take_number(packed, VARIANT_PLACES);
    const struct pdf_font_file *file = packed->damaged ? NULL : pdf_fonts_face(canvas->fonts, face);
    if (!file || length != (size_t)file->glyph_count / 8 + 1 ||
        (unsigned char)shown[length - 1] >> file->glyph_count % 8) {
        packed->damaged = true;
        return NULL;
    }
    struct pdf_font *font = font_with_room(canvas, face, *packed, variant_count);
    for (size_t i = 0; i < length; i++)
        font->shown[i] |= (unsigned char)shown[i];
    struct pdf_variant variant;
    for (size_t i = 0; i < variant_count && take_variant(packed, font, &variant); i++)
        if (!variant_at(font, variant.cid))
            add_variant(canvas, font, variant);
    return packed->damaged ? NULL : font;
}

/* Separate resources, for pages that cannot use the first font of each face. */
static HPDF_Dict new_resources(struct pdf_canvas *canvas, HPDF_Dict *fonts) {
    HPDF_Dict resources = HPDF_Dict_New(canvas->document->mmgr);
    HPDF_Xref_Add(canvas->document->xref, resources);
    *fonts = HPDF_Dict_New(canvas->document->mmgr);
    HPDF_Xref_Add(canvas->document->xref, *fonts);
    HPDF_Dict_Add(resources, "Font", *fonts);
    return resources;
}

HPDF_Dict pdf_add_fonts(struct pdf_canvas *canvas, struct record *packed, unsigned *number) {
    *number = 0;
    const size_t count = record_take_number(packed, UINT16_MAX);
    int *used = alloc_bytes(count * sizeof *used); /* not in the arena: files of a class have many such documents */
    bool common = true;
    HPDF_Dict fonts, resources = canvas->resources;
    for (size_t i = 0; i < count && resources; i++) {
        const struct pdf_font *font = take_font(canvas, packed);
        used[i] = font ? (int)(font - canvas->used_fonts) : -1;
        common = common && font && used[i] == canvas->font_of_face[font->face];
        resources = font ? resources : NULL;
    }
    if (resources && !common) {
        resources = new_resources(canvas, &fonts);
        for (size_t i = 0; i < count; i++)
            add_resource(fonts, &canvas->used_fonts[used[i]]);
        *number = fonts->header.obj_id & 0x00FFFFFF;
    }
    free(used);
    return resources;
}

/* A character of a font that the file shows. */
struct character {
    uint16_t cid, glyph;
    const char *text; /* NULL: the text is the code point */
    size_t text_length;
    uint32_t code_point;
};

static int compare_characters(const void *a, const void *b) {
    return ((const struct character *)a)->cid - ((const struct character *)b)->cid;
}

/* The numbers of the bits that are set, ascending. */
static uint16_t *list_bits(struct pdf_canvas *canvas, const unsigned char *bits, size_t bytes, size_t *count) {
    size_t most = 0;
    for (size_t i = 0; i < bytes; i++)
        most += bits[i] ? 8 : 0;
    uint16_t *numbers = arena_array(canvas->arena, most, sizeof *numbers);
    *count = 0;
    for (size_t i = 0; i < bytes; i++)
        for (unsigned rest = bits[i]; rest; rest &= rest - 1)
            numbers[(*count)++] = (uint16_t)(8 * i + (unsigned)__builtin_ctz(rest));
    return numbers;
}

/* All characters that the file shows of a font, in the order of their identifiers. */
static struct character *list_characters(struct pdf_canvas *canvas, const struct pdf_font *font, size_t *count) {
    size_t plain;
    const uint16_t *glyphs = list_bits(canvas, font->shown, shown_bytes(font), &plain);
    struct character *characters = arena_array(canvas->arena, plain + font->variant_count, sizeof *characters);
    for (*count = 0; *count < plain; ++*count)
        characters[*count] = (struct character){.cid = glyphs[*count],
                                                .glyph = glyphs[*count],
                                                .code_point = pdf_font_file_character(font->file, glyphs[*count])};
    for (size_t i = 0; i < font->variant_count; i++) {
        const struct pdf_variant *variant = &font->variants[i];
        characters[(*count)++] =
            (struct character){variant->cid, variant->glyph, variant->text, variant->text_length, 0};
    }
    /* The identifiers of variants are larger than all others. */
    qsort(characters + plain, font->variant_count, sizeof *characters, compare_characters);
    return characters;
}

/* Six letters that tell subsets of one font apart, derived from the content of this one. */
static void make_tag(const struct character *characters, size_t count, char tag[7]) {
    uint64_t hash = HASH_START;
    for (size_t i = 0; i < count; i++) {
        hash = hash_bytes(hash, &characters[i].cid, sizeof characters[i].cid);
        if (characters[i].text)
            hash = hash_bytes(hash, characters[i].text, characters[i].text_length);
    }
    for (int i = 0; i < 6; i++, hash /= 26)
        tag[i] = (char)('A' + hash % 26);
    tag[6] = '\0';
}

/* The map from characters to UTF-16, deflated. A glyph that represents no text of its own maps to none. */
static void write_text_map(struct pdf_deflater *deflater, const struct character *characters, size_t count,
                           struct text *deflated) {
    enum { MOST_IN_A_PART = 100 };
    struct text map = {0}, *out = &map;
    text_puts(out, "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
                   "/CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n"
                   "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n"
                   "1 begincodespacerange\n<0000><FFFF>\nendcodespacerange\n");
    for (size_t first = 0; first < count; first += MOST_IN_A_PART) {
        size_t end = first + MOST_IN_A_PART < count ? first + MOST_IN_A_PART : count;
        text_printf(out, "%zu beginbfchar\n", end - first);
        for (const struct character *character = &characters[first]; character < &characters[end]; character++) {
            text_putc(out, '<');
            pdf_put_hexadecimal(out, character->cid);
            text_puts(out, "><");
            if (!character->text)
                pdf_put_utf16(out, character->code_point);
            for (size_t i = 0; character->text && i < character->text_length;) {
                unsigned code_point;
                int size = utf8_decode(character->text + i, character->text_length - i, &code_point);
                pdf_put_utf16(out, size ? code_point : 0xFFFD);
                i += size ? (size_t)size : 1;
            }
            text_puts(out, ">\n");
        }
        text_puts(out, "endbfchar\n");
    }
    text_puts(out, "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    pdf_deflater_run(deflater, map.bytes, map.length, deflated);
    text_free(&map);
}

static unsigned put_stream(struct pdf_canvas *canvas, const struct text *deflated) {
    return pdf_put_stream(canvas, deflated->bytes, deflated->length, "", NULL);
}

/* Returns the number of a font's descriptor. */
static unsigned put_descriptor(struct pdf_canvas *canvas, const struct pdf_font_file *file, const char *name,
                               const struct pdf_font_subset *subset) {
    enum { FIXED_PITCH = 1, SERIF = 2, SYMBOLIC = 4, ITALIC = 64 };
    const int flags =
        SYMBOLIC | (file->fixed_pitch ? FIXED_PITCH : 0) | (file->serif ? SERIF : 0) | (file->italic ? ITALIC : 0);
    char whole[40];
    snprintf(whole, sizeof whole, "/Length1 %zu ", subset->length);
    const unsigned program = pdf_put_stream(canvas, subset->deflated.bytes, subset->deflated.length, whole, NULL),
                   number = pdf_new_number(canvas);
    struct text *out = pdf_begin_object(canvas, number);
    text_puts(out, "<</Type /FontDescriptor /FontName ");
    pdf_put_name(out, name);
    text_printf(out,
                " /Flags %d /FontBBox [%d %d %d %d] /ItalicAngle %d /Ascent %d /Descent %d /CapHeight %d /StemV %d",
                flags, file->box[0], file->box[1], file->box[2], file->box[3], file->italic_angle, file->ascent,
                -file->descent, file->cap_height, file->stem_width);
    pdf_put_reference(out, " /FontFile2 ", program);
    text_puts(out, ">>");
    pdf_end_object(canvas);
    return number;
}

/* The widths of all characters; consecutive ones share an array. */
static void put_widths(struct text *out, const struct pdf_font_file *file, const struct character *characters,
                       size_t count) {
    text_puts(out, "/W [");
    for (size_t i = 0; i < count; i++) {
        const struct character *character = &characters[i];
        int width = pdf_font_file_advance(file, character->glyph);
        bool follows = i > 0 && character[-1].cid + 1 == character->cid;
        text_puts(out, follows ? " " : i > 0 ? "] " : "");
        if (!follows) {
            pdf_put_number(out, character->cid);
            text_puts(out, " [");
        }
        pdf_put_number(out, width > 0 ? (size_t)width : 0);
    }
    text_puts(out, count ? "]]" : "]");
}

/* The glyphs of the characters, ascending, each once. */
static uint16_t *list_glyphs(struct pdf_canvas *canvas, const struct pdf_font *font, int *count) {
    unsigned char *shown = arena_alloc(canvas->arena, shown_bytes(font));
    memcpy(shown, font->shown, shown_bytes(font));
    for (size_t i = 0; i < font->variant_count; i++)
        shown[font->variants[i].glyph / 8] |= (unsigned char)(1 << font->variants[i].glyph % 8);
    size_t found;
    uint16_t *glyphs = list_bits(canvas, shown, shown_bytes(font), &found);
    *count = (int)found;
    return glyphs;
}

/* The map from each character to its glyph in the program, deflated: two bytes each, from identifier 0 on. */
static void write_glyph_map(struct pdf_deflater *deflater, const struct character *characters, size_t count,
                            const struct pdf_font_subset *subset, struct text *deflated) {
    size_t length = count ? 2 * (size_t)characters[count - 1].cid + 2 : 2;
    char *map = alloc_bytes(length);
    memset(map, 0, length);
    for (size_t i = 0; i < count; i++) {
        int low = 0, high = subset->count - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (subset->glyphs[middle] < characters[i].glyph)
                low = middle + 1;
            else
                high = middle;
        }
        map[2 * characters[i].cid] = (char)(subset->new_ids[low] >> 8);
        map[2 * characters[i].cid + 1] = (char)subset->new_ids[low];
    }
    pdf_deflater_run(deflater, map, length, deflated);
    free(map);
}

/* The entries of a font, which pages and other objects of libharu refer to. */
static HPDF_STATUS write_type0(HPDF_Dict type0, HPDF_Stream out) {
    return HPDF_Stream_WriteStr(out, type0->attr);
}

static void finish_font(struct pdf_canvas *canvas, struct pdf_font *font) {
    int glyph_count;
    size_t count;
    const uint16_t *glyphs = list_glyphs(canvas, font, &glyph_count);
    const struct character *characters = list_characters(canvas, font, &count);
    struct pdf_font_subset *subset = pdf_font_file_subset(font->file, glyphs, glyph_count);
    if (!subset) {
        pdf_fail(canvas, "the font %s could not be subset for embedding", font->file->path);
        return;
    }
    char name[128], tag[7];
    make_tag(characters, count, tag);
    snprintf(name, sizeof name, "%s+%s", tag, font->file->name);

    struct text own[2] = {{0}};
    /* Without variants everything follows from the glyphs, and maps that were made before can be used again. */
    const bool plain = font->variant_count == 0;
    struct text *glyph_map = plain ? &subset->glyph_map : &own[0], *text_map = plain ? &subset->text_map : &own[1];
    if (glyph_map->length == 0)
        write_glyph_map(pdf_fonts_deflater(canvas->fonts), characters, count, subset, glyph_map);
    if (text_map->length == 0)
        write_text_map(pdf_fonts_deflater(canvas->fonts), characters, count, text_map);
    const unsigned descriptor = put_descriptor(canvas, font->file, name, subset),
                   glyphs_of_characters = put_stream(canvas, glyph_map), texts = put_stream(canvas, text_map),
                   descendant = pdf_new_number(canvas);
    text_free(&own[0]);
    text_free(&own[1]);

    struct text *out = pdf_begin_object(canvas, descendant);
    text_puts(out, "<</Type /Font /Subtype /CIDFontType2 /BaseFont ");
    pdf_put_name(out, name);
    text_puts(out, " /CIDSystemInfo <</Registry (Adobe) /Ordering (Identity) /Supplement 0>> /DW 0\n");
    put_widths(out, font->file, characters, count);
    pdf_put_reference(out, "\n/FontDescriptor ", descriptor);
    pdf_put_reference(out, "/CIDToGIDMap ", glyphs_of_characters);
    text_puts(out, ">>");
    pdf_end_object(canvas);

    struct text whole = {0};
    text_puts(&whole, "/Type /Font /Subtype /Type0 /Encoding /Identity-H /BaseFont ");
    pdf_put_name(&whole, name);
    pdf_put_reference(&whole, " /DescendantFonts [", descendant);
    pdf_put_reference(&whole, "] /ToUnicode ", texts);
    font->type0->attr = arena_strdup(canvas->arena, whole.bytes);
    font->type0->write_fn = write_type0;
    text_free(&whole);
}

void pdf_finish_fonts(struct pdf_canvas *canvas) {
    for (int face = 0; canvas->picture_fonts && face < canvas->face_room; face++)
        if (canvas->font_of_face[face] >= 0)
            add_resource(canvas->picture_fonts, &canvas->used_fonts[canvas->font_of_face[face]]);
    for (size_t i = 0; i < canvas->font_count && !pdf_failed(canvas); i++)
        finish_font(canvas, &canvas->used_fonts[i]);
}
