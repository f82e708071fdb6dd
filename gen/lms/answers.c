/* Answers of quizzes. */
#include "lms/shapes.h"

#include <stdlib.h>
#include <string.h>

/* Where the answer to a question is. */
struct place {
    int column;
    int part; /* of a cell `part 1: 51.2; part 2: C`; 0: the whole cell */
};

struct lms_answers {
    struct arena *arena;
    const struct csv *csv;
    const struct lms_map *map;
    const char *system; /* NULL: only the map says what is what */
    bool escapes;       /* commas are written `\,` */
    bool dashes;        /* `-`: nothing is answered */
    int *responses;     /* the columns of answers, in the order of the quiz */
    int *texts;         /* by response: the column of the question's text, the same column if that is its heading */
    int response_count;
    bool guessed;         /* no heading says which columns are responses */
    int attempt, score;   /* -1 */
    int id;               /* the column that says who it is; its cells are keys */
    struct table *owners; /* of the keys: the number of the person */
    const struct lms_person *people;
    struct table *kept;   /* the rows that count, by their first bytes */
    struct place *places; /* by column of the view */
    int count;
    struct sets_headings names;
};

/* `12345: question text`, whose number is Canvas's own. */
static bool is_canvas_question(const char *heading) {
    const size_t digits = strspn(heading, "0123456789");
    return digits && strncmp(heading + digits, ": ", 2) == 0;
}

/* The points of a question are the heading of the column behind it. */
static bool is_number(const char *heading) {
    double value;
    return number_parse(heading, strlen(heading), &value);
}

static void find_canvas(struct lms_answers *answers) {
    const struct csv_row *header = &answers->csv->header;
    for (int i = 0; i + 1 < header->field_count; i++)
        if (is_canvas_question(header->fields[i].text) && is_number(header->fields[i + 1].text)) {
            answers->texts[answers->response_count] = i;
            answers->responses[answers->response_count++] = i;
        }
    if (!answers->response_count)
        return;
    answers->system = "Canvas";
    answers->escapes = true;
    answers->attempt = csv_similar_column(header, "attempt");
    answers->score = csv_similar_column(header, "score");
}

/* `Grade/10.00`, in any language. */
static bool is_grade(const char *heading) {
    const char *slash = strrchr(heading, '/');
    return slash && slash > heading && slash[1] && !slash[1 + strspn(slash + 1, "0123456789.,")];
}

static void find_moodle(struct lms_answers *answers) {
    const struct csv_row *header = &answers->csv->header;
    for (int i = 0; i < header->field_count && answers->score < 0; i++)
        if (is_grade(header->fields[i].text))
            answers->score = i;
    answers->response_count =
        lms_find_responses(answers->csv, answers->responses, answers->texts, answers->score >= 0, &answers->guessed);
    if (!answers->response_count)
        return;
    answers->system = "Moodle";
    answers->dashes = true;
}

struct lms_answers *lms_answers_read(struct arena *arena, const struct source *source, const struct lms_map *map,
                                     bool *bad, struct diag *diag) {
    struct diag *silent = diag_new_silent();
    const struct csv *csv = csv_read_export(arena, source, silent);
    diag_free(silent);
    *bad = false;
    if (!csv)
        return NULL;
    struct lms_answers *answers = arena_alloc(arena, sizeof *answers);
    const size_t width = (size_t)csv->header.field_count;
    *answers = (struct lms_answers){.arena = arena,
                                    .csv = csv,
                                    .map = map,
                                    .responses = arena_array(arena, width, sizeof *answers->responses),
                                    .texts = arena_array(arena, width, sizeof *answers->texts),
                                    .attempt = -1,
                                    .score = -1};
    find_canvas(answers);
    if (!answers->system)
        find_moodle(answers);
    const int attempt = map ? lms_map_column(map, "attempt", &csv->header, diag) : LMS_MAP_NONE;
    *bad = attempt == LMS_MAP_BAD;
    if (attempt >= 0)
        answers->attempt = attempt;
    return *bad || (!answers->system && !map) ? NULL : answers;
}

/* Who. */

/* How many rows a column gives to people: by their ids, or by their addresses. */
static size_t count_owners(const struct lms_answers *answers, int column, const struct table *owners) {
    const struct csv *csv = answers->csv;
    size_t found = 0;
    for (size_t i = 0; i < csv->row_count; i++) {
        const char *key = csv->rows[i].bad ? "" : lms_key(answers->arena, csv->rows[i].fields[column].text);
        found += *key && table_find(owners, 0, key, strlen(key)) != SIZE_MAX;
    }
    return found;
}

/* Finds the column of ids: that of the map, else the one that has most of the people. -1 if none has any. */
static int find_id(struct lms_answers *answers, size_t people_count, struct diag *diag) {
    const struct csv_row *header = &answers->csv->header;
    struct table *by_id = table_new(answers->arena), *by_address = table_new(answers->arena);
    for (size_t i = 0; i < people_count; i++) {
        const char *id = lms_key(answers->arena, answers->people[i].id);
        const char *address = answers->people[i].address ? lms_key(answers->arena, answers->people[i].address) : "";
        table_put(by_id, 0, id, strlen(id), i);
        if (*address)
            table_put(by_address, 0, address, strlen(address), i);
    }
    const int named = answers->map ? lms_map_column(answers->map, "id", header, diag) : LMS_MAP_NONE;
    const int first = named >= 0 ? named : 0, end = named >= 0 ? named + 1 : header->field_count;
    size_t most = 0;
    int best = -1;
    for (int i = first; i < end && named != LMS_MAP_BAD; i++) {
        const struct table *const owners[] = {by_id, by_address};
        for (int j = 0; j < 2; j++) {
            const size_t found = count_owners(answers, i, owners[j]);
            if (found <= most)
                continue;
            most = found;
            best = i;
            answers->owners = j ? by_address : by_id;
        }
    }
    if (best < 0 && named != LMS_MAP_BAD)
        diag_report(diag, SEVERITY_ERROR, named >= 0 ? header->fields[named].pos : header->pos,
                    "no column of this file has ids of the class, nor e-mail addresses that the parameter sets have");
    return best;
}

static size_t owner_of(const struct lms_answers *answers, const struct csv_row *row) {
    const char *key = lms_key(answers->arena, row->fields[answers->id].text);
    return *key ? table_find(answers->owners, 0, key, strlen(key)) : SIZE_MAX;
}

/* What: which column has the answer to which question. */

/* The response whose question's text has the name in brackets; -1. */
static int find_named(const struct lms_answers *answers, const char *name) {
    const struct csv *csv = answers->csv;
    const char *mark = arena_printf(answers->arena, "[%s]", name);
    for (int i = 0; i < answers->response_count; i++) {
        const int column = answers->texts[i];
        if (column == answers->responses[i] && strstr(csv->header.fields[column].text, mark))
            return answers->responses[i];
        for (size_t row = 0; column >= 0 && column != answers->responses[i] && row < csv->row_count; row++)
            if (!csv->rows[row].bad && strstr(csv->rows[row].fields[column].text, mark))
                return answers->responses[i];
    }
    return -1;
}

/* Finds the answers to one of the questions. False after an error. */
static bool find_place(struct lms_answers *answers, const char *name, struct place *place, struct diag *diag) {
    const struct csv_row *header = &answers->csv->header;
    *place = (struct place){LMS_MAP_NONE, 0};
    if (answers->map)
        place->column = lms_map_column_part(answers->map, name, header, &place->part, diag);
    if (place->column == LMS_MAP_NONE)
        place->column = find_named(answers, name);
    if (place->column == LMS_MAP_NONE && !answers->system)
        place->column = csv_similar_column(header, name);
    return place->column != LMS_MAP_BAD;
}

/* Takes the answers in the order in which a quiz of ours asks, if no text says which is which. */
static void take_in_order(struct lms_answers *answers, size_t count, struct place *places, struct diag *diag) {
    if ((size_t)answers->response_count != count)
        return;
    for (size_t i = 0; i < count; i++)
        places[i] = (struct place){answers->responses[i], 0};
    diag_report(diag, SEVERITY_NOTE, answers->csv->header.pos,
                "the texts of the questions are not in this export, so its %d response%s taken for the fingerprint "
                "and the questions of the lab in their order",
                answers->response_count, answers->response_count == 1 ? " is" : "s are");
}

/* Which rows count. */

static double number_of(const struct csv_row *row, int column) {
    double value = 0;
    if (column >= 0)
        csv_parse_number(strchr(row->fields[column].text, ',') ? ';' : ',', row->fields[column].text,
                         strlen(row->fields[column].text), &value);
    return value;
}

static bool is_blank(const struct lms_answers *answers, const char *text) {
    const size_t length = text_trimmed(text, strlen(text));
    return length == 0 || (answers->dashes && length == 1 && *text == '-');
}

/* Whether an attempt has an answer and, in Moodle, is finished: it has a grade. */
static bool is_attempt(const struct lms_answers *answers, const struct csv_row *row) {
    for (int i = 0; i < answers->count; i++)
        if (answers->places[i].column >= 0 && answers->places[i].column != answers->id &&
            !is_blank(answers, row->fields[answers->places[i].column].text))
            return true;
    return false;
}

static bool is_finished(const struct lms_answers *answers, const struct csv_row *row) {
    return answers->score < 0 || !is_blank(answers, row->fields[answers->score].text);
}

/* Whether an attempt counts rather than one before it in the file. */
static bool is_preferred(const struct lms_answers *answers, const struct csv_row *row, const struct csv_row *other,
                         enum lms_attempt attempt) {
    const bool finished = is_finished(answers, row);
    if (finished != is_finished(answers, other))
        return finished;
    const double own = number_of(row, answers->attempt), its = number_of(other, answers->attempt);
    const double score = number_of(row, answers->score), its_score = number_of(other, answers->score);
    if (attempt == LMS_BEST && score != its_score)
        return score > its_score;
    if (attempt == LMS_FIRST)
        return own < its;
    return own >= its;
}

static void choose_attempts(struct lms_answers *answers, size_t people_count, enum lms_attempt attempt,
                            struct diag *diag) {
    static const char *const words[] = {"last", "first", "best"};
    const struct csv *csv = answers->csv;
    const struct csv_row **of = arena_array(answers->arena, people_count + 1, sizeof *of);
    bool *several = arena_array(answers->arena, people_count + 1, sizeof *several);
    size_t empty = 0, count = 0;
    answers->kept = table_new(answers->arena);
    for (size_t i = 0; i < csv->row_count; i++) {
        const struct csv_row *row = &csv->rows[i];
        const size_t owner = row->bad ? SIZE_MAX : owner_of(answers, row);
        if (owner == SIZE_MAX && !row->bad && is_attempt(answers, row)) /* reported where responses are read */
            table_add(answers->kept, 0, &row->place, sizeof row->place);
        if (owner == SIZE_MAX)
            continue;
        if (!is_attempt(answers, row)) {
            empty++;
            continue;
        }
        several[owner] = several[owner] || of[owner];
        if (!of[owner] || is_preferred(answers, row, of[owner], attempt))
            of[owner] = row;
    }
    for (size_t i = 0; i < people_count; i++) {
        count += several[i];
        if (of[i])
            table_add(answers->kept, 0, &of[i]->place, sizeof of[i]->place);
    }
    if (count)
        diag_report(diag, SEVERITY_NOTE, csv->header.pos, "%zu %s several attempts, of which the %s counts", count,
                    count == 1 ? "person has" : "people have", words[attempt]);
    if (empty)
        diag_report(diag, SEVERITY_NOTE, csv->header.pos, "%zu %s no answer at all %s left out", empty,
                    empty == 1 ? "attempt with" : "attempts with", empty == 1 ? "is" : "are");
}

/* The view. */

/* A part of a cell: `part 1: 51.2; part 2: C`, in any language. Empty if it is not there. */
static const char *part_of(struct arena *arena, const char *text, int part) {
    const char *from = NULL;
    for (const char *at = text; at; at = strstr(at, "; ") ? strstr(at, "; ") + 2 : NULL) {
        const size_t word = strcspn(at, " ;:");
        char *end;
        const long number = at[word] == ' ' ? strtol(at + word + 1, &end, 10) : 0;
        if (number < 1 || strncmp(end, ": ", 2) != 0)
            continue;
        if (from && number == part + 1)
            return arena_strndup(arena, from, (size_t)(at - 2 - from));
        if (number == part)
            from = end + 2;
    }
    return from ? from : "";
}

static const char *unescaped(struct arena *arena, const char *text) {
    char *copy = arena_strdup(arena, text), *to = copy;
    for (const char *from = copy; *from; from++)
        if (strncmp(from, "\\,", 2) != 0)
            *to++ = *from;
    *to = '\0';
    return copy;
}

static bool show_row(const void *context, struct arena *arena, struct csv_row *row) {
    const struct lms_answers *answers = context;
    if (table_find(answers->kept, 0, &row->place, sizeof row->place) == SIZE_MAX)
        return false;
    struct csv_field *fields = arena_array(arena, (size_t)answers->count, sizeof *fields);
    for (int i = 0; i < answers->count; i++) {
        const struct place place = answers->places[i];
        fields[i] = row->fields[place.column >= 0 ? place.column : answers->id];
        if (i == 0) {
            const size_t owner = owner_of(answers, row);
            fields[i].text = owner == SIZE_MAX ? fields[i].text : answers->people[owner].id;
        } else if (i == 1) {
            fields[i].text = sets_read_name(arena, &answers->names, row, &fields[i].pos);
        } else if (place.part) {
            fields[i].text = part_of(arena, fields[i].text, place.part);
        }
        if (i > 1 && is_blank(answers, fields[i].text))
            fields[i].text = "";
        else if (i > 1 && answers->escapes)
            fields[i].text = unescaped(arena, fields[i].text);
    }
    row->fields = fields;
    row->field_count = answers->count;
    return true;
}

/* Where the fingerprint and the answers are: those of the map and of the texts or, if there are none, all in order.
 * NULL after an error. */
static struct place *find_places(struct lms_answers *answers, const char *const *asked, size_t count,
                                 struct diag *diag) {
    struct place *places = arena_array(answers->arena, count + 1, sizeof *places);
    size_t found = 0;
    for (size_t i = 0; i <= count; i++) {
        if (!find_place(answers, i ? asked[i - 1] : "fingerprint", &places[i], diag))
            return NULL;
        found += places[i].column >= 0;
    }
    if (answers->guessed)
        diag_report(diag, SEVERITY_NOTE, answers->csv->header.fields[answers->responses[0]].pos,
                    "'%s' and the columns like it are taken for the responses; a map (--columns) can name others",
                    answers->csv->header.fields[answers->responses[0]].text);
    if (!found)
        take_in_order(answers, count + 1, places, diag);
    if (found || places[0].column >= 0)
        return places;
    diag_report(diag, SEVERITY_ERROR, answers->csv->header.pos,
                answers->system
                    ? "it is not known which of these responses answers which question: export the texts of the "
                      "questions too, or name the columns in a map (--columns)"
                    : "the map names no column of a question, and none has a question's name");
    return NULL;
}

const struct csv_view *lms_answers_view(struct lms_answers *answers, const char *const *asked, size_t count,
                                        const struct lms_person *people, size_t people_count, enum lms_attempt attempt,
                                        struct diag *diag) {
    const struct csv_row *header = &answers->csv->header;
    answers->people = people;
    answers->id = find_id(answers, people_count, diag);
    const struct place *places = answers->id >= 0 ? find_places(answers, asked, count, diag) : NULL;
    if (!places)
        return NULL;
    sets_find_name_headings(&answers->names, header);
    struct csv_field *fields = arena_array(answers->arena, count + 3, sizeof *fields);
    answers->places = arena_array(answers->arena, count + 3, sizeof *answers->places);
    answers->places[0] = answers->places[1] = (struct place){answers->id, 0};
    fields[0] = (struct csv_field){"id", header->fields[answers->id].pos};
    fields[1] = (struct csv_field){"name", header->pos};
    answers->count = 2;
    for (size_t i = 0; i <= count; i++)
        if (places[i].column >= 0) {
            fields[answers->count] =
                (struct csv_field){i ? asked[i - 1] : "fingerprint", header->fields[places[i].column].pos};
            answers->places[answers->count++] = places[i];
        }
    choose_attempts(answers, people_count, attempt, diag);
    diag_report(diag, SEVERITY_NOTE, header->fields[answers->id].pos,
                "these are answers%s%s; people are those of the column '%s'", answers->system ? " of a quiz in " : "",
                answers->system ? answers->system : "", header->fields[answers->id].text);
    struct csv_view *view = arena_alloc(answers->arena, sizeof *view);
    *view = (struct csv_view){answers, {.fields = fields, .field_count = answers->count, .pos = header->pos}, show_row};
    return view;
}
