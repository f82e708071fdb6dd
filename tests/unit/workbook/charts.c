/* The figures behind the charts of a lab, as formulas, and the charts over them. */
#include "blocks_fixture.h"

#include "chart/chart.h"

static const struct expr *expr_of(struct fixture *f, const char *text) {
    struct expr *expr = expr_parse(f->arena, text, strlen(text), NOWHERE, f->diag);
    assert_true(expr && model_resolve(f->model, expr, f->diag));
    return expr;
}

static struct chart_axis axis_of(const char *label, const char *word, struct number_format format) {
    return (struct chart_axis){.label = label,
                               .unit_word = word,
                               .unit_word_one = word,
                               .from_zero = true,
                               .minimum = NAN,
                               .maximum = NAN,
                               .frame_from = NAN,
                               .frame_to = NAN,
                               .format = format};
}

static const struct number_format plain = {.style = NUMBER_PLAIN, .decimals = 0},
                                  money = {.style = NUMBER_MONEY, .decimals = 2};

/* Rent and buying over 0 to 20 hours; lines at the set's hours and at the fixed cost, the latter only if the rebate is
 * at least a half; marks at the rent, and one whose condition never holds. */
static struct chart *curves(struct fixture *f, bool markers) {
    static struct chart_series series[2];
    static struct chart_line lines[2];
    static struct chart_marker marks[2];
    static struct chart chart;
    series[0] = (struct chart_series){.label = "Rent", .detail = "", .value = expr_of(f, "rent"), .colour = CHART_BLUE};
    series[1] = (struct chart_series){
        .label = "Buy", .detail = "", .value = expr_of(f, "buy"), .colour = CHART_RED, .dash = DASH_DASHED};
    lines[0] = (struct chart_line){.label = "Now", .detail = "", .at = expr_of(f, "hours"), .vertical = true};
    lines[1] = (struct chart_line){
        .label = "Fixed", .detail = "", .at = expr_of(f, "fixed"), .where = expr_of(f, "rebate >= 1 - rebate")};
    marks[0] = (struct chart_marker){
        .label = "This set", .detail = "", .at_x = expr_of(f, "hours"), .at_y = expr_of(f, "rent")};
    marks[1] = (struct chart_marker){.label = "Never",
                                     .detail = "",
                                     .at_x = expr_of(f, "hours"),
                                     .at_y = expr_of(f, "buy"),
                                     .where = expr_of(f, "rebate > 1 + rebate")};
    chart = (struct chart){.name = "costs",
                           .title = "Costs",
                           .kind = CHART_LINE,
                           .x = axis_of("Time", "hours", plain),
                           .y = axis_of("Cost", "", money),
                           .sweep = {model_lookup(f->model, "hours"), 0, 20, 5, SWEEP_LINEAR},
                           .point_count = 5,
                           .series = series,
                           .series_count = 2,
                           .lines = lines,
                           .line_count = markers ? 2 : 0,
                           .markers = marks,
                           .marker_count = markers ? 2 : 0,
                           .highlight_label = ""};
    return chart_compute(f->arena, chart_program_new(f->arena, f->model, &chart), f->sets[0].values, false);
}

/* Rent, buying and the discounted rent as bars, with a line at the fixed cost. */
static struct chart *bars(struct fixture *f, enum chart_highlight highlight) {
    static struct chart_series series[3];
    static struct chart_line lines[1];
    static struct chart chart;
    static const char *const names[] = {"rent", "buy", "discounted"}, *const labels[] = {"Rent", "Buy", "Discounted"};
    for (int i = 0; i < 3; i++)
        series[i] =
            (struct chart_series){.name = names[i], .label = labels[i], .detail = "", .value = expr_of(f, names[i])};
    lines[0] = (struct chart_line){.label = "Fixed", .detail = "", .at = expr_of(f, "fixed"), .dash = DASH_DOTTED};
    chart = (struct chart){.name = "bars",
                           .title = "Bars",
                           .kind = CHART_BARS,
                           .point_count = 1,
                           .x = axis_of("", "", plain),
                           .y = axis_of("Cost", "", money),
                           .series = series,
                           .series_count = 3,
                           .lines = lines,
                           .line_count = 1,
                           .highlight = highlight,
                           .highlight_label = highlight == HIGHLIGHT_LOWEST ? "cheapest" : ""};
    return chart_compute(f->arena, chart_program_new(f->arena, f->model, &chart), f->sets[0].values, false);
}

/* Puts a chart where the document places one of its name, and behind the blocks that have its figures. */
static void place(struct doc_node *node, const struct chart *chart) {
    const char *name = node->kind == NODE_PLACED && node->placed.kind == PLACED_CHART ? node->placed.name
                       : node->kind == NODE_FENCE && node->block                      ? node->block->name
                                                                                      : NULL;
    if (name && strcmp(name, chart->name) == 0)
        node->placed.chart = chart;
    for (struct doc_node *child = node->first_child; child; child = child->next)
        place(child, chart);
}

static bool write_with(struct fixture *f, const char *text, const struct chart *chart) {
    if (!read_template(f, source_of_text(f->arena, "tco.md", text, strlen(text)))) {
        print_error("%s", diag_text(f->diag));
        return false;
    }
    place(f->document.root, chart);
    return write_document(f);
}

#define COSTS "# Costs\n\n```sweep\ncosts\n```\n\n"

static void a_sweep_is_a_table_of_formulas(void **state) {
    struct fixture *f = *state;
    assert_true(write_with(f, INPUTS EQUATIONS COSTS, curves(f, true)));
    char *sheet = sheet_xml(f, 3);
    assert_words(f, sheet, "A3", "Time (hours)");
    assert_words(f, sheet, "B3", "Rent");
    assert_words(f, sheet, "C3", "Buy");
    for (int i = 0; i < 5; i++) {
        assert_number(f, sheet, at(f, 'A', 4 + i), 5 * i);
        assert_number(f, sheet, at(f, 'B', 4 + i), 2 * 5 * i);
        assert_number(f, sheet, at(f, 'C', 4 + i), 15 + 0.5 * 5 * i);
    }
    assert_has(cell(f, sheet, "B5"), "<f>price*$A5</f>");
    assert_string_equal(cell_number_format(f, sheet, "C5"), "$#,##0.00_);($#,##0.00)");
    /* Each line has two ends: the vertical one from 0 to the greatest figure, the other across all hours. */
    static const struct {
        const char *label;
        double x, y;
    } points[] = {{"Now", 10, 0},    {"Now", 10, 40},      {"Fixed", 0, 15},
                  {"Fixed", 20, 15}, {"This set", 10, 20}, {"Never", 0, 0}}; /* where it cannot be seen */
    const int head = row_of(f, sheet, "Lines and marks of the chart", 1);
    for (size_t i = 0; i < sizeof points / sizeof *points; i++) {
        const int row = head + 1 + (int)i;
        assert_words(f, sheet, at(f, 'A', row), points[i].label);
        assert_number(f, sheet, at(f, 'B', row), points[i].x);
        assert_number(f, sheet, at(f, 'C', row), points[i].y);
    }
    assert_has(cell(f, sheet, at(f, 'B', head + 1)), "<f>hours</f>");
    assert_has(cell(f, sheet, at(f, 'C', head + 2)), "<f>MAX($B$4:$C$8)</f>");
    assert_has(cell(f, sheet, at(f, 'C', head + 3)), "<f>IF(rebate&gt;=1-rebate,fixed,MIN(0,$B$4:$C$8))</f>");
}

/* A condition that does not hold makes both ends of a line one point. */
static void a_line_may_vanish(void **state) {
    struct fixture *f = *state;
    f->sets[0] = blocks_set(f, "now", 2, 10, 0.4);
    assert_true(write_with(f, INPUTS EQUATIONS COSTS, curves(f, true)));
    char *sheet = sheet_xml(f, 3);
    const int head = row_of(f, sheet, "Lines and marks of the chart", 1);
    for (int row = head + 3; row <= head + 4; row++) {
        assert_number(f, sheet, at(f, 'B', row), 0);
        assert_number(f, sheet, at(f, 'C', row), 0);
    }
}

/* The chart is on one sheet, its figures on another. */
static void a_chart_is_over_its_figures(void **state) {
    struct fixture *f = *state;
    assert_true(write_with(f, INPUTS EQUATIONS "# Look\n\n![What it costs](chart:costs)\n\n" COSTS, curves(f, true)));
    assert_words(f, sheet_xml(f, 3), at(f, 'A', row_of(f, sheet_xml(f, 3), "What it costs", 1)), "What it costs");
    char *chart = member(f, "xl/charts/chart1.xml");
    assert_has(chart, "<c:scatterChart>");
    assert_has(chart, "<c:f>Costs!$A$4:$A$8</c:f>");
    assert_has(chart, "<c:f>Costs!$B$4:$B$8</c:f>");
    assert_has(chart, "<c:f>Costs!$C$4:$C$8</c:f>");
    static const char *const labels[] = {"Rent",  "Buy",  "Now",          "Fixed", "This set",
                                         "Never", "Cost", "Time (hours)", "Costs"};
    for (size_t i = 0; i < sizeof labels / sizeof *labels; i++)
        if (!strstr(chart, arena_printf(f->arena, ">%s</", labels[i])))
            fail_msg("no %s in %s", labels[i], chart);
    /* Values are in the chart too, for programs that do not compute: 20 hours cost 40 $. */
    assert_has(chart, "<c:pt idx=\"4\"><c:v>40</c:v></c:pt>");
    assert_has(chart, "<c:symbol val=\"diamond\"/>"); /* the marks */
    assert_has(chart, "<a:prstDash val=\"");
    assert_has(chart, "<c:legend>"); /* left out on the summary only, for bars */
    char *drawing = member(f, "xl/drawings/drawing1.xml");
    assert_has(drawing, "descr=\"Line chart: Costs. ");
}

/* Without a block the figures are below the chart; with lines and marks or without. */
static void figures_follow_a_chart(void **state) {
    struct fixture *f = *state;
    assert_true(write_with(f, INPUTS EQUATIONS "# Look\n\n![](chart:costs)\n", curves(f, false)));
    char *sheet = sheet_xml(f, 3), *chart = member(f, "xl/charts/chart1.xml");
    const int head = row_of(f, sheet, "Time (hours)", 1);
    assert_number(f, sheet, at(f, 'C', head + 5), 25);
    assert_has(chart, arena_printf(f->arena, "<c:f>Look!$C$%d:$C$%d</c:f>", head + 1, head + 5));
    assert_lacks(chart, "diamond");
}

static void points_are_not_joined(void **state) {
    struct fixture *f = *state;
    struct chart *chart = curves(f, false);
    chart->kind = CHART_SCATTER;
    chart->x.scale = AXIS_LOG;
    chart->y.maximum = 100;
    assert_true(write_with(f, INPUTS EQUATIONS "# Look\n\n![](chart:costs)\n", chart));
    char *xml = member(f, "xl/charts/chart1.xml");
    assert_has(xml, "<c:symbol val=\"circle\"/>");
    assert_has(xml, "<c:logBase val=\"10\"/>");
    assert_has(xml, "<c:max val=\"100\"/>");
}

/* The lowest bar is in a column of its own, so that its colour follows the numbers. */
static void bars_are_two_columns(void **state) {
    struct fixture *f = *state;
    assert_true(write_with(f, INPUTS EQUATIONS "# Look\n\n![](chart:bars)\n", bars(f, HIGHLIGHT_LOWEST)));
    char *sheet = sheet_xml(f, 3), *chart = member(f, "xl/charts/chart1.xml");
    const int first = row_of(f, sheet, "Rent", 1);
    assert_words(f, sheet, at(f, 'B', first - 1), "Cost");
    assert_words(f, sheet, at(f, 'C', first - 1), "cheapest");
    assert_words(f, sheet, at(f, 'D', first - 1), "others");
    assert_words(f, sheet, at(f, 'E', first - 1), "Fixed");
    static const double figures[3][4] = {{20, 0, 20, 15}, {20, 0, 20, 15}, {10, 10, 0, 15}};
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++)
            assert_number(f, sheet, at(f, (char)('B' + j), first + i), figures[i][j]);
    assert_has(cell(f, sheet, at(f, 'B', first)), "<f>rent</f>");
    assert_has(cell(f, sheet, at(f, 'C', first)),
               arena_printf(f->arena, "<f>IF($B$%d=MIN(rent,buy,discounted),$B$%d,0)</f>", first, first));
    assert_has(chart, "<c:barDir val=\"col\"/>");
    assert_has(chart, "<c:gapWidth val=\"80\"/><c:overlap val=\"100\"/>");
    /* The line is a series of its own kind over the same categories and on the same axes, behind the columns. */
    const char *columns = strstr(chart, "<c:barChart>"), *line = strstr(chart, "<c:lineChart>");
    assert_non_null(columns);
    assert_true(line > columns);
    assert_has(line, arena_printf(f->arena, "<c:f>Look!$E$%d:$E$%d</c:f>", first, first + 2));
    assert_has(line, arena_printf(f->arena, "<c:f>Look!$A$%d:$A$%d</c:f>", first, first + 2));
    assert_null(strstr(line, "<c:idx val=\"0\"/>"));
    const char *axis = strstr(columns, "<c:axId val=");
    assert_has(line, arena_strndup(f->arena, axis, strcspn(axis, "/")));
    assert_has(chart, arena_printf(f->arena, "<c:f>Look!$C$%d:$C$%d</c:f>", first, first + 2));
}

/* With the highest the two that are equal count both; without a highlight there is one column. */
static void bars_may_tie(void **state) {
    struct fixture *f = *state;
    assert_true(write_with(f, INPUTS EQUATIONS "# Look\n\n![](chart:bars)\n", bars(f, HIGHLIGHT_HIGHEST)));
    char *sheet = sheet_xml(f, 3);
    const int first = row_of(f, sheet, "Rent", 1);
    static const double figures[3][2] = {{20, 0}, {20, 0}, {0, 10}};
    assert_words(f, sheet, at(f, 'C', first - 1), "highlighted");
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 2; j++)
            assert_number(f, sheet, at(f, (char)('C' + j), first + i), figures[i][j]);
    f->value_count = 0;
    assert_true(write_with(f, INPUTS EQUATIONS "# Look\n\n![](chart:bars)\n", bars(f, HIGHLIGHT_NONE)));
    sheet = sheet_xml(f, 3);
    assert_words(f, sheet, at(f, 'C', row_of(f, sheet, "Rent", 1) - 1), "Fixed");
    assert_lacks(member(f, "xl/charts/chart1.xml"), "others");
}

/* Figures on bars are in millions, those that are too small for it in thousands, and have the digits that tell the bars
 * apart: 2.00000 and 2.00002 million. */
static void figures_on_bars_are_short(void **state) {
    struct fixture *f = *state;
    struct chart *chart = bars(f, HIGHLIGHT_NONE);
    static const double values[] = {2000000, 2000020, 500};
    chart->y.format = (struct number_format){.style = NUMBER_MILLIONS, .decimals = 2};
    chart->y.most = values[1];
    for (int i = 0; i < 3; i++)
        chart->series[i].y[0] = values[i];
    assert_true(write_with(f, INPUTS EQUATIONS "# Look\n\n![](chart:bars)\n", chart));
    assert_has(member(f, "xl/charts/chart1.xml"),
               "formatCode=\"[&gt;=1000000]$#,##0.00000,,&quot;M&quot;;[&gt;0]$#,##0.00,&quot;K&quot;;\"");
}

/* The columns from which to which a chart reaches in a drawing; returns what is behind. */
static const char *reach(const char *drawing, int *from, int *to) {
    drawing = strstr(drawing, "<xdr:from><xdr:col>");
    assert_non_null(drawing);
    *from = atoi(drawing + strlen("<xdr:from><xdr:col>"));
    drawing = strstr(drawing, "<xdr:to><xdr:col>");
    assert_non_null(drawing);
    *to = atoi(drawing + strlen("<xdr:to><xdr:col>"));
    return drawing;
}

/* Charts of one paragraph share the width that one alone has. */
static void charts_stand_side_by_side(void **state) {
    struct fixture *f = *state;
    int from, to, ends[2][2];
    assert_true(write_with(f, INPUTS EQUATIONS "# Look\n\n![](chart:costs)\n\n" COSTS, curves(f, false)));
    reach(member(f, "xl/drawings/drawing1.xml"), &from, &to);
    f->value_count = 0;
    assert_true(
        write_with(f, INPUTS EQUATIONS "# Look\n\n![](chart:costs) ![](chart:costs)\n\n" COSTS, curves(f, false)));
    const char *drawing = member(f, "xl/drawings/drawing1.xml");
    for (int i = 0; i < 2; i++)
        drawing = reach(drawing, &ends[i][0], &ends[i][1]);
    assert_int_equal(ends[0][0], from);
    assert_true(ends[0][1] > from && ends[0][1] <= ends[1][0] && ends[1][0] < ends[1][1] && ends[1][1] <= to);
}

static void figures_are_written_once(void **state) {
    struct fixture *f = *state;
    assert_false(write_with(f, INPUTS EQUATIONS COSTS "```sweep\ncosts\n```\n", curves(f, false)));
    assert_has(diag_text(f->diag), "the workbook already has the figures of chart `costs`");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        BLOCK_TEST(a_sweep_is_a_table_of_formulas),
        BLOCK_TEST(a_line_may_vanish),
        BLOCK_TEST(a_chart_is_over_its_figures),
        BLOCK_TEST(figures_follow_a_chart),
        BLOCK_TEST(points_are_not_joined),
        BLOCK_TEST(bars_are_two_columns),
        BLOCK_TEST(bars_may_tie),
        BLOCK_TEST(figures_on_bars_are_short),
        BLOCK_TEST(charts_stand_side_by_side),
        BLOCK_TEST(figures_are_written_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
