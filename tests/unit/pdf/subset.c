/* A subset that lacks something is noticed. HarfBuzz makes such a font if memory runs out: here its function is
 * replaced by one that damages what the real one gives. */
#include "pdf_fixture.h"

#include <dlfcn.h>
#include <hb-subset.h>

enum damage { NO_DAMAGE, HALF, NO_OUTLINES, NO_ADVANCES, NO_FACE };
static enum damage damage;

/* Clears a table of a font file: its directory has 16 bytes for each, with the tag, and the offset at 8. */
static void clear_table(unsigned char *font, unsigned length, const char *tag) {
    for (unsigned at = 12; at + 16 <= length; at += 16)
        if (memcmp(font + at, tag, 4) == 0) {
            const unsigned char *p = font + at + 8;
            unsigned offset = (unsigned)p[0] << 24 | (unsigned)p[1] << 16 | (unsigned)p[2] << 8 | p[3];
            unsigned size = (unsigned)p[4] << 24 | (unsigned)p[5] << 16 | (unsigned)p[6] << 8 | p[7];
            assert_true(offset + size <= length);
            memset(font + offset, 0, size);
            return;
        }
    fail_msg("no table %s", tag);
}

hb_face_t *hb_subset_plan_execute_or_fail(hb_subset_plan_t *plan) {
    hb_face_t *(*real)(hb_subset_plan_t *);
    *(void **)&real = dlsym(RTLD_NEXT, "hb_subset_plan_execute_or_fail");
    hb_face_t *face = real(plan);
    if (damage == NO_DAMAGE)
        return face;
    unsigned length;
    hb_blob_t *whole = hb_face_reference_blob(face);
    const char *bytes = hb_blob_get_data(whole, &length);
    unsigned char *copy = alloc_bytes(length);
    memcpy(copy, bytes, length);
    if (damage == NO_OUTLINES)
        clear_table(copy, length, "loca");
    if (damage == NO_ADVANCES)
        clear_table(copy, length, "hmtx");
    hb_blob_t *blob =
        hb_blob_create((char *)copy, damage == HALF ? length / 2 : length, HB_MEMORY_MODE_READONLY, copy, free);
    hb_face_t *damaged = damage == NO_FACE ? NULL : hb_face_create(blob, 0);
    hb_blob_destroy(blob);
    hb_blob_destroy(whole);
    hb_face_destroy(face);
    return damaged;
}

/* Writes a file with some letters, by fonts that remember no subset. */
static bool write_letters(struct text *out) {
    struct pdf_fonts *kept = fixture.fonts;
    fixture.fonts = pdf_fonts_new(&fixture.style->fonts, fixture.diag);
    struct pdf_canvas *canvas = new_page();
    put(canvas, FAMILY_BODY, FACE_ITALIC, 60, 80, 10, "Two italic words, \xC3\x84");
    bool good = pdf_finish(canvas, out, fixture.diag);
    pdf_free(canvas);
    pdf_fonts_free(fixture.fonts);
    fixture.fonts = kept;
    return good;
}

static void what_a_subset_lacks_is_noticed(void **state) {
    (void)state;
    for (damage = NO_DAMAGE; damage <= NO_FACE; damage++) {
        struct text out = {0};
        assert_int_equal(write_letters(&out), damage == NO_DAMAGE);
        assert_int_equal(out.length > 0, damage == NO_DAMAGE);
        assert_int_equal(strstr(diag_text(fixture.diag), "could not be subset for embedding") != NULL,
                         damage != NO_DAMAGE);
        text_free(&out);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_a_subset_lacks_is_noticed)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
