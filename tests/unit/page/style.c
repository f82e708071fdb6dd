#include "page/style.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    struct arena *arena;
    struct diag *diag;
    char home[64];
};

static int set_up(void **state) {
    struct fixture *fixture = malloc(sizeof *fixture);
    fixture->arena = arena_new();
    fixture->diag = diag_new();
    strcpy(fixture->home, "/tmp/test_style_XXXXXX");
    *state = fixture;
    return mkdtemp(fixture->home) && mkdir(arena_printf(fixture->arena, "%s/templates", fixture->home), 0700) == 0 ? 0
                                                                                                                   : -1;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    unlink(arena_printf(fixture->arena, "%s/templates/style.yaml", fixture->home));
    rmdir(arena_printf(fixture->arena, "%s/templates", fixture->home));
    rmdir(fixture->home);
    diag_free(fixture->diag);
    arena_free(fixture->arena);
    free(fixture);
    return 0;
}

static const struct page_style *read_style(void **state, const char *text) {
    struct fixture *fixture = *state;
    FILE *file = fopen(arena_printf(fixture->arena, "%s/templates/style.yaml", fixture->home), "w");
    assert_non_null(file);
    fputs(text, file);
    assert_int_equal(fclose(file), 0);
    diag_free(fixture->diag);
    fixture->diag = diag_new();
    return page_style_read(fixture->arena, fixture->home, fixture->diag);
}

static void the_style_of_the_program_is_good(void **state) {
    struct fixture *fixture = *state;
    const struct page_style *style = page_style_read(fixture->arena, ".", fixture->diag);
    assert_string_equal(diag_text(fixture->diag) ? diag_text(fixture->diag) : "", "");
    assert_non_null(style);
    assert_string_equal(style->fonts.faces[FAMILY_BODY][FACE_BOLD],
                        "/usr/share/fonts/truetype/noto/NotoSerif-Bold.ttf");
    /* A face that the file does not name is the regular one. */
    assert_string_equal(style->fonts.faces[FAMILY_CODE][FACE_ITALIC], style->fonts.faces[FAMILY_CODE][FACE_REGULAR]);
    assert_true(style->fonts.fallback_count > 3);
}

static void built_in_figures_are_those_of_the_file(void **state) {
    struct fixture *fixture = *state;
    const struct page_style *file = page_style_read(fixture->arena, ".", fixture->diag);
    const struct page_style *built_in = read_style(state, "line_height: 1.4\n");
    assert_non_null(file);
    assert_non_null(built_in);
    for (int family = 0; family < FAMILIES; family++)
        for (int face = 0; face < FACES; face++)
            assert_string_equal(file->fonts.faces[family][face], built_in->fonts.faces[family][face]);
    assert_int_equal(file->fonts.fallback_count, built_in->fonts.fallback_count);
    for (int i = 0; i < file->fonts.fallback_count; i++)
        assert_string_equal(file->fonts.fallbacks[i], built_in->fonts.fallbacks[i]);
    const double *a = &file->body_size, *b = &built_in->body_size;
    for (size_t i = 0; i < (sizeof *file - offsetof(struct page_style, body_size)) / sizeof(double); i++)
        if (!(fabs(a[i] - b[i]) < 0.05))
            fail_msg("figure %zu: %g in the file, %g built in", i, a[i], b[i]);
}

static void lengths_have_units(void **state) {
    const struct page_style *style =
        read_style(state, "sizes: {body: 11, code: 9.5 pt, headings: [20, 16, 14, 12, 11, 11]}\n"
                          "margins: {top: 25.4 mm, bottom: 1 in, left: 2.54cm, right: 72}\n"
                          "spacing: {blank_width: 90}\n"
                          "colours: {ink: \"#000000\", accent: '#ff8000'}\n");
    assert_non_null(style);
    assert_true(style->body_size == 11 && style->code_size == 9.5 && style->heading_sizes[1] == 16);
    assert_true(fabs(style->margin_top - 72) < 1e-9 && fabs(style->margin_bottom - 72) < 1e-9);
    assert_true(fabs(style->margin_left - 72) < 1e-9 && style->margin_right == 72 && style->blank_width == 90);
    assert_true(style->ink.red == 0 && style->accent.red == 1 && fabs(style->accent.green - 128 / 255.0) < 1e-9);
    assert_true(style->accent.blue == 0);
}

/* A lab's own style overrides the program's: what it leaves out stays as it was. */
static void a_lab_has_a_style_of_its_own(void **state) {
    struct fixture *fixture = *state;
    struct page_style *style = page_style_read(fixture->arena, ".", fixture->diag);
    const struct page_style before = *style;
    const char *folder = arena_printf(fixture->arena, "%s/templates", fixture->home);
    assert_true(page_style_override(style, fixture->arena, ".", folder, fixture->diag)); /* it has none */
    assert_memory_equal(style, &before, sizeof before);
    read_style(state, "sizes: {small: 7}\nspacing: {tick_size: 3 mm}\nfonts: {body: {regular: DejaVuSans.ttf}}\n");
    assert_true(page_style_override(style, fixture->arena, ".", folder, fixture->diag));
    assert_true(style->small_size == 7 && fabs(style->tick_size - 3 * 72 / 25.4) < 1e-9);
    assert_non_null(strstr(style->fonts.faces[FAMILY_BODY][FACE_BOLD], "DejaVuSans.ttf"));
    assert_string_equal(style->fonts.faces[FAMILY_HEADING][FACE_BOLD], before.fonts.faces[FAMILY_HEADING][FACE_BOLD]);
    assert_true(style->body_size == before.body_size && style->fonts.fallback_count == before.fonts.fallback_count);
    /* Its fallbacks come before those of the program; one that is not there is none, and no error. */
    read_style(state, "fonts: {fallback: [NotoSansTamil-Regular.ttf, NotoSansTaml-Regular.ttf]}\n");
    assert_true(page_style_override(style, fixture->arena, ".", folder, fixture->diag));
    assert_int_equal(style->fonts.fallback_count, before.fonts.fallback_count + 1);
    assert_non_null(strstr(style->fonts.fallbacks[0], "NotoSansTamil-Regular.ttf"));
    assert_string_equal(style->fonts.fallbacks[1], before.fonts.fallbacks[0]);
    assert_non_null(strstr(style->fonts.lacking, "did you mean 'NotoSansTamil-Regular.ttf'?"));
    read_style(state, "sizes: {small: tiny}\n");
    diag_free(fixture->diag);
    fixture->diag = diag_new();
    assert_false(page_style_override(style, fixture->arena, ".", folder, fixture->diag));
    assert_non_null(strstr(diag_text(fixture->diag), "templates/style.yaml:1:16: error"));
}

static void mistakes_are_located(void **state) {
    struct fixture *fixture = *state;
    static const struct {
        const char *text, *place, *message;
    } CASES[] = {
        {"sises: {body: 10}\n", "style.yaml:1:1: error", "sizes"},
        {"sizes:\n  bodi: 10\n", "style.yaml:2:3: error", "body"},
        {"sizes: {body: ten}\n", "style.yaml:1:15: error",
         "body must be a number of points, or a number with pt, mm, cm or in, not 'ten'"},
        {"sizes: {body: 10 km}\n", "style.yaml:1:15: error", "mm, cm or in, not '10 km'"},
        {"sizes: {body: -3}\n", "style.yaml:1:15: error", "body must be from 4 to 72 points, not '-3'"},
        {"sizes: {body: 300}\n", "style.yaml:1:15: error", "body must be from 4 to 72 points, not '300'"},
        {"sizes: {body: [10]}\n", "style.yaml:1:15: error", "body"},
        {"sizes: {headings: [20, 16]}\n", "style.yaml:1:19: error", "has 2 sizes; it needs 6"},
        {"sizes: 10\n", "style.yaml:1:8: error", "sizes must be a mapping"},
        {"line_height: 1.4 pt\n", "style.yaml:1:14: error", "must be a number from 0.8 to 4"},
        {"colours: {ink: black}\n", "style.yaml:1:16: error", "ink must be a colour"},
        {"colours: {ink: \"#12345G\"}\n", "style.yaml:1:17: error", "not '#12345G'"},
        {"fonts:\n  body: {bold: NotoSans-Bold.ttf}\n", "style.yaml:2:9: error", "needs the key 'regular'"},
        {"fonts:\n  body: {regular: NotoSerif-Regualr.ttf}\n", "style.yaml:2:19: error",
         "did you mean 'NotoSerif-Regular.ttf'?"},
        {"fonts:\n  body: {regular: NotoSerifAtlantis.ttf}\n", "style.yaml:2:19: error",
         "the Debian package fonts-noto-core"},
        {"fonts:\n  body: {regular: ''}\n", "style.yaml:2:20: error", "the font ''"},
        {"fonts: {fallback: [[a]]}\n", "style.yaml:1:20: error", "a fallback font"},
        {"fonts: {fallback: NotoSans-Regular.ttf}\n", "style.yaml:1:19: error", "must be a list"},
        {"- 1\n", "style.yaml:1:1: error", "must be a mapping"},
        {"", "style.yaml: error", "empty"},
        {"a: [\n", "style.yaml:2:1: error", "not YAML"},
    };
    for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
        assert_null(read_style(state, CASES[i].text));
        const char *text = diag_text(fixture->diag);
        if (!strstr(text, CASES[i].place) || !strstr(text, CASES[i].message))
            fail_msg("%s:\nexpected %s ... %s\nin %s", CASES[i].text, CASES[i].place, CASES[i].message, text);
        if (diag_count(fixture->diag, SEVERITY_ERROR) != 1)
            fail_msg("%s: more than one error:\n%s", CASES[i].text, text);
    }
    /* Every mistake is found at once. */
    assert_null(read_style(state, "sizes: {body: ten}\nmargins: {top: x}\ncolours: {ink: y}\n"));
    assert_int_equal(diag_count(fixture->diag, SEVERITY_ERROR), 3);
}

static void own_fonts_come_first(void **state) {
    struct fixture *fixture = *state;
    char *folder = arena_printf(fixture->arena, "%s/fonts", fixture->home);
    char *font = arena_printf(fixture->arena, "%s/DejaVuSansMono.ttf", folder);
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(symlink("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf", font), 0);
    const struct page_style *style = read_style(state, "fonts: {code: {regular: DejaVuSansMono.ttf}}\n");
    unlink(font);
    rmdir(folder);
    assert_non_null(style);
    assert_string_equal(style->fonts.faces[FAMILY_CODE][FACE_REGULAR], font);
}

/* A system that keeps fonts elsewhere names the folders; one that is not absolute is no folder of the system's. */
static void named_folders_have_fonts(void **state) {
    struct fixture *fixture = *state;
    char *folder = arena_printf(fixture->arena, "%s/fonts", fixture->home);
    char *font = arena_printf(fixture->arena, "%s/Elsewhere.ttf", folder);
    char *before = getenv("XDG_DATA_DIRS") ? arena_strdup(fixture->arena, getenv("XDG_DATA_DIRS")) : NULL;
    assert_int_equal(mkdir(folder, 0700), 0);
    assert_int_equal(symlink("/usr/share/fonts/truetype/noto/NotoSans-Regular.ttf", font), 0);
    const char *why, *found[3];
    const char *const dirs[] = {"/nowhere", arena_printf(fixture->arena, "/nowhere:%s:/usr/share", fixture->home),
                                "nowhere:../tmp"};
    for (int i = 0; i < 3; i++) {
        setenv("XDG_DATA_DIRS", dirs[i], 1);
        struct pdf_font_search search = {.arena = fixture->arena, .home = "/nowhere"};
        found[i] = pdf_font_search(&search, "Elsewhere.ttf", &why);
    }
    before ? setenv("XDG_DATA_DIRS", before, 1) : unsetenv("XDG_DATA_DIRS");
    unlink(font);
    rmdir(folder);
    assert_null(found[0]);
    assert_non_null(found[1]);
    assert_string_equal(found[1], font);
    assert_null(found[2]);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_style_of_the_program_is_good, set_up, tear_down),
        cmocka_unit_test_setup_teardown(built_in_figures_are_those_of_the_file, set_up, tear_down),
        cmocka_unit_test_setup_teardown(lengths_have_units, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_lab_has_a_style_of_its_own, set_up, tear_down),
        cmocka_unit_test_setup_teardown(mistakes_are_located, set_up, tear_down),
        cmocka_unit_test_setup_teardown(own_fonts_come_first, set_up, tear_down),
        cmocka_unit_test_setup_teardown(named_folders_have_fonts, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
