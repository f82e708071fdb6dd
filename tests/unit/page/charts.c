/* Charts on a page: labels overlap nothing and stay within the chart. */
#include "chart_fixture.h"

#include "page/layout.h"
#include "words/words.h"

static struct page_resources *resources;
static int widths_used; /* of the widths of charts */

static int open_all(void **state) {
    struct diag *diag = diag_new();
    resources = page_resources_new(".", NULL, NULL, diag);
    fputs(diag_text(diag), stderr);
    diag_free(diag);
    return resources ? open_lab(state) : -1;
}

static int close_all(void **state) {
    page_resources_free(resources);
    return close_lab(state);
}

static struct page_layout layout_of(const struct document *document, struct diag *diag) {
    return (struct page_layout){.arena = document->arena,
                                .resources = resources,
                                .fonts = resources->fonts,
                                .style = resources->style,
                                .document = document,
                                .diag = diag};
}

struct rectangle {
    double left, top, right, bottom;
    const char *text;
};

static bool overlap(const struct rectangle *a, const struct rectangle *b) {
    return fmin(a->right, b->right) - fmax(a->left, b->left) > 0.3 &&
           fmin(a->bottom, b->bottom) - fmax(a->top, b->top) > 0.3;
}

/* Takes every piece of text in the chart as the ink of its letters. Fails if pieces overlap or leave the chart. */
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

/* The longest details that the chart may get. */
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
    struct page_layout layout = layout_of(&document, diag);
    for (int i = 0; i < lab->chart_count; i++) {
        struct chart *chart = chart_compute(own, programs[i], values, true);
        fill_details(chart);
        struct page_drawn_chart drawn = page_chart(&layout, chart, width, 0, NOWHERE);
        assert_true(drawn.height > 0.3 * width && drawn.height < 1.2 * width);
        if (width < 300 && drawn.narrow)
            continue; /* a page has it below its neighbor, and wider */
        check_labels(drawn.box, width, drawn.height, arena_printf(own, "%s, %s, width %g", chart->name, what, width));
        chart_empty(chart);
        drawn = page_chart(&layout, chart, width, 0, NOWHERE);
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

/* A value of a parameter: each end of its grid in one draw of four, or any other. */
static double any_of(const struct quantity *parameter) {
    int last = parameter->listed_count ? parameter->listed_count - 1
               : parameter->choice_count
                   ? parameter->choice_count - 1
                   : (int)floor((parameter->maximum - parameter->minimum) / parameter->step + 1e-9);
    int extreme = rand() % 4, at = extreme == 0 ? 0 : extreme == 1 ? last : rand() % (last + 1);
    return parameter->listed_count ? parameter->listed[at]
                                   : parameter->minimum + at * (parameter->choice_count ? 1 : parameter->step);
}

/* Draws the charts of the lab that is open for sets with values at the ends of their grids and between. */
static void draw_any(int sets) {
    static const double widths[] = {470.5, 487.3, 320, 243};
    srand(11);
    for (int i = 0; i < sets; i++) {
        struct arena *own = arena_new();
        double *values = values_of(own, NULL, 0);
        const char *what = "";
        for (int j = 0; j < lab->model->count; j++) {
            const struct quantity *parameter = lab->model->quantities[j];
            if (parameter->kind != QUANTITY_PARAMETER)
                continue;
            values[j] = any_of(parameter);
            what = arena_printf(own, "%s %s=%g", what, parameter->name, values[j]);
        }
        machine_run_all(machine_new(own, program_new_all(own, lab->model), 1), 1, values);
        draw_all(values, widths[i % widths_used], what);
        arena_free(own);
    }
}

static void test_labels_stand_free(void **state) {
    (void)state;
    widths_used = 3;
    draw_any(400);
}

/* The same for the shelf, and beside text in two columns. SHELF_SETS=N draws N sets a lab. */
static void test_labels_of_the_shelf_stand_free(void **state) {
    static const char *const shelf[] = {"roofline",  "speedup-ceiling", "tail-latency", "parallelism",
                                        "allreduce", "checkpoints",     "kv-cache",     "rebound"};
    const char *sets = getenv("SHELF_SETS");
    close_lab(state);
    widths_used = 4;
    for (size_t i = 0; i < sizeof shelf / sizeof *shelf; i++) {
        assert_int_equal(open_named(shelf[i]), 0);
        draw_any(sets ? atoi(sets) : 12);
        close_lab(state);
    }
    assert_int_equal(open_lab(state), 0);
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

/* Three markers that are close together have their labels beside the curves, not on them. */
static void test_crowded_markers_keep_off_curves(void **state) {
    (void)state;
    static const double sizes[] = {16, 64, 384, 1000, 2000}, efficiencies[] = {0.15, 0.3, 0.6, 1};
    for (int i = 0; i < 20; i++) {
        struct arena *own = arena_new();
        struct diag *diag = diag_new();
        struct document document = {.arena = own, .locale = &number_locale_english, .language = "en"};
        struct page_layout layout = layout_of(&document, diag);
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
        struct page_drawn_chart drawn = page_chart(&layout, chart, 400, 0, NOWHERE);
        int labels = 0;
        for (const struct page_mark *mark = drawn.box->first; mark; mark = mark->next) {
            const char *text = mark->kind == MARK_TEXT ? mark->shaped->text : "";
            if (strncmp(text, "your ", 5) != 0 && strncmp(text, "this ", 5) != 0)
                continue;
            labels++;
            struct rectangle piece = {mark->x, mark->y - 0.5 * mark->size,
                                      mark->x + mark->shaped->width * mark->size / 1000, mark->y, text};
            for (const struct page_mark *curve = drawn.box->first; curve; curve = curve->next)
                for (int j = 0; curve->kind == MARK_CURVE && j + 1 < curve->point_count; j++) {
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

/* A surface that writes down what is drawn on it. */
struct recording {
    struct text words;
    double heights[8];               /* of filled rectangles */
    double left, top, right, bottom; /* the ends of the places of marks */
    int counts[MARK_KINDS], dashed, bold, filled, depth;
};

static void record_mark(void *target, const struct page_mark *mark, double x, double y) {
    struct recording *record = target;
    bool outer = record->depth == 0;
    assert_true(!outer || mark->kind == MARK_BEGIN);
    record->counts[mark->kind]++;
    record->depth += (mark->kind == MARK_BEGIN) - (mark->kind == MARK_END);
    if (mark->kind == MARK_BEGIN && outer) {
        assert_string_equal(mark->role, "Figure");
        assert_true(strlen(mark->alternative) > 20);
    }
    if (mark->kind == MARK_BEGIN || mark->kind == MARK_END)
        return;
    record->left = fmin(record->left, x);
    record->top = fmin(record->top, y);
    record->right = fmax(record->right, x);
    record->bottom = fmax(record->bottom, y);
}

static void record_text(void *target, const struct page_mark *mark, double x, double y) {
    struct recording *record = target;
    record_mark(target, mark, x, y);
    text_append(&record->words, mark->shaped->text, mark->shaped->length);
    assert_int_equal(mark->shaped->family, FAMILY_BODY);
    record->bold += mark->shaped->face == FACE_BOLD;
}

static void record_rectangle(void *target, const struct page_mark *mark, double x, double y) {
    struct recording *record = target;
    record_mark(target, mark, x, y);
    if (mark->filled && mark->colour.green < 1)
        record->heights[record->filled++] = mark->height;
}

static void record_curve(void *target, const struct page_mark *mark, double x, double y) {
    struct recording *record = target;
    record_mark(target, mark, x, y);
    record->dashed += mark->dash_count > 0;
    for (int i = 0; i + 1 < mark->point_count; i++) /* a speedup grows along its whole curve */
        assert_true(mark->points[2 * i + 2] >= mark->points[2 * i]);
}

/* Draws a chart on that surface, at 100, 50. */
static struct recording recorded(const struct chart *chart) {
    static const struct page_surface surface = {{record_text, record_mark, record_rectangle, record_mark, record_curve,
                                                 record_mark, record_mark, record_mark, record_mark, record_mark}};
    struct recording record = {.left = INFINITY, .top = INFINITY};
    struct diag *diag = diag_new();
    struct document document = {.arena = arena, .locale = &number_locale_english, .language = "en"};
    struct page_layout layout = layout_of(&document, diag);
    struct page_drawn_chart drawn = page_chart(&layout, chart, 400, 0, NOWHERE);
    page_marks_draw(drawn.box->first, &surface, &record, 100, 50);
    assert_string_equal(diag_text(diag), "");
    assert_int_equal(record.depth, 0);
    assert_int_equal(record.counts[MARK_BEGIN], record.counts[MARK_END]);
    assert_true(record.left >= 99.5 && record.left < 130 && record.top >= 50);
    assert_true(record.right > 400 && record.right < 500 && record.bottom > 40 + drawn.height);
    assert_true(record.counts[MARK_TEXT] > 5 && record.counts[MARK_LINE] > 5 && record.bold);
    text_free(&layout.scratch);
    text_free(&layout.printed);
    diag_free(diag);
    return record;
}

static void test_a_chart_can_be_drawn_on_any_surface(void **state) {
    (void)state;
    const struct chart *curves = computed("speedup_curve", values_of(arena, NULL, 0));
    struct recording record = recorded(curves);
    int dashed = 0;
    for (int i = 0; i < curves->series_count; i++)
        dashed += curves->series[i].shown && curves->series[i].dash != DASH_SOLID;
    assert_int_equal(record.counts[MARK_CURVE], curves->series_count);
    assert_int_equal(record.dashed, dashed);
    for (int i = 0; i < curves->series_count; i++)
        assert_non_null(strstr(record.words.bytes, curves->series[i].label));
    assert_non_null(strstr(record.words.bytes, curves->title));
    text_free(&record.words);
    /* Bars are as tall as their values, each with an outline and a ground for its number. */
    const struct chart *bars = NULL;
    for (int i = 0; i < lab->chart_count && !bars; i++)
        if (lab->charts[i].chart.kind == CHART_BARS)
            bars = computed(lab->charts[i].chart.name, values_of(arena, NULL, 0));
    assert_non_null(bars);
    record = recorded(bars);
    assert_int_equal(record.counts[MARK_RECTANGLE], 3 * bars->series_count);
    assert_int_equal(record.filled, bars->series_count);
    for (int i = 1; i < bars->series_count; i++)
        assert_true(fabs(record.heights[i] / record.heights[0] - bars->series[i].y[0] / bars->series[0].y[0]) < 1e-9);
    text_free(&record.words);
}

/* Curves, steps, areas and columns are cut at the edges of the plot, and all labels stand free, whatever is drawn. */
static void test_kinds_keep_to_the_plot(void **state) {
    (void)state;
    struct arena *own = arena_new();
    struct diag *diag = diag_new();
    const struct lab *kinds = lab_load(own, units, "tests/golden/lab/kinds", diag);
    struct document document = {.arena = own, .locale = &number_locale_english, .language = "en"};
    struct page_layout layout = layout_of(&document, diag);
    assert_string_equal(diag_text(diag), "");
    double *values = defaults_of(own, kinds->model);
    machine_run_all(machine_new(own, program_new_all(own, kinds->model), 1), 1, values);
    for (int i = 0; i < 2 * kinds->chart_count; i++) {
        const struct lab_chart *lab_chart = &kinds->charts[i / 2];
        double width = i % 2 ? 300 : 470;
        struct chart *chart =
            chart_compute(own, chart_program_new(own, lab_chart->model, &lab_chart->chart), values, true);
        struct page_drawn_chart drawn = page_chart(&layout, chart, width, 0, NOWHERE);
        check_labels(drawn.box, width, drawn.height, arena_printf(own, "%s, width %g", chart->name, width));
        for (const struct page_mark *mark = drawn.box->first; mark; mark = mark->next) {
            bool curve = mark->kind == MARK_CURVE || (mark->kind == MARK_POLYGON && mark->x == 0 && mark->y == 0);
            for (int j = 0; curve && j < mark->point_count; j++) {
                double x = mark->points[2 * j], y = mark->points[2 * j + 1];
                if (y < drawn.plot_top - 0.1 || y > drawn.plot_bottom + 0.1 || x < 0 || x > width)
                    fail_msg("%s: (%g, %g) is outside", chart->name, x, y);
            }
        }
    }
    assert_string_equal(diag_text(diag), "");
    text_free(&layout.scratch);
    text_free(&layout.printed);
    diag_free(diag);
    arena_free(own);
}

/* Bars with edges are a histogram: each takes its third of the plot, none has a name, the one without anything has no
 * value, and a line at half of the measure stands in the middle of the plot. */
static void test_bars_with_edges_touch(void **state) {
    (void)state;
    struct arena *own = arena_new();
    struct diag *diag = diag_new();
    struct document document = {.arena = own, .locale = &number_locale_english, .language = "en"};
    struct page_layout layout = layout_of(&document, diag);
    double values[] = {2, 0, 5};
    struct chart_series bars[3];
    for (int i = 0; i < 3; i++)
        bars[i] = (struct chart_series){.name = "n", .label = "a name", .detail = "", .y = &values[i], .shown = true};
    struct chart_line middle = {
        .label = "middle", .detail = "", .vertical = true, .dash = DASH_DOTTED, .value = 0.5, .shown = true};
    const struct chart_axis axis = {.label = "",
                                    .unit_word = "",
                                    .unit_word_one = "",
                                    .from_zero = true,
                                    .minimum = NAN,
                                    .maximum = NAN,
                                    .most = 1};
    struct chart chart = {.name = "scores",
                          .title = "Scores",
                          .kind = CHART_BARS,
                          .x = axis,
                          .y = axis,
                          .point_count = 1,
                          .edges = (const char *const[]){"e0", "e1", "e2", "e3"},
                          .series = bars,
                          .series_count = 3,
                          .lines = &middle,
                          .line_count = 1,
                          .highlight_label = ""};
    chart.y.most = 5;
    struct page_drawn_chart drawn = page_chart(&layout, &chart, 400, 0, NOWHERE);
    const double third = (drawn.plot_right - drawn.plot_left) / 3;
    int outlines = 0, lines = 0;
    struct text words = {0};
    text_puts(&words, "");
    for (const struct page_mark *mark = drawn.box->first; mark; mark = mark->next) {
        if (mark->kind == MARK_RECTANGLE && !mark->filled) {
            assert_true(fabs(mark->x - drawn.plot_left - third * outlines++) < 0.01);
            assert_true(fabs(mark->width - third) < 0.01);
        }
        if (mark->kind == MARK_LINE && mark->dash_count) {
            assert_true(fabs(mark->x - drawn.plot_left - 1.5 * third) < 0.01);
            lines++;
        }
        if (mark->kind == MARK_TEXT)
            text_printf(&words, "%s|", mark->shaped->text);
    }
    assert_int_equal(outlines, 3);
    assert_int_equal(lines, 1);
    assert_null(strstr(words.bytes, "name"));
    assert_non_null(strstr(words.bytes, "e0| |e1| |e2| |e3| |2| |5|"));
    assert_string_equal(diag_text(diag), "");
    text_free(&words);
    text_free(&layout.scratch);
    text_free(&layout.printed);
    diag_free(diag);
    arena_free(own);
}

static struct page_drawn_chart draw_bars(const struct chart *chart, const char *language, int width) {
    struct diag *diag = diag_new();
    const struct number_locale *locale = &words_language_lookup(language)->locale;
    struct document document = {.arena = arena, .locale = locale, .language = language};
    struct page_layout layout = layout_of(&document, diag);
    struct page_drawn_chart drawn = page_chart(&layout, chart, width, 0, NOWHERE);
    check_labels(drawn.box, width, drawn.height, arena_printf(arena, "width %d", width));
    text_free(&layout.scratch);
    text_free(&layout.printed);
    diag_free(diag);
    return drawn;
}

/* Names of bars that would touch stand in two rows, with the word of the bar that is pointed out below its name. */
static void test_names_of_narrow_bars_stand_in_two_rows(void **state) {
    (void)state;
    int twice = 0, once = 0;
    for (int width = 150; width <= 400; width += 5) {
        static const double prices[][2] = {{1, 80000}, {3, 80000}, {4, 20000}}; /* each path is the cheapest in turn */
        for (size_t i = 0; i < sizeof prices / sizeof *prices; i++) {
            struct chart *chart =
                computed("tco_bars", values_of(arena, "utilization", 0.5 + 0.2 * (double)i, "on_demand_price",
                                               prices[i][0], "gpu_price", prices[i][1], NULL));
            const struct page_drawn_chart drawn = draw_bars(chart, "en", width);
            double rows[2] = {0};
            for (const struct page_mark *mark = drawn.box->first; mark; mark = mark->next)
                for (int bar = 0; bar < 2 && mark->kind == MARK_TEXT; bar++)
                    if (strcmp(mark->shaped->text, chart->series[bar].label) == 0)
                        rows[bar] = mark->y;
            assert_true(rows[0] > 0 && rows[1] >= rows[0] && (rows[1] > rows[0]) == drawn.narrow);
            *(rows[1] > rows[0] ? &twice : &once) += 1;
        }
    }
    assert_true(twice > 3 && once > 3);
}

/* Values that differ in their fifth digit alone are wider than narrow bars have room: they stand above each other. */
static void test_values_of_narrow_bars_stand_apart(void **state) {
    (void)state;
    const double *values = values_of(arena, "gpu_count", 1900.0, "utilization", 0.7, "years", 2.0, "on_demand_price",
                                     4.3, "reserved_discount", 0.4, "gpu_price", 40000.0, NULL);
    for (int width = 150; width <= 300; width += 5)
        draw_bars(computed("tco_bars", values), "de", width);
}

/* The label of a curve that is all above or below the plot stands at that edge, beside an arrowhead that points there.
 * A curve with a point within has none. */
static void test_curves_beyond_the_plot_are_pointed_at(void **state) {
    (void)state;
    const struct {
        double low, high; /* of the axis; the speedups of the chart are from 1 to 4096 */
        int up;           /* what the arrowhead says */
    } cases[] = {{1e-3, 1e-1, 1}, {1e5, 1e7, -1}, {1, 1e4, 0}, {1e-2, 2, 0}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct chart *chart = computed("speedup_curve", values_of(arena, NULL, 0));
        chart->y.minimum = cases[i].low;
        chart->y.maximum = cases[i].high;
        chart->marker_count = chart->area_count = 0;
        struct diag *diag = diag_new();
        struct document document = {.arena = arena, .locale = &number_locale_english, .language = "en"};
        struct page_layout layout = layout_of(&document, diag);
        struct page_drawn_chart drawn = page_chart(&layout, chart, 400, 0, NOWHERE);
        int heads = 0, curves = 0;
        for (const struct page_mark *mark = drawn.box->first; mark; mark = mark->next) {
            curves += mark->kind == MARK_CURVE;
            if (mark->kind != MARK_POLYGON || mark->point_count != 3)
                continue;
            heads++;
            assert_true(mark->x > 300);
            assert_int_equal(mark->points[5] < mark->points[1] ? 1 : -1, cases[i].up);
            assert_true(fabs(mark->y - (cases[i].up > 0 ? drawn.plot_top : drawn.plot_bottom)) < 30);
        }
        assert_int_equal(heads, cases[i].up ? chart->series_count : 0);
        assert_int_equal(curves > 0, !cases[i].up);
        text_free(&layout.scratch);
        text_free(&layout.printed);
        diag_free(diag);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_labels_stand_free),
        cmocka_unit_test(test_labels_of_the_shelf_stand_free),
        cmocka_unit_test(test_crowded_markers_keep_off_curves),
        cmocka_unit_test(test_a_chart_can_be_drawn_on_any_surface),
        cmocka_unit_test(test_kinds_keep_to_the_plot),
        cmocka_unit_test(test_bars_with_edges_touch),
        cmocka_unit_test(test_names_of_narrow_bars_stand_in_two_rows),
        cmocka_unit_test(test_values_of_narrow_bars_stand_apart),
        cmocka_unit_test(test_curves_beyond_the_plot_are_pointed_at),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
