/* The bare library's time for a workbook: reads a list of its elements and writes that workbook COUNT times.
 * workbook LIST COUNT FOLDER prints the seconds of all. The last one stays in the folder: bare.xlsx.
 * tests/bench/elements.py makes the list, one element a line, with fields separated by tabs: title (O), looks of cells
 * (X) and of conditions (Y), then sheet by sheet (S) its columns (C), rows (K), cells (N, F, G, T, R, B), rules (V, Q),
 * set-up (P) and page breaks (L), then names (D), charts (H) with their series (E), axes (A) and places (I). */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

enum { LOOKS = 256, FIELDS = 40 };

/* A list that was read: its lines, in fields. */
struct element {
    char *field[FIELDS];
};

struct bench {
    lxw_workbook *workbook;
    lxw_worksheet *sheet;
    lxw_chart *chart;
    lxw_chart_series *series;
    lxw_format *looks[LOOKS], *conditions[LOOKS], *italic, *lowered;
    int look_count, condition_count;
    const struct element *line;
};

static const char *text(const struct bench *bench, int i) {
    return bench->line->field[i] ? bench->line->field[i] : "";
}

static long number(const struct bench *bench, int i) {
    return strtol(text(bench, i), NULL, 10);
}

static double real(const struct bench *bench, int i) {
    return strtod(text(bench, i), NULL);
}

static lxw_color_t colour(const struct bench *bench, int i) {
    return (lxw_color_t)strtoul(text(bench, i), NULL, 16);
}

/* O title subject */
static void set_properties(struct bench *bench) {
    lxw_doc_properties properties = {
        .title = bench->line->field[1], .subject = bench->line->field[2], .created = 946684800};
    workbook_set_properties(bench->workbook, &properties);
}

/* X bold italic size colour font fill align vertical indent wrap shrink unlocked bottom number; the first is that of
 * cells without one */
static void add_look(struct bench *bench) {
    int i = bench->look_count++;
    lxw_format *look = i ? workbook_add_format(bench->workbook) : STAILQ_FIRST(bench->workbook->formats);
    if (number(bench, 1))
        format_set_bold(look);
    if (number(bench, 2))
        format_set_italic(look);
    format_set_font_size(look, real(bench, 3));
    if (*text(bench, 4))
        format_set_font_color(look, colour(bench, 4));
    format_set_font_name(look, text(bench, 5));
    if (*text(bench, 6))
        format_set_bg_color(look, colour(bench, 6));
    if (number(bench, 7))
        format_set_align(look, (uint8_t)number(bench, 7));
    if (number(bench, 8))
        format_set_align(look, (uint8_t)number(bench, 8));
    if (number(bench, 9))
        format_set_indent(look, (uint8_t)number(bench, 9));
    if (number(bench, 10))
        format_set_text_wrap(look);
    if (number(bench, 11))
        format_set_shrink(look);
    if (number(bench, 12))
        format_set_unlocked(look);
    if (*text(bench, 13)) {
        format_set_bottom(look, LXW_BORDER_THIN);
        format_set_bottom_color(look, colour(bench, 13));
    }
    if (*text(bench, 14))
        format_set_num_format(look, text(bench, 14));
    bench->looks[i % LOOKS] = look;
}

/* Y colour ground */
static void add_condition_look(struct bench *bench) {
    lxw_format *look = workbook_add_format(bench->workbook);
    if (*text(bench, 1))
        format_set_font_color(look, colour(bench, 1));
    format_set_bg_color(look, colour(bench, 2));
    bench->conditions[bench->condition_count++ % LOOKS] = look;
}

/* N F G T R B: row column look, then value and formula */
static void write_cell(struct bench *bench) {
    lxw_row_t row = (lxw_row_t)number(bench, 1);
    lxw_col_t column = (lxw_col_t)number(bench, 2);
    lxw_format *look = bench->looks[number(bench, 3) % LOOKS];
    char *first = bench->line->field[4], *second = bench->line->field[5];
    lxw_rich_string_tuple base = {bench->italic, first}, below = {bench->lowered, second},
                          *both[] = {&base, &below, NULL};
    switch (*text(bench, 0)) {
    case 'N':
        worksheet_write_number(bench->sheet, row, column, real(bench, 4), look);
        break;
    case 'F':
        worksheet_write_formula_num(bench->sheet, row, column, second, look, real(bench, 4));
        break;
    case 'G':
        worksheet_write_formula_str(bench->sheet, row, column, second, look, first);
        break;
    case 'R':
        worksheet_write_rich_string(bench->sheet, row, column, both, look);
        break;
    case 'B':
        worksheet_write_blank(bench->sheet, row, column, look);
        break;
    default:
        worksheet_write_string(bench->sheet, row, column, first, look);
    }
}

/* V first-row first-column last-row last-column kind criterion least most title message */
static void add_validation(struct bench *bench) {
    const char *kind = text(bench, 5);
    bool list = strcmp(kind, "list") == 0, formula = list || strcmp(kind, "custom") == 0;
    lxw_data_validation rule = {.validate = formula                      ? LXW_VALIDATION_TYPE_CUSTOM_FORMULA
                                            : strcmp(kind, "whole") == 0 ? LXW_VALIDATION_TYPE_INTEGER
                                                                         : LXW_VALIDATION_TYPE_DECIMAL,
                                .criteria = (uint8_t)number(bench, 6),
                                .ignore_blank = LXW_VALIDATION_OFF,
                                .value_number = real(bench, 7),
                                .minimum_number = real(bench, 7),
                                .maximum_number = real(bench, 8),
                                .value_formula = formula ? bench->line->field[7] : NULL,
                                .error_title = bench->line->field[9],
                                .error_message = bench->line->field[10]};
    worksheet_data_validation_range(bench->sheet, (lxw_row_t)number(bench, 1), (lxw_col_t)number(bench, 2),
                                    (lxw_row_t)number(bench, 3), (lxw_col_t)number(bench, 4), &rule);
    lxw_data_val_obj *added, *last = NULL;
    STAILQ_FOREACH(added, bench->sheet->data_validations, list_pointers) last = added;
    if (list && last)
        last->validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
}

/* Q first-row first-column last-row last-column formula look */
static void add_condition(struct bench *bench) {
    lxw_conditional_format rule = {.type = LXW_CONDITIONAL_TYPE_FORMULA,
                                   .value_string = bench->line->field[5],
                                   .format = bench->conditions[number(bench, 6) % LOOKS]};
    worksheet_conditional_format_range(bench->sheet, (lxw_row_t)number(bench, 1), (lxw_col_t)number(bench, 2),
                                       (lxw_row_t)number(bench, 3), (lxw_col_t)number(bench, 4), &rule);
}

/* P frozen-rows frozen-columns titles landscape paper last-row last-column side top bottom footer */
static void set_up_sheet(struct bench *bench) {
    lxw_protection allowed = {.format_columns = 1, .format_rows = 1};
    worksheet_freeze_panes(bench->sheet, (lxw_row_t)number(bench, 1), (lxw_col_t)number(bench, 2));
    worksheet_repeat_rows(bench->sheet, 0, (lxw_row_t)number(bench, 3));
    if (number(bench, 4))
        worksheet_set_landscape(bench->sheet);
    worksheet_set_paper(bench->sheet, (uint8_t)number(bench, 5));
    worksheet_print_area(bench->sheet, 0, 0, (lxw_row_t)number(bench, 6), (lxw_col_t)number(bench, 7));
    worksheet_set_margins(bench->sheet, real(bench, 8), real(bench, 8), real(bench, 10), real(bench, 11));
    worksheet_set_footer(bench->sheet, text(bench, 12));
    worksheet_gridlines(bench->sheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_fit_to_pages(bench->sheet, 1, 0);
    worksheet_protect(bench->sheet, NULL, &allowed);
}

/* L row ... */
static void set_breaks(struct bench *bench) {
    lxw_row_t breaks[FIELDS] = {0};
    for (int i = 1; i < FIELDS && *text(bench, i); i++)
        breaks[i - 1] = (lxw_row_t)number(bench, i);
    worksheet_set_h_pagebreaks(bench->sheet, breaks);
}

/* H kind title overlap gap; a title with `=` is that in a cell, none is off */
static void add_chart(struct bench *bench) {
    lxw_chart_font head = {.name = "Arial", .size = 13, .bold = LXW_TRUE}, font = {.name = "Arial", .size = 10};
    const char *kind = text(bench, 1);
    bench->chart = workbook_add_chart(bench->workbook, strcmp(kind, "scatter") == 0 ? LXW_CHART_SCATTER_STRAIGHT
                                                       : strcmp(kind, "bar") == 0   ? LXW_CHART_BAR
                                                                                    : LXW_CHART_COLUMN);
    if (*text(bench, 2)) {
        chart_title_set_name(bench->chart, text(bench, 2));
        chart_title_set_name_font(bench->chart, &head);
    } else {
        chart_title_off(bench->chart);
    }
    if (*text(bench, 3))
        chart_set_series_overlap(bench->chart, (int8_t)number(bench, 3));
    if (*text(bench, 4))
        chart_set_series_gap(bench->chart, (uint16_t)number(bench, 4));
    chart_legend_set_position(bench->chart, LXW_CHART_LEGEND_BOTTOM);
    chart_legend_set_font(bench->chart, &font);
}

/* I sheet row description: puts the chart into its place, at the width of a page */
static void insert_chart(struct bench *bench) {
    lxw_chart_options options = {.x_scale = 2.2,
                                 .y_scale = 1.35,
                                 .object_position = LXW_OBJECT_MOVE_DONT_SIZE,
                                 .description = bench->line->field[3]};
    lxw_worksheet *sheet = workbook_get_worksheet_by_name(bench->workbook, text(bench, 1));
    worksheet_insert_chart_opt(sheet, (lxw_row_t)number(bench, 2), 0, bench->chart, &options);
}

/* E categories values name colour width dash drawn-as-line marker trend labels format-of-labels */
static void add_series(struct bench *bench) {
    lxw_chart_line line = {.color = colour(bench, 4), .width = (float)real(bench, 5), .none = !*text(bench, 4)};
    lxw_chart_fill fill = {.color = colour(bench, 4), .none = !*text(bench, 4)};
    lxw_chart_font font = {.name = "Arial", .size = 10};
    line.dash_type = (uint8_t)number(bench, 6);
    bench->series = chart_add_series(bench->chart, text(bench, 1), text(bench, 2));
    chart_series_set_name(bench->series, text(bench, 3));
    if (line.width > 0 || line.none)
        chart_series_set_line(bench->series, &line);
    if (!number(bench, 7))
        chart_series_set_fill(bench->series, &fill);
    if (number(bench, 8))
        chart_series_set_marker_type(bench->series, (uint8_t)number(bench, 8));
    if (*text(bench, 9)) {
        lxw_chart_line drawn = {.color = 0x1A1A1A, .width = 1.75F, .dash_type = LXW_CHART_LINE_DASH_DASH};
        chart_series_set_trendline(bench->series, LXW_CHART_TRENDLINE_TYPE_LINEAR, 0);
        chart_series_set_trendline_forecast(bench->series, 0.5, 0.5);
        chart_series_set_trendline_line(bench->series, &drawn);
        chart_series_set_trendline_name(bench->series, text(bench, 9));
    }
    if (number(bench, 10)) {
        chart_series_set_labels(bench->series);
        chart_series_set_labels_font(bench->series, &font);
        chart_series_set_labels_num_format(bench->series, text(bench, 11));
    }
}

/* A x-or-y name format least most base-of-logarithm step labels grid reversed; without a format the axis is off */
static void set_axis(struct bench *bench) {
    lxw_chart_axis *axis = *text(bench, 1) == 'x' ? bench->chart->x_axis : bench->chart->y_axis;
    lxw_chart_font font = {.name = "Arial", .bold = LXW_EXPLICIT_FALSE, .size = 10};
    lxw_chart_line grid = {.color = 0xE2E4E8, .width = 0.75F};
    if (!*text(bench, 3)) {
        chart_axis_off(axis);
        return;
    }
    if (*text(bench, 2)) {
        chart_axis_set_name(axis, text(bench, 2));
        chart_axis_set_name_font(axis, &font);
    }
    chart_axis_set_num_font(axis, &font);
    chart_axis_set_num_format(axis, text(bench, 3));
    if (*text(bench, 4))
        chart_axis_set_min(axis, real(bench, 4));
    if (*text(bench, 5))
        chart_axis_set_max(axis, real(bench, 5));
    if (*text(bench, 6))
        chart_axis_set_log_base(axis, (uint16_t)number(bench, 6));
    if (*text(bench, 7))
        chart_axis_set_major_unit(axis, real(bench, 7));
    chart_axis_set_label_position(axis, (uint8_t)number(bench, 8));
    chart_axis_major_gridlines_set_visible(axis, number(bench, 9) ? LXW_TRUE : LXW_FALSE);
    if (number(bench, 9))
        chart_axis_major_gridlines_set_line(axis, &grid);
    if (number(bench, 10)) {
        chart_axis_set_reverse(axis);
        chart_axis_set_crossing_max(axis);
    }
}

static void write_line(struct bench *bench) {
    switch (*text(bench, 0)) {
    case 'O':
        set_properties(bench);
        break;
    case 'X':
        add_look(bench);
        break;
    case 'Y':
        add_condition_look(bench);
        break;
    case 'S':
        bench->sheet = workbook_add_worksheet(bench->workbook, text(bench, 1));
        worksheet_set_default_row(bench->sheet, 14.25, LXW_FALSE);
        break;
    case 'C':
        worksheet_set_column(bench->sheet, (lxw_col_t)number(bench, 1), (lxw_col_t)number(bench, 2), real(bench, 3),
                             NULL);
        break;
    case 'K':
        worksheet_set_row(bench->sheet, (lxw_row_t)number(bench, 1), real(bench, 2), NULL);
        break;
    case 'V':
        add_validation(bench);
        break;
    case 'Q':
        add_condition(bench);
        break;
    case 'P':
        set_up_sheet(bench);
        break;
    case 'L':
        set_breaks(bench);
        break;
    case 'D':
        workbook_define_name(bench->workbook, text(bench, 1), text(bench, 2));
        break;
    case 'H':
        add_chart(bench);
        break;
    case 'I':
        insert_chart(bench);
        break;
    case 'E':
        add_series(bench);
        break;
    case 'A':
        set_axis(bench);
        break;
    default:
        write_cell(bench);
    }
}

static void write_workbook(const struct element *lines, size_t count, const char *path, char *folder) {
    lxw_workbook_options options = {.tmpdir = folder};
    struct bench bench = {.workbook = workbook_new_opt(path, &options)};
    bench.italic = workbook_add_format(bench.workbook);
    format_set_italic(bench.italic);
    bench.lowered = workbook_add_format(bench.workbook);
    format_set_font_script(bench.lowered, LXW_FONT_SUBSCRIPT);
    lxw_format *in_symbols[] = {bench.italic, bench.lowered};
    for (int i = 0; i < 2; i++) {
        format_set_font_name(in_symbols[i], "Arial");
        format_set_font_size(in_symbols[i], 10);
    }
    for (size_t i = 0; i < count; i++) {
        bench.line = &lines[i];
        write_line(&bench);
    }
    if (workbook_close(bench.workbook) != LXW_NO_ERROR)
        exit(1);
}

/* Divides the list into lines and fields, in place. */
static struct element *read_lines(char *list, size_t *count) {
    size_t lines = 1;
    for (const char *at = list; *at; at++)
        lines += *at == '\n';
    struct element *all = calloc(lines, sizeof *all);
    char *line;
    *count = 0;
    while (all && (line = strsep(&list, "\n")) && *line) {
        struct element *this = &all[(*count)++];
        for (int i = 0; i < FIELDS && line; i++)
            this->field[i] = i + 1 < FIELDS ? strsep(&line, "\t") : line;
    }
    return all;
}

int main(int argument_count, char **words) {
    static char list[1 << 22];
    size_t count;
    if (argument_count != 4)
        return 2;
    FILE *file = fopen(words[1], "rb");
    if (!file)
        return 1;
    list[fread(list, 1, sizeof list - 1, file)] = '\0';
    fclose(file);
    struct element *lines = read_lines(list, &count);
    if (!lines)
        return 1;
    long times = strtol(words[2], NULL, 10);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    char path[4096];
    snprintf(path, sizeof path, "%s/bare.xlsx", words[3]);
    for (long i = 0; i < times; i++)
        write_workbook(lines, count, path, words[3]);
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.6f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
    free(lines);
    return 0;
}
