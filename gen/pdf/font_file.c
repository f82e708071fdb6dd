/* Opening and describing a font file. */
#include "pdf/font_file.h"

#include <errno.h>
#include <hb-ot.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Reads a big-endian number from a table; 0 if the table is too short. */
static int read_short(hb_face_t *face, hb_tag_t table, unsigned offset) {
    hb_blob_t *blob = hb_face_reference_table(face, table);
    unsigned length;
    const unsigned char *bytes = (const unsigned char *)hb_blob_get_data(blob, &length);
    int value = offset + 2 <= length ? (int16_t)(bytes[offset] << 8 | bytes[offset + 1]) : 0;
    hb_blob_destroy(blob);
    return value;
}

static bool has_table(hb_face_t *face, hb_tag_t table) {
    hb_blob_t *blob = hb_face_reference_table(face, table);
    bool has = hb_blob_get_length(blob) > 0;
    hb_blob_destroy(blob);
    return has;
}

static int floor_divide(int64_t dividend, int64_t divisor) {
    int64_t quotient = dividend / divisor;
    if (quotient * divisor > dividend)
        quotient--;
    return quotient > INT16_MAX ? INT16_MAX : quotient < INT16_MIN ? INT16_MIN : (int)quotient;
}

int pdf_font_file_scale(const struct pdf_font_file *face, int units) {
    return floor_divide((int64_t)units * 1000, face->units_per_em);
}

int pdf_font_file_nearest(const struct pdf_font_file *face, int units) {
    int64_t scaled = (int64_t)units * 2000 + face->units_per_em;
    int64_t divisor = 2 * (int64_t)face->units_per_em;
    int64_t quotient = scaled / divisor;
    if (quotient * divisor > scaled)
        quotient--;
    return quotient > INT16_MAX ? INT16_MAX : quotient < INT16_MIN ? INT16_MIN : (int)quotient;
}

int pdf_font_file_advance(const struct pdf_font_file *face, unsigned glyph) {
    return pdf_font_file_scale(face, hb_font_get_glyph_h_advance(face->font, glyph));
}

/* The name for the PDF: the PostScript name, or else that of the file, without characters that a PDF name would have to
 * escape. */
static const char *read_name(struct arena *arena, hb_face_t *face, const char *path) {
    char name[64];
    unsigned size = sizeof name, length = 0;
    hb_ot_name_get_utf8(face, HB_OT_NAME_ID_POSTSCRIPT_NAME, HB_LANGUAGE_INVALID, &size, name);
    if (size == 0) {
        const char *slash = strrchr(path, '/');
        snprintf(name, sizeof name, "%s", slash ? slash + 1 : path);
    }
    for (const char *p = name; *p; p++)
        if ((*p >= '0' && *p <= '9') || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z') || *p == '-')
            name[length++] = *p;
    return length ? arena_strndup(arena, name, length) : "Font";
}

static int read_metric(const struct pdf_font_file *face, hb_ot_metrics_tag_t tag, hb_codepoint_t example) {
    hb_position_t value = 0;
    if (hb_ot_metrics_get_position(face->font, tag, &value) && value != 0)
        return pdf_font_file_scale(face, value);
    hb_codepoint_t glyph;
    hb_glyph_extents_t extents;
    if (example && hb_font_get_nominal_glyph(face->font, example, &glyph) &&
        hb_font_get_glyph_extents(face->font, glyph, &extents))
        return pdf_font_file_scale(face, extents.y_bearing);
    return 0;
}

static void describe(struct pdf_font_file *face) {
    enum { HEAD = HB_TAG('h', 'e', 'a', 'd'), OS2 = HB_TAG('O', 'S', '/', '2'), POST = HB_TAG('p', 'o', 's', 't') };
    face->ascent = read_metric(face, HB_OT_METRICS_TAG_HORIZONTAL_ASCENDER, 0);
    face->descent = -read_metric(face, HB_OT_METRICS_TAG_HORIZONTAL_DESCENDER, 0);
    face->cap_height = read_metric(face, HB_OT_METRICS_TAG_CAP_HEIGHT, 'H');
    face->x_height = read_metric(face, HB_OT_METRICS_TAG_X_HEIGHT, 'x');
    for (int i = 0; i < 4; i++)
        face->box[i] = pdf_font_file_scale(face, read_short(face->face, HEAD, 36 + 2 * (unsigned)i));
    face->italic_angle = read_short(face->face, POST, 4);
    face->fixed_pitch = read_short(face->face, POST, 12) != 0 || read_short(face->face, POST, 14) != 0;
    face->italic = face->italic_angle != 0 || (read_short(face->face, OS2, 62) & 1);
    /* IBM's font classes 1 to 7 have serifs, as do PANOSE serif styles 2 to 10. */
    int family_class = read_short(face->face, OS2, 30) >> 8, serif_style = read_short(face->face, OS2, 32) & 0xFF;
    face->serif =
        (family_class >= 1 && family_class <= 7) || (family_class == 0 && serif_style >= 2 && serif_style <= 10);
    /* No table holds the width of stems. It is estimated from the weight: 400 gives 85 and 700 gives 158. */
    int weight = read_short(face->face, OS2, 4);
    face->stem_width = weight >= 100 && weight <= 1000 ? 10 + 220 * (weight - 50) / 1000 : 80;
}

/* Why a file cannot be used; NULL if it can. */
static const char *find_fault(hb_face_t *face) {
    if (hb_face_get_glyph_count(face) == 0 || !has_table(face, HB_TAG('h', 'e', 'a', 'd')))
        return "is not a font";
    if (!has_table(face, HB_TAG('g', 'l', 'y', 'f')))
        return "has no TrueType outlines (PostScript outlines or bitmaps only); use a .ttf file with a `glyf` table";
    if (has_table(face, HB_TAG('f', 'v', 'a', 'r')))
        return "is a variable font; use the static file of one style";
    int permissions = read_short(face, HB_TAG('O', 'S', '/', '2'), 8);
    if ((permissions & 0xF) == 2 || (permissions & 0x300))
        return "does not permit subset embedding; use another font";
    return NULL;
}

/* A file that is mapped into memory. */
struct mapped_file {
    void *bytes;
    size_t size;
};

static void unmap_file(void *context) {
    struct mapped_file *mapped = context;
    munmap(mapped->bytes, mapped->size);
    free(mapped);
}

/* The bytes of a regular file; NULL after reporting an error. */
static hb_blob_t *map_file(const char *path, struct diag *diag) {
    struct source_fault fault;
    size_t size = 0;
    int file = source_open(path, NULL, SOURCE_LARGEST, &size, &fault);
    void *bytes = file >= 0 && size ? mmap(NULL, size, PROT_READ, MAP_PRIVATE, file, 0) : MAP_FAILED;
    if (file >= 0) {
        if (bytes == MAP_FAILED)
            snprintf(fault.why, sizeof fault.why, "%s", size ? strerror(errno) : "it is empty");
        fault.mistaken = !size;
        close(file);
    }
    if (bytes == MAP_FAILED) {
        diag_report(diag, fault.mistaken ? SEVERITY_ERROR : SEVERITY_FAILURE, NOWHERE, "the font %s cannot be read: %s",
                    path, fault.why);
        return NULL;
    }
    source_tell(path, bytes, size);
    struct mapped_file *mapped = alloc_bytes(sizeof *mapped);
    *mapped = (struct mapped_file){bytes, size};
    return hb_blob_create(bytes, (unsigned)size, HB_MEMORY_MODE_READONLY, mapped, unmap_file);
}

struct pdf_font_file *pdf_font_file_open(struct arena *arena, const char *path, struct diag *diag) {
    hb_blob_t *blob = map_file(path, diag);
    if (!blob)
        return NULL;
    hb_face_t *hb_face = hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    const char *fault = find_fault(hb_face);
    if (fault) {
        diag_report(diag, SEVERITY_ERROR, NOWHERE, "%s %s", path, fault);
        hb_face_destroy(hb_face);
        return NULL;
    }
    struct pdf_font_file *face = arena_alloc(arena, sizeof *face);
    face->path = arena_strdup(arena, path);
    face->name = read_name(arena, hb_face, path);
    face->face = hb_face;
    face->units_per_em = (int)hb_face_get_upem(hb_face);
    face->glyph_count = (int)hb_face_get_glyph_count(hb_face);
    face->font = hb_font_create(hb_face);
    hb_font_set_scale(face->font, face->units_per_em, face->units_per_em);
    hb_font_make_immutable(face->font);
    describe(face);
    return face;
}

static uint32_t *list_code_points(const struct pdf_font_file *face) {
    uint32_t *code_points = alloc_bytes((size_t)face->glyph_count * sizeof *code_points);
    memset(code_points, 0, (size_t)face->glyph_count * sizeof *code_points);
    hb_set_t *characters = hb_set_create();
    hb_face_collect_unicodes(face->face, characters);
    hb_codepoint_t code_point = HB_SET_VALUE_INVALID, glyph;
    while (hb_set_next(characters, &code_point))
        if (code_point && hb_font_get_nominal_glyph(face->font, code_point, &glyph) &&
            glyph < (unsigned)face->glyph_count && !code_points[glyph])
            code_points[glyph] = code_point;
    hb_set_destroy(characters);
    return code_points;
}

uint32_t pdf_font_file_character(struct pdf_font_file *face, unsigned glyph) {
    if (!face->code_points)
        face->code_points = list_code_points(face);
    return glyph < (unsigned)face->glyph_count ? face->code_points[glyph] : 0;
}

const struct pdf_glyph_box *pdf_font_file_box(struct pdf_font_file *face, unsigned glyph) {
    static const struct pdf_glyph_box none;
    if (glyph >= (unsigned)face->glyph_count)
        return &none;
    if (!face->boxes) {
        face->boxes = alloc_bytes((size_t)face->glyph_count * sizeof *face->boxes);
        memset(face->boxes, 0, (size_t)face->glyph_count * sizeof *face->boxes);
    }
    struct pdf_glyph_box *box = &face->boxes[glyph];
    hb_glyph_extents_t extents;
    if (!box->known && hb_font_get_glyph_extents(face->font, glyph, &extents)) {
        box->top = (int16_t)pdf_font_file_nearest(face, extents.y_bearing);
        box->bottom = (int16_t)pdf_font_file_nearest(face, extents.y_bearing + extents.height);
        box->right = (int16_t)pdf_font_file_nearest(face, extents.x_bearing + extents.width);
        box->tall = extents.height != 0;
        box->wide = extents.width != 0;
    }
    box->known = true;
    return box;
}

void pdf_font_subset_clear(struct pdf_font_subset *subset) {
    free(subset->glyphs);
    free(subset->new_ids);
    text_free(&subset->deflated);
    text_free(&subset->glyph_map);
    text_free(&subset->text_map);
    *subset = (struct pdf_font_subset){0};
}

void pdf_font_file_close(struct pdf_font_file *face) {
    for (int i = 0; i < REMEMBERED_SUBSETS; i++)
        pdf_font_subset_clear(&face->subsets[i]);
    free(face->code_points);
    free(face->boxes);
    hb_set_destroy(face->dropped_tables);
    hb_face_destroy(face->prepared);
    hb_font_destroy(face->font);
    hb_face_destroy(face->face);
}
