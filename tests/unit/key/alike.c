/* Options that print the same for a set have no key. With the defaults of the shop: price $200, fee $200, rate 25 %,
 * cost $800, total $1,000, hours 24. */
#include "lab_fixture.h"

/* The option A is right, if the two do not print the same. */
static const char *lab_of(struct arena *arena, const char *first, const char *second) {
    return arena_printf(arena,
                        "lab: shop\ntitle: The shop\nmodels: [shop]\ndocuments: []\n"
                        "constants:\n  - {name: large, label: Large, unit: USD, value: 1000, source: this test}\n"
                        "equations:\n  - {name: costly, label: Costly, unit: 1, expression: cost > large}\n"
                        "texts:\n  note: '{{price}}'\n  other: 'Two {{text.note}}'\n"
                        "questions:\n  - name: guess\n    kind: choice\n    title: Guess\n    prompt: p\n    options:\n"
                        "      A: {text: '%s', feedback: f, claim: cost < 2 * large}\n"
                        "      B: {text: '%s', feedback: f, claim: cost >= 2 * large}\n",
                        first, second);
}

struct pair {
    const char *first, *second;
    const char *columns, *row; /* of the set; "" for the defaults */
    bool alike;
};

static void test_pairs(void **state) {
    (void)state;
    static const struct pair pairs[] = {
        {"{{price}}", "{{fee}}", "", "", true},
        {"{{price}}", "{{fee}}", ",rate", ",50%", false},
        {"{{price}}", "{{fee}}", ",price,rate", ",300,25%", true},
        {"{{price}} a", "{{fee}} b", "", "", false},
        {"{{price}}", "$200", "", "", true},
        {"{{price}}", "$201", "", "", false},
        {"{{price}}", "200", "", "", false}, /* without the sign */
        {"{{total}}", "$1,000", "", "", true},
        {"{{total | 0 bare}}", "1000", "", "", true},
        {"{{rate}}", "25%", "", "", true},
        {"{{rate | 2}}", "0.25", "", "", true},
        {"{{rate | 2}}", "25%", "", "", false},
        {"{{cost | thousands 0}}", "{{total | thousands 0}}", "", "", true}, /* both are $1K */
        {"{{cost | thousands 1}}", "{{total | thousands 1}}", "", "", false},
        {"{{cost | thousands 1}}", "$0.8K", "", "", true},
        {"{{cost | millions}}", "{{total | millions}}", "", "", true}, /* $0.00M */
        {"{{hours | unit}}", "24 h", "", "", true},
        {"{{hours | bare}}", "24", "", "", true},
        {"{{hours | unit}}", "24", "", "", false},
        {"{{hours}}", "{{rest}}", "", "", false},
        {"*{{price}}*", "{{fee}}", "", "", true}, /* emphasis and spaces make no difference */
        {"about  {{price}}", "about {{fee}}", "", "", true},
        {"{{#costly}}very {{/costly}}dear", "dear", "", "", true},
        {"{{#costly}}very {{/costly}}dear", "dear", ",pieces", ",6", false}, /* costs 1,200 */
        {"{{^costly}}not {{/costly}}dear", "dear", "", "", false},
        {"{{^costly}}not {{/costly}}dear", "dear", ",pieces", ",6", true},
        {"{{#costly}}{{price}}{{/costly}}{{^costly}}{{fee}}{{/costly}}", "{{price}}", "", "", true},
        {"{{text.note}}", "{{fee}}", "", "", true},
        {"{{text.other}}", "Two {{fee}}", "", "", true},
        {"{{text.other}}", "Two {{cost}}", "", "", false},
        {"{{letter}}", "A", "", "", false},
        {"{{letter}} {{price}}", "{{letter}} {{fee}}", "", "", false},
        {"{{lab.title}} {{price}}", "{{lab.title}} {{fee}}", "", "", true},
        {"{{price}} and {{cost}}", "{{fee}} and $800", "", "", true},
        {"{{price}} and {{cost}}", "{{fee}} and $80", "", "", false},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const struct pair *pair = &pairs[i];
        struct arena *arena = arena_new();
        const struct lab_fixture_file files[] = {{"shop.yaml", SHOP_MODEL}, {NULL, NULL}};
        struct lab_fixture f = lab_fixture_text("shop", lab_of(arena, pair->first, pair->second), files);
        const struct parameter_sets *sets =
            lab_fixture_sets(&f, arena_printf(arena, "id%s\na%s\n", pair->columns, pair->row));
        const struct key_entry *entry = &lab_fixture_key(&f, lab_fixture_set(&f, sets, 0))->entries[0];
        const bool alike = entry->state == KEY_UNFIT;
        if (alike != pair->alike || (alike ? entry->reason.kind != KEY_PRINTED_ALIKE : entry->right != 0))
            fail_msg("'%s' and '%s', %s: %s", pair->first, pair->second, pair->row, alike ? "alike" : "not alike");
        const struct words_language *english = words_language_lookup("en");
        if (alike)
            assert_string_equal(key_reason_text(arena, entry, english, &english->locale),
                                "options A and B print the same");
        lab_fixture_free(&f);
        arena_free(arena);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_pairs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
