#include "fill/items.h"

#include <string.h>

/* A hint for a wrong name: the equation, chart or question that may be meant. */
static const char *hint_of(const struct fill *fill, const struct doc_placed *placed) {
    const struct lab *lab = fill->template->lab;
    if (placed->kind == PLACED_CHART) {
        const char *chart = lab_nearest_chart(fill->arena, lab, placed->name);
        if (!lab->chart_count)
            return "the lab has no `charts`";
        return chart ? arena_printf(fill->arena, "did you mean '%s'?", chart) : NULL;
    }
    bool equation = placed->kind == PLACED_EQUATION || placed->kind == PLACED_WORKED;
    size_t count = 0;
    const char **names = arena_array(fill->arena, (size_t)(lab->model->count + lab->question_count), sizeof *names);
    for (int i = 0; equation && i < lab->model->count; i++)
        if (lab->model->quantities[i]->kind == QUANTITY_EQUATION)
            names[count++] = lab->model->quantities[i]->name;
    for (int i = 0; !equation && i < lab->question_count; i++)
        if (placed->kind != PLACED_BLANK || lab->questions[i].kind == QUESTION_NUMERIC)
            names[count++] = lab->questions[i].name;
    const struct lab_question *other = equation ? NULL : lab_lookup_question(lab, placed->name);
    const struct quantity *quantity = equation ? model_lookup(lab->model, placed->name) : NULL;
    if (quantity)
        return arena_printf(fill->arena, "it is a %s, which has none", quantity_kind_names[quantity->kind]);
    if (other)
        return other->kind == QUESTION_CHOICE ? "it is a choice: list its options with {{#options}}...{{/options}}"
                                              : "it is answered in writing: give it lines, ![](lines:4)";
    const char *near = name_nearest(placed->name, names, count);
    return near ? arena_printf(fill->arena, "did you mean '%s'?", near) : NULL;
}

/* Finds what a placement names; false if there is nothing of that name. */
static bool find_placed(const struct fill *fill, struct doc_placed *placed) {
    const struct fill_template *template = fill->template;
    const struct lab_question *question = lab_lookup_question(template->lab, placed->name);
    /* A check renders every branch, even for questions that the branch is not for. */
    if (fill->branches != BRANCHES_OF_SET && question && placed->filled_in && placed->kind <= PLACED_SCORE)
        return true; /* of the kinds that name what a lab has, those up to PLACED_SCORE name a question */
    switch (placed->kind) {
    case PLACED_EQUATION:
    case PLACED_WORKED:
        placed->quantity = model_lookup_part(template->lab->model, placed->name, strlen(placed->name));
        return placed->quantity && placed->quantity->kind == QUANTITY_EQUATION;
    case PLACED_BLANK:
        if (question) {
            placed->quantity = question->quantity;
            placed->unit_word = question->shown;
            return question->kind == QUESTION_NUMERIC;
        }
        placed->quantity = model_lookup_part(template->lab->model, placed->name, strlen(placed->name));
        placed->unit_word = placed->quantity ? placed->quantity->shown : NULL;
        placed->step = true;
        return placed->quantity && placed->quantity->kind == QUANTITY_EQUATION;
    case PLACED_SCORE:
        placed->marks = question ? question->marks : 0;
        return question != NULL;
    case PLACED_TICKS:
    case PLACED_RULE:
    case PLACED_FIGURE:
    case PLACED_LINES:
    case PLACED_PAGE:
    case PLACED_COLUMNS:
        return true;
    case PLACED_CHART:
        return lab_lookup_chart(template->lab, placed->name) != NULL ||
               (fill->figures && strcmp(placed->name, fill_scores_name) == 0);
    }
    return false;
}

bool fill_resolve_placed(void *context, struct doc_placed *placed) {
    const struct fill *fill = context;
    bool found = find_placed(fill, placed);
    placed->hint = found ? NULL : hint_of(fill, placed);
    return found;
}

/* Why the audience may not see a quantity with what a workbook places beside it: the constants that an equation follows
 * from. NULL if it may. */
static const char *placed_refusal(const struct fill *fill, const struct quantity *quantity) {
    const struct model *model = fill->template->lab->model;
    const char *refusal = fill_quantity_refusal(fill, quantity);
    if (refusal || !quantity->expr || fill->template->front.audience != AUDIENCE_STUDENT)
        return refusal;
    bool *needed = arena_array(fill->arena, (size_t)model->count + 1, sizeof *needed);
    model_dependencies(model, quantity->expr, needed);
    for (int i = 0; i < model->count && !refusal; i++)
        if (needed[i] && model->quantities[i]->kind == QUANTITY_CONSTANT)
            refusal = fill_quantity_refusal(fill, model->quantities[i]);
    return refusal;
}

/* Checks the quantities of a model (NULL: of all models) that a block places. Returns whether there are any, and why
 * the audience may not see one of them. */
static bool check_group(const struct fill *fill, const char *group, bool inputs, const char **refusal) {
    const struct model *model = fill->template->lab->model;
    bool found = false;
    for (int i = 0; i < model->count && !*refusal; i++) {
        const struct quantity *member = model->quantities[i];
        bool grouped = group ? member->file_group && strcmp(member->file_group, group) == 0 : !member->hidden;
        found = found || grouped;
        if (grouped && inputs == (member->kind != QUANTITY_EQUATION))
            *refusal = placed_refusal(fill, member);
    }
    return found;
}

/* Checks the names in a block of inputs or equations: each must be a model or a quantity, and the audience must be
 * allowed to see it. A block without names places all quantities. */
static void check_names(struct fill *fill, const struct fence *block) {
    const struct model *model = fill->template->lab->model;
    const bool inputs = block->kind == BLOCK_INPUTS;
    const char *all = NULL;
    if (block->name_count == 0)
        check_group(fill, NULL, inputs, &all);
    if (all)
        diag_report(fill->diag, SEVERITY_ERROR, block->pos, "a block `%s` without names places everything: %s",
                    block->word, all);
    for (int n = 0; n < block->name_count; n++) {
        const char *word = block->names[n].name;
        struct pos pos = block->names[n].pos;
        const struct quantity *quantity = model_lookup_part(model, word, strlen(word));
        const char *refusal = quantity ? placed_refusal(fill, quantity) : NULL;
        bool found = quantity || check_group(fill, word, inputs, &refusal);
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

/* Whether a block is fit for students: it shows only inputs, and what check_names checks by name. Other blocks have
 * formulas of their own, from which answers follow. */
static bool block_is_open(enum fence_kind kind) {
    return kind == BLOCK_INPUTS || kind == BLOCK_EQUATIONS || kind == BLOCK_SERIES || kind == BLOCK_BLANKS ||
           kind == BLOCK_CURVE;
}

/* Checks which questions are answered in cells: what stands in one is read in the unit of the question. */
static void check_blanks(struct fill *fill, const struct fence *block) {
    const struct lab *lab = fill->template->lab;
    for (int i = 0; i < block->line_count; i++) {
        const struct fence_line *line = &block->lines[i];
        const struct lab_question *question = line->answer ? lab_lookup_question(lab, line->answer) : NULL;
        if (!line->answer)
            continue;
        if (!question)
            diag_report_near(fill->diag, SEVERITY_ERROR, line->answer_pos, lab_nearest_question(lab, line->answer),
                             NULL, "%s has no question '%s'", lab->name, line->answer);
        else if (question->kind == QUESTION_DRAWING)
            diag_report(fill->diag, SEVERITY_ERROR, line->answer_pos, "'%s' is a drawing, which no cell can hold",
                        question->name);
        else if (question->kind == QUESTION_NUMERIC &&
                 strcmp(line->unit ? line->unit : "", question->shown ? question->shown : "") != 0)
            diag_report(fill->diag, SEVERITY_ERROR, line->answer_pos,
                        "'%s' is asked for in '%s', but the cell says '%s'; a number in it is read as the question's",
                        question->name, question->shown ? question->shown : "", line->unit ? line->unit : "");
    }
}

/* Checks a fence: only a workbook has blocks, and they must fit its audience. */
static void check_fence(struct fill *fill, struct doc_node *node) {
    const struct fence *block = node->block;
    if (!fill->template->front.format->live && node->info && fence_is_known(node->info))
        diag_report(fill->diag, SEVERITY_ERROR, node->pos,
                    "a block `%s` is for workbooks (`target: xlsx`); on a page use equation:NAME and tables of tags",
                    node->info);
    if (!block)
        return;
    if (block->kind == BLOCK_SWEEP)
        fill_place_chart(fill, node, block->name);
    if (block->kind == BLOCK_INPUTS || block->kind == BLOCK_EQUATIONS)
        check_names(fill, block);
    if (block->kind == BLOCK_BLANKS)
        check_blanks(fill, block);
    if (fill->template->front.audience == AUDIENCE_STUDENT && !block_is_open(block->kind))
        diag_report(fill->diag, SEVERITY_ERROR, node->pos,
                    "a block `%s` computes what students are asked for; it needs `audience: instructor`", block->word);
}

void fill_check_tree(struct fill *fill, struct doc_node *node) {
    if (fill->figures && node->kind == NODE_PLACED && node->placed.kind == PLACED_CHART && node->placed.name &&
        strcmp(node->placed.name, fill_scores_name) == 0) {
        fill_place_scores(fill, node);
        return;
    }
    if (node->kind == NODE_PLACED && (node->placed.starts || node->placed.ends) && !fill->template->front.format->live)
        diag_report(
            fill->diag, SEVERITY_ERROR, node->pos,
            "only a workbook (`target: xlsx`) has sheets that start to print at a row; on a page use (page:break)");
    if (!fill->row && node->kind == NODE_PLACED &&
        (node->placed.kind == PLACED_WORKED || node->placed.kind == PLACED_CHART)) {
        diag_report(fill->diag, SEVERITY_ERROR, node->pos,
                    "a document for the class cannot show what is drawn for one set");
        return;
    }
    if (node->kind == NODE_PLACED && node->placed.kind == PLACED_WORKED && node->placed.quantity) {
        const char *refusal = fill_quantity_refusal(fill, node->placed.quantity);
        if (refusal)
            diag_report(fill->diag, SEVERITY_ERROR, node->pos, "%s", refusal);
    }
    if (node->kind == NODE_PLACED && node->placed.kind == PLACED_CHART && node->placed.name &&
        lab_lookup_chart(fill->template->lab, node->placed.name))
        fill_place_chart(fill, node, node->placed.name);
    if (node->kind == NODE_FENCE)
        check_fence(fill, node);
    for (struct doc_node *child = node->first_child; child; child = child->next)
        fill_check_tree(fill, child);
}
