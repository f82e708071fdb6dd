#include "fill/fill.h"
#include "golden.h"
#include "sets_fixture.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct units *units;
    struct diag *diag;
    struct lab *lab;
};

static struct fixture fixture;

static void load(const char *name) {
    fixture = (struct fixture){arena_new(), units_new(), diag_new(), NULL};
    fixture.lab = lab_load(fixture.arena, fixture.units, name, fixture.diag);
    assert_string_equal(diag_text(fixture.diag), "");
}

static void unload(void) {
    units_free(fixture.units);
    diag_free(fixture.diag);
    arena_free(fixture.arena);
}

static const struct parameter_set *set_of(const char *csv) {
    struct diag *notes = diag_new();
    struct parameter_sets *sets = sets_read(fixture.arena, source_of_text(fixture.arena, "set.csv", csv, strlen(csv)),
                                            fixture.lab->model, fixture.lab->name, notes);
    assert_non_null(sets);
    const struct parameter_set *set = fixture_sets(fixture.arena, fixture.lab->model, sets, notes)[0];
    assert_false(set->bad);
    diag_free(notes);
    return set;
}

static struct fill_template *template_named(const char *name) {
    for (int i = 0; i < fixture.lab->document_count; i++)
        if (strcmp(fixture.lab->documents[i].name, name) == 0)
            return fill_load(fixture.arena, fixture.lab, &fixture.lab->documents[i], fixture.diag);
    fail_msg("no document %s", name);
    return NULL;
}

/* Fills a template and gives the Markdown. */
static const char *filled(struct fill_template *template, const struct parameter_set *set, struct document **document) {
    struct key_program *program = key_program_new(fixture.arena, fixture.lab);
    const struct fill_row row = {set, key_compute(fixture.arena, program, set), NULL};
    const struct fill_result result =
        fill_document(template, fixture.arena, &(struct fill_subject){&row, 1, NULL}, fixture.diag);
    *document = result.document;
    struct text text = {0};
    fill_print_markdown(&text, &result);
    const char *copy = arena_strdup(fixture.arena, text.bytes ? text.bytes : "");
    text_free(&text);
    return copy;
}

static void test_defaults(void **state) {
    (void)state;
    load("scale-illusion");
    const struct parameter_set *set = set_of("id,name\nS07,Ada Example\n");
    static const char *const names[] = {"worksheet", "key", "tco"};
    static const char *const titles[] = {"Worksheet of Ada Example", "Key for Ada Example",
                                         "The Scale Illusion: fleet cost model, Ada Example"};
    for (int i = 0; i < 3; i++) {
        struct document *document;
        const char *markdown = filled(template_named(names[i]), set, &document);
        assert_string_equal(diag_text(fixture.diag), "");
        assert_non_null(document);
        assert_true(golden_equal(arena_printf(fixture.arena, "tests/golden/lab/filled/%s.md", names[i]), markdown));
        assert_string_equal(document->name, names[i]);
        assert_true(document->root && document->set == document->scenarios[0] && document->set->values == set->values);
        assert_int_equal(document->scenario_count, i == 2 ? 3 : 1);
        assert_string_equal(document->title, titles[i]);
        assert_ptr_equal(document->format, &doc_formats[i == 2 ? FORMAT_XLSX : FORMAT_PDF]);
        assert_int_equal(document->audience, i == 0 ? AUDIENCE_STUDENT : AUDIENCE_INSTRUCTOR);
    }
    unload();
}

/* The lab's scenarios swing by 20% from the defaults, on the grids of the parameters and within their ranges. */
static void test_scenarios_are_derived(void **state) {
    (void)state;
    static const struct {
        const char *name;
        double values[3];
    } wanted[] = {{"utilization", {0.6, 0.7, 0.5}},        {"on_demand_price", {2.1, 2.5, 1.7}},
                  {"reserved_discount", {0.35, 0.3, 0.4}}, {"gpu_price", {40000, 30000, 50000}},
                  {"gpu_count", {1000, 1000, 1000}},       {"parallel_efficiency", {0.4, 0.4, 0.4}}};
    load("scale-illusion");
    struct document *document;
    filled(template_named("tco"), set_of("id,utilization_source\nx,a survey\n"), &document);
    assert_string_equal(diag_text(fixture.diag), "");
    static const char *const names[] = {"base", "favors buying", "favors renting"};
    for (int i = 0; i < 3; i++) {
        const struct parameter_set *set = document->scenarios[i];
        assert_string_equal(set->scenario, names[i]);
        for (size_t j = 0; j < sizeof wanted / sizeof *wanted; j++) {
            const struct quantity *quantity = model_lookup(document->model, wanted[j].name);
            assert_float_equal(set->values[quantity->index], wanted[j].values[i], 1e-12);
        }
    }
    const struct quantity *utilization = model_lookup(document->model, "utilization");
    assert_string_equal(document->scenarios[0]->parameters[utilization->ordinal].source, "a survey");
    assert_string_equal(document->scenarios[2]->parameters[utilization->ordinal].source,
                        "-20% on the base, within range and on the grid");
    /* A set at the end of a range stays there; a row's own scenario replaces the lab's of that name. */
    filled(template_named("tco"), set_of("id,scenario,utilization,gpu_price\nx,Favors buying,100%,80000\n"), &document);
    assert_int_equal(document->scenario_count, 2);
    assert_string_equal(document->scenarios[0]->scenario, "Favors buying");
    assert_string_equal(document->scenarios[1]->scenario, "favors renting");
    const struct quantity *price = model_lookup(document->model, "gpu_price");
    assert_float_equal(document->scenarios[1]->values[price->index], 80000, 0);
    unload();
}

/* A worksheet has no figure that is asked for, in any of the ways in which the key would print it. */
static void test_worksheet_has_no_key(void **state) {
    (void)state;
    static const char *const sets[] = {
        "id\nx\n", "id,utilization,reserved_discount\nx,65%,35%\n",
        "id,cluster_size,parallel_efficiency,gpu_count,years,gpu_price\nx,777,55%,700,4,35000\n"};
    static const char *const formats[] = {"0",         "1",     "2",        "auto",      "percent",
                                          "percent 1", "money", "millions", "millions 2"};
    load("scale-illusion");
    struct fill_template *template = template_named("worksheet");
    for (size_t i = 0; i < sizeof sets / sizeof *sets; i++) {
        const struct parameter_set *set = set_of(sets[i]);
        struct document *document;
        const char *markdown = filled(template, set, &document);
        assert_non_null(document);
        for (int j = 0; j < fixture.lab->question_count; j++) {
            const struct lab_question *question = &fixture.lab->questions[j];
            for (int k = 0; k < question->option_count; k++)
                assert_null(strstr(markdown, question->options[k].feedback.text));
            for (size_t k = 0; question->quantity && k < sizeof formats / sizeof *formats; k++) {
                struct number_format format;
                struct text text = {0};
                assert_true(number_format_parse(formats[k], &format));
                number_print(&text, set->values[question->quantity->index], format, NULL, &number_locale_english);
                if (text.length > 3 && strstr(markdown, text.bytes))
                    fail_msg("%s stands on the worksheet: %s", question->name, text.bytes);
                text_free(&text);
            }
        }
    }
    unload();
}

static void test_unfit(void **state) {
    (void)state;
    load("scale-illusion");
    const struct parameter_set *set = set_of("id,utilization,reserved_discount,years\nx,65%,35%,2\n");
    struct document *document;
    const char *sheet = filled(template_named("worksheet"), set, &document);
    assert_non_null(document);
    assert_non_null(strstr(sheet, " (not marked)"));
    const char *key = filled(template_named("key"), set, &document);
    assert_non_null(document);
    /* 1,000 x 0.65 x 8,760 x 2 x 2.10 */
    assert_non_null(strstr(key, "**No key** for these numbers: no option is right: On-demand TCO and Reserved TCO tie "
                                "at $23.91M."));
    assert_non_null(strstr(key, "| Prediction II | **no key** |  | – |"));
    assert_non_null(strstr(key, " | **none** | none | 1 |"));
    assert_null(strstr(key, ", right.** On-demand"));
    unload();
}

static size_t count_values(const struct doc_node *node, const char *text) {
    size_t count = node->kind == NODE_VALUE && node->value->kind == VALUE_TEXT && strcmp(node->value->text, text) == 0;
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        count += count_values(child, text);
    return count;
}

/* A name is data: whatever it looks like, it stays one value. */
static void test_names_are_data(void **state) {
    (void)state;
    static const char *const names[] = {
        "*A* [b](c) | d <e> `f`", "{{capex}} {{#key}}", "![](worked:capex)", "\xF3\xB0\x80\x80", "# H", "=1+1"};
    load("scale-illusion");
    struct fill_template *template = template_named("key");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct parameter_set *set = set_of(arena_printf(fixture.arena, "id,name\nx,%s\n", names[i]));
        struct document *document;
        filled(template, set, &document);
        assert_string_equal(diag_text(fixture.diag), "");
        assert_non_null(document);
        assert_int_equal(count_values(document->root, names[i]), 1);
        assert_non_null(strstr(document->title, names[i]));
    }
    unload();
}

/* Every error in templates, and everything that students may not see. */
static void test_mistakes(void **state) {
    (void)state;
    load("tests/golden/lab/templates");
    for (int i = 0; i < fixture.lab->document_count; i++)
        assert_null(fill_load(fixture.arena, fixture.lab, &fixture.lab->documents[i], fixture.diag));
    assert_true(golden_equal("tests/golden/lab/templates/expected.txt", diag_text(fixture.diag)));
    unload();
}

static void test_passage_in_itself(void **state) {
    (void)state;
    load("tests/golden/lab/loop");
    assert_null(template_named("worksheet"));
    assert_true(golden_equal("tests/golden/lab/loop/expected.txt", diag_text(fixture.diag)));
    unload();
}

/* Writes a template to a folder of its own; true if it loads. */
static bool loads(const char *bytes, size_t length) {
    char folder[] = "/tmp/fleetsheet-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = arena_printf(fixture.arena, "%s/sheet.md", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, length, file), length);
    assert_int_equal(fclose(file), 0);
    const struct lab_document document = {.name = "sheet", .path = path};
    struct lab lab = *fixture.lab;
    lab.folder = folder;
    bool good = fill_load(fixture.arena, &lab, &document, fixture.diag) != NULL;
    unlink(path);
    rmdir(folder);
    return good;
}

#define FRONT "---\ntitle: t\ntarget: pdf\naudience: student\n---\n"
#define LOADS(text) loads(text, sizeof text - 1)

static void test_bytes(void **state) {
    (void)state;
    load("scale-illusion");
    assert_true(LOADS(FRONT));
    assert_true(LOADS(FRONT "{{gpu_count}}\n"));
    assert_true(LOADS("\xEF\xBB\xBF" FRONT "x"));
    assert_true(LOADS("---\r\ntitle: t\r\ntarget: pdf\r\naudience: student\r\n---\r\n{{gpu_count}}\r\n"));
    assert_true(LOADS("---\ntitle: t\ntarget: pdf\naudience: student\n---"));
    assert_true(
        LOADS("---\ntitle: t\ntarget: pdf\naudience: student\npaper: letter\nlang: de-CH\ndecimal: comma\n---\n"));
    assert_string_equal(diag_text(fixture.diag), "");
    assert_false(LOADS(""));
    assert_false(LOADS("---"));
    assert_false(LOADS("---\n---\n"));
    assert_false(LOADS("--- \n- a\n---\n"));
    assert_false(LOADS("---\n: [\n---\n"));
    assert_false(LOADS(FRONT "\xFF"));
    assert_false(LOADS(FRONT "a\0b"));
    assert_false(LOADS(FRONT "\xEE\x80\x80"));
    assert_false(LOADS(FRONT "\xF3\xB0\x80\x80"));
    assert_false(LOADS(FRONT "{{#gpu_count}}"));
    assert_false(LOADS(FRONT "{{gpu_count | 99}}"));
    assert_false(LOADS(FRONT "<b>x</b>"));
    assert_false(LOADS("x" FRONT));
    unload();
}

/* A parsed template of a lab that is in another folder. */
static struct fill_template *template_of(const char *text) {
    char folder[] = "/tmp/fleetsheet-XXXXXX";
    assert_non_null(mkdtemp(folder));
    const char *path = arena_printf(fixture.arena, "%s/sheet.md", folder);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_true(fputs(text, file) >= 0 && fclose(file) == 0);
    struct lab_document *description = arena_alloc(fixture.arena, sizeof *description);
    *description = (struct lab_document){.name = "sheet", .path = path};
    struct lab *lab = arena_alloc(fixture.arena, sizeof *lab);
    *lab = *fixture.lab;
    lab->folder = arena_strdup(fixture.arena, folder);
    struct fill_template *template = fill_load(fixture.arena, lab, description, fixture.diag);
    unlink(path);
    rmdir(folder);
    assert_string_equal(diag_text(fixture.diag), "");
    assert_non_null(template);
    return template;
}

/* Data of the person, a decimal comma, and names that a section changes. */
static void test_own_template(void **state) {
    (void)state;
    static const char text[] =
        "---\ntitle: 'Sheet {{person.id}}'\ntarget: pdf\naudience: student\ndecimal: comma\npaper: letter\nlang: "
        "de\n---\n"
        "{{person.group}}{{^person.seat}}, no seat{{/person.seat}}; {{on_demand_price | money 2}}\n"
        "{{#on_demand_price}}{{name}} {{minimum | bare}} {{maximum | bare}} {{source}}{{#date}} of {{date}}{{/date}}"
        "{{/on_demand_price}}\n"
        "{{#tco.parameters}}{{symbol}} {{/tco.parameters}}{{#equations}}{{name}}{{/equations}}\n";
    load("scale-illusion");
    struct fill_template *template = template_of(text);
    const struct parameter_set *set =
        set_of("id,group,on_demand_price,on_demand_price_source,on_demand_price_date\nx,Blue,2.30,A list,2025-01-01\n");
    struct document *document;
    const char *markdown = filled(template, set, &document);
    assert_string_equal(
        markdown,
        "Blue, no seat; 2,30\u00A0$\non_demand_price 1,00\u00A0$ 5,00\u00A0$ A list of 2025-01-01\nn_f U Y P D "
        "c_gpu \n");
    assert_string_equal(document->title, "Sheet x");
    assert_string_equal(document->language, "de");
    assert_int_equal(document->paper, PAPER_LETTER);
    assert_string_equal(document->locale->decimal, ",");
    unload();
}

/* The actual speedup over what each option predicted: 4 GPUs at 50 %, with nothing lost to communication, reach 2; the
 * options predict 4, 3.2, 1.2 and 0.4. */
static void test_ratios(void **state) {
    (void)state;
    load("scale-illusion");
    struct fill_template *template = template_of(
        "---\ntitle: t\ntarget: pdf\naudience: instructor\n---\n"
        "{{#question.act1_prediction.options}}{{letter}} {{ratio}}{{#far_below}} far below{{/far_below}}"
        "{{#below}} below{{/below}}{{#above}} above{{/above}}{{#far_above}} far above{{/far_above}} {{difference}};"
        "{{/question.act1_prediction.options}}\n"
        "{{#question.act1_reflection.options}}{{ratio}}{{#below}}!{{/below}}{{/question.act1_reflection.options}}\n");
    struct document *document;
    const char *markdown =
        filled(template, set_of("id,cluster_size,parallel_efficiency,communication_overhead\nx,4,50%,0%\n"), &document);
    assert_string_equal(markdown,
                        "A 0.50 below 50%;B 0.63 below 38%;C 1.67 above 67%;D 5.00 above far above 400%;\n\n");
    unload();
}

#define CLASS "---\ntitle: t\ntarget: pdf\naudience: instructor\nfor: class\n---\n"

/* What a name means in a document for the class: within {{#sets}} it is of the set, in whatever other sections, and
 * outside of none, before and after. */
static void test_sets_of_a_class(void **state) {
    (void)state;
    load("scale-illusion");
    static const char csv[] = "id,name,gpu_count,years\na,Ann,1000,3\nb,Ben,2000,2\n";
    const struct source *source = source_of_text(fixture.arena, "set.csv", csv, sizeof csv - 1);
    struct diag *silent = diag_new_silent();
    const struct parameter_sets *sets = sets_read(fixture.arena, source, fixture.lab->model, fixture.lab->name, silent);
    struct parameter_set **all = fixture_sets(fixture.arena, fixture.lab->model, sets, silent);
    struct key_program *program = key_program_new(fixture.arena, fixture.lab);
    const struct fill_row rows[] = {{all[0], key_compute(fixture.arena, program, all[0]), NULL},
                                    {all[1], key_compute(fixture.arena, program, all[1]), NULL}};
    struct fill_template *template = template_of(
        CLASS "{{^sets}}-{{/sets}}{{#sets}}{{person.name}} {{gpu_count | bare}}"
              "{{#sets}}, {{person.id}} {{gpu_count | bare}}{{/sets}}, {{person.id}} {{gpu_count | bare}}; {{/sets}}"
              "{{#question.breakeven_utilization}}{{#sets}}{{#key}}{{#fit}}{{number}}{{/fit}}"
              "{{#absent}}none{{/absent}}{{/key}} {{/sets}}{{/question.breakeven_utilization}}\n");
    const struct fill_result result =
        fill_document(template, fixture.arena, &(struct fill_subject){rows, 2, NULL}, fixture.diag);
    assert_string_equal(diag_text(fixture.diag), "");
    assert_non_null(result.document);
    struct text text = {0};
    fill_print_markdown(&text, &result);
    /* The breakeven over three years is that of the golden key; over two there is none. */
    assert_string_equal(text.bytes, "Ann 1,000, a 1,000, b 2,000, a 1,000; Ben 2,000, a 1,000, b 2,000, b 2,000; "
                                    "87.4% none \n");
    text_free(&text);
    /* Refused, as every name of a set is outside of {{#sets}}. */
    static const char *const outside[] = {"{{gpu_count}}", "{{#key}}{{/key}}", "{{person.id}}", "{{fingerprint}}",
                                          "{{#question.capex}}{{key.number}}{{/question.capex}}"};
    for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
        const char *before[] = {"", "{{^sets}}-{{/sets}}", "{{#sets}}{{gpu_count}}{{/sets}}"};
        for (size_t k = 0; k < 3; k++) {
            const char *tags = arena_printf(fixture.arena, CLASS "%s\n%s\n", before[k], outside[i]);
            int errors = diag_count(fixture.diag, SEVERITY_ERROR);
            assert_false(loads(tags, strlen(tags)));
            assert_int_equal(diag_count(fixture.diag, SEVERITY_ERROR), errors + 1);
            assert_non_null(strstr(diag_text(fixture.diag), ":8:"));
            assert_null(strstr(diag_text(fixture.diag), ":7:"));
        }
    }
    assert_non_null(strstr(diag_text(fixture.diag), "this belongs to one set, and the document is for the class"));
    /* So is what is drawn for a set. */
    static const char *const drawn[] = {"![](chart:speedup_curve)", "![](worked:capex)"};
    for (size_t i = 0; i < sizeof drawn / sizeof *drawn; i++) {
        const char *placed = arena_printf(fixture.arena, CLASS "%s\n", drawn[i]);
        const int errors = diag_count(fixture.diag, SEVERITY_ERROR);
        assert_false(loads(placed, strlen(placed)));
        assert_int_equal(diag_count(fixture.diag, SEVERITY_ERROR), errors + 1);
        assert_non_null(
            strstr(diag_text(fixture.diag), ":7:1: error: a document for the class cannot show what is drawn"));
    }
    diag_free(silent);
    unload();
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_scenarios_are_derived),
        cmocka_unit_test(test_worksheet_has_no_key),
        cmocka_unit_test(test_unfit),
        cmocka_unit_test(test_names_are_data),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_passage_in_itself),
        cmocka_unit_test(test_bytes),
        cmocka_unit_test(test_own_template),
        cmocka_unit_test(test_ratios),
        cmocka_unit_test(test_sets_of_a_class),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
