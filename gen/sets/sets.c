#include "sets/sets.h"

#include "sets/check.h"
#include "sets/long.h"
#include "sets/stems.h"

#include <stdint.h>
#include <string.h>

/* ROLE_IDENTITY: who the row is about. */
enum role { ROLE_IDENTITY, ROLE_VALUE, ROLE_SOURCE, ROLE_DATE, ROLE_ACCOMMODATION, ROLE_PERSON };

struct column_role {
    enum role role;
    const struct quantity *parameter; /* of a value, a source or a date */
    const char *name;
};

/* What a file says, and how its rows are read: all of them once, and each again when it is asked for. */
struct parameter_sets {
    struct arena *arena;
    const struct model *model;
    const char *lab_name;
    struct diag *diag;
    struct csv_reader *reader;
    bool is_roster;               /* what it leaves open will be drawn */
    const struct sets_long *made; /* the rows that a file of the long form comes to; NULL for others */
    struct diag *silent;          /* for a cell that several of these rows share, and that was read before */
    const struct csv_row *header;
    struct sets_headings headings;
    bool has_scenario, has_name;
    struct column_role *columns;
    bool columns_good;                  /* false: the rows are read for their errors alone */
    const struct quantity **parameters; /* sorted by name */
    int parameter_count;
    size_t *empty;         /* by ordinal of the parameter: how many cells are empty */
    struct pos *empty_pos; /* the first of them */
    struct sets_row *rows;
    size_t count, bad_count;
    struct arena *row;        /* holds the current row and its set */
    struct sets_stems *stems; /* of the rows so far; NULL when all are read */
    struct text line;         /* the text that a fingerprint is computed from */
};

static void list_parameters(struct parameter_sets *sets) {
    const struct model *model = sets->model;
    sets->parameters = arena_array(sets->arena, (size_t)model->count, sizeof *sets->parameters);
    for (int i = 0; i < model->count; i++)
        if (model->by_name[i]->kind == QUANTITY_PARAMETER)
            sets->parameters[sets->parameter_count++] = model->by_name[i];
    sets->empty = arena_array(sets->arena, (size_t)sets->parameter_count, sizeof *sets->empty);
    sets->empty_pos = arena_array(sets->arena, (size_t)sets->parameter_count, sizeof *sets->empty_pos);
}

/* The role of a column; a person's data if it is nothing else. */
static struct column_role classify(const struct parameter_sets *sets, int column) {
    const char *name = sets->header->fields[column].text;
    static const struct {
        const char *ending;
        enum role role;
    } endings[] = {{"", ROLE_VALUE}, {"_source", ROLE_SOURCE}, {"_date", ROLE_DATE}};
    if (column == sets->headings.id || column == sets->headings.name || column == sets->headings.scenario)
        return (struct column_role){.role = ROLE_IDENTITY};
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++) {
        size_t length = strlen(name), end = strlen(endings[k].ending);
        if (length < end || strcmp(name + length - end, endings[k].ending) != 0)
            continue;
        const struct quantity *parameter = model_lookup_part(sets->model, name, length - end);
        if (parameter && parameter->kind == QUANTITY_PARAMETER)
            return (struct column_role){endings[k].role, parameter, NULL};
    }
    return (struct column_role){.role = sets_is_accommodation(name) ? ROLE_ACCOMMODATION : ROLE_PERSON};
}

/* The constant or equation of this name, which a column cannot set; NULL. */
static const struct quantity *fixed_quantity(const struct model *model, const char *name) {
    const struct quantity *quantity = model_lookup(model, name);
    return quantity && quantity->kind != QUANTITY_PARAMETER && !quantity->hidden ? quantity : NULL;
}

static bool check_person_column(const struct parameter_sets *sets, const struct csv_field *field) {
    const struct quantity *fixed = fixed_quantity(sets->model, field->text);
    if (fixed) {
        diag_report(sets->diag, SEVERITY_WARNING, field->pos,
                    "'%s' is %s of the model, not a parameter: the column is taken as the person's data and changes no "
                    "figure",
                    field->text, fixed->kind == QUANTITY_CONSTANT ? "a constant" : "an equation");
        return true;
    }
    if (strcmp(field->text, "language") == 0)
        return true;
    const char *meant = sets_misspelt_column(sets->arena, sets->model, field->text);
    if (meant)
        diag_report(sets->diag, SEVERITY_ERROR, field->pos,
                    "unknown column '%s'; did you mean '%s'? (a column for the person's own data needs a name that is "
                    "less similar)",
                    field->text, meant);
    return !meant;
}

/* Notes that people have no names, if there are columns that may have them. */
static void note_nameless(const struct parameter_sets *sets) {
    enum { NAMED = 4 };
    struct text columns = {0};
    int count = 0;
    for (int i = 0; i < sets->header->field_count; i++)
        if (sets->columns[i].role == ROLE_PERSON && strcmp(sets->columns[i].name, "language") != 0 && ++count <= NAMED)
            text_printf(&columns, "%s'%s'", count > 1 ? ", " : "", sets->columns[i].name);
    if (count && !sets->has_name && !sets->is_roster)
        diag_report(sets->diag, SEVERITY_NOTE, sets->header->pos,
                    "no column is known to have names, so that sheets have ids in their place. If one of %s%s does, "
                    "call it 'name', or two of them 'first name' and 'last name'",
                    columns.bytes, count > NAMED ? ", ..." : "");
    text_free(&columns);
}

/* Reads the header. False if the rows could not be told apart. */
static bool read_columns(struct parameter_sets *sets) {
    const struct csv_row *header = sets->header;
    sets->columns = arena_array(sets->arena, (size_t)header->field_count, sizeof *sets->columns);
    const struct sets_headings *headings = &sets->headings;
    bool has_id = sets_find_headings(&sets->headings, header,
                                     "there is no column 'id'; it is required, and names each row's files", sets->diag);
    bool good = has_id;
    sets->has_name = headings->name >= 0 || headings->first_name >= 0 || headings->last_name >= 0;
    sets->has_scenario = headings->scenario >= 0;
    for (int i = 0; i < header->field_count; i++) {
        struct column_role column = classify(sets, i);
        column.name = arena_strdup(sets->arena, header->fields[i].text);
        sets->columns[i] = column;
        bool named =
            i == headings->first_name || i == headings->last_name || (!has_id && sets_is_person_heading(column.name));
        if (column.role == ROLE_PERSON && !named && !check_person_column(sets, &header->fields[i]))
            good = false;
    }
    if (good)
        note_nameless(sets);
    sets->columns_good = good && (!sets->made || sets->made->good);
    return has_id;
}

/* The text of a column in a row that may be bad, and its place; "" if there is none. */
static const char *text_of(const struct parameter_sets *sets, const struct csv_row *row, int column, struct pos *pos) {
    *pos = row->pos;
    if (column < 0 || column >= row->field_count)
        return "";
    *pos = row->fields[column].pos;
    return sets_trim(sets->row, row->fields[column].text, pos);
}

/* The places of the texts that identify a set, for messages. */
struct identity {
    struct pos id, scenario;
};

/* Reads id, scenario and name. */
static struct identity read_identity(const struct parameter_sets *sets, struct parameter_set *set,
                                     const struct csv_row *row) {
    struct identity at;
    const char *id = text_of(sets, row, sets->headings.id, &at.id);
    const char *scenario = text_of(sets, row, sets->headings.scenario, &at.scenario);
    set->id = sets_composed(sets->row, id);
    set->scenario = sets_composed(sets->row, scenario);
    set->name = sets_plain_text(sets->row, sets_read_name(sets->row, &sets->headings, row, &set->name_pos), "name",
                                &set->name_pos, sets->diag);
    if (!set->name)
        set->bad = true;
    if (!set->name || !*set->name) {
        set->name = set->id;
        set->name_pos = at.id;
    }
    return at;
}

/* Where to report what is wrong with a field: nowhere if the first row has the same cell of a long form. */
static struct diag *diag_for(const struct parameter_sets *sets, const struct csv_row *row, int column) {
    const struct csv_row *first = sets->made ? &sets->made->rows[0] : NULL;
    bool shared = first && row->fields != first->fields &&
                  row->fields[column].pos.line == first->fields[column].pos.line &&
                  row->fields[column].pos.column == first->fields[column].pos.column;
    return shared ? sets->silent : sets->diag;
}

/* Whether the set can be told from all others; gives its row a stem. */
static bool check_identity(struct parameter_sets *sets, size_t index, const struct parameter_set *set,
                           const struct csv_row *row, struct identity at) {
    struct diag *diag = diag_for(sets, row, sets->headings.id);
    if (!*set->id) {
        if (!row->bad)
            diag_report(diag, SEVERITY_ERROR, at.id, "this row has no id; give it one, or remove the row");
        return false;
    }
    if (!sets_check_id(set->id, "id", at.id, diag))
        return false;
    sets_check_shortened(set->id, at.id, diag);
    if (row->bad || (*set->scenario && !sets_check_id(set->scenario, "scenario", at.scenario, sets->diag))) {
        sets_stems_keep(sets->stems, index); /* when it is corrected, this row will still come first */
        return false;
    }
    return sets_stems_name(sets->stems, index, set->scenario, sets->made ? at.scenario : at.id, sets->diag);
}

static void read_value(struct parameter_sets *sets, struct parameter_set *set, const struct quantity *parameter,
                       const struct csv_field *field, struct diag *diag) {
    struct sets_parameter *filled = &set->parameters[parameter->ordinal];
    filled->pos = field->pos;
    const char *text = sets_trim(sets->row, field->text, &filled->pos);
    if (!*text)
        return;
    filled->given = true;
    if (!parameter->flawed &&
        !sets_check_value(parameter, text, csv_separator(sets->reader), filled->pos, &filled->value, diag))
        set->bad = true;
}

static void read_fields(struct parameter_sets *sets, struct parameter_set *set, const struct csv_row *row) {
    int person_count = 0;
    for (int i = 0; i < row->field_count; i++)
        person_count += sets->columns[i].role == ROLE_PERSON;
    set->person = arena_array(sets->row, (size_t)person_count, sizeof *set->person);
    for (int i = 0; i < row->field_count; i++) {
        const struct column_role *column = &sets->columns[i];
        const struct csv_field *field = &row->fields[i];
        struct pos pos = field->pos;
        if (column->role == ROLE_VALUE)
            read_value(sets, set, column->parameter, field, diag_for(sets, row, i));
        if (column->role == ROLE_ACCOMMODATION &&
            !sets_read_accommodation(sets->row, set, column->name, field, csv_separator(sets->reader), sets->diag))
            set->bad = true;
        if (column->role != ROLE_SOURCE && column->role != ROLE_DATE && column->role != ROLE_PERSON)
            continue;
        const char *text = sets_plain_text(sets->row, field->text, column->name, &pos, diag_for(sets, row, i));
        struct sets_parameter *filled = column->parameter ? &set->parameters[column->parameter->ordinal] : NULL;
        if (!text) {
            set->bad = true;
        } else if (column->role == ROLE_PERSON) {
            set->person[set->person_count++] = (struct sets_person_field){column->name, text, pos};
        } else if (*text && column->role == ROLE_SOURCE) {
            filled->source = text;
            filled->source_pos = pos;
        } else if (*text) {
            filled->date = text;
            filled->date_pos = pos;
        }
    }
}

/* Begins a set with the models' defaults, before its cells are read. */
static struct parameter_set *begin_set(const struct parameter_sets *sets, const struct csv_row *row) {
    struct parameter_set *set = arena_alloc(sets->row, sizeof *set);
    set->pos = row->pos;
    set->bad = row->bad;
    set->parameters = arena_array(sets->row, (size_t)sets->parameter_count, sizeof *set->parameters);
    for (int i = 0; i < sets->parameter_count; i++)
        set->parameters[sets->parameters[i]->ordinal].value = sets->parameters[i]->initial;
    return set;
}

/* Counts the empty cells of a good set. */
static void count_empty(struct parameter_sets *sets, const struct parameter_set *set) {
    for (int i = 0; i < sets->header->field_count; i++) {
        if (sets->columns[i].role != ROLE_VALUE)
            continue;
        int ordinal = sets->columns[i].parameter->ordinal;
        if (!set->parameters[ordinal].given && sets->empty[ordinal]++ == 0)
            sets->empty_pos[ordinal] = set->parameters[ordinal].pos;
    }
}

/* Keeps who a row is about, when it is read for the first time. */
static void keep_identity(struct parameter_sets *sets, size_t number, const struct parameter_set *set,
                          const struct csv_row *row, struct identity at) {
    const char *id = arena_strdup(sets->arena, set->id);
    const char *scenario = *set->scenario ? arena_strdup(sets->arena, set->scenario) : "";
    sets->rows[number] = (struct sets_row){
        .id = id, .scenario = scenario, .stem = id, .place = (uint32_t)row->place, .line = row->pos.line};
    sets->rows[number].bad = !check_identity(sets, number, set, row, at);
}

static struct parameter_set *read_set(struct parameter_sets *sets, size_t number, const struct csv_row *row) {
    struct parameter_set *set = begin_set(sets, row);
    struct identity at = read_identity(sets, set, row);
    if (sets->stems)
        keep_identity(sets, number, set, row, at);
    set->stem = sets->rows[number].stem;
    set->bad = set->bad || sets->rows[number].bad;
    if (!row->bad)
        read_fields(sets, set, row);
    set->lines = sets->made ? sets->made->lines[number] : NULL;
    set->line_count = sets->made ? sets->made->line_count : 0;
    sets_put_fingerprint(set, &sets->line, sets->lab_name, sets->parameters, sets->parameter_count);
    return set;
}

static bool has_column(const struct parameter_sets *sets, const struct quantity *parameter) {
    for (int i = 0; i < sets->header->field_count; i++)
        if (strcmp(sets->header->fields[i].text, parameter->name) == 0)
            return true;
    return false;
}

static void note_empty(const struct parameter_sets *sets, const struct quantity *parameter) {
    size_t count = sets->empty[parameter->ordinal];
    struct pos pos = sets->empty_pos[parameter->ordinal];
    struct text cell = {0};
    quantity_put_cell(&cell, parameter, parameter->initial);
    if (count == 1)
        diag_report(sets->diag, SEVERITY_NOTE, pos, "parameter '%s' is empty here: the set takes its default %s",
                    parameter->name, cell.bytes);
    else
        diag_report(sets->diag, SEVERITY_NOTE, pos,
                    "parameter '%s' is empty in %zu %s, of which this is the first: they take its default %s",
                    parameter->name, count, sets->made ? "scenarios" : "rows", cell.bytes);
    text_free(&cell);
}

/* Notes what the file leaves to the defaults, in the models' order: each parameter with empty cells, then those without
 * a column. */
static void note_defaults(const struct parameter_sets *sets) {
    struct text lacking = {0};
    const char *last = NULL;
    int count = 0;
    for (int i = 0; i < sets->model->count; i++) {
        const struct quantity *parameter = sets->model->quantities[i];
        if (parameter->kind != QUANTITY_PARAMETER || parameter->flawed || parameter->line_path)
            continue; /* and without lines a sum is nothing that a set takes */
        if (has_column(sets, parameter)) {
            if (sets->empty[parameter->ordinal])
                note_empty(sets, parameter);
            continue;
        }
        text_printf(&lacking, "%s'%s' ", count++ ? ", " : "", last = parameter->name);
        quantity_put_cell(&lacking, parameter, parameter->initial);
    }
    struct pos pos = {sets->header->pos.source, 0, 0};
    if (count == 1)
        diag_report(sets->diag, SEVERITY_NOTE, pos, "there is no %s for parameter '%s': every set takes its default %s",
                    sets->made ? "row" : "column", last, lacking.bytes + strlen(last) + 3);
    else if (count)
        diag_report(sets->diag, SEVERITY_NOTE, pos, "%d parameters have no %s: every set takes their defaults, %s",
                    count, sets->made ? "row" : "column", lacking.bytes);
    text_free(&lacking);
}

/* Gives a row, the first being 0; false if there are no more. */
static bool next_row(const struct parameter_sets *sets, size_t number, struct csv_row *row) {
    if (!sets->made)
        return csv_next(sets->reader, sets->row, row);
    if (number < sets->made->count)
        *row = sets->made->rows[number];
    return number < sets->made->count;
}

/* Reads all rows. False if the file as a whole cannot be used. */
static bool read_rows(struct parameter_sets *sets) {
    list_parameters(sets);
    if (!read_columns(sets))
        return false;
    sets->count = sets->made ? sets->made->count : csv_count(sets->reader);
    if (sets->count == 0) {
        diag_report(sets->diag, SEVERITY_ERROR, (struct pos){sets->header->pos.source, 0, 0},
                    "no parameter sets: the file has a header and no rows");
        return false;
    }
    struct arena *scratch = arena_new();
    sets->silent = diag_new_silent();
    sets->row = arena_new();
    sets->rows = arena_array(sets->arena, sets->count, sizeof *sets->rows);
    sets->stems = sets_stems_new(scratch, sets->arena, sets->rows, sets->count);
    struct csv_row row;
    for (size_t i = 0; next_row(sets, i, &row); i++, arena_reset(sets->row)) {
        const struct parameter_set *set = read_set(sets, i, &row);
        memcpy(sets->rows[i].fingerprint, set->fingerprint, sizeof set->fingerprint);
        sets->rows[i].bad = set->bad;
        sets->rows[i].accommodation = sets_keep_accommodation(sets->arena, &set->accommodation);
        sets->bad_count += set->bad;
        if (!set->bad)
            count_empty(sets, set);
    }
    sets->stems = NULL;
    if (!sets->is_roster && sets->columns_good && sets->bad_count < sets->count)
        note_defaults(sets);
    text_free(&sets->line);
    diag_free(sets->silent);
    arena_free(sets->row);
    arena_free(scratch);
    return sets->columns_good;
}

static struct parameter_sets *read_source(struct arena *arena, const struct source *source, const struct csv_view *view,
                                          const struct model *model, const char *lab_name, bool is_roster,
                                          struct diag *diag) {
    struct csv_reader *reader = csv_reader_of_view(arena, source, view, diag);
    if (!reader)
        return NULL;
    struct parameter_sets *sets = arena_alloc(arena, sizeof *sets);
    *sets = (struct parameter_sets){.arena = arena,
                                    .model = model,
                                    .lab_name = lab_name,
                                    .diag = diag,
                                    .reader = reader,
                                    .is_roster = is_roster,
                                    .header = csv_header(reader)};
    if (!is_roster && sets_is_long(sets->header)) {
        sets->made = sets_read_long(arena, reader, model, diag);
        if (!sets->made)
            return NULL;
        sets->header = &sets->made->header;
    }
    return read_rows(sets) ? sets : NULL;
}

struct parameter_sets *sets_read(struct arena *arena, const struct source *source, const struct model *model,
                                 const char *lab_name, struct diag *diag) {
    return read_source(arena, source, NULL, model, lab_name, false, diag);
}

struct parameter_sets *sets_read_roster(struct arena *arena, const struct source *source, const struct csv_view *view,
                                        const struct model *model, const char *lab_name, struct diag *diag) {
    return read_source(arena, source, view, model, lab_name, true, diag);
}

size_t sets_count(const struct parameter_sets *sets) {
    return sets->count;
}

size_t sets_good_count(const struct parameter_sets *sets) {
    return sets->count - sets->bad_count;
}

bool sets_has_name(const struct parameter_sets *sets) {
    return sets->has_name;
}

bool sets_has_scenario(const struct parameter_sets *sets) {
    return sets->has_scenario;
}

const struct csv_reader *sets_reader(const struct parameter_sets *sets) {
    return sets->reader;
}

const struct sets_row *sets_row(const struct parameter_sets *sets, size_t number) {
    return &sets->rows[number];
}

struct sets_key sets_row_key(const void *sets, size_t number) {
    const struct sets_row *row = sets_row(sets, number);
    return (struct sets_key){row->id, row->scenario};
}

struct pos sets_row_pos(const struct parameter_sets *sets, size_t number) {
    return (struct pos){sets->header->pos.source, sets->rows[number].line, 1};
}

void sets_spoil(struct parameter_sets *sets, size_t number) {
    sets->bad_count += !sets->rows[number].bad;
    sets->rows[number].bad = true;
}

void sets_write_value(struct text *out, const struct quantity *quantity, double value, bool first) {
    if (!first)
        text_putc(out, ',');
    quantity_put_data(out, quantity, value); /* which has nothing to quote */
}

void sets_get_row(const struct parameter_sets *sets, size_t number, struct arena *arena, struct csv_row *row) {
    if (sets->made)
        *row = sets->made->rows[number];
    else
        csv_again(sets->reader, sets->rows[number].place, sets_row_pos(sets, number), arena, row);
}

struct parameter_set *sets_get(const struct parameter_sets *sets, size_t number, struct arena *arena) {
    /* Errors in cells were reported when they were first read. */
    struct parameter_sets again = *sets;
    struct csv_row row;
    again.row = arena;
    again.diag = again.silent = diag_new_silent();
    sets_get_row(sets, number, arena, &row);
    struct parameter_set *set = read_set(&again, number, &row);
    text_free(&again.line);
    diag_free(again.diag);
    return set;
}
