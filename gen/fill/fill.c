#include "fill/names.h"

#include "fences/fences.h"
#include "lab/lab.h"

#include <math.h>
#include <string.h>

/* What would be right in place of a wrong name: the equation or question that may be meant. */
static const char *hint_of(const struct fill *fill, const struct doc_placed *placed) {
    const struct lab *lab = fill->template->lab;
    bool equation = placed->kind == PLACED_EQUATION || placed->kind == PLACED_WORKED;
    size_t count = 0;
    const char **names = arena_array(fill->arena, (size_t)(lab->model->count + lab->question_count), sizeof *names);
    for (int i = 0; equation && i < lab->model->count; i++)
        if (lab->model->quantities[i]->kind == QUANTITY_EQUATION)
            names[count++] = lab->model->quantities[i]->name;
    for (int i = 0; !equation && i < lab->question_count; i++)
        if (placed->kind != PLACED_BLANK || lab->questions[i].kind == QUESTION_NUMERIC)
            names[count++] = lab->questions[i].name;
    if (!equation && lab_lookup_question(lab, placed->name))
        return "it is a choice: its options stand in {{#options}}...{{/options}}";
    const char *near = name_nearest(placed->name, names, count);
    return near ? arena_printf(fill->arena, "did you mean '%s'?", near) : NULL;
}

/* What a placement stands for. The audience is checked afterwards, where the place in the template is known. */
static bool find_placed(const struct fill *fill, struct doc_placed *placed) {
    const struct fill_template *template = fill->template;
    const struct lab_question *question = lab_lookup_question(template->lab, placed->name);
    /* A check goes through every branch, also of questions that the branch is not for. */
    if (fill->branches != BRANCHES_OF_SET && question && placed->filled_in && placed->kind <= PLACED_SCORE)
        return true;
    switch (placed->kind) {
    case PLACED_EQUATION:
    case PLACED_WORKED:
        placed->quantity = fill_lookup(template, placed->name, strlen(placed->name));
        return placed->quantity && placed->quantity->kind == QUANTITY_EQUATION;
    case PLACED_BLANK:
        if (!question || question->kind != QUESTION_NUMERIC)
            return false;
        placed->quantity = question->quantity;
        placed->unit_word = question->shown;
        return true;
    case PLACED_SCORE:
        placed->marks = question ? question->marks : 0;
        return question != NULL;
    case PLACED_LINES:
    case PLACED_PAGE:
        return true;
    case PLACED_CHART:
        return lab_lookup_chart(template->lab, placed->name) != NULL ||
               (fill->figures && strcmp(placed->name, fill_scores_name) == 0);
    }
    return false;
}

static bool resolve(void *context, struct doc_placed *placed) {
    const struct fill *fill = context;
    bool found = find_placed(fill, placed);
    placed->hint = found || placed->kind == PLACED_CHART ? NULL : hint_of(fill, placed);
    return found;
}

/* The names in a block of inputs or equations are those of models or quantities; students' blocks hold what students
 * may see. */
static void check_names(struct fill *fill, const struct fence *block) {
    const struct fill_template *template = fill->template;
    const struct model *model = template->lab->model;
    const bool inputs = block->kind == BLOCK_INPUTS;
    for (int n = 0; n < block->name_count; n++) {
        const char *word = block->names[n].name;
        struct pos pos = block->names[n].pos;
        const struct quantity *quantity = fill_lookup(template, word, strlen(word));
        bool found = quantity != NULL;
        const char *refusal = quantity ? fill_refusal(fill, quantity) : NULL;
        for (int i = 0; !quantity && i < model->count && !refusal; i++) {
            const struct quantity *member = model->quantities[i];
            bool grouped = member->file_group && strcmp(member->file_group, word) == 0;
            found = found || grouped;
            if (grouped && inputs == (member->kind != QUANTITY_EQUATION))
                refusal = fill_refusal(fill, member);
        }
        if (refusal)
            diag_report(fill->diag, SEVERITY_ERROR, pos, "%s", refusal);
        if (quantity && inputs != (quantity->kind != QUANTITY_EQUATION))
            diag_report(fill->diag, SEVERITY_ERROR, pos, "'%s' is %s: it does not belong in a block `%s`", word,
                        inputs ? "an equation" : "an input", block->word);
        if (!found) {
            const char *near = model_nearest(model, word);
            diag_report_near(fill->diag, SEVERITY_ERROR, pos, near, NULL, "'%s' is neither a model nor a quantity",
                             word);
        }
    }
}

/* Whether a workbook's block shows nothing but inputs and what check_names looks at by name: the others have formulas
 * of their own, from which answers follow. */
static bool block_is_open(enum fence_kind kind) {
    return kind == BLOCK_INPUTS || kind == BLOCK_EQUATIONS || kind == BLOCK_SERIES || kind == BLOCK_BLANKS ||
           kind == BLOCK_CURVE;
}

/* A fence: a block of a workbook against its audience; a page has none. */
static void check_fence(struct fill *fill, struct doc_node *node) {
    const struct fence *block = node->block;
    if (fill->template->front.target != TARGET_XLSX && node->info && fence_is_known(node->info))
        diag_report(fill->diag, SEVERITY_ERROR, node->pos,
                    "a block `%s` is a workbook's (`target: xlsx`); a page has equation:NAME and tables of tags",
                    node->info);
    if (!block)
        return;
    if (block->kind == BLOCK_SWEEP)
        fill_chart(fill, node, block->name);
    if (block->kind == BLOCK_INPUTS || block->kind == BLOCK_EQUATIONS)
        check_names(fill, block);
    if (fill->template->front.audience == AUDIENCE_STUDENT && !block_is_open(block->kind))
        diag_report(fill->diag, SEVERITY_ERROR, node->pos,
                    "a block `%s` computes what students are asked for; it is for instructors, as `audience:` says",
                    block->word);
}

/* What only the finished tree shows: placements and blocks against audience and target. */
static void check_tree(struct fill *fill, struct doc_node *node) {
    if (fill->figures && node->kind == NODE_PLACED && node->placed.kind == PLACED_CHART && node->placed.name &&
        strcmp(node->placed.name, fill_scores_name) == 0) {
        fill_class_scores(fill, node);
        return;
    }
    if (node->kind == NODE_PLACED && node->placed.starts && fill->template->front.target != TARGET_XLSX)
        diag_report(fill->diag, SEVERITY_ERROR, node->pos,
                    "only a sheet of a workbook (`target: xlsx`) prints from a row on; a page has (page:break)");
    if (fill->rows && node->kind == NODE_PLACED &&
        (node->placed.kind == PLACED_WORKED || node->placed.kind == PLACED_CHART)) {
        diag_report(fill->diag, SEVERITY_ERROR, node->pos,
                    "what is drawn for one set has no place in a document for the class");
        return;
    }
    if (node->kind == NODE_PLACED && node->placed.kind == PLACED_WORKED && node->placed.quantity) {
        const char *refusal = fill_refusal(fill, node->placed.quantity);
        if (refusal)
            diag_report(fill->diag, SEVERITY_ERROR, node->pos, "%s", refusal);
    }
    if (node->kind == NODE_PLACED && node->placed.kind == PLACED_CHART && node->placed.name &&
        lab_lookup_chart(fill->template->lab, node->placed.name))
        fill_chart(fill, node, node->placed.name);
    if (node->kind == NODE_FENCE)
        check_fence(fill, node);
    for (struct doc_node *child = node->first_child; child; child = child->next)
        check_tree(fill, child);
}

/* Text with its tokens replaced by what they print as. */
static void put_resolved(struct text *out, const struct document *document, const char *text,
                         const struct doc_value *const *values) {
    size_t length = strlen(text);
    for (size_t i = 0; i < length;) {
        unsigned c;
        int n = utf8_decode(text + i, length - i, &c);
        if (n == 4 && c >= VALUE_TOKEN_FIRST && c <= VALUE_TOKEN_LAST)
            doc_value_print(out, document, values[c - VALUE_TOKEN_FIRST]);
        else
            text_append(out, text + i, n ? (size_t)n : 1);
        i += n ? (size_t)n : 1;
    }
}

const char *fill_line(struct fill *fill, struct mustache *passage) {
    struct mustache_text filled = {0};
    const char *line = NULL;
    if (mustache_render(passage, &fill_view, fill, fill_root, &filled, fill->diag)) {
        struct text printed = {0};
        put_resolved(&printed, fill->document, filled.text.bytes ? filled.text.bytes : "", fill->values);
        line = arena_strndup(fill->arena, printed.bytes ? printed.bytes : "", printed.length);
        text_free(&printed);
    }
    mustache_text_free(&filled);
    return line;
}

static struct document *fill_document(struct fill_template *template, struct arena *arena,
                                      const struct fill_class_row *rows, size_t row_count,
                                      const struct parameter_set *const *scenarios, int scenario_count,
                                      const struct grade_class_figures *figures, enum fill_branches branches,
                                      struct diag *diag) {
    const bool class = template->front.for_class;
    const struct parameter_set *set = class ? NULL : rows->set;
    int errors = diag_count(diag, SEVERITY_ERROR);
    struct document *document = arena_alloc(arena, sizeof *document);
    *document = (struct document){.arena = arena,
                                  .name = template->document->name,
                                  .lab_name = template->lab->name,
                                  .lab_title = template->lab->title,
                                  .target = template->front.target,
                                  .audience = template->front.audience,
                                  .paper = template->front.paper,
                                  .landscape = template->front.landscape,
                                  .language = template->front.language,
                                  .locale = template->front.locale,
                                  .model = template->lab->model,
                                  .set = set,
                                  .scenarios = scenarios,
                                  .scenario_count = scenario_count};
    if (document->target == TARGET_XLSX && document->audience == AUDIENCE_INSTRUCTOR)
        fill_add_scenarios(arena, template->lab, document);
    struct fill fill = {.template = template,
                        .arena = arena,
                        .document = document,
                        .set = set,
                        .key = class ? NULL : rows->key,
                        .grade = class ? NULL : rows->grade,
                        .rows = class ? rows : NULL,
                        .row_count = row_count,
                        .figures = figures,
                        .defaults = rows,
                        .branches = branches,
                        .diag = diag};
    if (set)
        fill_evaluate(&fill);
    document->title = fill_line(&fill, template->title);
    struct mustache_text filled = {0};
    /* What the tags name may be wrong, and what stands between them as well: one look tells both. */
    mustache_render(template->body, &fill_view, &fill, fill_root, &filled, diag);
    doc_read_markdown(document, &filled, fill.values, fill.value_count, resolve, &fill, diag);
    if (document->root && document->target == TARGET_XLSX)
        fence_blocks_read(template->blocks, document->root, diag);
    if (document->root)
        check_tree(&fill, document->root);
    template->filled = document;
    template->markdown = arena_strndup(arena, filled.text.bytes ? filled.text.bytes : "", filled.text.length);
    template->values = fill.values;
    mustache_text_free(&filled);
    return diag_count(diag, SEVERITY_ERROR) == errors ? document : NULL;
}

struct document *fill_set(struct fill_template *template, struct arena *arena, const struct parameter_set *set,
                          const struct key *key, const struct parameter_set *const *scenarios, int scenario_count,
                          struct diag *diag) {
    const struct fill_class_row row = {set, key, NULL};
    return fill_document(template, arena, &row, 1, scenarios, scenario_count, NULL, BRANCHES_OF_SET, diag);
}

struct document *fill_graded(struct fill_template *template, struct arena *arena, const struct fill_class_row *row,
                             struct diag *diag) {
    return fill_document(template, arena, row, 1, &row->set, 1, NULL, BRANCHES_OF_SET, diag);
}

struct document *fill_class(struct fill_template *template, struct arena *arena, const struct fill_class_row *rows,
                            size_t row_count, struct diag *diag) {
    return fill_document(template, arena, rows, row_count, NULL, 0, NULL, BRANCHES_OF_SET, diag);
}

void fill_print_markdown(struct text *out, const struct fill_template *template) {
    if (template->filled)
        put_resolved(out, template->filled, template->markdown, template->values);
}

struct fill_template *fill_passages_new(struct arena *arena, const struct lab *lab,
                                        const struct words_language *language) {
    static const struct lab_document nowhere = {.name = "feedback", .path = ""};
    struct fill_template *template = arena_alloc(arena, sizeof *template);
    *template = (struct fill_template){.arena = arena, .lab = lab, .document = &nowhere};
    template->front = (struct fill_front){
        .target = TARGET_PDF, .audience = AUDIENCE_INSTRUCTOR, .language = language->tag, .locale = &language->locale};
    fill_prepare(template);
    return template;
}

const char *fill_passage(struct fill_template *template, struct arena *arena, const struct parameter_set *set,
                         const struct key *key, const struct lab_text *passage, struct diag *diag) {
    struct mustache *parsed = fill_parse_passage(template, passage, diag);
    if (!parsed)
        return NULL;
    struct document *document = arena_alloc(arena, sizeof *document);
    *document = (struct document){.arena = arena,
                                  .name = template->document->name,
                                  .lab_title = template->lab->title,
                                  .target = template->front.target,
                                  .audience = template->front.audience,
                                  .language = template->front.language,
                                  .locale = template->front.locale,
                                  .model = template->lab->model,
                                  .set = set};
    struct fill fill = {.template = template,
                        .arena = arena,
                        .document = document,
                        .set = set,
                        .key = key,
                        .branches = BRANCHES_OF_SET,
                        .diag = diag};
    fill_evaluate(&fill);
    return fill_line(&fill, parsed);
}

/* A set that nobody handed in: every parameter its default, or its minimum, or its maximum. */
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
    program_run_all(program_new_all(arena, model), 1, set->values);
    for (int i = 0; i < model->count; i++)
        if (!isfinite(set->values[i]))
            set->values[i] = 0; /* that such a set has no value is no fault of the template */
    return set;
}

/* The figures of two sheets, one of them with an answer that a person must look at. */
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

/* Fills the template for three sets, in all branches, in none, and as its sections stand: names, formats, placements
 * and what the audience may not see are then known to be right in every branch, whatever the set. */
static bool try_template(struct fill_template *template, struct diag *diag) {
    static const enum fill_branches rounds[] = {BRANCHES_ALL, BRANCHES_NONE, BRANCHES_OF_SET};
    int errors = diag_count(diag, SEVERITY_ERROR);
    struct key_program *program = key_program_new(template->arena, template->lab);
    for (size_t i = 0; i < sizeof rounds / sizeof *rounds && diag_count(diag, SEVERITY_ERROR) == errors; i++) {
        struct arena *arena = arena_new();
        const struct parameter_set *set = trial_set(arena, template->lab->model, rounds[i]);
        const struct key *key = key_compute(arena, program, set);
        const struct fill_class_row row = {
            set, key, template->document->graded ? grade_trial(arena, template->lab, set, key) : NULL};
        const struct grade_class_figures *figures =
            row.grade && template->front.for_class ? trial_figures(arena, template->lab, row.grade) : NULL;
        fill_document(template, arena, &row, 1, &set, 1, figures, rounds[i], diag);
        template->filled = NULL;
        arena_free(arena);
    }
    return diag_count(diag, SEVERITY_ERROR) == errors;
}

struct document *fill_report(struct fill_template *template, struct arena *arena,
                             const struct grade_class_figures *figures, struct diag *diag) {
    const struct parameter_set *set = trial_set(arena, template->lab->model, BRANCHES_OF_SET);
    const struct fill_class_row row = {set, key_compute(arena, key_program_new(arena, template->lab), set), NULL};
    return fill_document(template, arena, &row, 1, NULL, 0, figures, BRANCHES_OF_SET, diag);
}

/* The template's text and front matter, parsed; NULL after an error. */
static struct fill_template *read_template(struct arena *arena, const struct lab *lab,
                                           const struct lab_document *document, struct diag *diag) {
    const char *home = lab_home(arena), *shown = document->path;
    if (strncmp(shown, home, strlen(home)) == 0 && shown[strlen(home)] == '/')
        shown += strlen(home) + 1;
    const struct source *source = source_read(arena, document->path, shown, diag);
    if (!source || !fill_check_text(source, diag))
        return NULL;
    struct fill_template *template = arena_alloc(arena, sizeof *template);
    *template = (struct fill_template){.arena = arena, .lab = lab, .document = document};
    bool good = fill_front_read(arena, source, &template->front, diag);
    template->body = mustache_parse(arena, source, template->front.body, diag);
    return good && template->body ? template : NULL;
}

void fill_check(struct arena *arena, const struct lab *lab, const struct lab_document *document, struct diag *diag) {
    read_template(arena, lab, document, diag);
}

struct fill_template *fill_load(struct arena *arena, const struct lab *lab, const struct lab_document *document,
                                struct diag *diag) {
    int errors = diag_count(diag, SEVERITY_ERROR);
    struct fill_template *template = read_template(arena, lab, document, diag);
    if (!template)
        return NULL;
    fill_prepare(template);
    template->blocks = fence_blocks_new(arena, lab->model);
    template->title = fill_parse_passage(template, &template->front.title, diag);
    if (!template->title || !try_template(template, diag))
        return NULL;
    return diag_count(diag, SEVERITY_ERROR) == errors ? template : NULL;
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

enum doc_target fill_target(const struct fill_template *template) {
    return template->front.target;
}

enum doc_audience fill_audience(const struct fill_template *template) {
    return template->front.audience;
}
