/* Typeset mathematics: the places of bars, scripts, brackets and lines. */
#include "language/language.h"
#include "page/layout.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define SIZE 20.0

static struct arena *arena;
static struct diag *diag;
static struct page_resources *resources;
static struct page_layout layout;
static struct document document;

static int open_fonts(void **state) {
    (void)state;
    arena = arena_new();
    diag = diag_new();
    resources = page_resources_new(".", NULL, NULL, diag);
    if (!resources)
        return -1;
    document = (struct document){.arena = arena, .language = "en"};
    layout = (struct page_layout){.arena = arena,
                                  .resources = resources,
                                  .fonts = resources->fonts,
                                  .style = resources->style,
                                  .document = &document,
                                  .diag = diag};
    return 0;
}

static int close_fonts(void **state) {
    (void)state;
    page_resources_free(resources);
    diag_free(diag);
    arena_free(arena);
    return 0;
}

static struct maths *leaf(enum maths_kind kind, const char *text) {
    struct maths *maths = arena_alloc(arena, sizeof *maths);
    maths->kind = kind;
    maths->text = text;
    return maths;
}

static struct maths *tree(enum maths_kind kind, const char *text, int count, ...) {
    struct maths *maths = leaf(kind, text);
    va_list arguments;
    va_start(arguments, count);
    maths->count = count;
    maths->children = arena_array(arena, (size_t)count, sizeof *maths->children);
    for (int i = 0; i < count; i++)
        maths->children[i] = va_arg(arguments, struct maths *);
    va_end(arguments);
    return maths;
}

/* A row of terms from a text: the first character of each tells operators and numbers. */
static struct maths *row(const char *terms) {
    struct maths *maths = leaf(MATHS_ROW, NULL);
    maths->children = arena_array(arena, strlen(terms) + 1, sizeof *maths->children);
    char *copy = arena_strdup(arena, terms);
    for (char *term = strtok(copy, " "); term; term = strtok(NULL, " ")) {
        enum maths_kind kind = *term >= '0' && *term <= '9'       ? MATHS_NUMBER
                               : strchr("=+", *term) || *term < 0 ? MATHS_OPERATOR
                               : strcmp(term, "min") == 0         ? MATHS_FUNCTION
                                                                  : MATHS_VARIABLE;
        maths->children[maths->count++] = leaf(kind, term);
    }
    return maths;
}

static const struct page_mark *find_text(const struct page_box *box, const char *text) {
    for (const struct page_mark *mark = box->first; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, text) == 0)
            return mark;
    fail_msg("no text %s", text);
    return NULL;
}

static const struct page_mark *find_mark(const struct page_box *box, enum page_mark_kind kind) {
    for (const struct page_mark *mark = box->first; mark; mark = mark->next)
        if (mark->kind == kind)
            return mark;
    fail_msg("no such mark");
    return NULL;
}

static double width_of(const struct page_mark *mark) {
    return mark->shaped->width * mark->size / 1000;
}

static double middle_of(const struct page_mark *mark) {
    return mark->x + width_of(mark) / 2;
}

static void assert_near(double a, double b) {
    if (!(fabs(a - b) < 0.01))
        fail_msg("%g is not %g", a, b);
}

static struct page_box *set(const struct maths *maths) {
    return page_maths_box(&layout, maths, SIZE, true, NOWHERE);
}

static void test_fraction(void **state) {
    (void)state;
    struct page_box *box = set(tree(MATHS_FRACTION, NULL, 2, leaf(MATHS_NUMBER, "1"), leaf(MATHS_VARIABLE, "total")));
    const struct page_mark *over = find_text(box, "1"), *under = find_text(box, "total"),
                           *bar = find_mark(box, MARK_LINE);
    double bar_middle = bar->x + bar->width / 2;
    assert_near(bar_middle, middle_of(over));
    assert_near(bar_middle, middle_of(under));
    assert_true(bar->width > width_of(under));
    /* The bar is as high as a plus: between the baseline and the x-height. */
    double x_height = pdf_fonts_metrics(layout.fonts, FAMILY_MATHS, FACE_REGULAR).x_height * SIZE / 1000;
    assert_true(-bar->y > 0.3 * x_height && -bar->y < 0.8 * x_height);
    double cap = pdf_fonts_metrics(layout.fonts, FAMILY_MATHS, FACE_REGULAR).cap_height * SIZE / 1000;
    assert_true(over->y < bar->y && under->y - cap > bar->y);
    /* In a display both are full size; in the fraction of a fraction they are scripts. */
    assert_near(over->size, SIZE);
    box = set(tree(MATHS_FRACTION, NULL, 2, leaf(MATHS_NUMBER, "1"),
                   tree(MATHS_FRACTION, NULL, 2, leaf(MATHS_NUMBER, "2"), leaf(MATHS_NUMBER, "3"))));
    assert_near(find_text(box, "3")->size, 0.7 * SIZE);
}

static void test_scripts(void **state) {
    (void)state;
    struct page_box *box = set(
        tree(MATHS_SCRIPT, NULL, 3, leaf(MATHS_VARIABLE, "x"), leaf(MATHS_VARIABLE, "gpu"), leaf(MATHS_NUMBER, "2")));
    const struct page_mark *base = find_text(box, "x"), *sub = find_text(box, "gpu"), *sup = find_text(box, "2");
    assert_near(sub->size, 0.7 * SIZE);
    assert_near(sup->size, 0.7 * SIZE);
    assert_near(base->y, 0);
    assert_true(sub->y > 0 && sup->y < 0);
    assert_true(sub->x >= base->x + width_of(base) && sup->x >= base->x + width_of(base));
    assert_true(box->descent > sub->y);
}

/* How far the dot of a product begins to the right of a factor's subscript. */
static double dot_after(const char *subscript) {
    struct maths *factor = tree(MATHS_SCRIPT, NULL, 2, leaf(MATHS_VARIABLE, "n"), leaf(MATHS_VARIABLE, subscript));
    struct maths *product = tree(MATHS_ROW, NULL, 3, factor, leaf(MATHS_OPERATOR, "·"), leaf(MATHS_VARIABLE, "h"));
    const struct page_box *box = page_maths_box(&layout, product, SIZE, true, (struct pos){0});
    double end = 0, dot = 0;
    for (const struct page_mark *mark = box->first; mark; mark = mark->next)
        if (strcmp(mark->shaped->text, subscript) == 0)
            end = mark->x + mark->shaped->width * mark->size / 1000;
        else if (strcmp(mark->shaped->text, "·") == 0)
            dot = mark->x;
    return dot - end;
}

/* A dot keeps clear of a slanted f, which reaches beyond its width, as of letters that do not. */
static void test_dots_keep_clear_of_slanted_letters(void **state) {
    (void)state;
    assert_true(dot_after("f") > dot_after("c") + 0.05 * SIZE);
    assert_true(dot_after("c") < dot_after("e") + 0.05 * SIZE);
}

static void test_letters_are_italic_names_upright(void **state) {
    (void)state;
    struct page_box *letter = set(leaf(MATHS_VARIABLE, "N")), *name = set(leaf(MATHS_VARIABLE, "CAPEX"));
    const struct pdf_shaped *italic = pdf_fonts_shape(layout.fonts, FAMILY_MATHS, FACE_ITALIC, "N", 1);
    const struct pdf_shaped *upright = pdf_fonts_shape(layout.fonts, FAMILY_MATHS, FACE_REGULAR, "CAPEX", 5);
    assert_int_equal(find_text(letter, "N")->shaped->runs[0].face, italic->runs[0].face);
    assert_int_equal(find_text(name, "CAPEX")->shaped->runs[0].face, upright->runs[0].face);
    assert_int_not_equal(italic->runs[0].face, upright->runs[0].face);
    struct page_box *best = set(leaf(MATHS_VARIABLE, "T*")), *other = set(leaf(MATHS_VARIABLE, "TV"));
    assert_int_equal(find_text(best, "T*")->shaped->runs[0].face, italic->runs[0].face);
    assert_int_equal(find_text(other, "TV")->shaped->runs[0].face, upright->runs[0].face);
}

static void test_spaces(void **state) {
    (void)state;
    struct page_box *box = set(row("a = b + c"));
    const struct page_mark *a = find_text(box, "a"), *equals = find_text(box, "="), *b = find_text(box, "b"),
                           *plus = find_text(box, "+");
    /* Five and four eighteenths of an em. */
    assert_true(fabs(equals->x - a->x - width_of(a) - SIZE * 5 / 18) < 0.05);
    assert_true(fabs(plus->x - b->x - width_of(b) - SIZE * 4 / 18) < 0.05);
    /* A sign has no space after it. */
    box = set(row("a = − b"));
    const struct page_mark *minus = find_text(box, "−");
    assert_near(find_text(box, "b")->x, minus->x + width_of(minus));
}

static void test_brackets_grow(void **state) {
    (void)state;
    struct maths *fraction = tree(MATHS_FRACTION, NULL, 2, leaf(MATHS_NUMBER, "1"), leaf(MATHS_NUMBER, "2"));
    struct page_box *inside = set(fraction), *box = set(tree(MATHS_BRACKETS, "()", 1, fraction));
    const struct page_mark *bracket = find_mark(box, MARK_POLYGON);
    double top = 0, bottom = 0;
    for (int i = 0; i < bracket->point_count; i++) {
        top = fmin(top, bracket->points[2 * i + 1]);
        bottom = fmax(bottom, bracket->points[2 * i + 1]);
    }
    assert_true(-top >= inside->ascent && bottom >= inside->descent);
    assert_true(box->width > inside->width);
    /* Around a letter, brackets are characters of the font. */
    box = set(tree(MATHS_BRACKETS, "()", 1, leaf(MATHS_NUMBER, "1")));
    assert_true(find_text(box, "(")->x < find_text(box, "1")->x);
    assert_true(find_text(box, "1")->x < find_text(box, ")")->x);
}

static void test_cases(void **state) {
    (void)state;
    struct page_box *box = set(tree(MATHS_CASES, NULL, 4, leaf(MATHS_NUMBER, "1"), row("x = 2"),
                                    leaf(MATHS_NUMBER, "30"), (struct maths *)NULL));
    const struct page_mark *one = find_text(box, "1"), *thirty = find_text(box, "30");
    assert_near(one->x, thirty->x);
    assert_true(one->y < thirty->y);
    assert_near(find_text(box, "if")->x, find_text(box, "otherwise")->x);
    assert_near(find_text(box, "if")->y, one->y);
    const struct page_mark *brace = find_mark(box, MARK_POLYGON);
    for (int i = 0; i < brace->point_count; i++)
        assert_true(brace->x + brace->points[2 * i] < one->x);
}

/* Equal rows have half an em between them, and 0.06 em above the first and below the last: a third one adds a row and a
 * gap. */
static void test_cases_have_gaps(void **state) {
    (void)state;
    double heights[4] = {0};
    for (int rows = 2; rows <= 3; rows++) {
        struct page_box *box = set(tree(MATHS_CASES, NULL, 2 * rows, leaf(MATHS_NUMBER, "1"), row("x = 2"),
                                        leaf(MATHS_NUMBER, "1"), row("x = 2"), leaf(MATHS_NUMBER, "1"), row("x = 2")));
        heights[rows] = box->ascent + box->descent;
    }
    const double row_and_gap = heights[3] - heights[2];
    assert_near(heights[2], 2 * row_and_gap - 0.5 * SIZE + 0.12 * SIZE);
}

static void test_root_covers_its_radicand(void **state) {
    (void)state;
    struct page_box *inside = set(row("a + b")), *box = set(tree(MATHS_ROOT, NULL, 1, row("a + b")));
    double right = 0, top = 0;
    for (const struct page_mark *mark = box->first; mark; mark = mark->next)
        for (int i = 0; i < mark->point_count; i++) {
            right = fmax(right, mark->x + mark->points[2 * i]);
            top = fmin(top, mark->y + mark->points[2 * i + 1]);
        }
    assert_true(right >= find_text(box, "a")->x + inside->width);
    assert_true(-top > inside->ascent);
}

static void test_long_lines_break_before_equals(void **state) {
    (void)state;
    const struct maths *maths = row("T = 100 + 200 + 300 + 400 = 1000");
    struct page_box *whole = page_maths_display(&layout, maths, SIZE, 1000, NOWHERE);
    struct page_box *broken = page_maths_display(&layout, maths, SIZE, whole->width - 10, NOWHERE);
    const struct page_mark *first = NULL, *second = NULL;
    for (const struct page_mark *mark = broken->first; mark; mark = mark->next)
        if (mark->kind == MARK_TEXT && strcmp(mark->shaped->text, "=") == 0) {
            second = first ? mark : NULL;
            first = first ? first : mark;
        }
    assert_non_null(second);
    assert_near(first->x, second->x);
    assert_true(second->y > first->y);
    assert_near(find_text(broken, "1000")->y, second->y);
    assert_near(find_text(broken, "400")->y, first->y);
    assert_true(broken->width <= whole->width - 10);
    /* Narrower still: the sum itself is broken, and nothing is wider than requested. */
    for (double width = whole->width; width > 30; width -= 7) {
        struct page_box *narrow = page_maths_display(&layout, maths, SIZE, width, NOWHERE);
        assert_true(narrow->width <= width + 0.01);
        for (const struct page_mark *mark = narrow->first; mark; mark = mark->next)
            assert_true(mark->x + width_of(mark) <= width + 0.01 && mark->x >= 0);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fraction),
        cmocka_unit_test(test_scripts),
        cmocka_unit_test(test_dots_keep_clear_of_slanted_letters),
        cmocka_unit_test(test_letters_are_italic_names_upright),
        cmocka_unit_test(test_spaces),
        cmocka_unit_test(test_brackets_grow),
        cmocka_unit_test(test_cases),
        cmocka_unit_test(test_cases_have_gaps),
        cmocka_unit_test(test_root_covers_its_radicand),
        cmocka_unit_test(test_long_lines_break_before_equals),
    };
    return cmocka_run_group_tests(tests, open_fonts, close_fonts);
}
