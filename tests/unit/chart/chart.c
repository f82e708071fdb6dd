/* Charts: ticks that people would choose, figures by hand arithmetic, labels that stand free. */
#include "lab/lab.h"
#include "page/layout.h"
#include "words/words.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct arena *arena;
static struct units *units;
static struct lab *lab;
static struct chart_program *program;
static struct page_style *style;
static struct pdf_fonts *fonts;

static int open_lab(void **state) {
    (void)state;
    struct diag *diag = diag_new();
    arena = arena_new();
    units = units_new();
    lab = lab_load(arena, units, "scale-illusion", diag);
    style = page_style_read(arena, ".", diag);
    fonts = style ? pdf_fonts_new(style, diag) : NULL;
    if (lab)
        program = chart_program_new(arena, lab);
    fputs(diag_text(diag), stderr);
    diag_free(diag);
    return lab && fonts ? 0 : -1;
}

static int close_lab(void **state) {
    (void)state;
    pdf_fonts_free(fonts);
    units_free(units);
    arena_free(arena);
    return 0;
}

struct tick_case {
    double least, most;
    const char *format;
    const char *expected; /* labels, `|` between them; then the ends of the axis where they are no ticks */
    bool log, powers_of_two, from_zero, tight;
};

/* What somebody would write on an axis by hand. */
static const struct tick_case tick_cases[] = {
    {0, 47545264, "millions 2", "$0M|$10M|$20M|$30M|$40M|$50M", .from_zero = true},
    {2.4e6, 55.2e6, "millions 2", "$0M|$20M|$40M|$60M", .from_zero = true},
    {87600, 2208584.8, "millions 2", "$0.0M|$0.5M|$1.0M|$1.5M|$2.0M|$2.5M", .from_zero = true},
    {377169600, 876000000, "millions 2", "$0M|$200M|$400M|$600M|$800M|$1,000M", .from_zero = true},
    {0.05, 1, "percent", "0%|20%|40%|60%|80%|100%", .from_zero = true, .tight = true},
    {0.05, 1, "percent", "20%|40%|60%|80%|100%", .tight = true},
    {0.1, 0.12, "percent", "10.0%|10.5%|11.0%|11.5%|12.0%", .tight = true},
    {1, 5, "0", "1|2|3|4|5", .tight = true},
    {1, 3, "0", "1|2|3", .tight = true},
    {100, 4000, "0", "0|1,000|2,000|3,000|4,000", .from_zero = true},
    {0, 1, "auto", "0.0|0.2|0.4|0.6|0.8|1.0", .log = false},
    {-3, 7, "auto",
     "\xE2\x88\x92"
     "4|\xE2\x88\x92"
     "2|0|2|4|6|8",
     .log = false},
    {0, 0.003, "auto", "0.000|0.001|0.002|0.003", .log = false},
    {20000, 80000, "money", "$20,000|$40,000|$60,000|$80,000", .log = false},
    {1, 4096, "auto", "1|8|64|512|4,096", .log = true, .powers_of_two = true, .tight = true},
    {1, 64, "auto", "1|4|16|64", .log = true, .powers_of_two = true, .tight = true},
    {1, 32, "auto", "1|2|4|8|16|32", .log = true, .powers_of_two = true, .tight = true},
    {0.32, 4096, "auto", "1|10|100|1,000", .log = true},
    {0.04, 4096, "auto", "0.1|1|10|100|1,000", .log = true},
    {1, 1000, "auto", "1|10|100|1,000", .log = true},
    {1e-6, 1e9, "auto", "0.000001|0.0001|0.01|1|100|10,000|1,000,000|100,000,000", .log = true},
    {3, 60, "auto", "2|5|10|20|50|100", .log = true},
    {0, 350400, "millions 2", "$0K|$100K|$200K|$300K|$400K", .from_zero = true},
    {0, 3.2e9, "millions 2", "$0B|$1B|$2B|$3B|$4B", .from_zero = true},
    {1e6, 1e9, "millions", "$1M|$10M|$100M|$1B", .log = true},
    {5, 5, "0", "0|1|2|3|4|5", .log = false}, /* one value: from zero to it */
};

static struct chart_axis axis_of(const struct tick_case *c) {
    struct chart_axis axis = {.label = "",
                              .unit_word = "",
                              .scale = c->log ? AXIS_LOG : AXIS_LINEAR,
                              .powers_of_two = c->powers_of_two,
                              .from_zero = c->from_zero,
                              .tight = c->tight,
                              .minimum = NAN,
                              .maximum = NAN,
                              .least = c->least,
                              .most = c->most};
    assert_true(number_format_parse(c->format, &axis.format));
    return axis;
}

static void test_ticks(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof tick_cases / sizeof *tick_cases; i++) {
        struct chart_axis axis = axis_of(&tick_cases[i]);
        struct chart_ticks ticks;
        struct text text = {0};
        chart_axis_ticks(&axis, 5, &ticks);
        for (int j = 0; j < ticks.count; j++) {
            text_puts(&text, j ? "|" : "");
            chart_tick_print(&text, &axis, &ticks, j, &number_locale_english);
        }
        assert_string_equal(text.bytes, tick_cases[i].expected);
        text_free(&text);
    }
}

/* Whatever the range: a few ticks, in order, on the axis, with labels that all differ; the axis holds its values. */
static void test_any_range_has_ticks(void **state) {
    (void)state;
    static const char *const formats[] = {"auto", "0", "2", "percent", "millions 2", "money"};
    srand(7);
    for (int i = 0; i < 20000; i++) {
        double size = pow(10, rand() % 19 - 9), least = size * (rand() % 2001 - 1000) / 1000;
        double most = least + size * (rand() % 1000) / (1 + rand() % 1000);
        struct tick_case c = {least, most, formats[rand() % 6], "", .from_zero = rand() % 2, .tight = rand() % 2};
        c.log = least > 0 && rand() % 3 == 0;
        c.from_zero = c.from_zero && !c.log;
        c.powers_of_two = rand() % 2;
        struct chart_axis axis = axis_of(&c);
        struct chart_ticks ticks;
        chart_axis_ticks(&axis, 5, &ticks);
        assert_true(ticks.count >= 1 && ticks.count <= TICKS_MOST);
        assert_true(isfinite(ticks.from) && isfinite(ticks.to) && ticks.from < ticks.to);
        double slack = 1e-9 * (ticks.to - ticks.from);
        assert_true(ticks.from <= least + slack && ticks.to >= most - slack);
        struct text before = {0}, label = {0};
        for (int j = 0; j < ticks.count; j++) {
            double place = chart_axis_place(&axis, &ticks, ticks.values[j]);
            assert_true(place > -1e-6 && place < 1 + 1e-6);
            assert_true(j == 0 || ticks.values[j] > ticks.values[j - 1]);
            text_clear(&label);
            chart_tick_print(&label, &axis, &ticks, j, &number_locale_english);
            if (j && size >= (axis.format.style == NUMBER_MILLIONS ? 1e3 : 1e-4))
                assert_string_not_equal(label.bytes, before.bytes);
            text_clear(&before);
            text_puts(&before, label.bytes);
        }
        text_free(&before);
        text_free(&label);
    }
}

static double *defaults_of(struct arena *own, const struct model *model) {
    double *values = arena_array(own, (size_t)model->count, sizeof *values);
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER)
            values[i] = model->quantities[i]->initial;
    return values;
}

/* Values of a set: defaults but for the named parameters (ends with NULL). */
static double *values_of(struct arena *own, const char *name, double value, ...) {
    double *values = defaults_of(own, lab->model);
    va_list rest;
    va_start(rest, value);
    while (name) {
        values[model_lookup(lab->model, name)->index] = value;
        name = va_arg(rest, const char *);
        value = name ? va_arg(rest, double) : 0;
    }
    va_end(rest);
    program_run_all(program_new_all(own, lab->model), 1, values);
    return values;
}

static struct chart *computed(const char *name, const double *values) {
    return chart_compute(arena, program, lab_lookup_chart(lab, name), values);
}

static const char *described(const struct chart *chart, const char *tag) {
    const struct words_language *language = words_language_lookup(tag);
    return chart_describe(arena, chart, language, &language->locale);
}

static void near(double value, double expected) {
    if (!(fabs(value - expected) <= 1e-9 * fabs(expected)))
        fail_msg("%.17g is not %.17g", value, expected);
}

static void test_curves(void **state) {
    (void)state;
    struct chart *chart = computed("speedup_curve", values_of(arena, NULL, 0));
    assert_int_equal(chart->point_count, 13);
    for (int i = 0; i < 13; i++) { /* 0.4 x (1 - 0.2) = 0.32 for each GPU */
        near(chart->x_values[i], 1 << i);
        near(chart->series[0].y[i], 1 << i);
        near(chart->series[1].y[i], 0.32 * (1 << i));
    }
    near(chart->markers[0].x, 1000);
    near(chart->markers[0].y, 320);
    near(chart->y.least, 0.32);
    near(chart->y.most, 4096);
    assert_true(chart->areas[0].shown);
    chart =
        computed("speedup_curve", values_of(arena, "parallel_efficiency", 1.0, "communication_overhead", 0.0, NULL));
    assert_false(chart->areas[0].shown); /* nothing is lost */

    chart = computed("utilization_curve", values_of(arena, NULL, 0));
    near(chart->x_values[0], 0.05);
    near(chart->x_values[19], 1);
    near(chart->series[0].y[19], 55188000); /* 1000 x 8760 x 3 x 2.10 */
    near(chart->series[1].y[0], 46128772);  /* 40M + 6M + 2,575,440 x 0.05 */
    near(chart->series[2].y[7], 35872200);
    near(chart->lines[0].value, 46e6 / (26280 * (2.1 - 0.098) * 1000));
    assert_true(chart->lines[0].shown && chart->lines[1].shown);
    chart = computed("utilization_curve", values_of(arena, "years", 1.0, NULL)); /* 239 % */
    assert_false(chart->lines[0].shown);
    assert_true(chart->lines[1].shown);
}

static void test_bars(void **state) {
    (void)state;
    struct chart *chart = computed("tco_bars", values_of(arena, NULL, 0));
    near(chart->series[0].y[0], 33112800);
    near(chart->series[1].y[0], 35872200);
    near(chart->series[2].y[0], 47545264);
    near(chart->lines[0].value, 47545264);
    assert_true(chart->series[0].highlighted && !chart->series[1].highlighted && !chart->series[2].highlighted);
    chart = computed("tco_bars", values_of(arena, "utilization", 0.65, NULL)); /* U = 1 - D: a tie */
    assert_true(chart->series[0].highlighted && chart->series[1].highlighted && !chart->series[2].highlighted);
    chart = computed("tco_bars", values_of(arena, NULL, 0));
    assert_string_equal(described(chart, "en"),
                        "Bar chart: Total cost of the three paths. Upward: Total cost over the planning horizon, from "
                        "$0.00M to $50.00M. On-demand: $33.11M (cheapest). Reserved: $35.87M. On-premises: $47.55M. "
                        "Horizontal line at $47.55M: on-premises at this utilization.");
    chart = computed("utilization_curve", values_of(arena, NULL, 0));
    const char *text = described(chart, "en");
    assert_non_null(strstr(text, "on-demand: from $2.76M to $55.19M."));
    assert_non_null(strstr(text, "on-demand and on-premises cross at 87.4%."));
    assert_non_null(strstr(text, "on-demand and reserved cross at 65%."));
    assert_null(strstr(text, "on-premises and reserved cross"));
    assert_non_null(strstr(text, "Vertical line at 87.4%: breakeven."));
}

/* 1 to 4,096 in 24 steps: a factor of the square root of two each, or 4,095 / 24. */
static void test_sweeps(void **state) {
    (void)state;
    static const struct {
        const char *chart;
        int points;
        double second;
    } cases[] = {{"plain", 25, 1 + 4095.0 / 24},
                 {"upright", 97, 1 + 4095.0 / 96},
                 {"across", 25, 1.4142135623730951},
                 {"asked", 5, 1 + 4095.0 / 4}};
    struct diag *diag = diag_new();
    const struct lab *own = lab_load(arena, units, "tests/golden/lab/sweeps", diag);
    assert_string_equal(diag_text(diag), "");
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct lab_chart *chart = lab_lookup_chart(own, cases[i].chart);
        assert_int_equal(chart->chart.point_count, cases[i].points);
        near(sweep_value(&chart->chart.sweep, 1), cases[i].second);
        near(sweep_value(&chart->chart.sweep, cases[i].points - 1), 4096);
    }
    diag_free(diag);
}

/* A curve's straight pieces leave it by less than one in 200 of its height. The time is the energy over the power: in
 * the middle of a piece from a to b it is 2 / (a + b) of that energy. */
static void test_no_corners(void **state) {
    (void)state;
    struct diag *diag = diag_new();
    const struct lab *own = lab_load(arena, units, "tests/labs/battery", diag);
    assert_string_equal(diag_text(diag), "");
    double *values = defaults_of(arena, own->model);
    program_run_all(program_new_all(arena, own->model), 1, values);
    const struct chart *chart = chart_compute(arena, chart_program_new(arena, own), &own->charts[0], values);
    const double *x = chart->x_values, *y = chart->series[0].y;
    int last = chart->point_count - 1;
    near(y[0], 720 * 0.85 / 10); /* 10 * 3.6 V * 4 * 5 Ah */
    for (int i = 0; i < last; i++) {
        double curve = log(720 * 0.85 * 2 / (x[i] + x[i + 1])), piece = (log(y[i]) + log(y[i + 1])) / 2;
        if (fabs(curve - piece) > log(y[0] / y[last]) / 200)
            fail_msg("from %g to %g", x[i], x[i + 1]);
    }
    diag_free(diag);
}

/* The sentences are the language's, and so are its numbers; names are the lab's. One GPU is no "1 GPUs". */
static void test_languages(void **state) {
    (void)state;
    static const char *const curves[][2] = {
        {"en", "Line chart: Speedup against cluster size. Across: Cluster size, from 1\u00A0GPU to 4,096\u00A0GPUs, "
               "logarithmic."},
        {"de", "Liniendiagramm: Speedup against cluster size. Waagerechte Achse: Cluster size, von 1\u00A0GPU bis "
               "4.096\u00A0GPUs, logarithmisch."},
        {"de-CH", "Liniendiagramm: Speedup against cluster size. Waagerechte Achse: Cluster size, von 1\u00A0GPU bis "
                  "4’096\u00A0GPUs, logarithmisch."},
        {"fr", "Graphique en courbes : Speedup against cluster size. Axe horizontal : Cluster size, de 1\u00A0GPU à "
               "4\u202F096\u00A0GPUs, logarithmique."},
        {"es", "Gráfico de líneas: Speedup against cluster size. Eje horizontal: Cluster size, de 1\u00A0GPU a "
               "4\u202F096\u00A0GPUs, logarítmico."},
        {"it", "Grafico a linee: Speedup against cluster size. Asse orizzontale: Cluster size, da 1\u00A0GPU a "
               "4.096\u00A0GPUs, logaritmico."},
        {"pt", "Gráfico de linhas: Speedup against cluster size. Eixo horizontal: Cluster size, de 1\u00A0GPU a "
               "4\u202F096\u00A0GPUs, logarítmico."},
        {"nl", "Lijndiagram: Speedup against cluster size. Horizontale as: Cluster size, van 1\u00A0GPU tot "
               "4.096\u00A0GPUs, logaritmisch."}};
    static const char *const bars[][2] = {{"de", "On-demand: $33,11M (cheapest)."},
                                          {"de", "Waagerechte Linie bei $47,55M: on-premises at this utilization."},
                                          {"fr", "On-demand : $33,11M (cheapest)."},
                                          {"nl", "Verticale as: Total cost over the planning horizon, van $0,00M tot "
                                                 "$50,00M."}};
    const struct chart *curve = computed("speedup_curve", values_of(arena, NULL, 0));
    const struct chart *bar = computed("tco_bars", values_of(arena, NULL, 0));
    for (size_t i = 0; i < sizeof curves / sizeof *curves; i++) {
        const char *text = described(curve, curves[i][0]);
        if (strncmp(text, curves[i][1], strlen(curves[i][1])) != 0)
            fail_msg("%s: %s", curves[i][0], text);
    }
    assert_string_equal(words_chart_lookup(words_language_lookup("de-CH"))->scores.title, "Blätter nach Punkten");
    assert_string_equal(words_chart_lookup(words_language_lookup("tlh"))->scores.share, "Share of the marks");
    for (size_t i = 0; i < sizeof bars / sizeof *bars; i++)
        if (!strstr(described(bar, bars[i][0]), bars[i][1]))
            fail_msg("%s: %s", bars[i][0], described(bar, bars[i][0]));
}

/* Own answers: the axis grows for those that are near, the others are left out. */
static void test_own(void **state) {
    (void)state;
    struct chart *chart = computed("tco_bars", values_of(arena, NULL, 0)); /* 33.1, 35.9 and 47.5 million, from zero */
    chart_add_marker(arena, chart, (struct chart_marker){.label = "mine", .x = 1, .y = 90e6});
    chart_add_marker(arena, chart, (struct chart_marker){.label = "far", .x = 0, .y = 200e6});
    chart_add_marker(arena, chart, (struct chart_marker){.label = "below", .x = 0, .y = -1e6});
    assert_true(chart->markers[0].shown && !chart->markers[1].shown && !chart->markers[2].shown);
    near(chart->y.most, 90e6);
    assert_non_null(strstr(described(chart, "en"), " Marked: mine, Reserved, $90.00M."));
    assert_null(strstr(described(chart, "en"), "far"));
    chart = computed("speedup_curve", values_of(arena, NULL, 0)); /* from 0.32 to 4096, logarithmic */
    static const double places[][3] = {{1000, 333, 1}, {1000, 0.04, 1}, {1000, 0.03, 0}, {1000, -5, 0}, {5000, 320, 0}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        chart = computed("speedup_curve", values_of(arena, NULL, 0));
        int first = chart->marker_count;
        chart_add_marker(arena, chart, (struct chart_marker){.label = "mine", .x = places[i][0], .y = places[i][1]});
        assert_int_equal(chart->markers[first].shown, places[i][2]);
    }
    chart = computed("utilization_curve", values_of(arena, NULL, 0));
    int first = chart->line_count;
    chart_add_line(arena, chart, (struct chart_line){.label = "mine", .vertical = true, .value = 0.9});
    chart_add_line(arena, chart, (struct chart_line){.label = "mine", .vertical = true, .value = 1.2});
    assert_true(chart->lines[first].shown && !chart->lines[first + 1].shown);
}

/* An empty frame tells nothing of the values: without a range of its own its axis has no figures. */
static void test_frame(void **state) {
    (void)state;
    struct chart *chart = computed("tco_bars", values_of(arena, NULL, 0));
    chart_empty(chart);
    struct chart_ticks ticks;
    chart_axis_ticks(&chart->y, 5, &ticks);
    near(ticks.from, 0);
    near(ticks.to, 10);
    struct text figure = {0};
    chart_tick_print(&figure, &chart->y, &ticks, 1, &number_locale_english);
    assert_int_equal(figure.length, 0);
    assert_false(chart->lines[0].shown);
    struct chart *speedup = computed("speedup_curve", values_of(arena, NULL, 0));
    chart_empty(speedup);
    chart_axis_ticks(&speedup->y, 5, &ticks);
    near(ticks.from, 0.1);
    near(ticks.to, 10000);
    for (int i = 0; i < 3; i++)
        assert_true(!chart->series[i].shown && !chart->series[i].highlighted);
    assert_null(strstr(described(chart, "en"), "33"));
    assert_null(strstr(described(chart, "en"), "47"));
    assert_non_null(strstr(described(chart, "en"), " An empty frame to plot in."));
    assert_non_null(strstr(described(chart, "de"), ", auf einer selbst gewählten Skala."));
    assert_non_null(strstr(described(chart, "de"), " Ein leerer Rahmen zum Einzeichnen."));
}

struct rectangle {
    double left, top, right, bottom;
    const char *text;
};

static bool overlap(const struct rectangle *a, const struct rectangle *b) {
    return fmin(a->right, b->right) - fmax(a->left, b->left) > 0.3 &&
           fmin(a->bottom, b->bottom) - fmax(a->top, b->top) > 0.3;
}

/* Every piece of text in the chart, as the ink of its letters; where pieces overlap or leave the chart, fails. */
static void check_labels(const struct page_box *box, double width, double height, const char *what) {
    struct rectangle pieces[400];
    int count = 0;
    for (const struct page_mark *mark = box->first; mark; mark = mark->next) {
        if (mark->kind != MARK_TEXT || mark->shaped->text[strspn(mark->shaped->text, " ")] == '\0')
            continue;
        assert_true(count < 400);
        double length = mark->shaped->width * mark->size / 1000;
        size_t spaces = 0;
        while (spaces < mark->shaped->length && mark->shaped->text[mark->shaped->length - 1 - spaces] == ' ')
            spaces++;
        length -= (double)spaces * 0.2 * mark->size;
        struct rectangle piece = {mark->x, mark->y - 0.72 * mark->size, mark->x + length, mark->y + 0.2 * mark->size,
                                  mark->shaped->text};
        if (piece.left < -0.5 || piece.top < -0.5 || piece.right > width + 0.5 || piece.bottom > height + 0.5)
            fail_msg("%s: '%s' leaves the chart", what, piece.text);
        for (int i = 0; i < count; i++)
            if (overlap(&pieces[i], &piece))
                fail_msg("%s: '%s' overlaps '%s'", what, pieces[i].text, piece.text);
        pieces[count++] = piece;
    }
    assert_true(count > 5);
}

/* What a detail would say, at its longest. */
static void fill_details(struct chart *chart) {
    for (int i = 0; i < chart->series_count; i++)
        if (i == 1 && chart->kind == CHART_LINE)
            chart->series[i].detail = "(E 100%, C 60%)";
    for (int i = 0; i < chart->line_count; i++)
        if (chart->lines[i].vertical)
            chart->lines[i].detail = "87.4%";
    for (int i = 0; i < chart->marker_count; i++)
        chart->markers[i].detail = "(N = 4,096)";
}

static void draw_all(const double *values, double width, const char *what) {
    struct arena *own = arena_new();
    struct diag *diag = diag_new();
    struct document document = {.arena = own, .locale = &number_locale_english, .language = "en"};
    struct page_layout layout = {.arena = own, .fonts = fonts, .style = style, .document = &document, .diag = diag};
    for (int i = 0; i < lab->chart_count; i++) {
        struct chart *chart = chart_compute(own, program, &lab->charts[i], values);
        fill_details(chart);
        struct page_drawn_chart drawn = page_chart(&layout, chart, width, 0, (struct pos){0});
        assert_true(drawn.height > 0.3 * width && drawn.height < 1.2 * width);
        check_labels(drawn.box, width, drawn.height, arena_printf(own, "%s, %s, width %g", chart->name, what, width));
        chart_empty(chart);
        drawn = page_chart(&layout, chart, width, 0, (struct pos){0});
        check_labels(drawn.box, width, drawn.height, arena_printf(own, "frame of %s, %s", chart->name, what));
        page_marks_grow(drawn.box->first, drawn.plot_top, drawn.plot_bottom, 0.4 * drawn.height);
        check_labels(drawn.box, width, 1.4 * drawn.height,
                     arena_printf(own, "grown frame of %s, %s", chart->name, what));
    }
    assert_string_equal(diag_text(diag), "");
    text_free(&layout.scratch);
    text_free(&layout.printed);
    diag_free(diag);
    arena_free(own);
}

static void test_labels_stand_free(void **state) {
    (void)state;
    static const double widths[] = {470.5, 487.3, 320};
    srand(11);
    for (int i = 0; i < 400; i++) {
        struct arena *own = arena_new();
        double *values = values_of(own, NULL, 0);
        const char *what = "";
        for (int j = 0; j < lab->model->count; j++) {
            const struct quantity *parameter = lab->model->quantities[j];
            if (parameter->kind != QUANTITY_PARAMETER)
                continue;
            int steps = (int)floor((parameter->maximum - parameter->minimum) / parameter->step + 1e-9);
            int extreme = rand() % 4;
            values[j] = parameter->minimum + parameter->step * (extreme == 0   ? 0
                                                                : extreme == 1 ? steps
                                                                               : rand() % (steps + 1));
            what = arena_printf(own, "%s %s=%g", what, parameter->name, values[j]);
        }
        program_run_all(program_new_all(own, lab->model), 1, values);
        draw_all(values, widths[i % 3], what);
        arena_free(own);
    }
}

/* Whether a straight line goes through a rectangle, by steps along it. */
static bool goes_through(const struct rectangle *r, double x1, double y1, double x2, double y2) {
    for (int i = 0; i <= 200; i++) {
        double x = x1 + (x2 - x1) * i / 200, y = y1 + (y2 - y1) * i / 200;
        if (x > r->left && x < r->right && y > r->top && y < r->bottom)
            return true;
    }
    return false;
}

/* Three markers that stand close have their labels beside the curves, not on them. */
static void test_crowded_markers_keep_off_curves(void **state) {
    (void)state;
    static const double sizes[] = {16, 64, 384, 1000, 2000}, efficiencies[] = {0.15, 0.3, 0.6, 1};
    for (int i = 0; i < 20; i++) {
        struct arena *own = arena_new();
        struct diag *diag = diag_new();
        struct document document = {.arena = own, .locale = &number_locale_english, .language = "en"};
        struct page_layout layout = {.arena = own, .fonts = fonts, .style = style, .document = &document, .diag = diag};
        struct chart *chart = computed("speedup_curve", values_of(own, "cluster_size", sizes[i % 5],
                                                                  "parallel_efficiency", efficiencies[i / 5], NULL));
        double x = chart->markers[0].x, y = chart->markers[0].y;
        fill_details(chart);
        chart_add_marker(own, chart,
                         (struct chart_marker){
                             .label = "your prediction", .detail = "(115.2)", .x = x, .y = 1.2 * y, .hollow = true});
        chart_add_marker(
            own, chart,
            (struct chart_marker){.label = "your answer", .detail = "(98)", .x = x, .y = y, .hollow = true});
        struct page_drawn_chart drawn = page_chart(&layout, chart, 400, 0, (struct pos){0});
        int labels = 0;
        for (const struct page_mark *mark = drawn.box->first; mark; mark = mark->next) {
            const char *text = mark->kind == MARK_TEXT ? mark->shaped->text : "";
            if (strncmp(text, "your ", 5) != 0 && strncmp(text, "this ", 5) != 0)
                continue;
            labels++;
            struct rectangle piece = {mark->x, mark->y - 0.5 * mark->size,
                                      mark->x + mark->shaped->width * mark->size / 1000, mark->y, text};
            for (const struct page_mark *curve = drawn.box->first; curve; curve = curve->next)
                for (int j = 0; curve->curve && j + 1 < curve->point_count; j++) {
                    const double *at = &curve->points[2 * j];
                    if (goes_through(&piece, curve->x + at[0], curve->y + at[1], curve->x + at[2], curve->y + at[3]))
                        fail_msg("N %g, E %g: a curve goes through '%s'", sizes[i % 5], efficiencies[i / 5], text);
                }
        }
        assert_true(labels >= 3);
        text_free(&layout.scratch);
        text_free(&layout.printed);
        diag_free(diag);
        arena_free(own);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_crowded_markers_keep_off_curves),
        cmocka_unit_test(test_ticks),
        cmocka_unit_test(test_any_range_has_ticks),
        cmocka_unit_test(test_curves),
        cmocka_unit_test(test_bars),
        cmocka_unit_test(test_sweeps),
        cmocka_unit_test(test_no_corners),
        cmocka_unit_test(test_languages),
        cmocka_unit_test(test_own),
        cmocka_unit_test(test_frame),
        cmocka_unit_test(test_labels_stand_free),
    };
    return cmocka_run_group_tests(tests, open_lab, close_lab);
}
