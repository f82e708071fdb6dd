/* The language of what a lab prints: that of its first page for students, of what comes back, or of any page. */
#include "fill/fill.h"
#include "lab_fixture.h"

static void pages_tell_the_language(void **state) {
    (void)state;
    static const struct {
        const char *first, *second, *graded; /* front matter */
        const char *language;
        bool comma;
    } cases[] = {
        {"target: pdf\naudience: student\nlang: de", "target: pdf\naudience: student\nlang: fr",
         "target: pdf\naudience: instructor\nlang: es", "de", true},
        {"target: pdf\naudience: instructor\nlang: de", "target: pdf\naudience: student\nlang: fr",
         "target: pdf\naudience: instructor\nlang: es", "fr", true},
        {"target: xlsx\naudience: student\nlang: de", "target: pdf\naudience: instructor\nlang: fr",
         "target: pdf\naudience: instructor\nlang: es", "es", true},
        {"target: xlsx\naudience: student\nlang: de", "target: pdf\naudience: instructor\nlang: fr",
         "target: xlsx\naudience: instructor\nlang: es", "fr", true},
        {"target: pdf\naudience: student\nlang: de\ndecimal: point", "target: xlsx\naudience: instructor",
         "target: pdf\naudience: instructor", "de", false},
        {"target: xlsx\naudience: student\nlang: de", "target: xlsx\naudience: instructor\nlang: de",
         "target: xlsx\naudience: instructor\nlang: de", "en", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = arena_new();
        const char *const fronts[] = {cases[i].first, cases[i].second, cases[i].graded};
        const char *texts[3];
        for (int k = 0; k < 3; k++)
            texts[k] = arena_printf(arena, "---\ntitle: T\n%s\n---\n# A\n", fronts[k]);
        const struct lab_fixture_file files[] = {{"shop.yaml", SHOP_MODEL},
                                                 {"first.md", texts[0]},
                                                 {"second.md", texts[1]},
                                                 {"graded.md", texts[2]},
                                                 {NULL, NULL}};
        struct lab_fixture f = lab_fixture_text("shop",
                                                "lab: shop\ntitle: S\nmodels: [shop]\ndocuments: [first, second]\n"
                                                "graded: [graded]\nquestions: []\n",
                                                files);
        bool comma = !cases[i].comma;
        assert_string_equal(fill_paper_language(f.arena, f.lab, &comma), cases[i].language);
        assert_int_equal(comma, cases[i].comma);
        lab_fixture_free(&f);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(pages_tell_the_language)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
