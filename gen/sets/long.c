#include "sets/long.h"
#include "sets/check.h"

#include <math.h>
#include <string.h>

/* The columns of the long form; any other is a scenario. */
enum long_column { LONG_NAME, LONG_LABEL, LONG_UNIT, LONG_VALUE, LONG_SOURCE, LONG_DATE, LONG_PATH, LONG_COLUMNS };
const char *const sets_long_columns[] = {
    [LONG_NAME] = "name",     [LONG_LABEL] = "label", [LONG_UNIT] = "unit", [LONG_VALUE] = "value",
    [LONG_SOURCE] = "source", [LONG_DATE] = "date",   [LONG_PATH] = "path", [LONG_COLUMNS] = NULL};
/* The rows that are no inputs: who the sets are of. */
enum { OWN_ID, OWN_NAME, OWN_ROWS };
static const char *const own_names[OWN_ROWS] = {"id", "name"};
/* What a file without a row `id` is called, and the scenario of the column `value` beside others. */
static const char default_id[] = "fleet", base_scenario[] = "base";

/* A file while it is read. */
struct reading {
    struct arena *arena;
    const struct model *model;
    struct diag *diag;
    const struct csv_row *header;
    char separator;
    int columns[LONG_COLUMNS];     /* by number; -1 for none */
    int *values;                   /* the columns of the sets, `value` first */
    const struct csv_row **inputs; /* by ordinal of the parameter: its row */
    const struct csv_row *own[OWN_ROWS];
    const struct csv_row **further; /* the rows of lines */
    size_t further_count, further_capacity;
    struct sets_long *made;
};

static int find_column(const struct csv_row *header, enum long_column column) {
    for (int i = 0; i < header->field_count; i++)
        if (csv_same_heading(header->fields[i].text, sets_long_columns[column]))
            return i;
    return -1;
}

bool sets_is_long(const struct csv_row *header) {
    int others = 0;
    for (int i = 0; i < header->field_count; i++)
        if (csv_same_heading(header->fields[i].text, "id"))
            return false;
    for (int column = LONG_LABEL; column < LONG_COLUMNS; column++)
        others += find_column(header, (enum long_column)column) >= 0;
    return find_column(header, LONG_NAME) >= 0 && others >= 2;
}

/* Finds the columns. False if there are no values. */
static bool find_columns(struct reading *reading) {
    const struct csv_row *header = reading->header;
    struct sets_long *made = reading->made;
    for (int column = 0; column < LONG_COLUMNS; column++)
        reading->columns[column] = find_column(header, (enum long_column)column);
    if (!sets_has_lines(reading->model))
        reading->columns[LONG_PATH] = -1; /* a scenario of this name */
    reading->values = arena_array(reading->arena, (size_t)header->field_count, sizeof *reading->values);
    if (reading->columns[LONG_VALUE] >= 0)
        reading->values[made->count++] = reading->columns[LONG_VALUE];
    for (int i = 0; i < header->field_count; i++) {
        bool known = false;
        for (int column = 0; column < LONG_COLUMNS; column++)
            known = known || reading->columns[column] == i;
        if (!known)
            reading->values[made->count++] = i;
    }
    if (reading->columns[LONG_UNIT] < 0) {
        diag_report(reading->diag, SEVERITY_ERROR, header->pos,
                    "there is no column 'unit'; with an input in each row, it says what its values are in");
        made->good = false;
    }
    if (made->count == 0)
        diag_report(reading->diag, SEVERITY_ERROR, header->pos,
                    "there is no column with values; add 'value', or a column for each scenario with its name");
    return made->count > 0;
}

/* The trimmed text of a cell and its place; "" if there is no such column. */
static const char *cell(const struct reading *reading, const struct csv_row *row, int column, struct pos *pos) {
    *pos = row->pos;
    if (column < 0 || column >= row->field_count)
        return "";
    *pos = row->fields[column].pos;
    return sets_trim(reading->arena, row->fields[column].text, pos);
}

static bool has_values(const struct reading *reading, const struct csv_row *row) {
    struct pos pos;
    for (size_t i = 0; i < reading->made->count; i++)
        if (*cell(reading, row, reading->values[i], &pos))
            return true;
    return false;
}

/* Whether the first text is one of the others, without regard to case, blanks and signs such as hyphens. */
static bool is_one_of(const char *text, const char *const *names, int count) {
    for (int i = 0; i < count; i++)
        if (names[i] && csv_same_heading(text, names[i]))
            return true;
    return false;
}

const char *sets_unit_word(const struct quantity *input) {
    if (input->fraction)
        return "share";
    return *input->shown ? input->shown : strcmp(input->unit_name, "1") == 0 ? "" : input->unit_name;
}

static void check_unit(struct reading *reading, const struct csv_row *row, const struct quantity *input) {
    struct pos pos;
    const char *unit = cell(reading, row, reading->columns[LONG_UNIT], &pos);
    const char *const names[] = {sets_unit_word(input), input->shown, input->shown_one, input->unit_name};
    static const char *const plain[] = {"%", "share", "percent", "number", "choice", "1"};
    bool is_plain = input->fraction || strcmp(input->unit_name, "1") == 0;
    if (!*unit || strcmp(unit, input->shown) == 0 || strcmp(unit, input->unit_name) == 0 || is_one_of(unit, names, 4) ||
        (is_plain && is_one_of(unit, plain, sizeof plain / sizeof *plain)))
        return;
    if (*sets_unit_word(input))
        diag_report(reading->diag, SEVERITY_ERROR, pos,
                    "the unit of '%s' is '%s', not '%s'; convert its values, and write '%s'", input->name,
                    sets_unit_word(input), unit, sets_unit_word(input));
    else
        diag_report(reading->diag, SEVERITY_ERROR, pos, "'%s' has no unit, and '%s' is one; leave the cell empty",
                    input->name, unit);
    reading->made->good = false;
}

/* Takes the bare numbers of a row in % for percentages. One of at most 1 may be a share: 0.62 could be 62% or 0.62%. */
static void take_percentages(struct reading *reading, struct csv_row *row, const struct quantity *input) {
    struct pos pos;
    const char *unit = cell(reading, row, reading->columns[LONG_UNIT], &pos);
    if (!input->fraction || (strcmp(unit, "%") != 0 && !csv_same_heading(unit, "percent")))
        return;
    for (size_t i = 0; i < reading->made->count; i++) {
        const char *text = cell(reading, row, reading->values[i], &pos);
        double value = 0;
        bool number = csv_parse_number(reading->separator, text, strlen(text), &value) != CSV_NO_NUMBER;
        if (number && fabs(value) > 1) {
            row->fields[reading->values[i]] = (struct csv_field){arena_printf(reading->arena, "%s%%", text), pos};
        } else if (number && value != 0) {
            struct text share = {0};
            quantity_put_cell(&share, input, value);
            diag_report(reading->diag, SEVERITY_ERROR, pos,
                        "'%s' is %s in a row in %%, which may be %s or %s%%; write one of them", input->name, text,
                        share.bytes, text);
            reading->made->good = false;
            text_free(&share);
        }
    }
}

static void check_date(struct reading *reading, const struct csv_row *row) {
    struct pos pos;
    struct date date;
    const char *text = cell(reading, row, reading->columns[LONG_DATE], &pos);
    if (!*text || date_read(text, &date) || csv_same_heading(text, "not stated"))
        return;
    diag_report(reading->diag, SEVERITY_ERROR, pos, "'%s' is no date; write 2026-11-09, 2026-11 or 2026", text);
    reading->made->good = false;
}

static bool has_row(const struct reading *reading, const char *name) {
    bool own = false;
    for (int i = 0; i < OWN_ROWS; i++)
        own = own || strcmp(name, own_names[i]) == 0;
    return own || model_lookup(reading->model, name);
}

/* Reports the name of a row that is no input's. */
static void report_unknown(struct reading *reading, const char *name, struct pos pos) {
    const struct quantity *other = model_lookup(reading->model, name);
    const char *column = other ? NULL : sets_misspelt_column(reading->arena, reading->model, name);
    /* This form has no row for some columns of the other, such as the scenario. */
    const char *meant = column && has_row(reading, column) ? column : NULL;
    reading->made->good = false;
    if (other)
        diag_report(reading->diag, SEVERITY_ERROR, pos,
                    "'%s' is %s of the model, which a file cannot change; remove the row", name,
                    other->kind == QUANTITY_CONSTANT ? "a constant" : "an equation");
    else if (meant)
        diag_report(reading->diag, SEVERITY_ERROR, pos, "no input is called '%s'; did you mean '%s'?", name, meant);
    else
        diag_report(reading->diag, SEVERITY_ERROR, pos, "no input is called '%s'; `fleetsheet columns` lists them",
                    name);
}

/* Notes whose row it is. A row without a name and values is a heading. */
static void take_row(struct reading *reading, struct csv_row *row) {
    struct pos pos;
    const char *name = cell(reading, row, reading->columns[LONG_NAME], &pos);
    const struct csv_row **place = NULL;
    const struct quantity *input = model_lookup(reading->model, name);
    for (int i = 0; i < OWN_ROWS; i++)
        place = strcmp(name, own_names[i]) == 0 ? &reading->own[i] : place;
    if (input && input->kind == QUANTITY_PARAMETER)
        place = &reading->inputs[input->ordinal];
    if (!*name && !has_values(reading, row))
        return;
    if (!*name) {
        diag_report(reading->diag, SEVERITY_ERROR, pos,
                    "this row has values and no name; the name says which input it is");
        reading->made->good = false;
    } else if (!place && sets_has_lines(reading->model) && csv_same_heading(name, SETS_LINE_NAME)) {
        reading->further = arena_grow(reading->arena, reading->further, reading->further_count,
                                      &reading->further_capacity, sizeof *reading->further);
        reading->further[reading->further_count++] = row;
        check_date(reading, row);
    } else if (!place) {
        report_unknown(reading, name, pos);
    } else if (input && input->line_path) {
        diag_report(reading->diag, SEVERITY_ERROR, pos,
                    "'%s' is the sum of lines; write rows '%s', with '%s' in the column 'path' and '%s' as their unit",
                    name, SETS_LINE_NAME, input->line_path, input->line_paid);
        reading->made->good = false;
    } else if (*place) {
        diag_report(reading->diag, SEVERITY_ERROR, pos, "a second row for '%s', which line %d has already; keep one",
                    name, (*place)->pos.line);
        reading->made->good = false;
    } else {
        *place = row;
        if (place != &reading->own[OWN_ID] && place != &reading->own[OWN_NAME])
            check_unit(reading, row, input);
        if (input)
            take_percentages(reading, row, input);
        check_date(reading, row);
    }
}

static struct csv_field field_of(const struct reading *reading, const struct csv_row *row, int column,
                                 const char *otherwise) {
    struct csv_field field = {otherwise, row ? row->pos : reading->header->pos};
    if (row && column >= 0 && column < row->field_count)
        field = row->fields[column];
    return field;
}

/* The value of a row in a column of values; if a scenario has none of its own, that of the column `value`. */
static struct csv_field value_of(const struct reading *reading, const struct csv_row *row, int column,
                                 const char *otherwise) {
    struct pos pos;
    int base = reading->columns[LONG_VALUE];
    bool own = row && (base < 0 || *cell(reading, row, column, &pos));
    struct csv_field field = field_of(reading, row, own ? column : base, otherwise);
    struct pos at = field.pos;
    return *sets_trim(reading->arena, field.text, &at) ? field : (struct csv_field){otherwise, field.pos};
}

bool sets_has_lines(const struct model *model) {
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->line_path)
            return true;
    return false;
}

/* Reports a word of a line that is none of those known. */
static void report_words(struct reading *reading, struct pos pos, const char *text, bool paths) {
    const char *known = paths ? SETS_ALL_PATHS : "";
    for (int i = 0; i < reading->model->count; i++) {
        const struct quantity *sum = reading->model->quantities[i];
        bool new = sum->line_path;
        for (int j = 0; new &&j < i; j++) {
            const struct quantity *other = reading->model->quantities[j];
            new = !other->line_path ||
                  strcmp(paths ? other->line_path : other->line_paid, paths ? sum->line_path : sum->line_paid) != 0;
        }
        if (new)
            known = arena_printf(reading->arena, "%s%s%s", known, *known ? ", " : "",
                                 paths ? sum->line_path : sum->line_paid);
    }
    reading->made->good = false;
    if (paths)
        diag_report(reading->diag, SEVERITY_ERROR, pos,
                    "a further cost has no path '%s'; the column 'path' has one of: %s", text, known);
    else
        diag_report(reading->diag, SEVERITY_ERROR, pos,
                    "a further cost on this path is not paid '%s'; the column 'unit' says how, one of: %s", text,
                    known);
}

/* The amounts of a line's row, by set. A cell that several sets share is read once. */
static const double *read_amounts(struct reading *reading, const struct csv_row *row, const struct quantity *sum) {
    struct sets_long *made = reading->made;
    double *amounts = arena_array(reading->arena, made->count, sizeof *amounts);
    int *columns = arena_array(reading->arena, made->count, sizeof *columns);
    for (size_t i = 0; i < made->count; i++) {
        struct csv_field field = value_of(reading, row, reading->values[i], "");
        struct pos pos = field.pos;
        const char *text = sets_trim(reading->arena, field.text, &pos);
        columns[i] = pos.column;
        size_t same = 0;
        while (columns[same] != pos.column)
            same++;
        if (same < i)
            amounts[i] = amounts[same];
        else if (*text && !sets_check_value(sum, text, reading->separator, pos, &amounts[i], reading->diag))
            made->good = false;
    }
    return amounts;
}

/* A text of a line, as a workbook can have it. */
static const char *line_text(struct reading *reading, const struct csv_row *row, enum long_column column) {
    struct pos pos;
    const char *text = cell(reading, row, reading->columns[column], &pos);
    text = sets_plain_text(reading->arena, text, sets_long_columns[column], &pos, reading->diag);
    if (!text)
        reading->made->good = false;
    return text ? text : "";
}

/* Reads a row with a line, and adds its amounts to the sums in which they count: `sums`, by set and quantity. */
static void read_line(struct reading *reading, const struct csv_row *row, int number, double **sums) {
    struct pos path_pos, paid_pos;
    const struct model *model = reading->model;
    struct sets_long *made = reading->made;
    const char *path = cell(reading, row, reading->columns[LONG_PATH], &path_pos);
    const char *paid = cell(reading, row, reading->columns[LONG_UNIT], &paid_pos);
    bool all = !*path || csv_same_heading(path, SETS_ALL_PATHS), known = all;
    struct sets_line line = {.path = "", .paid = NULL};
    const double *amounts = NULL;
    for (int k = 0; k < model->count; k++) {
        const struct quantity *sum = model->quantities[k];
        if (!sum->line_path || (!all && !csv_same_heading(path, sum->line_path)))
            continue;
        known = true;
        line.path = all ? "" : sum->line_path;
        if (!csv_same_heading(paid, sum->line_paid))
            continue;
        line.paid = sum->line_paid;
        amounts = amounts ? amounts : read_amounts(reading, row, sum);
        for (size_t i = 0; i < made->count; i++)
            sums[i][k] += amounts[i];
    }
    if (!known || !line.paid) {
        report_words(reading, known ? paid_pos : path_pos, known ? paid : path, !known);
        return;
    }
    line.label = line_text(reading, row, LONG_LABEL);
    line.source = line_text(reading, row, LONG_SOURCE);
    line.date = line_text(reading, row, LONG_DATE);
    for (size_t i = 0; i < made->count; i++) {
        made->lines[i][number] = line;
        made->lines[i][number].amount = amounts[i];
    }
}

/* Reads all lines. Returns the sums in which they count, by set and quantity. */
static double **read_lines(struct reading *reading) {
    struct sets_long *made = reading->made;
    double **sums = arena_array(reading->arena, made->count, sizeof *sums);
    made->lines = arena_array(reading->arena, made->count, sizeof *made->lines);
    made->line_count = (int)reading->further_count;
    for (size_t i = 0; i < made->count; i++) {
        sums[i] = arena_array(reading->arena, (size_t)reading->model->count, sizeof **sums);
        made->lines[i] = arena_array(reading->arena, reading->further_count + 1, sizeof **made->lines);
    }
    for (int i = 0; i < made->line_count; i++)
        read_line(reading, reading->further[i], i, sums);
    return sums;
}

/* Adds the columns of the sums. */
static void add_sums(struct reading *reading, double **sums) {
    struct sets_long *made = reading->made;
    for (int k = 0; made->line_count && k < reading->model->count; k++) {
        const struct quantity *sum = reading->model->quantities[k];
        if (!sum->line_path)
            continue;
        struct pos pos = reading->further[0]->pos;
        made->header.fields[made->header.field_count++] = (struct csv_field){sum->name, pos};
        for (size_t i = 0; i < made->count; i++) {
            struct text text = {0};
            quantity_put_data(&text, sum, sums[i][k]);
            made->rows[i].fields[made->header.field_count - 1] =
                (struct csv_field){arena_strndup(reading->arena, text.bytes, text.length), pos};
            text_free(&text);
        }
    }
}

/* Makes the header and a row for each column of values. */
static void make_rows(struct reading *reading, double **sums) {
    struct arena *arena = reading->arena;
    const struct model *model = reading->model;
    struct sets_long *made = reading->made;
    size_t most = 3 * (size_t)model->count + OWN_ROWS + 1;
    made->header =
        (struct csv_row){.fields = arena_array(arena, most, sizeof *made->header.fields), .pos = reading->header->pos};
    made->rows = arena_array(arena, made->count, sizeof *made->rows);
    for (size_t i = 0; i < made->count; i++)
        made->rows[i] = (struct csv_row){.fields = arena_array(arena, most, sizeof *made->rows[i].fields),
                                         .pos = reading->header->fields[reading->values[i]].pos,
                                         .place = i};
    int *count = &made->header.field_count;
    bool scenarios = made->count > 1 || reading->columns[LONG_VALUE] < 0;
    for (int own = 0; own < OWN_ROWS; own++) {
        made->header.fields[*count] = (struct csv_field){own_names[own], reading->header->pos};
        for (size_t i = 0; i < made->count; i++)
            made->rows[i].fields[*count] =
                value_of(reading, reading->own[own], reading->values[i], own == OWN_ID ? default_id : "");
        ++*count;
    }
    made->header.fields[*count] = (struct csv_field){"scenario", reading->header->pos};
    for (size_t i = 0; i < made->count; i++) {
        struct csv_field head = reading->header->fields[reading->values[i]];
        if (reading->values[i] == reading->columns[LONG_VALUE])
            head.text = scenarios ? base_scenario : "";
        made->rows[i].fields[*count] = head;
    }
    ++*count;
    for (int k = 0; k < model->count; k++) {
        const struct quantity *input = model->quantities[k];
        const struct csv_row *row = input->kind == QUANTITY_PARAMETER ? reading->inputs[input->ordinal] : NULL;
        if (!row)
            continue;
        const char *const heads[] = {input->name, arena_printf(arena, "%s_source", input->name),
                                     arena_printf(arena, "%s_date", input->name)};
        for (int part = 0; part < 3; part++, ++*count) {
            int column = part == 0 ? 0 : reading->columns[part == 1 ? LONG_SOURCE : LONG_DATE];
            made->header.fields[*count] =
                (struct csv_field){heads[part], field_of(reading, row, reading->columns[LONG_NAME], "").pos};
            for (size_t i = 0; i < made->count; i++)
                made->rows[i].fields[*count] =
                    part == 0 ? value_of(reading, row, reading->values[i], "") : field_of(reading, row, column, "");
        }
    }
    add_sums(reading, sums);
    for (size_t i = 0; i < made->count; i++)
        made->rows[i].field_count = *count;
}

struct sets_long *sets_read_long(struct arena *arena, struct csv_reader *reader, const struct model *model,
                                 struct diag *diag) {
    struct sets_long *made = arena_alloc(arena, sizeof *made);
    struct reading reading = {.arena = arena,
                              .model = model,
                              .diag = diag,
                              .header = csv_header(reader),
                              .separator = csv_separator(reader),
                              .made = made};
    made->good = true;
    if (!find_columns(&reading))
        return NULL;
    reading.inputs = arena_array(arena, (size_t)model->count, sizeof(const struct csv_row *));
    for (struct csv_row *row; csv_next(reader, arena, row = arena_alloc(arena, sizeof *row));) {
        if (row->bad)
            made->good = false;
        else
            take_row(&reading, row);
    }
    make_rows(&reading, read_lines(&reading));
    return made;
}
