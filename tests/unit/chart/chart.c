/* Charts of sets: curves and bars checked by hand arithmetic, and their descriptions. */
#include "chart_fixture.h"

#include "words/words.h"

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
    assert_true(chart->series[0].highlighted && !chart->series[1].highlighted && !chart->series[2].highlighted);
    chart = computed("tco_bars", values_of(arena, "utilization", 0.65, NULL)); /* U = 1 - D: a tie */
    assert_true(chart->series[0].highlighted && chart->series[1].highlighted && !chart->series[2].highlighted);
    chart = computed("tco_bars", values_of(arena, NULL, 0));
    assert_string_equal(described(chart, "en"),
                        "Bar chart: Total cost of the three paths. Upward: Total cost over the planning horizon, from "
                        "$0M to $50M. On-demand: $33.11M (cheapest). Reserved: $35.87M. On-premises: $47.55M.");
    chart = computed("utilization_curve", values_of(arena, NULL, 0));
    const char *text = described(chart, "en");
    assert_non_null(strstr(text, "on-demand: from $2.759M to $55.19M."));
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

/* The straight pieces of a curve deviate from it by less than 1/200 of its height. The time is the energy over the
 * power; in the middle of a piece from a to b it is 2 / (a + b) of that energy. */
static void test_no_corners(void **state) {
    (void)state;
    struct diag *diag = diag_new();
    const struct lab *own = lab_load(arena, units, "tests/labs/battery", diag);
    assert_string_equal(diag_text(diag), "");
    double *values = defaults_of(arena, own->model);
    machine_run_all(machine_new(arena, program_new_all(arena, own->model), 1), 1, values);
    const struct chart *chart =
        chart_compute(arena, chart_program_new(arena, own->model, &own->charts[0].chart), values, true);
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

/* Sentences and numbers are those of the language; names are the lab's. One GPU is not "1 GPUs". */
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
    static const char *const bars[][2] = {
        {"de", "On-demand: 33,11\u00A0Mio.\u00A0$ (cheapest)."},
        {"fr", "On-demand : 33,11\u00A0M$ (cheapest)."},
        {"nl", "Verticale as: Total cost over the planning horizon, van $\u00A00\u00A0mln. tot "
               "$\u00A050\u00A0mln."}};
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

/* Own answers: the axis grows for those that are near; the others are left out. */
static void test_own(void **state) {
    (void)state;
    struct chart *chart = computed("tco_bars", values_of(arena, NULL, 0)); /* 33.1, 35.9 and 47.5 million, from zero */
    chart_add_marker(arena, chart, (struct chart_marker){.label = "mine", .x = 1, .y = 90e6});
    chart_add_marker(arena, chart, (struct chart_marker){.label = "far", .x = 0, .y = 200e6});
    chart_add_marker(arena, chart, (struct chart_marker){.label = "below", .x = 0, .y = -1e6});
    assert_true(chart->markers[0].shown && !chart->markers[1].shown && !chart->markers[2].shown);
    near(chart->y.most, 90e6);
    assert_non_null(strstr(described(chart, "en"), " Marked: mine, Reserved, $90M."));
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

/* What differs looks different, on bars and in words; what is equal looks equal. */
static void test_apart(void **state) {
    (void)state;
    /* 1,000 GPUs, 3 years, $2.80, all in use: 1000 * 26280 * 2.80 = 73,584,000 on demand; on premises 1000 * (65,000 +
     * 6,000) + 1000 * 0.098 * 26280 = 73,575,440; reserved 0.9 of the first, 66,225,600. */
    struct chart *chart =
        computed("tco_bars", values_of(arena, "gpu_count", 1000.0, "utilization", 1.0, "years", 3.0, "on_demand_price",
                                       2.8, "reserved_discount", 0.1, "gpu_price", 65000.0, NULL));
    static const char *const printed[] = {"$73.584M", "$66.23M", "$73.575M"};
    /* With significant digits: at least two, and those that tell the first and the last apart. */
    static const char *const reserved[] = {"$66.23M", "$66.2M", "$66M", "$66M"};
    for (int fewer = 0; fewer < 4; fewer++) {
        const struct number_format *formats = chart_bar_formats(arena, chart, fewer);
        for (int i = 0; i < 3; i++) {
            struct text out = {0};
            number_print(&out, chart->series[i].y[0], formats[i], NULL, &number_locale_english);
            assert_string_equal(out.bytes, i == 1 ? reserved[fewer] : printed[i]);
            text_free(&out);
        }
    }
    assert_true(number_format_parse("millions 2", &chart->y.format));
    for (int fewer = 0; fewer < 3; fewer++) {
        const struct number_format *formats = chart_bar_formats(arena, chart, fewer);
        for (int i = 0; i < 3; i++) {
            struct text out = {0};
            number_print(&out, chart->series[i].y[0], formats[i], NULL, &number_locale_english);
            if (fewer == 0)
                assert_string_equal(out.bytes, printed[i]);
            text_free(&out);
        }
        double first = number_as_printed(chart->series[0].y[0], formats[0]);
        assert_true(first > number_as_printed(chart->series[2].y[0], formats[2]));
        assert_int_equal(formats[1].decimals, 2 - fewer);
    }
    const char *words = described(chart, "en");
    assert_non_null(strstr(words, "$73.584M"));
    assert_non_null(strstr(words, "$73.575M"));
    /* The breakeven of 71,000 / (26280 * 2.702) = 99.988 % is not full use. */
    chart = computed("utilization_curve",
                     values_of(arena, "gpu_count", 1000.0, "utilization", 1.0, "years", 3.0, "on_demand_price", 2.8,
                               "reserved_discount", 0.1, "gpu_price", 65000.0, NULL));
    words = described(chart, "en");
    assert_non_null(strstr(words, "99.99%"));
    assert_non_null(strstr(words, "100%"));
    /* Equal: 40% in use at a discount of 60%. */
    chart = computed("tco_bars", values_of(arena, "utilization", 0.4, "reserved_discount", 0.6, NULL));
    const struct number_format *formats = chart_bar_formats(arena, chart, 0);
    assert_int_equal(formats[0].significant, 4);
    assert_true(number_as_printed(chart->series[0].y[0], formats[0]) ==
                number_as_printed(chart->series[1].y[0], formats[1]));
}

/* An empty frame reveals nothing of the values: without a range of its own, its axis has no numbers. */
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
    /* 1.25 * 1,000 GPUs: both axes go on to the next grid line. */
    struct chart *speedup = computed("speedup_line", values_of(arena, NULL, 0));
    near(speedup->x_values[1], 1250);
    chart_empty(speedup);
    chart_axis_ticks(&speedup->y, 5, &ticks);
    near(ticks.from, 0);
    near(ticks.to, 1500);
    chart_axis_ticks(&speedup->x, 6, &ticks);
    near(ticks.to, 1500);
    for (int i = 0; i < 3; i++)
        assert_true(!chart->series[i].shown && !chart->series[i].highlighted);
    assert_null(strstr(described(chart, "en"), "33"));
    assert_null(strstr(described(chart, "en"), "47"));
    assert_non_null(strstr(described(chart, "en"), " An empty frame to plot in."));
    assert_non_null(strstr(described(chart, "de"), ", auf einer selbst gewählten Skala."));
    assert_non_null(strstr(described(chart, "de"), " Ein leerer Rahmen zum Einzeichnen."));
}

/* An answer at the place of a marker has its label with it; one beyond the question's tolerance has its own. */
static void test_marks_that_agree(void **state) {
    (void)state;
    for (int i = 0; i < 2; i++) {
        struct chart *chart = computed("speedup_line", values_of(arena, NULL, 0)); /* 320 */
        chart_add_marker(arena, chart,
                         (struct chart_marker){.label = "mine",
                                               .detail = i ? "(324)" : "(323)",
                                               .x = 1000,
                                               .y = i ? 324 : 323,
                                               .slack = 0.01,
                                               .hollow = true});
        chart_join_marks(arena, chart, words_language_lookup("de"));
        assert_true(chart->markers[1].shown && chart->markers[1].joined == !i);
        assert_string_equal(chart->markers[0].label, i ? "this cluster" : "this cluster und mine (323)");
    }
    struct chart *bars = computed("tco_bars", values_of(arena, NULL, 0)); /* 33,112,800 */
    for (int i = 0; i < 2; i++)
        chart_add_marker(
            arena, bars,
            (struct chart_marker){.label = "mine", .detail = "", .x = 0, .y = i ? 34e6 : 33.2e6, .slack = 0.01});
    chart_join_marks(arena, bars, words_language_lookup("en"));
    assert_true(!bars->markers[0].shown && bars->markers[1].shown);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_curves),     cmocka_unit_test(test_bars),      cmocka_unit_test(test_sweeps),
        cmocka_unit_test(test_no_corners), cmocka_unit_test(test_languages), cmocka_unit_test(test_own),
        cmocka_unit_test(test_frame),      cmocka_unit_test(test_apart),     cmocka_unit_test(test_marks_that_agree),
    };
    return cmocka_run_group_tests(tests, open_lab, close_lab);
}
