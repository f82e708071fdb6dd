/* Font programs cut down to some glyphs, by HarfBuzz. */
#include "pdf/deflate.h"
#include "pdf/font_file.h"

#include <hb-subset.h>
#include <stdlib.h>
#include <string.h>

/* The tables that a PDF needs; all others are dropped. */
static const hb_tag_t KEPT_TABLES[] = {HB_TAG('g', 'l', 'y', 'f'), HB_TAG('l', 'o', 'c', 'a'),
                                       HB_TAG('h', 'e', 'a', 'd'), HB_TAG('h', 'h', 'e', 'a'),
                                       HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p')};

enum { CUTS_BEFORE_PREPROCESSING = 2 };

static hb_set_t *list_dropped_tables(hb_face_t *face) {
    hb_set_t *dropped = hb_set_create();
    hb_tag_t tags[64];
    unsigned start = 0, count;
    do {
        count = sizeof tags / sizeof *tags;
        hb_face_get_table_tags(face, start, &count, tags);
        for (unsigned i = 0; i < count; i++)
            hb_set_add(dropped, tags[i]);
        start += count;
    } while (count == sizeof tags / sizeof *tags);
    for (size_t i = 0; i < sizeof KEPT_TABLES / sizeof *KEPT_TABLES; i++)
        hb_set_del(dropped, KEPT_TABLES[i]);
    return dropped;
}

/* Preprocessing takes as long as ten subsets, so it is skipped for a face that is subset only once or twice. The bytes
 * are the same. */
static void prepare(struct pdf_font_file *face) {
    face->cuts++;
#if HB_VERSION_ATLEAST(6, 0, 0)
    if (face->cuts == CUTS_BEFORE_PREPROCESSING + 1) {
        hb_face_destroy(face->prepared);
        face->prepared = hb_subset_preprocess(face->face);
        if (face->prepared == face->face) /* if memory ran out; it is not counted as another reference then */
            hb_face_reference(face->face);
    }
#endif
    if (face->prepared)
        return;
    face->prepared = hb_face_reference(face->face);
    face->dropped_tables = list_dropped_tables(face->face);
}

static bool deflate_program(struct pdf_font_subset *subset, hb_face_t *program) {
    hb_blob_t *blob = hb_face_reference_blob(program);
    unsigned length;
    const char *bytes = hb_blob_get_data(blob, &length);
    subset->length = length;
    text_clear(&subset->deflated);
    pdf_deflate_font(bytes, length, &subset->deflated);
    hb_blob_destroy(blob);
    return length > 0;
}

/* Whether the program has every glyph that was asked for, with its advance and its outline: HarfBuzz may leave out what
 * it could not keep, and call that a font. */
static bool has_glyphs(const struct pdf_font_file *face, const struct pdf_font_subset *subset, hb_face_t *program) {
    hb_font_t *font = hb_font_create(program);
    bool has = true;
    for (int i = 0; i < subset->count && has; i++) {
        hb_codepoint_t old = subset->glyphs[i], new = subset->new_ids[i];
        hb_glyph_extents_t wanted = {0}, found = {0};
        hb_bool_t has_outline = hb_font_get_glyph_extents(face->font, old, &wanted);
        has = (new || !old) && hb_font_get_glyph_h_advance(font, new) == hb_font_get_glyph_h_advance(face->font, old) &&
              hb_font_get_glyph_extents(font, new, &found) == has_outline &&
              memcmp(&wanted, &found, sizeof wanted) == 0;
    }
    hb_font_destroy(font);
    return has;
}

/* Makes the program of a subset whose glyphs are set. */
static bool cut(struct pdf_font_file *face, struct pdf_font_subset *subset) {
    prepare(face);
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (!input)
        alloc_failed(sizeof *subset);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    hb_set_set(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), face->dropped_tables);
    hb_set_t *by_code_point = hb_subset_input_unicode_set(input), *by_glyph = hb_subset_input_glyph_set(input);
    for (int i = 0; i < subset->count; i++) {
        /* HarfBuzz plans a subset much faster from characters than from glyphs. */
        uint32_t code_point = pdf_font_file_character(face, subset->glyphs[i]);
        if (code_point)
            hb_set_add(by_code_point, code_point);
        else
            hb_set_add(by_glyph, subset->glyphs[i]);
    }
    bool good = false;
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(face->prepared, input);
    hb_face_t *program = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
    if (program) {
        const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(plan);
        for (int i = 0; i < subset->count; i++) {
            hb_codepoint_t new_id = hb_map_get(map, subset->glyphs[i]);
            subset->new_ids[i] = new_id == HB_MAP_VALUE_INVALID ? 0 : (uint16_t)new_id;
        }
        good = has_glyphs(face, subset, program) && deflate_program(subset, program);
    }
    hb_face_destroy(program);
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(input);
    return good;
}

struct pdf_font_subset *pdf_font_file_subset(struct pdf_font_file *face, const uint16_t *glyphs, int count) {
    size_t size = (size_t)count * sizeof *glyphs;
    for (int i = 0; i < REMEMBERED_SUBSETS; i++) {
        struct pdf_font_subset *known = &face->subsets[i];
        if (known->deflated.length && known->count == count && memcmp(known->glyphs, glyphs, size) == 0)
            return known;
    }
    struct pdf_font_subset *subset = &face->subsets[face->next_subset];
    face->next_subset = (face->next_subset + 1) % REMEMBERED_SUBSETS;
    pdf_font_subset_clear(subset);
    subset->count = count;
    subset->glyphs = alloc_bytes(size);
    subset->new_ids = alloc_bytes(size);
    memcpy(subset->glyphs, glyphs, size);
    if (cut(face, subset))
        return subset;
    pdf_font_subset_clear(subset);
    return NULL;
}
