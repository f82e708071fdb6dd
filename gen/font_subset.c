#include "font_file.h"

#include <hb-subset.h>
#include <stdlib.h>
#include <string.h>

/* PDF draws from these tables; all others stay out. */
static const hb_tag_t KEPT_TABLES[] = {HB_TAG('g', 'l', 'y', 'f'), HB_TAG('l', 'o', 'c', 'a'),
                                       HB_TAG('h', 'e', 'a', 'd'), HB_TAG('h', 'h', 'e', 'a'),
                                       HB_TAG('h', 'm', 't', 'x'), HB_TAG('m', 'a', 'x', 'p')};

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

/* HarfBuzz plans a subset much faster from characters than from glyphs: this table turns the one into the other. */
static uint32_t *list_code_points(const struct font_file *face) {
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

static void prepare(struct font_file *face) {
    if (face->prepared)
        return;
#if HB_VERSION_ATLEAST(6, 0, 0)
    face->prepared = hb_subset_preprocess(face->face);
#else
    face->prepared = hb_face_reference(face->face);
#endif
    face->dropped_tables = list_dropped_tables(face->face);
    face->code_points = list_code_points(face);
}

bool font_file_subset(struct font_file *face, const uint16_t *glyphs, int count, uint16_t *new_ids,
                      struct text *program) {
    prepare(face);
    hb_subset_input_t *input = hb_subset_input_create_or_fail();
    if (!input)
        alloc_failed(sizeof face);
    hb_subset_input_set_flags(input, HB_SUBSET_FLAGS_NO_HINTING | HB_SUBSET_FLAGS_NOTDEF_OUTLINE);
    hb_set_set(hb_subset_input_set(input, HB_SUBSET_SETS_DROP_TABLE_TAG), face->dropped_tables);
    hb_set_t *by_code_point = hb_subset_input_unicode_set(input), *by_glyph = hb_subset_input_glyph_set(input);
    for (int i = 0; i < count; i++) {
        if (glyphs[i] < face->glyph_count && face->code_points[glyphs[i]])
            hb_set_add(by_code_point, face->code_points[glyphs[i]]);
        else
            hb_set_add(by_glyph, glyphs[i]);
    }

    bool good = false;
    hb_subset_plan_t *plan = hb_subset_plan_create_or_fail(face->prepared, input);
    hb_face_t *subset = plan ? hb_subset_plan_execute_or_fail(plan) : NULL;
    if (subset) {
        const hb_map_t *map = hb_subset_plan_old_to_new_glyph_mapping(plan);
        for (int i = 0; i < count; i++) {
            hb_codepoint_t new_id = hb_map_get(map, glyphs[i]);
            new_ids[i] = new_id == HB_MAP_VALUE_INVALID ? 0 : (uint16_t)new_id;
        }
        hb_blob_t *blob = hb_face_reference_blob(subset);
        unsigned length;
        const char *bytes = hb_blob_get_data(blob, &length);
        text_append(program, bytes, length);
        good = length > 0;
        hb_blob_destroy(blob);
    }
    hb_face_destroy(subset);
    hb_subset_plan_destroy(plan);
    hb_subset_input_destroy(input);
    return good;
}
