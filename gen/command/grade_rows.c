#include "command/grading.h"

#include "page/page.h"

#include <stdlib.h>

/* The passages of the lab that messages quote: `context` is a template for passages. */
static const char *passage_text(void *context, struct arena *arena, const struct parameter_set *set,
                                const struct key *key, const struct lab_text *passage, struct diag *diag) {
    return fill_passage(context, arena, set, key, passage, diag);
}

struct command_grader *command_grader_new(const struct command_grading *grading) {
    const struct command_session *session = grading->session;
    const struct lab *lab = session->lab;
    struct command_grader *grader = alloc_bytes(sizeof *grader);
    *grader =
        (struct command_grader){.grading = grading, .kept = arena_new(), .block = arena_new(), .row = arena_new()};
    grader->passages = (struct grade_passages){passage_text, fill_passages_new(grader->kept, lab, grading->language)};
    grader->graders = arena_array(grader->kept, (size_t)grading->paper_count, sizeof(struct grade_grader *));
    for (int i = 0; i < grading->paper_count; i++)
        grader->graders[i] = grade_open(grader->kept, session->units, lab, grading->papers[i].language,
                                        grading->language, grader->passages);
    grader->templates = fill_own(grader->kept, grading->templates, lab->graded_count);
    grader->keys = key_program_new(grader->kept, lab);
    grader->evaluation = sets_evaluation_new(grader->kept, lab->model);
    return grader;
}

void command_grader_free(struct command_grader *grader) {
    if (!grader)
        return;
    for (int i = 0; i < grader->grading->paper_count; i++)
        grade_close(grader->graders[i]);
    command_writers_free(&grader->writers);
    arena_free(grader->row);
    arena_free(grader->block);
    arena_free(grader->kept);
    free(grader);
}

/* Opens and evaluates the sets of the rows around this one, unless they were evaluated last. Returns the row's place
 * among them. */
static size_t evaluate_around(struct command_grader *grader, size_t number) {
    const struct grade_responses *responses = grader->grading->responses;
    size_t row = number % EVAL_SETS, first = number - row, count = responses->count - first;
    if (count > EVAL_SETS)
        count = EVAL_SETS;
    if (grader->evaluated == first + count)
        return row;
    arena_reset(grader->block);
    for (size_t i = 0; i < count; i++)
        grader->opened[i] = sets_get(grader->grading->session->sets, responses->rows[first + i].set, grader->block);
    sets_evaluation_run(grader->evaluation, grader->opened, count);
    grader->evaluated = first + count;
    return row;
}

bool command_grader_evaluate(struct command_grader *grader, size_t number, struct parameter_set *set, double *values,
                             struct diag *diag) {
    const size_t place = evaluate_around(grader, number);
    *set = *grader->opened[place];
    return sets_evaluation_take(grader->evaluation, place, set, values, diag);
}

struct fill_row command_grade_row(struct command_grader *grader, size_t number, struct diag *diag) {
    const struct command_grading *grading = grader->grading;
    const struct lab *lab = grading->session->lab;
    struct arena *arena = grader->row;
    arena_reset(arena);
    struct parameter_set *set = arena_alloc(arena, sizeof *set);
    double *values = arena_array(arena, (size_t)lab->model->count, sizeof *values);
    if (!command_grader_evaluate(grader, number, set, values, diag))
        return (struct fill_row){set, NULL, NULL};
    const struct key *key = key_compute(arena, grader->keys, set);
    grader->written = grade_responses_get(grading->responses, number, arena);
    struct grade_grader *reader = grader->graders[command_paper_of(grading, set)];
    struct grade *grade = grade_answers(arena, reader, set, key, grader->written.answers, grader->written.points,
                                        grading->responses->misnamed, diag);
    if (grading->decisions)
        grade_decisions_apply(arena, grading->decisions, words_grade_lookup(grading->language),
                              grading->responses->rows[number].set, grade, diag);
    return (struct fill_row){set, key, grade};
}

bool command_grader_write(struct command_grader *grader, int number, const struct fill_subject *subject,
                          struct text *bytes, struct text *packed, struct text *twin, struct diag *diag) {
    const struct command_session *session = grader->grading->session;
    struct document *document = fill_document(grader->templates[number], grader->row, subject, diag).document;
    if (!document)
        return false;
    if (twin && document->format->paged) {
        struct doc_writer *writer = command_writer(session, &grader->writers, &doc_formats[FORMAT_HTML], diag);
        if (!writer || !doc_writer_write(writer, document, twin, diag))
            return false;
    }
    if (!packed || !document->format->paged)
        return command_write_document(session, &grader->writers, document, bytes, diag);
    struct doc_writer *writer = command_writer(session, &grader->writers, document->format, diag);
    int pages;
    return writer && page_write(writer, document, bytes, packed, NULL, &pages, diag);
}
