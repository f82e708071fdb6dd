#include "fences/fences.h"
#include "fill/items.h"
#include "grade/grade.h"
#include "key/key.h"
#include "lab/lab.h"

#include <math.h>
#include <string.h>

/* All words of templates, whatever has them. */
static const struct fill_vocabulary *const vocabularies[] = {&fill_of_root,
                                                             &fill_of_quantity,
                                                             &fill_of_list,
                                                             &fill_of_person,
                                                             &fill_of_lab,
                                                             &fill_of_question,
                                                             &fill_of_option,
                                                             &fill_of_criterion,
                                                             &fill_of_accepted,
                                                             &fill_of_mistake,
                                                             &fill_of_entry,
                                                             &fill_of_grade,
                                                             &fill_of_answer,
                                                             &fill_of_figures[FIGURES_CLASS],
                                                             &fill_of_figures[FIGURES_BAND],
                                                             &fill_of_figures[FIGURES_QUESTION],
                                                             &fill_of_figures[FIGURES_OPTION],
                                                             &fill_of_figures[FIGURES_MISTAKE],
                                                             &fill_of_figures[FIGURES_REVIEW],
                                                             NULL};

/* A document of this template without its tree, and its fill. */
static struct fill begin_fill(struct fill_template *template, struct arena *arena, const struct fill_subject *subject,
                              enum fill_branches branches, struct diag *diag) {
    const struct fill_front *front = &template->front;
    struct fill fill = {.template = template,
                        .arena = arena,
                        .document = arena_alloc(arena, sizeof *fill.document),
                        .view = &fill_view,
                        .rows = subject->rows,
                        .row_count = subject->count,
                        .conditions = arena_array(arena, subject->count, sizeof *fill.conditions),
                        .row = front->for_class ? NULL : subject->rows,
                        .figures = subject->figures,
                        .branches = branches,
                        .diag = diag};
    fill.root = fill_item(&fill, (struct fill_item){.kind = ITEM_ROOT, .row = fill.row});
    const struct fill_copy copy = fill_copy_of(template, fill.row ? &fill.row->set->accommodation : NULL);
    *fill.document = (struct document){.arena = arena,
                                       .name = template->document->name,
                                       .lab_name = template->lab->name,
                                       .lab_title = template->lab->title,
                                       .format = front->format,
                                       .audience = front->audience,
                                       .paper = copy.paper,
                                       .print = copy.print,
                                       .landscape = front->landscape,
                                       .layout = front->layout,
                                       .compact = front->compact,
                                       .language = front->language,
                                       .locale = front->locale,
                                       .model = template->lab->model,
                                       .set = fill.row ? fill.row->set : NULL};
    return fill;
}

static struct fill_result fill_branches(struct fill_template *template, struct arena *arena,
                                        const struct fill_subject *subject, enum fill_branches branches,
                                        struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    struct fill fill = begin_fill(template, arena, subject, branches, diag);
    struct document *document = fill.document;
    if (fill.row) {
        const struct parameter_set **scenarios = arena_array(arena, subject->count, sizeof *scenarios);
        for (size_t i = 0; i < subject->count; i++)
            scenarios[i] = subject->rows[i].set;
        document->scenarios = scenarios;
        document->scenario_count = (int)subject->count;
        if (document->format->live && document->audience != AUDIENCE_STUDENT)
            fill_add_scenarios(arena, template->lab, document);
    }
    document->title = fill_render_passage(&fill, template->title, fill.root);
    struct mustache_text filled = {0};
    /* After an error in a tag the Markdown is read all the same, so that one run reports the errors of both. */
    mustache_render(template->body, &fill_view, &fill, fill.root, &filled, diag);
    doc_read_markdown(document, &filled, fill.values, fill.value_count, fill_resolve_placed, &fill, diag);
    if (document->root && document->format->live)
        fence_blocks_read(template->blocks, document->root, diag);
    if (document->root)
        fill_check_tree(&fill, document->root);
    struct fill_result result = {
        .read = document,
        .markdown = arena_strndup(arena, filled.text.bytes ? filled.text.bytes : "", filled.text.length),
        .values = fill.values};
    mustache_text_free(&filled);
    if (diag_clean_since(diag, mark)) {
        doc_arrange(document);
        result.document = document;
    }
    return result;
}

void fill_print_markdown(struct text *out, const struct fill_result *result) {
    fill_put_resolved(out, result->read, result->markdown, result->values);
}

struct fill_template *fill_passages_new(struct arena *arena, const struct lab *lab,
                                        const struct words_language *language) {
    static const struct lab_document nowhere = {.name = "feedback", .path = ""};
    struct fill_template *template = arena_alloc(arena, sizeof *template);
    *template = (struct fill_template){.arena = arena, .lab = lab, .document = &nowhere, .vocabularies = vocabularies};
    template->front = (struct fill_front){.format = &doc_formats[FORMAT_PDF],
                                          .audience = AUDIENCE_INSTRUCTOR,
                                          .language = language->tag,
                                          .locale = &language->locale};
    fill_prepare_quantities(template);
    return template;
}

/* What is around a passage of the lab in a document, and so names things in it: the option that it is the
 * text or the feedback of, or the question. NULL for other passages. */
static const struct fill_item *find_around(struct fill *fill, const struct lab_text *passage) {
    const struct lab *lab = fill->template->lab;
    for (int q = 0; q < lab->question_count; q++) {
        const struct lab_question *question = &lab->questions[q];
        for (int i = 0; i < question->option_count; i++)
            if (&question->options[i].feedback == passage || &question->options[i].text == passage)
                return fill_item(fill, (struct fill_item){.kind = ITEM_OPTION, .question = q, .option = i});
        for (int i = 0; i < question->mistake_count; i++)
            if (&question->mistakes[i].feedback == passage)
                return fill_item(fill, (struct fill_item){.kind = ITEM_QUESTION, .question = q});
        bool own = &question->model_answer == passage;
        for (int i = 0; i < question->rubric_count; i++)
            own = own || &question->rubric[i].text == passage;
        if (own)
            return fill_item(fill, (struct fill_item){.kind = ITEM_QUESTION, .question = q});
    }
    return NULL;
}

const char *fill_passage(struct fill_template *template, struct arena *arena, const struct parameter_set *set,
                         const struct key *key, const struct lab_text *passage, struct diag *diag) {
    struct mustache *parsed = fill_parse_passage(template, passage, diag);
    if (!parsed)
        return NULL;
    const struct fill_row row = {set, key, NULL};
    struct fill fill =
        begin_fill(template, arena, &(struct fill_subject){.rows = &row, .count = 1}, BRANCHES_OF_SET, diag);
    fill.around = find_around(&fill, passage);
    return fill_render_passage(&fill, parsed, fill.root);
}

/* A made-up set: every parameter at its default, its minimum or its maximum. */
static struct parameter_set *trial_set(struct arena *arena, const struct model *model, enum fill_branches branches) {
    struct parameter_set *set = arena_alloc(arena, sizeof *set);
    *set = (struct parameter_set){.id = "id", .name = "name", .scenario = "", .stem = "id", .fingerprint = "00000000"};
    set->parameters = arena_array(arena, (size_t)model->count, sizeof *set->parameters);
    set->values = arena_array(arena, (size_t)model->count, sizeof *set->values);
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        if (quantity->kind != QUANTITY_PARAMETER)
            continue;
        set->values[quantity->index] = branches == BRANCHES_ALL    ? quantity->maximum
                                       : branches == BRANCHES_NONE ? quantity->minimum
                                                                   : quantity->initial;
        set->parameters[quantity->ordinal].value = set->values[quantity->index];
    }
    machine_run_all(machine_new(arena, program_new_all(arena, model), 1), 1, set->values);
    for (int i = 0; i < model->count; i++)
        if (!isfinite(set->values[i]))
            set->values[i] = 0; /* the template is not at fault if such a set has no value */
    return set;
}

/* The figures of two made-up sheets, one of them with an answer that a person must look at. */
static const struct grade_class_figures *trial_figures(struct arena *arena, const struct lab *lab,
                                                       const struct grade *grade) {
    struct grade_statistics *statistics = grade_statistics_new(arena, lab);
    grade_statistics_add(statistics, grade);
    struct grade other = *grade;
    other.entries = arena_array(arena, (size_t)grade->count + 1, sizeof *other.entries);
    memcpy(other.entries, grade->entries, (size_t)grade->count * sizeof *other.entries);
    if (other.count)
        other.entries[0].verdict = VERDICT_REVIEW;
    grade_statistics_add(statistics, &other);
    return grade_statistics_compute(statistics);
}

/* Fills the template for three sets: with all branches, with none, and as its sections decide. Names, formats,
 * placements and the audience's rules are then checked in every branch, for any set. */
static bool try_template(struct fill_template *template, struct diag *diag) {
    static const enum fill_branches rounds[] = {BRANCHES_ALL, BRANCHES_NONE, BRANCHES_OF_SET};
    const struct diag_mark mark = diag_mark(diag);
    struct key_program *program = key_program_new(template->arena, template->lab);
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds && diag_clean_since(diag, mark); i++) {
        struct arena *arena = arena_new();
        const struct parameter_set *set = trial_set(arena, template->lab->model, rounds[i]);
        const struct key *key = key_compute(arena, program, set);
        const struct fill_row row = {set, key,
                                     template->document->graded ? grade_trial(arena, template->lab, set, key) : NULL};
        const struct grade_class_figures *figures =
            row.grade && template->front.for_class ? trial_figures(arena, template->lab, row.grade) : NULL;
        fill_branches(template, arena, &(struct fill_subject){&row, 1, figures}, rounds[i], diag);
        arena_free(arena);
    }
    return diag_clean_since(diag, mark);
}

struct fill_result fill_document(struct fill_template *template, struct arena *arena,
                                 const struct fill_subject *subject, struct diag *diag) {
    if (!subject->figures)
        return fill_branches(template, arena, subject, BRANCHES_OF_SET, diag);
    const struct parameter_set *set = trial_set(arena, template->lab->model, BRANCHES_OF_SET);
    const struct fill_row row = {set, key_compute(arena, key_program_new(arena, template->lab), set), NULL};
    return fill_branches(template, arena, &(struct fill_subject){&row, 1, subject->figures}, BRANCHES_OF_SET, diag);
}

static void translate_block(const void *lab, struct yaml *yaml) {
    lab_translate_block(lab, yaml);
}

/* Parses the template's text and front matter; NULL after an error. */
static struct fill_template *read_template(struct arena *arena, const struct lab *lab,
                                           const struct lab_document *document, struct diag *diag) {
    const char *home = lab_home(arena), *shown = document->path;
    if (strncmp(shown, home, strlen(home)) == 0 && shown[strlen(home)] == '/')
        shown += strlen(home) + 1;
    const struct source *source = source_read_within(arena, lab->folder, document->path, shown, diag);
    if (!source || !fill_check_text(source, diag))
        return NULL;
    struct fill_template *template = arena_alloc(arena, sizeof *template);
    *template = (struct fill_template){.arena = arena, .lab = lab, .document = document, .vocabularies = vocabularies};
    bool good = fill_read_front(arena, source, &template->front, diag);
    template->body = mustache_parse(arena, source, template->front.body, diag);
    good = (!document->original || fill_read_original(template, source, diag)) && good;
    return good && template->body ? template : NULL;
}

void fill_check(struct arena *arena, const struct lab *lab, const struct lab_document *document, struct diag *diag) {
    read_template(arena, lab, document, diag);
}

struct fill_template *fill_load(struct arena *arena, const struct lab *lab, const struct lab_document *document,
                                struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    struct fill_template *template = read_template(arena, lab, document, diag);
    if (!template)
        return NULL;
    fill_prepare_quantities(template);
    fill_check_meanings(template, template->body, diag);
    grid_check_formats(lab->model, diag);
    template->blocks = fence_blocks_new(arena, lab->model);
    fence_blocks_translate(template->blocks, translate_block, lab);
    template->title = fill_parse_passage(template, &template->front.title, diag);
    if (!template->title || !try_template(template, diag))
        return NULL;
    return diag_clean_since(diag, mark) ? template : NULL;
}

struct fill_template **fill_own(struct arena *arena, const struct fill_template *const *templates, int count) {
    struct fill_template **all = arena_array(arena, (size_t)count + 1, sizeof *all);
    for (int i = 0; i < count; i++) {
        if (!templates[i])
            continue;
        struct fill_template *own = all[i] = arena_alloc(arena, sizeof *own);
        *own = *templates[i];
        own->arena = arena;
        /* What was parsed so far is shared; whoever parses more lists it anew. */
        own->passage_capacity = own->passage_count;
        own->partial_capacity = own->partial_count;
        own->charts = NULL;
        own->accepted = NULL;
        own->blocks = fence_blocks_new(arena, own->lab->model);
        fence_blocks_translate(own->blocks, translate_block, own->lab);
        fill_prepare_quantities(own);
    }
    return all;
}

const char *fill_language(const struct fill_template *template) {
    return template->front.language;
}

bool fill_is_for_class(const struct fill_template *template) {
    return template->front.for_class;
}

void fill_set_paper(struct fill_template *template, enum doc_paper paper) {
    template->front.paper = paper;
}

struct fill_copy fill_copy_of(const struct fill_template *template, const struct sets_accommodation *accommodation) {
    struct fill_copy copy = {NULL, template->front.paper};
    const bool is_persons = template->document->graded || template->front.audience != AUDIENCE_INSTRUCTOR;
    if (!accommodation || !is_persons)
        return copy;
    const int paper = accommodation->paper ? doc_paper_named(accommodation->paper) : -1;
    copy.print = accommodation->print;
    if (paper >= 0)
        copy.paper = (enum doc_paper)paper;
    return copy;
}

const struct doc_format *fill_format(const struct fill_template *template) {
    return template->front.format;
}

enum doc_audience fill_audience(const struct fill_template *template) {
    return template->front.audience;
}
