/* What an audit says: its text, and its JSON. Counts of the lab `planted` are made again by plain loops over its grid:
 * width and height are 1 to 10, the share is 0 to 8 eighths. */
#include "lab/lab.h"
#include "prove/certificate.h"
#include "prove/prove.h"

#include <jansson.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "silent_fixture.h"

static const struct prove_audit *audit_of(const char *folder, const char *const *names, int count) {
    struct lab *lab = lab_load(arena, units, folder, diag);
    assert_non_null(lab);
    const struct prove_audit *audit =
        prove_audit(arena, lab, names, count, &(struct prove_audit_options){.seed = "seed", .processes = 1}, diag);
    assert_non_null(audit);
    return audit;
}

static const char *text_of(const struct prove_audit *audit) {
    struct text out = {0};
    prove_audit_print(&out, audit);
    const char *copy = arena_strdup(arena, out.bytes);
    text_free(&out);
    return copy;
}

static json_t *json_of(const struct prove_audit *audit) {
    struct text out = {0};
    prove_audit_print_json(&out, audit);
    json_t *root = json_loads(out.bytes, 0, NULL);
    text_free(&out);
    assert_non_null(root);
    return root;
}

/* What the grid of width and height has. */
struct counts {
    int large, small, above, below, square, declared, steep, longer;
};

static struct counts count_grid(void) {
    struct counts counts = {0};
    for (int w = 1; w <= 10; w++)
        for (int h = 1; h <= 10; h++) {
            const int area = w * h;
            counts.large += area > 90;
            counts.small += area <= 9;
            counts.above += h > w && area > 90;
            counts.below += h > w && area <= 90;
            counts.square += w == h;
            counts.declared += 4 * h * h > w * w + h * h; /* area > width × diagonal / 2 */
            counts.steep += h * 100 >= 204 * w;
            counts.longer += w * w + h * h > w * w && w * w + h * h > h * h;
        }
    return counts;
}

/* The line of a report that begins with these words, after the heading of a question or statement. */
static void assert_line(const char *report, const char *head, const char *words, int count) {
    const char *from = strstr(report, arena_printf(arena, "%s: ", head)), *end = from ? strstr(from, "\n\n") : NULL;
    if (!from || !end)
        fail_msg("no %s in\n%s", head, report);
    const char *line = strstr(from, arena_printf(arena, "\n  %s ", words));
    if (!line || line > end)
        fail_msg("no `%s` of %s in\n%s", words, head, from);
    const char *figure = line + 3 + strlen(words);
    if (strtol(figure, NULL, 10) != count)
        fail_msg("%s of %s: %ld, not %d", words, head, strtol(figure, NULL, 10), count);
}

static void test_text(void **state) {
    (void)state;
    const char *report = text_of(audit_of("tests/labs/planted", NULL, 0));
    const struct counts counts = count_grid();
    const struct {
        const char *head, *words;
        int count;
    } lines[] = {
        {"corner", "A is right: NEARLY ALWAYS", 97}, /* an area below 90; it is 90 twice, and above once */
        {"corner", "B is right: NEVER", 0},
        {"corner", "none is right", 2},
        {"corner", "several are right", 1},
        {"distractor", "C is right", counts.small},
        {"undefined", "a claim has no value", counts.square},
        {"printed", "A is right", 7}, /* two eighths and more */
        {"printed", "ANOTHER KEY within printed rounding", 1},
        {"declared", "A is right: its claim agrees", counts.declared},
        {"declared", "A is right: ITS CLAIM DOES NOT", 100 - counts.declared},
        {"declared", "a claim contradicts: NO KEY", 100 - counts.declared},
        {"crossing", "B is wrong: ITS CLAIM DOES NOT", 10},
        {"diagonal", "a number is right", 100},
        {"slope", "infinite or WITHOUT A VALUE", counts.square},
        {"left_over", "zero", 8}, /* a height of two more than the width */
        {"part", "\"none\" is right", 1},
        {"part", "CLAMPED to a bound", 2}, /* seven and eight eighths */
        {"threshold", "\"none\" is right", 4},
        {"steep", "B is right", counts.steep},
        {"large_areas", "it holds", counts.large},
        {"large_areas", "IT DOES NOT", 100 - counts.large},
        {"longer_than_the_sides", "it holds", counts.longer},
        {"high_ones_are_large", "it holds", counts.above},
        {"high_ones_are_large", "it does not", counts.below}, /* a source says so, not the lab */
    };
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        assert_line(report, lines[i].head, lines[i].words, lines[i].count);
    static const char *const pieces[] = {
        "corner: 100 sets of width, height\n",
        "none is right                                   2     2.0 %  nearest: width 9, height 10\n",
        "  A is right, as declared\n",
        "  \"Every area is large.\"\n",
        "  declared: always\n  it applies to 45 of them,   45.0 %\n",
        "\n6 of 14 questions have sets without a key, 4 of 14 sets with another key within printed rounding; 1 of 2 of "
        "the "
        "lab's own statements fails\n",
    };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        if (!strstr(report, pieces[i]))
            fail_msg("not said: %s\n%s", pieces[i], report);
}

/* The member at a path of names and numbers, such as `questions.0.right.A`. */
static json_t *at(json_t *root, const char *path) {
    char *words = arena_strdup(arena, path);
    for (char *word = strtok(words, "."); word; word = strtok(NULL, "."))
        root = json_is_array(root) ? json_array_get(root, (size_t)atoi(word)) : json_object_get(root, word);
    if (!root)
        fail_msg("nothing at %s", path);
    return root;
}

static void test_json(void **state) {
    (void)state;
    static const char *const names[] = {"corner", "declared", "part", "large_areas", "high_ones_are_large"};
    json_t *root = json_of(audit_of("tests/labs/planted", names, 5));
    const struct counts grid = count_grid();
    const struct {
        const char *path;
        int count;
    } counts[] = {
        {"questions.0.sets", 100},
        {"questions.0.right.A", 97},
        {"questions.0.none", 2},
        {"questions.0.several", 1},
        {"questions.0.examples.several.width", 10},
        {"questions.1.right.A", grid.declared},
        {"questions.1.none", 100 - grid.declared},
        {"questions.1.claims.A.agrees", grid.declared},
        {"questions.1.claims.A.contradicts", 100 - grid.declared},
        {"questions.2.sets", 9},
        {"questions.2.absent", 1},
        {"questions.2.clamped", 2},
        {"statements.0.true", 1},
        {"statements.0.false", 99},
        {"statements.0.no_value", 0},
        {"statements.0.example_true.height", 10},
        {"statements.1.sets", 45},
        {"statements.1.true", grid.above},
        {"statements.1.false", grid.below},
    };
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
        if (json_number_value(at(root, counts[i].path)) != counts[i].count)
            fail_msg("%s is %g, not %d", counts[i].path, json_number_value(at(root, counts[i].path)), counts[i].count);
    const char *const words[][2] = {{"lab", "planted"},
                                    {"questions.0.name", "corner"},
                                    {"questions.0.kind", "choice"},
                                    {"questions.0.parameters.1", "height"},
                                    {"questions.0.never_right.0", "B"},
                                    {"questions.0.nearly_always_right.0", "A"},
                                    {"questions.1.kind", "reflection"},
                                    {"questions.2.kind", "numeric"},
                                    {"questions.2.mistakes.0.name", "whole_percent"},
                                    {"statements.0.text", "Every area is large."},
                                    {"statements.1.declared", "always"}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        assert_string_equal(json_string_value(at(root, words[i][0])), words[i][1]);
    json_decref(root);
}

/* A grid that cannot be counted is sampled, with a confidence of 95 %: of what the sample never has there is less than
 * 3 / n (the rule of three, since 0.95 is nearly 1 - e^-3); the share of A is a quarter. */
static void test_sample(void **state) {
    (void)state;
    static const char *const names[] = {"free_choice", "large_free_is_outside"};
    const struct prove_audit *audit = audit_of("tests/labs/endless", names, 2);
    const char *report = text_of(audit);
    static const char *const pieces[] = {
        "free_choice: 4,194,304 drawn sets of free\n  SAMPLED: a parameter has no step; these were drawn with the seed "
        "'seed'",
        "Counts are those in the sample; what is said of all sets holds with 95 % confidence.",
        "none is right                                   0    none in the sample: less than 0.000072 % of all\n",
        "  it applies to 3,14", /* three quarters of 4,194,304 are 3,145,728 */
        "2 of 2 questions and statements were sampled",
    };
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++)
        if (!strstr(report, pieces[i]))
            fail_msg("not said: %s\n%s", pieces[i], report);
    json_t *root = json_of(audit);
    assert_true(json_is_null(at(root, "questions.0.sampled.grid")));
    assert_string_equal(json_string_value(at(root, "questions.0.sampled.seed")), "seed");
    assert_true(json_number_value(at(root, "questions.0.sampled.confidence")) == 0.95);
    assert_true(fabs(json_number_value(at(root, "questions.0.bounds.none.1")) * 4194304 - 3) < 0.01);
    const double low = json_number_value(at(root, "questions.0.bounds.right.A.0")),
                 high = json_number_value(at(root, "questions.0.bounds.right.A.1")),
                 share = json_number_value(at(root, "questions.0.right.A")) / 4194304;
    assert_true(low < share && share < high && low < 0.251 && high > 0.249);
    /* 1.96 standard deviations of a share of 1/4 on either side */
    assert_true(fabs((high - low) / (2 * 1.96 * sqrt(0.25 * 0.75 / 4194304)) - 1) < 0.01);
    json_decref(root);
}

/* The certificate of a sample names the seed, from which the sample can be drawn again; one of counts has none. */
static void test_certified_sample(void **state) {
    (void)state;
    static const char *const names[] = {"free_choice", "corner"}, *const folders[] = {"tests/labs/endless",
                                                                                      "tests/labs/planted"};
    for (int i = 0; i < 2; i++) {
        struct lab *lab = lab_load(arena, units, folders[i], diag);
        const struct prove_audit *audit =
            prove_audit(arena, lab, &names[i], 1,
                        &(struct prove_audit_options){.seed = "of this test", .processes = 1, .certified = true}, diag);
        const struct prove_files files = prove_files_of(arena, lab);
        struct text out = {0};
        prove_certificate_print(&out, audit, &files, "a program", &names[i], 1);
        json_t *root = json_loads(out.bytes, 0, NULL);
        text_free(&out);
        assert_non_null(root);
        const json_t *seed = json_object_get(root, "seed");
        assert_string_equal(json_is_null(seed) ? "none" : json_string_value(seed), i ? "none" : "of this test");
        json_decref(root);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {TEST(test_text), TEST(test_json), TEST(test_sample),
                                       TEST(test_certified_sample)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
