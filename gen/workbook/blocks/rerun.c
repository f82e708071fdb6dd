#include "workbook/blocks/expressions.h"
#include "workbook/blocks/sensitivity.h"

#include <string.h>

enum {
    READABLE =
        240, /* a formula with parts written out stays below this length; otherwise the longest part gets a cell */
    MOST_PLANS = 1 << 14
};

/* An equation that gets a row, with its formulas. */
struct rerun_step {
    const struct quantity *equation;
    const char *formulas[SWING_ENDS];
};

/* How the outputs of a block are computed with an input in other cells. It depends on the places of cells, not on the
 * set, so it is made once for all workbooks of a run in which the input has the same place. */
struct rerun_plan {
    const struct fence *block;
    struct block_rerun rerun;
    lxw_row_t row; /* of the first step */
    int column;
    struct rerun_step *steps;
    int step_count;
    const char *(*formulas)[SWING_ENDS]; /* by output */
    bool moved;                          /* some output depends on the input */
    struct rerun_plan *next;
};

/* Which quantities have cells, and the plans that were made for this layout. */
struct block_layout {
    bool *placed;              /* by quantity index */
    struct rerun_plan **plans; /* by quantity index of the input */
    int plan_count;
    struct block_layout *next;
};

static bool is_layout_of(const struct block_layout *layout, const struct sheet_book *book) {
    for (int i = 0; i < book->document->model->count; i++)
        if (layout->placed[i] != (book->placed[i] != NULL))
            return false;
    return true;
}

static struct block_layout *layout_of(struct sheet_book *book) {
    struct sheet_run *run = book->run;
    size_t count = (size_t)book->document->model->count;
    struct block_layout *layout = run->layouts;
    while (layout && !is_layout_of(layout, book))
        layout = layout->next;
    if (layout)
        return layout;
    layout = arena_alloc(run->arena, sizeof *layout);
    *layout = (struct block_layout){.placed = arena_array(run->arena, count, sizeof *layout->placed),
                                    .plans = arena_array(run->arena, count, sizeof(struct rerun_plan *)),
                                    .next = run->layouts};
    for (size_t i = 0; i < count; i++)
        layout->placed[i] = book->placed[i];
    run->layouts = layout;
    return layout;
}

/* The equations between an input and the outputs, while their formulas are built from the input on. */
struct rerun_chain {
    struct sheet *sheet;
    struct rerun_plan *plan;
    struct block_substitute *cells[SWING_ENDS]; /* the input, then the equations that have rows */
    const char *(
        *texts)[SWING_ENDS]; /* by quantity index: the formulas; NULL: the quantity does not depend on the input */
    const char *(*rows)[SWING_ENDS]; /* by quantity index: the cells of equations that have a row */
    struct pos pos;
};

static bool print_formulas(struct rerun_chain *chain, const struct quantity *equation) {
    for (int end = 0; end < SWING_ENDS; end++) {
        const char *text = block_formula_with(chain->sheet->book, equation->expr, chain->cells[end],
                                              1 + chain->plan->step_count, chain->pos);
        if (!text)
            return false;
        chain->texts[equation->index][end] = text;
    }
    return true;
}

/* The longest formula among the equations that an expression names and that have no row yet. */
struct longest_equation {
    const struct rerun_chain *chain;
    const struct quantity *equation;
    size_t length;
};

static void note_longest(const struct expr *expr, void *context) {
    struct longest_equation *longest = context;
    const struct quantity *quantity = expr->op == EXPR_NAME ? expr->quantity : NULL;
    if (!quantity || longest->chain->rows[quantity->index][SWING_LOW] ||
        !longest->chain->texts[quantity->index][SWING_LOW])
        return;
    size_t length = strlen(longest->chain->texts[quantity->index][SWING_LOW]);
    if (length > longest->length) {
        longest->equation = quantity;
        longest->length = length;
    }
}

static void give_row(struct rerun_chain *chain, const struct quantity *equation) {
    struct sheet *sheet = chain->sheet;
    struct rerun_plan *plan = chain->plan;
    struct rerun_step *step = &plan->steps[plan->step_count];
    lxw_row_t row = plan->row + (lxw_row_t)plan->step_count++;
    step->equation = equation;
    for (int end = 0; end < SWING_ENDS; end++) {
        const char *cell = sheet_address(sheet, sheet, row, plan->column + end, 0);
        step->formulas[end] = chain->texts[equation->index][end];
        chain->rows[equation->index][end] = cell;
        chain->cells[end][plan->step_count] = (struct block_substitute){equation, cell};
    }
}

/* Finds the formulas of an equation. The formulas of the quantities it names are known already. */
static void reach(struct rerun_chain *chain, const struct quantity *equation) {
    struct longest_equation longest;
    bool printed = print_formulas(chain, equation);
    do {
        longest = (struct longest_equation){.chain = chain};
        if (printed && strlen(chain->texts[equation->index][SWING_LOW]) > READABLE)
            expr_walk(equation->expr, note_longest, &longest);
        if (longest.equation) {
            give_row(chain, longest.equation);
            printed = print_formulas(chain, equation);
        }
    } while (longest.equation && !chain->sheet->book->calc.failed);
}

/* Fills in the steps and the formulas of a plan. */
static void plan_rerun(struct sheet *sheet, struct rerun_plan *plan, struct pos pos) {
    struct sheet_book *book = sheet->book;
    const struct model *model = book->document->model;
    const struct fence *block = plan->block;
    size_t count = (size_t)model->count + 1;
    struct rerun_chain chain = {.sheet = sheet, .plan = plan, .pos = pos};
    bool *wanted = arena_array(book->arena, count, sizeof *wanted);
    chain.texts = arena_array(book->arena, count, sizeof *chain.texts);
    chain.rows = arena_array(book->arena, count, sizeof *chain.rows);
    plan->steps = arena_array(book->arena, count, sizeof *plan->steps);
    plan->formulas = arena_array(book->arena, (size_t)block->output_count, sizeof *plan->formulas);
    for (int end = 0; end < SWING_ENDS; end++) {
        chain.cells[end] = arena_array(book->arena, count, sizeof *chain.cells[end]);
        chain.cells[end][0] = (struct block_substitute){plan->rerun.input, plan->rerun.cells[end]};
    }
    for (int i = 0; i < block->output_count; i++) {
        model_dependencies(model, block->outputs[i]->expr, wanted);
        wanted[block->outputs[i]->index] = true;
    }
    for (int i = 0; i < model->order_count && !book->calc.failed; i++)
        if (wanted[model->order[i]->index] && block_needs(book, model->order[i])[plan->rerun.input->index])
            reach(&chain, model->order[i]);
    for (int i = 0; i < block->output_count; i++)
        for (int end = 0; end < SWING_ENDS; end++) {
            const struct quantity *output = block->outputs[i];
            const char *text = chain.texts[output->index][end], *cell = chain.rows[output->index][end];
            plan->moved = plan->moved || text;
            plan->formulas[i][end] = cell ? cell : text ? text : output->name;
        }
}

/* A copy of a plan that lives as long as the run. */
static struct rerun_plan *keep_plan(struct arena *arena, const struct rerun_plan *plan) {
    struct rerun_plan *kept = arena_alloc(arena, sizeof *kept);
    *kept = *plan;
    kept->steps = arena_array(arena, (size_t)plan->step_count, sizeof *kept->steps);
    kept->formulas = arena_array(arena, (size_t)plan->block->output_count, sizeof *kept->formulas);
    for (int end = 0; end < SWING_ENDS; end++) {
        kept->rerun.cells[end] = arena_strdup(arena, plan->rerun.cells[end]);
        for (int i = 0; i < plan->step_count; i++) {
            kept->steps[i].equation = plan->steps[i].equation;
            kept->steps[i].formulas[end] = arena_strdup(arena, plan->steps[i].formulas[end]);
        }
        for (int i = 0; i < plan->block->output_count; i++)
            kept->formulas[i][end] = arena_strdup(arena, plan->formulas[i][end]);
    }
    return kept;
}

static bool is_plan_for(const struct rerun_plan *plan, const struct rerun_plan *wanted) {
    return plan->block == wanted->block && plan->row == wanted->row && plan->column == wanted->column &&
           strcmp(plan->rerun.cells[SWING_LOW], wanted->rerun.cells[SWING_LOW]) == 0 &&
           strcmp(plan->rerun.cells[SWING_HIGH], wanted->rerun.cells[SWING_HIGH]) == 0;
}

/* The plan that an earlier workbook made, or a new one. */
static const struct rerun_plan *find_plan(struct sheet *sheet, struct rerun_plan *wanted, struct pos pos) {
    struct sheet_book *book = sheet->book;
    struct block_layout *layout = layout_of(book);
    struct rerun_plan **plans = &layout->plans[wanted->rerun.input->index];
    for (const struct rerun_plan *plan = *plans; plan; plan = plan->next)
        if (is_plan_for(plan, wanted))
            return plan;
    plan_rerun(sheet, wanted, pos);
    if (!book->calc.failed && layout->plan_count++ < MOST_PLANS) {
        struct rerun_plan *kept = keep_plan(book->run->arena, wanted);
        kept->next = *plans;
        *plans = kept;
    }
    return wanted;
}

bool block_write_rerun(struct sheet *sheet, const struct fence *block, const struct block_rerun *rerun, int column,
                       const char *(*formulas)[SWING_ENDS], struct pos pos) {
    struct rerun_plan wanted = {.block = block, .rerun = *rerun, .row = sheet->row, .column = column};
    const struct rerun_plan *plan = find_plan(sheet, &wanted, pos);
    for (int i = 0; i < plan->step_count && !sheet->book->calc.failed; i++, sheet->row++) {
        const struct rerun_step *step = &plan->steps[i];
        sheet_quantity_step(sheet, step->equation, pos);
        for (int end = 0; end < SWING_ENDS; end++)
            sheet_put_figure(sheet, column + end, step->formulas[end], &step->equation->format, pos);
    }
    for (int i = 0; i < block->output_count; i++)
        memcpy(formulas[i], plan->formulas[i], sizeof formulas[i]);
    return plan->moved;
}
