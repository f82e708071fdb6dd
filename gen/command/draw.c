#include "command/cutting.h"
#include "csv/csv.h"
#include "lms/lms.h"
#include "prove/prove.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A roster, whose rows are opened one by one. */
struct drawn_roster {
    struct command_session *session;
    struct parameter_sets *people;
    const struct csv_row *header;
    char separator;
    const struct quantity **column_parameters; /* by column of the file; NULL for other columns */
    const struct quantity **lacking;           /* parameters that the file has no columns for */
    int lacking_count;
    struct arena *arena; /* of the row that is printed */
};

static void place_parameters(struct drawn_roster *roster) {
    struct arena *arena = roster->session->arena;
    const struct model *model = roster->session->lab->model;
    roster->column_parameters = arena_array(arena, (size_t)roster->header->field_count, sizeof(struct quantity *));
    roster->lacking = arena_array(arena, (size_t)model->count, sizeof(struct quantity *));
    for (int k = 0; k < model->count; k++) {
        const struct quantity *quantity = model->quantities[k];
        bool found = quantity->kind != QUANTITY_PARAMETER;
        for (int i = 0; i < roster->header->field_count && !found; i++)
            if (strcmp(roster->header->fields[i].text, quantity->name) == 0) {
                roster->column_parameters[i] = quantity;
                found = true;
            }
        if (!found)
            roster->lacking[roster->lacking_count++] = quantity;
    }
}

static bool read_roster(struct drawn_roster *roster, const struct command_invocation *invocation) {
    struct command_session *session = roster->session;
    const struct source *source = command_read(session, invocation->params);
    const struct lab *lab = session->lab;
    struct lms_map *map;
    bool bad = !command_read_columns(session, invocation, &map) || !source;
    const struct csv_view *view = bad ? NULL : lms_people_view(session->arena, source, map, &bad, session->diag);
    if (!bad)
        roster->people = sets_read_roster(session->arena, source, view, lab->model, lab->name, session->diag);
    if (!roster->people)
        return false;
    command_check_accommodations(session, lab, roster->people);
    roster->header = csv_header(sets_reader(roster->people));
    roster->separator = csv_separator(sets_reader(roster->people));
    place_parameters(roster);
    return true;
}

static int compare_ids(const void *a, const void *b, void *people) {
    size_t i = *(const size_t *)a, j = *(const size_t *)b;
    int order = strcmp(sets_row(people, i)->id, sets_row(people, j)->id);
    return order ? order : (i > j) - (i < j);
}

/* Refuses a second row with the same id: both would get the same set. */
static void refuse_scenarios(const struct drawn_roster *roster) {
    struct parameter_sets *people = roster->people;
    struct arena *arena = arena_new();
    size_t *order = arena_array(arena, sets_count(people), sizeof *order), good = 0;
    for (size_t i = 0; i < sets_count(people); i++)
        if (!sets_row(people, i)->bad)
            order[good++] = i;
    qsort_r(order, good, sizeof *order, compare_ids, people);
    for (size_t i = 1, first = 0; i < good; i++) {
        const struct sets_row *row = sets_row(people, order[i]);
        if (strcmp(row->id, sets_row(people, order[first])->id) != 0) {
            first = i;
            continue;
        }
        diag_report(roster->session->diag, SEVERITY_ERROR, sets_row_pos(people, order[i]),
                    "the id '%s' is in line %d already, and a set is drawn from its id alone; write one row for each "
                    "id",
                    row->id, sets_row(people, order[first])->line);
        sets_spoil(people, order[i]);
    }
    arena_free(arena);
}

/* Writes a cell of the roster without the marks of direction that its reader has warned of. A carriage return alone,
 * which would take a terminal back to the beginning of the line, becomes a blank. */
static void write_cell(struct text *out, const char *cell, bool first) {
    struct text plain = {0};
    text_puts(&plain, "");
    for (size_t length = strlen(cell), i = 0; i < length;) {
        unsigned c = 0;
        int n = utf8_decode(cell + i, length - i, &c);
        if (c == '\r' && cell[i + 1] != '\n')
            text_putc(&plain, ' ');
        else if (!character_is(c, CHARACTER_DIRECTION))
            text_append(&plain, cell + i, n ? (size_t)n : 1);
        i += n ? (size_t)n : 1;
    }
    csv_write(out, plain.bytes, first);
    text_free(&plain);
}

static void print_header(struct text *out, const struct drawn_roster *roster) {
    for (int i = 0; i < roster->header->field_count; i++)
        write_cell(out, roster->header->fields[i].text, i == 0);
    for (int i = 0; i < roster->lacking_count; i++)
        csv_write(out, roster->lacking[i]->name, false);
    csv_end_row(out);
}

/* Prints the row with its open cells filled in, then the parameters that the file has no columns for. */
static void print_row(struct text *out, const struct drawn_roster *roster, size_t number,
                      const struct parameter_set *set) {
    struct csv_row row;
    sets_get_row(roster->people, number, roster->arena, &row);
    for (int i = 0; i < row.field_count; i++) {
        const struct quantity *parameter = roster->column_parameters[i];
        /* A number with a decimal comma would be none in what is printed. */
        if (parameter && (!set->parameters[parameter->ordinal].given || roster->separator != ','))
            sets_write_value(out, parameter, set->parameters[parameter->ordinal].value, i == 0);
        else if (!parameter && roster->separator != ',' && sets_is_accommodation(roster->header->fields[i].text))
            sets_write_accommodation(out, set, roster->header->fields[i].text, row.fields[i].text, i == 0);
        else
            write_cell(out, row.fields[i].text, i == 0);
    }
    for (int i = 0; i < roster->lacking_count; i++)
        sets_write_value(out, roster->lacking[i], set->values[roster->lacking[i]->index], false);
    csv_end_row(out);
}

/* The drawing of all sets, a task each, in this process. */
struct drawing {
    struct drawn_roster *roster;
    struct prove_draw *draw;
    struct prove_distinct *distinct; /* NULL: it is not asked for */
    struct sets_evaluation *evaluation;
    const struct command_invocation *invocation;
    struct text out;
};

static void *begin_task(void *context) {
    return context;
}

static void end_task(void *context) {
    (void)context;
}

/* Draws a person's set. The record has its row (empty if there is none), its parameters, and what there is to report.
 */
static void draw_task(void *context, size_t number, struct text *record) {
    const struct drawing *drawing = context;
    const struct drawn_roster *roster = drawing->roster;
    const struct model *model = roster->session->lab->model;
    struct diag *diag = diag_new();
    struct text row = {0};
    text_puts(&row, "");
    arena_reset(roster->arena);
    struct parameter_set *set =
        sets_row(roster->people, number)->bad ? NULL : sets_get(roster->people, number, roster->arena);
    if (set && !prove_draw_set(drawing->draw, set, roster->arena, diag))
        set = NULL;
    if (set)
        print_row(&row, roster, number, set);
    record_put_text(record, row.bytes);
    for (int i = 0; set && i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER)
            record_put_real(record, set->parameters[model->quantities[i]->ordinal].value);
    diag_put(diag, record);
    text_free(&row);
    diag_free(diag);
}

/* Adds a set that was drawn to those that are compared. */
static void compare_set(const struct drawing *drawing, struct parameter_set *set, struct arena *arena) {
    struct diag *silent = diag_new_silent();
    double *values = arena_array(arena, (size_t)drawing->roster->session->lab->model->count, sizeof *values);
    if (sets_evaluate_one(set, drawing->evaluation, values, silent))
        prove_distinct_add(drawing->distinct, set);
    diag_free(silent);
}

static void take_set(void *context, size_t number, struct record *record) {
    enum { HELD_BYTES = 1 << 20 };
    struct drawing *drawing = context;
    const struct drawn_roster *roster = drawing->roster;
    const struct model *model = roster->session->lab->model;
    struct arena *arena = arena_new();
    const char *row = record_take_text(record);
    struct parameter_set *set = *row ? sets_get(roster->people, number, arena) : NULL;
    for (int i = 0; set && i < model->count; i++)
        if (model->quantities[i]->kind == QUANTITY_PARAMETER)
            set->parameters[model->quantities[i]->ordinal].value = record_take_real(record);
    if (!diag_take(roster->session->diag, record) || !record_end(record))
        diag_report(roster->session->diag, SEVERITY_FAILURE, sets_row_pos(roster->people, number),
                    "what was drawn for this row is damaged");
    if (!drawing->invocation->of)
        text_puts(&drawing->out, row);
    if (drawing->distinct && set)
        compare_set(drawing, set, arena);
    else if (drawing->out.length > HELD_BYTES && !drawing->invocation->into)
        command_write(roster->session, &drawing->out);
    arena_free(arena);
}

/* Draws and prints all sets, and compares them if that is asked for. If they have too much in common, none is printed,
 * so that the output is held back until all are drawn. */
static void print_sets(struct drawn_roster *roster, struct prove_draw *draw, struct command_cut *cut,
                       const struct command_invocation *invocation) {
    struct command_session *session = roster->session;
    const bool compares = invocation->report && !invocation->of;
    struct drawing drawing = {
        .roster = roster,
        .draw = draw,
        .distinct = compares ? prove_distinct_new(session->arena, session->lab, sets_count(roster->people)) : NULL,
        .evaluation = sets_evaluation_new(session->arena, session->lab->model),
        .invocation = invocation};
    const struct run_jobs_plan plan = {.task_count = sets_count(roster->people),
                                       .processes = 1,
                                       .begin = begin_task,
                                       .end = end_task,
                                       .run = draw_task,
                                       .deliver = take_set,
                                       .context = &drawing};
    if (!invocation->of)
        print_header(&drawing.out, roster);
    run_jobs_cut(&plan, &cut->run, session->diag);
    if (invocation->of) {
        command_cut_end(cut, session, NULL, NULL);
    } else if (!compares || command_report_distinctness(
                                session, invocation, drawing.distinct,
                                "no set is printed; use another seed, or fill in fewer cells of the roster", stderr)) {
        if (invocation->into)
            text_append(invocation->into, drawing.out.bytes, drawing.out.length);
        else
            command_write(session, &drawing.out);
    }
    text_free(&drawing.out);
}

/* Reads the weights of one question's options, `A:2,C:0`, which end at a blank; moves `*at` there. False after an
 * error.
 */
static bool read_letters(struct command_session *session, const struct lab_question *question, const char **at,
                         unsigned *weights) {
    enum { MOST = 1000 };
    unsigned long sum = 0;
    for (int i = 0; i < question->option_count; i++)
        weights[i] = 1;
    for (bool more = true; more; more = *(*at)++ == ',') {
        const int option = **at - 'A';
        char *end = NULL;
        if (option >= question->option_count && option < 26) {
            diag_report(session->diag, SEVERITY_ERROR, NOWHERE, "--letters: %s has no option %c; its last one is %s",
                        question->name, **at, question->options[question->option_count - 1].letter);
            return false;
        }
        const bool known = option >= 0 && option < question->option_count && (*at)[1] == ':';
        const unsigned long weight = known && isdigit((unsigned char)(*at)[2]) ? strtoul(*at + 2, &end, 10) : MOST + 1;
        if (weight > MOST || (*end && !strchr(", ", *end))) {
            diag_report(session->diag, SEVERITY_ERROR, NOWHERE,
                        "--letters: write the weights of %s as whole numbers from 0 to %d, as in '%s=A:2,B:1'",
                        question->name, MOST, question->name);
            return false;
        }
        weights[option] = (unsigned)weight;
        *at = end;
    }
    --*at;
    for (int i = 0; i < question->option_count; i++)
        sum += weights[i];
    if (!sum)
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE,
                    "--letters: all weights of %s are 0: no option could be right", question->name);
    return sum > 0;
}

/* Reads `guess=A:2,C:0 other=B:3`. NULL after an error. */
static const unsigned *const *read_weights(struct command_session *session, const char *text) {
    const struct lab *lab = session->lab;
    const unsigned **weights = arena_array(session->arena, (size_t)lab->question_count + 1, sizeof *weights);
    for (const char *at = text + strspn(text, " "); *at; at += strspn(at, " ")) {
        const size_t length = strcspn(at, "= ");
        const char *name = arena_strndup(session->arena, at, length);
        const struct lab_question *question = lab_lookup_question(lab, name);
        if (!question || question->kind != QUESTION_CHOICE) {
            diag_report_near(session->diag, SEVERITY_ERROR, NOWHERE, question ? NULL : lab_nearest_question(lab, name),
                             NULL, "--letters: the lab '%s' has no choice '%s'", lab->name, name);
            return NULL;
        }
        unsigned *own = arena_array(session->arena, (size_t)question->option_count, sizeof *own);
        weights[question - lab->questions] = own;
        at += length + (at[length] == '=');
        if (!read_letters(session, question, &at, own))
            return NULL;
    }
    return weights;
}

/* Reads what sets must be besides; false after an error. */
static bool read_wishes(struct command_session *session, const struct command_invocation *invocation,
                        struct prove_draw_wishes *wishes) {
    const double asked = invocation->mistake_margin;
    const double margin = isnan(asked) ? session->lab->mistake_margin : asked;
    *wishes = (struct prove_draw_wishes){.tell_mistakes = margin >= 0, .mistake_margin = fmax(margin, 0)};
    if (invocation->where)
        wishes->where = lab_read_condition(session->lab, invocation->where, "--where", session->diag);
    if (invocation->letters)
        wishes->weights = read_weights(session, invocation->letters);
    return !invocation->where == !wishes->where && !invocation->letters == !wishes->weights;
}

int command_draw(const struct command_invocation *invocation) {
    struct command_session session;
    struct command_cut cut = {0};
    struct command_invocation lab_only = *invocation;
    lab_only.params = NULL;
    struct drawn_roster roster = {.session = &session};
    struct prove_draw_wishes wishes;
    if (!command_open_run(&session, &lab_only, "draw", false) || !read_wishes(&session, invocation, &wishes) ||
        !read_roster(&roster, invocation))
        return command_close(&session);
    refuse_scenarios(&roster);
    if (!command_cut_check(&session, invocation) || !command_cut_begin(&cut, &session, invocation, NULL))
        return command_close(&session);
    roster.arena = arena_new();
    struct prove_draw *draw = prove_draw_new(session.arena, session.lab, invocation->seed, invocation->margin, &wishes);
    print_sets(&roster, draw, &cut, invocation);
    arena_free(roster.arena);
    return command_close(&session);
}
