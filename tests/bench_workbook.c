/* The bare library's time for a workbook's cells: reads a list of cells, writes that workbook COUNT times.
 * bench_workbook CELLS COUNT FOLDER; prints the seconds of all. The list has a line a thing, tab-separated:
 * S name | C first last width | D name formula | N row col style number | F row col style cached formula |
 * G row col style cached-text formula | T row col style text. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

enum { STYLES = 256, FIELDS = 6 };

static int split(char *line, char *fields[FIELDS]) {
    int count = 0;
    for (char *p = line; p && count < FIELDS; count++) {
        fields[count] = p;
        p = count + 1 < FIELDS ? strchr(p, '\t') : NULL;
        if (p)
            *p++ = '\0';
    }
    return count;
}

static void write_cell(lxw_worksheet *sheet, lxw_format **styles, char *f[FIELDS]) {
    lxw_row_t row = (lxw_row_t)strtoul(f[1], NULL, 10);
    lxw_col_t column = (lxw_col_t)strtoul(f[2], NULL, 10);
    lxw_format *style = styles[strtoul(f[3], NULL, 10) % STYLES];
    if (f[0][0] == 'N')
        worksheet_write_number(sheet, row, column, strtod(f[4], NULL), style);
    else if (f[0][0] == 'F')
        worksheet_write_formula_num(sheet, row, column, f[5], style, strtod(f[4], NULL));
    else if (f[0][0] == 'G')
        worksheet_write_formula_str(sheet, row, column, f[5], style, f[4]);
    else
        worksheet_write_string(sheet, row, column, f[4], style);
}

static void write_workbook(const char *cells, const char *path) {
    lxw_workbook *workbook = workbook_new(path);
    lxw_worksheet *sheet = NULL;
    lxw_format *styles[STYLES] = {0};
    char *copy = strdup(cells), *rest = copy, *line;
    while ((line = strsep(&rest, "\n")) && *line) {
        char *f[FIELDS] = {0};
        int count = split(line, f);
        if (f[0][0] == 'S')
            sheet = workbook_add_worksheet(workbook, f[1]);
        else if (f[0][0] == 'D')
            workbook_define_name(workbook, f[1], f[2]);
        else if (f[0][0] == 'C')
            worksheet_set_column(sheet, (lxw_col_t)atoi(f[1]), (lxw_col_t)atoi(f[2]), strtod(f[3], NULL), NULL);
        else if (count > 4) {
            unsigned long style = strtoul(f[3], NULL, 10) % STYLES;
            if (!styles[style]) {
                styles[style] = workbook_add_format(workbook);
                format_set_num_format(styles[style], "#,##0.00");
                if (style % 2)
                    format_set_bold(styles[style]);
            }
            write_cell(sheet, styles, f);
        }
    }
    free(copy);
    if (workbook_close(workbook) != LXW_NO_ERROR)
        exit(1);
}

int main(int count, char **words) {
    if (count != 4)
        return 2;
    FILE *file = fopen(words[1], "rb");
    if (!file)
        return 1;
    static char cells[1 << 22];
    size_t length = fread(cells, 1, sizeof cells - 1, file);
    fclose(file);
    cells[length] = '\0';
    long times = strtol(words[2], NULL, 10);
    struct timespec start, end;
    clock_gettime(CLOCK_MONOTONIC, &start);
    for (long i = 0; i < times; i++) {
        char path[4096];
        snprintf(path, sizeof path, "%s/bare-%ld.xlsx", words[3], i);
        write_workbook(cells, path);
        remove(path);
    }
    clock_gettime(CLOCK_MONOTONIC, &end);
    printf("%.6f\n", (double)(end.tv_sec - start.tv_sec) + (double)(end.tv_nsec - start.tv_nsec) / 1e9);
    return 0;
}
