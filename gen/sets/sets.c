#include "sets/sets.h"

#include "sets/check.h"
#include "sets/stems.h"

#include <nettle/sha2.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ROLE_IDENTITY: who the row is about. */
enum role { ROLE_IDENTITY, ROLE_VALUE, ROLE_SOURCE, ROLE_DATE, ROLE_PERSON };

struct column_role {
    enum role role;
    const struct quantity *parameter; /* of a value, a source or a date */
    const char *name;
};

struct sets_reading {
    struct arena *arena;
    const struct model *model;
    const char *lab_name;
    struct diag *diag;
    struct csv_reader *reader;
    bool roster; /* what it leaves open will be drawn */
    const struct csv_row *header;
    struct sets_headings headings;
    struct column_role *columns;
    char separator;
    bool columns_good;                  /* false: the rows are read for their errors alone */
    const struct quantity **parameters; /* sorted by name */
    int parameter_count;
    size_t *empty;         /* by ordinal of the parameter: how many cells are empty */
    struct pos *empty_pos; /* the first of them */
    struct parameter_sets *sets;
    struct sets_row *rows;    /* as far as they are read */
    struct arena *row;        /* holds the fields of the current row */
    struct arena *set;        /* holds what belongs to its set */
    struct sets_stems *stems; /* of the rows so far; NULL when all are read */
    struct text line;         /* the text that a fingerprint is computed from */
};

static int by_name(const void *a, const void *b) {
    return strcmp((*(const struct quantity *const *)a)->name, (*(const struct quantity *const *)b)->name);
}

static void list_parameters(struct sets_reading *reading) {
    const struct model *model = reading->model;
    reading->parameters = arena_array(reading->arena, (size_t)model->count, sizeof *reading->parameters);
    for (int i = 0; i < model->count; i++) {
        if (model->quantities[i]->kind != QUANTITY_PARAMETER)
            continue;
        reading->parameters[reading->parameter_count++] = model->quantities[i];
    }
    if (reading->parameter_count)
        qsort(reading->parameters, (size_t)reading->parameter_count, sizeof *reading->parameters, by_name);
    reading->empty = arena_array(reading->arena, (size_t)reading->parameter_count, sizeof *reading->empty);
    reading->empty_pos = arena_array(reading->arena, (size_t)reading->parameter_count, sizeof *reading->empty_pos);
}

/* The role of a column; a person's data if it is nothing else. */
static struct column_role classify(const struct sets_reading *reading, int column) {
    const char *name = reading->header->fields[column].text;
    static const struct {
        const char *ending;
        enum role role;
    } endings[] = {{"", ROLE_VALUE}, {"_source", ROLE_SOURCE}, {"_date", ROLE_DATE}};
    if (column == reading->headings.id || column == reading->headings.name || column == reading->headings.scenario)
        return (struct column_role){.role = ROLE_IDENTITY};
    for (size_t k = 0; k < sizeof endings / sizeof *endings; k++)
        for (int i = 0; i < reading->parameter_count; i++) {
            size_t length = strlen(reading->parameters[i]->name);
            if (strncmp(name, reading->parameters[i]->name, length) == 0 &&
                strcmp(name + length, endings[k].ending) == 0)
                return (struct column_role){endings[k].role, reading->parameters[i], NULL};
        }
    return (struct column_role){.role = ROLE_PERSON};
}

/* The constant or equation of this name, which a column cannot set; NULL. */
static const struct quantity *fixed_quantity(const struct model *model, const char *name) {
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        if (quantity->kind != QUANTITY_PARAMETER && !quantity->hidden && strcmp(quantity->name, name) == 0)
            return quantity;
    }
    return NULL;
}

static bool check_person_column(const struct sets_reading *reading, const struct csv_field *field) {
    const struct quantity *fixed = fixed_quantity(reading->model, field->text);
    if (fixed) {
        diag_report(reading->diag, SEVERITY_WARNING, field->pos,
                    "'%s' is %s of the model, not a parameter: the column is taken as the person's data and changes no "
                    "figure",
                    field->text, fixed->kind == QUANTITY_CONSTANT ? "a constant" : "an equation");
        return true;
    }
    const char *meant = sets_misspelt_column(reading->arena, reading->model, field->text);
    if (meant)
        diag_report(reading->diag, SEVERITY_ERROR, field->pos,
                    "unknown column '%s'; did you mean '%s'? (a column for the person's own data needs a name that is "
                    "less similar)",
                    field->text, meant);
    return !meant;
}

/* Notes that people have no names, if there are columns that may have them. */
static void note_nameless(const struct sets_reading *reading) {
    enum { NAMED = 4 };
    struct text columns = {0};
    int count = 0;
    for (int i = 0; i < reading->header->field_count; i++)
        if (reading->columns[i].role == ROLE_PERSON && ++count <= NAMED)
            text_printf(&columns, "%s'%s'", count > 1 ? ", " : "", reading->columns[i].name);
    if (count && !reading->sets->has_name && !reading->roster)
        diag_report(reading->diag, SEVERITY_NOTE, reading->header->pos,
                    "no column is known to have names, so that sheets have ids in their place. If one of %s%s does, "
                    "call it 'name', or two of them 'first name' and 'last name'",
                    columns.bytes, count > NAMED ? ", ..." : "");
    text_free(&columns);
}

/* Reads the header. False if the rows could not be told apart. */
static bool read_columns(struct sets_reading *reading) {
    const struct csv_row *header = reading->header;
    reading->columns = arena_array(reading->arena, (size_t)header->field_count, sizeof *reading->columns);
    const struct sets_headings *headings = &reading->headings;
    bool has_id =
        sets_find_headings(&reading->headings, header,
                           "there is no column 'id'; it is required, and names each row's files", reading->diag);
    bool good = has_id;
    reading->sets->has_name = headings->name >= 0 || headings->first_name >= 0 || headings->last_name >= 0;
    reading->sets->has_scenario = headings->scenario >= 0;
    for (int i = 0; i < header->field_count; i++) {
        struct column_role column = classify(reading, i);
        column.name = arena_strdup(reading->arena, header->fields[i].text);
        reading->columns[i] = column;
        bool named =
            i == headings->first_name || i == headings->last_name || (!has_id && sets_is_person_heading(column.name));
        if (column.role == ROLE_PERSON && !named && !check_person_column(reading, &header->fields[i]))
            good = false;
    }
    if (good)
        note_nameless(reading);
    reading->columns_good = good;
    return has_id;
}

/* The text of a column in a row that may be bad, and its place; "" if there is none. */
static const char *text_of(const struct sets_reading *reading, const struct csv_row *row, int column, struct pos *pos) {
    *pos = row->pos;
    if (column < 0 || column >= row->field_count)
        return "";
    *pos = row->fields[column].pos;
    return sets_trim(reading->row, row->fields[column].text, pos);
}

/* The places of the texts that identify a set, for messages. */
struct identity {
    struct pos id, scenario;
};

/* Reads id, scenario and name. */
static struct identity read_identity(const struct sets_reading *reading, struct parameter_set *set,
                                     const struct csv_row *row) {
    struct identity at;
    const char *id = text_of(reading, row, reading->headings.id, &at.id);
    const char *scenario = text_of(reading, row, reading->headings.scenario, &at.scenario);
    set->id = arena_strdup(reading->set, sets_composed(reading->row, id));
    set->scenario = arena_strdup(reading->set, sets_composed(reading->row, scenario));
    set->name = sets_plain_text(reading->set, sets_read_name(reading->row, &reading->headings, row, &set->name_pos),
                                "name", &set->name_pos, reading->diag);
    if (!set->name)
        set->bad = true;
    if (!set->name || !*set->name) {
        set->name = set->id;
        set->name_pos = at.id;
    }
    return at;
}

/* Whether the set can be told from all others; gives its row a stem. */
static bool check_identity(struct sets_reading *reading, size_t index, const struct parameter_set *set,
                           const struct csv_row *row, struct identity at) {
    struct diag *diag = reading->diag;
    if (!*set->id) {
        if (!row->bad)
            diag_report(diag, SEVERITY_ERROR, at.id, "this row has no id; give it one, or remove the row");
        return false;
    }
    if (!sets_check_id(set->id, "id", at.id, diag))
        return false;
    sets_check_shortened(set->id, at.id, diag);
    if (row->bad || (*set->scenario && !sets_check_id(set->scenario, "scenario", at.scenario, diag))) {
        sets_stems_keep(reading->stems, index); /* when it is corrected, this row will still come first */
        return false;
    }
    return sets_stems_name(reading->stems, index, set->scenario, at.id, diag);
}

static void read_value(struct sets_reading *reading, struct parameter_set *set, const struct quantity *parameter,
                       const struct csv_field *field) {
    struct sets_parameter *filled = &set->parameters[parameter->ordinal];
    filled->pos = field->pos;
    const char *text = sets_trim(reading->row, field->text, &filled->pos);
    if (!*text)
        return;
    filled->given = true;
    if (!parameter->flawed &&
        !sets_check_value(parameter, text, reading->separator, filled->pos, &filled->value, reading->diag))
        set->bad = true;
}

static void read_fields(struct sets_reading *reading, struct parameter_set *set, const struct csv_row *row) {
    int person_count = 0;
    for (int i = 0; i < row->field_count; i++)
        person_count += reading->columns[i].role == ROLE_PERSON;
    set->person = arena_array(reading->set, (size_t)person_count, sizeof *set->person);
    for (int i = 0; i < row->field_count; i++) {
        const struct column_role *column = &reading->columns[i];
        const struct csv_field *field = &row->fields[i];
        struct pos pos = field->pos;
        if (column->role == ROLE_VALUE)
            read_value(reading, set, column->parameter, field);
        if (column->role != ROLE_SOURCE && column->role != ROLE_DATE && column->role != ROLE_PERSON)
            continue;
        const char *text = sets_plain_text(reading->set, field->text, column->name, &pos, reading->diag);
        struct sets_parameter *filled = column->parameter ? &set->parameters[column->parameter->ordinal] : NULL;
        if (!text) {
            set->bad = true;
        } else if (column->role == ROLE_PERSON) {
            set->person[set->person_count++] = (struct sets_person_field){column->name, text, pos};
        } else if (*text && column->role == ROLE_SOURCE) {
            filled->source = text;
            filled->source_column = pos.column;
        } else if (*text) {
            filled->date = text;
            filled->date_column = pos.column;
        }
    }
}

/* Computes the fingerprint, by which a sheet is recognised: it changes with any number, but not with the order of the
 * columns. */
static void put_fingerprint(struct sets_reading *reading, struct parameter_set *set) {
    struct text *line = &reading->line;
    text_clear(line);
    text_printf(line, "%s\n%s\n%s\n", reading->lab_name, set->id, set->scenario);
    for (int i = 0; i < reading->parameter_count; i++) {
        text_puts(line, reading->parameters[i]->name);
        text_putc(line, '=');
        number_print_exact(line, set->parameters[reading->parameters[i]->ordinal].value);
        text_putc(line, '\n');
    }
    struct sha256_ctx context;
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_init(&context);
    sha256_update(&context, line->length, (const uint8_t *)line->bytes);
    sha256_digest(&context, sizeof digest, digest);
    for (int i = 0; i < 4; i++) {
        set->fingerprint[2 * i] = "0123456789abcdef"[digest[i] >> 4];
        set->fingerprint[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
    }
}

/* Begins a set with the models' defaults, before its cells are read. */
static void begin_set(const struct sets_reading *reading, struct parameter_set *set, const struct csv_row *row) {
    set->pos = row->pos;
    set->bad = row->bad;
    set->parameters = arena_array(reading->set, (size_t)reading->parameter_count, sizeof *set->parameters);
    for (int i = 0; i < reading->parameter_count; i++)
        set->parameters[reading->parameters[i]->ordinal].value = reading->parameters[i]->initial;
}

/* Counts the empty cells of a good set. */
static void count_empty(struct sets_reading *reading, const struct parameter_set *set) {
    for (int i = 0; i < reading->header->field_count; i++) {
        if (reading->columns[i].role != ROLE_VALUE)
            continue;
        int ordinal = reading->columns[i].parameter->ordinal;
        if (!set->parameters[ordinal].given && reading->empty[ordinal]++ == 0)
            reading->empty_pos[ordinal] = set->parameters[ordinal].pos;
    }
}

static void read_set(struct sets_reading *reading, size_t index, struct parameter_set *set, const struct csv_row *row) {
    begin_set(reading, set, row);
    struct identity at = read_identity(reading, set, row);
    /* A set that is kept shares its id with its row. */
    const char *id = reading->sets->sets ? set->id : arena_strdup(reading->arena, set->id);
    struct sets_row *kept = &reading->rows[index];
    *kept = (struct sets_row){.id = id, .stem = id, .place = (uint32_t)row->place, .line = row->pos.line};
    kept->scenario = reading->sets->sets ? set->scenario
                     : *set->scenario    ? arena_strdup(reading->arena, set->scenario)
                                         : "";
    if (!check_identity(reading, index, set, row, at))
        set->bad = true;
    set->stem = kept->stem;
    if (!row->bad)
        read_fields(reading, set, row);
    put_fingerprint(reading, set);
    memcpy(kept->fingerprint, set->fingerprint, sizeof kept->fingerprint);
    kept->bad = set->bad;
    reading->sets->bad_count += set->bad;
    if (!set->bad)
        count_empty(reading, set);
}

static bool has_column(const struct sets_reading *reading, const struct quantity *parameter) {
    for (int i = 0; i < reading->header->field_count; i++)
        if (strcmp(reading->header->fields[i].text, parameter->name) == 0)
            return true;
    return false;
}

static void note_empty(const struct sets_reading *reading, const struct quantity *parameter) {
    size_t count = reading->empty[parameter->ordinal];
    struct pos pos = reading->empty_pos[parameter->ordinal];
    struct text cell = {0};
    sets_put_cell(&cell, parameter, parameter->initial);
    if (count == 1)
        diag_report(reading->diag, SEVERITY_NOTE, pos, "parameter '%s' is empty here: the set takes its default %s",
                    parameter->name, cell.bytes);
    else
        diag_report(reading->diag, SEVERITY_NOTE, pos,
                    "parameter '%s' is empty in %zu rows, of which this is the first: they take its default %s",
                    parameter->name, count, cell.bytes);
    text_free(&cell);
}

/* Notes what the file leaves to the defaults, in the models' order: each parameter with empty cells, then those without
 * a column. */
static void note_defaults(const struct sets_reading *reading) {
    struct text lacking = {0};
    const char *last = NULL;
    int count = 0;
    for (int i = 0; i < reading->model->count; i++) {
        const struct quantity *parameter = reading->model->quantities[i];
        if (parameter->kind != QUANTITY_PARAMETER || parameter->flawed)
            continue;
        if (has_column(reading, parameter)) {
            if (reading->empty[parameter->ordinal])
                note_empty(reading, parameter);
            continue;
        }
        text_printf(&lacking, "%s'%s' ", count++ ? ", " : "", last = parameter->name);
        sets_put_cell(&lacking, parameter, parameter->initial);
    }
    struct pos pos = {reading->header->pos.source, 0, 0};
    if (count == 1)
        diag_report(reading->diag, SEVERITY_NOTE, pos,
                    "there is no column for parameter '%s': every set takes its default %s", last,
                    lacking.bytes + strlen(last) + 3);
    else if (count)
        diag_report(reading->diag, SEVERITY_NOTE, pos,
                    "%d parameters have no column: every set takes their defaults, %s", count, lacking.bytes);
    text_free(&lacking);
}

/* Reads all rows into sets. If these are opened later, each set is overwritten by the next. */
static void read_rows(struct sets_reading *reading) {
    struct parameter_sets *sets = reading->sets;
    for (size_t i = 0; i < sets->count; i++) {
        struct csv_row row;
        arena_reset(reading->row);
        csv_next(reading->reader, reading->row, &row);
        read_set(reading, i, sets->sets ? &sets->sets[i] : arena_alloc(reading->row, sizeof *sets->sets), &row);
    }
}

/* Reads all sets; NULL if the file as a whole cannot be used. */
static struct parameter_sets *read_sets(struct sets_reading *reading, bool keeps_sets) {
    struct parameter_sets *sets = reading->sets = arena_alloc(reading->arena, sizeof *sets);
    list_parameters(reading);
    if (!read_columns(reading))
        return NULL;
    sets->count = csv_count(reading->reader);
    if (sets->count == 0) {
        diag_report(reading->diag, SEVERITY_ERROR, (struct pos){reading->header->pos.source, 0, 0},
                    "no parameter sets: the file has a header and no rows");
        return NULL;
    }
    struct arena *scratch = arena_new();
    reading->row = arena_new();
    reading->set = keeps_sets ? reading->arena : reading->row;
    reading->rows = arena_array(keeps_sets ? scratch : reading->arena, sets->count, sizeof *reading->rows);
    if (keeps_sets)
        sets->sets = arena_array(reading->arena, sets->count, sizeof *sets->sets);
    else
        sets->rows = reading->rows;
    reading->stems = sets_stems_new(scratch, reading->arena, reading->rows);
    read_rows(reading);
    if (!reading->roster && reading->columns_good && sets->bad_count < sets->count)
        note_defaults(reading);
    text_free(&reading->line);
    arena_free(reading->row);
    arena_free(scratch);
    reading->stems = NULL;
    return reading->columns_good ? sets : NULL;
}

static struct parameter_sets *read_source(struct arena *arena, const struct source *source, const struct model *model,
                                          const char *lab_name, bool keeps_sets, bool roster, struct diag *diag) {
    struct csv_reader *reader = csv_open(arena, source, diag);
    if (!reader)
        return NULL;
    struct sets_reading *reading = arena_alloc(arena, sizeof *reading);
    *reading = (struct sets_reading){.arena = arena,
                                     .model = model,
                                     .lab_name = lab_name,
                                     .diag = diag,
                                     .reader = reader,
                                     .roster = roster,
                                     .separator = csv_separator(reader),
                                     .header = csv_header(reader)};
    struct parameter_sets *sets = read_sets(reading, keeps_sets);
    if (sets && !keeps_sets)
        sets->reading = reading;
    return sets;
}

struct parameter_sets *sets_read(struct arena *arena, const struct source *source, const struct model *model,
                                 const char *lab_name, struct diag *diag) {
    return read_source(arena, source, model, lab_name, true, false, diag);
}

struct parameter_sets *sets_read_many(struct arena *arena, const struct source *source, const struct model *model,
                                      const char *lab_name, struct diag *diag) {
    return read_source(arena, source, model, lab_name, false, false, diag);
}

struct parameter_sets *sets_read_roster(struct arena *arena, const struct source *source, const struct model *model,
                                        const char *lab_name, struct diag *diag) {
    return read_source(arena, source, model, lab_name, false, true, diag);
}

const struct csv_reader *sets_reader(const struct parameter_sets *sets) {
    return sets->reading->reader;
}

struct pos sets_row_pos(const struct parameter_sets *sets, size_t number) {
    return (struct pos){sets->reading->header->pos.source, sets->rows[number].line, 1};
}

void sets_open_row(const struct parameter_sets *sets, size_t number, struct arena *arena, struct csv_row *row) {
    csv_again(sets->reading->reader, sets->rows[number].place, sets_row_pos(sets, number), arena, row);
}

struct parameter_set *sets_open(const struct parameter_sets *sets, size_t number, struct arena *arena) {
    struct parameter_set *set = arena_alloc(arena, sizeof *set);
    const struct sets_row *kept = &sets->rows[number];
    /* Errors in cells were reported when they were first read. */
    struct sets_reading reading = *sets->reading;
    struct csv_row row;
    reading.set = reading.row = arena;
    reading.diag = diag_new_silent();
    sets_open_row(sets, number, arena, &row);
    begin_set(&reading, set, &row);
    read_identity(&reading, set, &row);
    set->stem = kept->stem;
    if (!row.bad)
        read_fields(&reading, set, &row);
    put_fingerprint(&reading, set);
    text_free(&reading.line);
    diag_free(reading.diag);
    set->bad = kept->bad;
    return set;
}
