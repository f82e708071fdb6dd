#include "sets/sets.h"
#include "workbook/book.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* Tables of a sheet have a column for symbols if some quantity has a symbol that is not its name. */
static void note_symbol(struct sheet *sheet, const struct quantity *quantity) {
    sheet->with_symbols = sheet->with_symbols || strcmp(quantity->symbol, quantity->name) != 0;
}

/* Places a quantity in a fence; an error if it has a place already. */
static void place_quantity(struct sheet_book *book, struct sheet_fence *fence, const struct quantity *quantity,
                           struct pos pos) {
    const struct sheet_fence *other = book->placed[quantity->index];
    if (other) {
        sheet_error(book, pos,
                    "`%s` already has its cell, in the block at line %d; a name has one cell in a workbook: show it "
                    "elsewhere with a tag",
                    quantity->name, other->node->pos.line);
        return;
    }
    if (!fence->quantities)
        fence->quantities = arena_array(book->arena, (size_t)book->document->model->count, sizeof(struct quantity *));
    fence->quantities[fence->count++] = quantity;
    book->placed[quantity->index] = fence;
    note_symbol(fence->sheet, quantity);
}

/* Whether a quantity is calculated in a block of equations. A table stands with the inputs whose choices it has. */
static bool is_calculated(const struct quantity *quantity) {
    return quantity->kind == QUANTITY_EQUATION && !quantity->table;
}

/* Places the quantities of a group (NULL: all): equations, each after those it needs; of inputs only the parameters,
 * since constants are added with the equations that need them. False if there is no such group. */
static bool place_group(struct sheet_book *book, struct sheet_fence *fence, const char *group, bool equations,
                        struct pos pos) {
    const struct model *model = book->document->model;
    bool known = !group;
    for (int i = 0; i < model->count; i++)
        known = known || strcmp(model->quantities[i]->file_group, group) == 0;
    for (int i = 0; known && equations && i < model->order_count; i++) {
        const struct quantity *quantity = model->order[i];
        if (!quantity->table && (group ? strcmp(quantity->file_group, group) == 0 : !quantity->hidden))
            place_quantity(book, fence, quantity, pos);
    }
    for (int i = 0; known && !equations && i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        bool wanted = (quantity->kind == QUANTITY_PARAMETER && !quantity->line_path) ||
                      (!group && quantity->kind == QUANTITY_CONSTANT);
        if (wanted && (group ? strcmp(quantity->file_group, group) == 0 : !quantity->hidden))
            place_quantity(book, fence, quantity, pos);
    }
    if (known && !equations)
        fence->takes_constants = true;
    return known;
}

static void report_unknown(struct sheet_book *book, const char *name, bool equations, struct pos pos) {
    const struct model *model = book->document->model;
    const char **candidates = arena_array(book->arena, (size_t)model->count * 2, sizeof *candidates);
    size_t count = 0;
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        candidates[count++] = quantity->file_group;
        if (is_calculated(quantity) == equations)
            candidates[count++] = quantity->name;
    }
    const char *nearest = name_nearest(name, candidates, count);
    if (!nearest)
        nearest = model_nearest(model, name);
    sheet_error(book, pos, "`%s` is neither a model nor %s of one%s%s%s", name,
                equations ? "an equation" : "a parameter or constant", nearest ? "; did you mean `" : "",
                nearest ? nearest : "", nearest ? "`?" : "");
}

static void place_name(struct sheet_book *book, struct sheet_fence *fence, const char *name, bool equations,
                       struct pos pos) {
    const struct quantity *quantity = model_lookup(book->document->model, name);
    if (!quantity) {
        if (!place_group(book, fence, name, equations, pos))
            report_unknown(book, name, equations, pos);
    } else if (is_calculated(quantity) != equations) {
        sheet_error(book, pos, "`%s` is %s %s; it belongs in a block ```%s```", name,
                    is_calculated(quantity) ? "an" : "a", quantity_kind_names[quantity->kind],
                    equations ? "inputs" : "equations");
    } else {
        place_quantity(book, fence, quantity, pos);
    }
}

/* Places the groups and quantities that a block names; without names, all. */
static void place_names(struct sheet_book *book, struct sheet_fence *fence) {
    const struct fence *block = fence->block;
    bool equations = block->kind == BLOCK_EQUATIONS;
    for (int i = 0; i < block->name_count; i++)
        place_name(book, fence, block->names[i].name, equations, block->names[i].pos);
    if (block->name_count == 0)
        place_group(book, fence, NULL, equations, block->pos);
}

/* Places the parameters that are sums of lines in the block with the lines. Its column of symbols has paths. */
static void place_sums(struct sheet_book *book, struct sheet_fence *fence) {
    const struct model *model = book->document->model;
    for (int i = 0; i < model->count; i++)
        if (model->quantities[i]->line_path)
            place_quantity(book, fence, model->quantities[i], fence->node->pos);
    fence->sheet->with_symbols = true;
}

static void place_checks(struct sheet_book *book, struct sheet_fence *fence) {
    if (book->checks)
        sheet_error(book, fence->node->pos,
                    "this is a second block of checks (the first is on line %d); a workbook can have only one",
                    book->checks->node->pos.line);
    book->checks = fence;
}

/* A headline begins the first sheet, which it makes a summary. */
static void place_headline(struct sheet_book *book, struct sheet_fence *fence) {
    if (book->summary && fence->sheet == book->summary)
        return; /* further lines */
    if (fence->sheet != book->sheets || fence->sheet->heading->next != fence->node) {
        sheet_error(book, fence->node->pos, "a block ```headline``` begins the first sheet of a workbook");
        return;
    }
    fence->sheet->summary = true;
    book->summary = fence->sheet;
}

void book_place(struct sheet_book *book, struct sheet_fence *fence) {
    enum fence_kind kind = fence->block->kind;
    fence->sheet->with_inputs = fence->sheet->with_inputs || kind == BLOCK_INPUTS || kind == BLOCK_SERIES ||
                                kind == BLOCK_CHOICE || kind == BLOCK_AGES || kind == BLOCK_FURTHER;
    if (kind == BLOCK_INPUTS && !book->first_inputs)
        book->first_inputs = fence;
    if (kind == BLOCK_INPUTS || kind == BLOCK_EQUATIONS)
        place_names(book, fence);
    if (kind == BLOCK_FURTHER)
        place_sums(book, fence);
    for (int i = 0; kind == BLOCK_SCENARIOS && i < fence->block->output_count; i++)
        note_symbol(fence->sheet, fence->block->outputs[i]);
    if (kind == BLOCK_CHECKS)
        place_checks(book, fence);
    if (kind == BLOCK_HEADLINE)
        place_headline(book, fence);
    if ((kind == BLOCK_TILES || kind == BLOCK_COMPARE || kind == BLOCK_BY_SCENARIO) && !fence->sheet->summary)
        sheet_error(book, fence->node->pos,
                    "a block ```%s``` belongs on a summary: the first sheet, which begins with a block ```headline```",
                    fence->block->word);
}

void book_write_block(struct sheet_book *book, const struct sheet_fence *fence) {
    static void (*const writers[BLOCK_KINDS])(struct sheet_book * book, const struct sheet_fence *fence) = {
        [BLOCK_INPUTS] = block_write_inputs,
        [BLOCK_EQUATIONS] = block_write_equations,
        [BLOCK_SWEEP] = block_write_sweep,
        [BLOCK_FORMULAS] = block_write_formulas,
        [BLOCK_CHECKS] = block_write_checks,
        [BLOCK_SERIES] = block_write_series,
        [BLOCK_TIMELINE] = block_write_timeline,
        [BLOCK_SCENARIOS] = block_write_scenarios,
        [BLOCK_CHOICE] = block_write_choice,
        [BLOCK_SENSITIVITY] = block_write_sensitivity,
        [BLOCK_RANKING] = block_write_ranking,
        [BLOCK_TORNADO] = block_write_tornado,
        [BLOCK_GRID] = block_write_grid,
        [BLOCK_WINNERS] = block_write_winners,
        [BLOCK_PLOT] = block_write_plot,
        [BLOCK_BLANKS] = block_write_blanks,
        [BLOCK_CURVE] = block_write_curve,
        [BLOCK_HEADLINE] = block_write_headline,
        [BLOCK_TILES] = block_write_tiles,
        [BLOCK_COMPARE] = block_write_compare,
        [BLOCK_BY_SCENARIO] = block_write_by_scenario,
        [BLOCK_TURNING] = block_write_turning,
        [BLOCK_BRIDGE] = block_write_bridge,
        [BLOCK_WATERFALL] = block_write_waterfall,
        [BLOCK_AGES] = block_write_ages,
        [BLOCK_FURTHER] = block_write_further};
    book->calc.failed = false;
    book->watching = block_is_watched(fence->block->kind);
    writers[fence->block->kind](book, fence);
    book->watching = false;
}

/* The fence for a constant that an equation needs: one that asks for its group, or else the first that asks for any
 * group. */
static struct sheet_fence *fence_for_constant(struct sheet_book *book, const struct quantity *constant) {
    struct sheet_fence *taker = NULL;
    for (int i = 0; i < book->fence_count; i++) {
        struct sheet_fence *fence = &book->fences[i];
        if (!fence->takes_constants)
            continue;
        for (int j = 0; j < fence->count; j++)
            if (strcmp(fence->quantities[j]->file_group, constant->file_group) == 0)
                return fence;
        if (!taker)
            taker = fence;
    }
    return taker;
}

/* Reports scenarios with the same name (any other name is allowed), more scenarios than a sheet can hold, and
 * quantities whose names the choice of the scenario needs. */
static void check_scenarios(struct sheet_book *book) {
    const struct document *document = book->document;
    for (int i = 0; i < document->scenario_count; i++)
        for (int j = 0; j < i; j++)
            if (strcmp(sheet_scenario_name(document->scenarios[i]), sheet_scenario_name(document->scenarios[j])) == 0)
                sheet_error(book, document->scenarios[i]->pos, "a second scenario `%s`; rename one",
                            sheet_scenario_name(document->scenarios[i]));
    if (document->scenario_count > LXW_COL_MAX / 2)
        sheet_error(book, document->set->pos, "%d scenarios are more than a sheet has columns",
                    document->scenario_count);
    static const char *const own_names[] = {SCENARIO, SCENARIO_INDEX, SCENARIO_NAMES, SCENARIO_FLAGS};
    for (size_t i = 0; i < sizeof own_names / sizeof *own_names; i++) {
        const struct quantity *quantity = model_lookup(document->model, own_names[i]);
        if (quantity)
            sheet_error(book, quantity->pos, "the cell that chooses the scenario has the name `%s`; rename the %s",
                        own_names[i], quantity_kind_names[quantity->kind]);
    }
}

/* Places the constants that placed equations need, and that no block names, in the fences for them. */
static void place_constants(struct sheet_book *book) {
    const struct model *model = book->document->model;
    bool *needed = arena_array(book->arena, (size_t)model->count, sizeof *needed);
    for (int i = 0; i < book->fence_count; i++) {
        const struct sheet_fence *fence = &book->fences[i];
        for (int j = 0; j < fence->count; j++) {
            if (fence->quantities[j]->kind != QUANTITY_EQUATION)
                continue;
            const bool *of_equation = block_needs(book, fence->quantities[j]);
            for (int k = 0; k < model->count; k++)
                needed[k] = needed[k] || of_equation[k];
        }
        for (int j = 0; j < model->count; j++)
            needed[j] = needed[j] || fence->block->needed[j];
    }
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        bool homeless = needed[i] && (quantity->kind == QUANTITY_CONSTANT || quantity->table) && !book->placed[i];
        struct sheet_fence *taker = !homeless ? NULL
                                    : quantity->table
                                        ? (struct sheet_fence *)book->placed[quantity->table->along->index]
                                        : fence_for_constant(book, quantity);
        if (taker)
            place_quantity(book, taker, quantity, taker->node->pos);
    }
}

/* Reports the quantities that an equation of the fence needs and no block places; each quantity once. */
static void report_missing(struct sheet_book *book, const struct sheet_fence *fence, const struct quantity *equation,
                           bool *reported) {
    const struct model *model = book->document->model;
    const bool *needed = block_needs(book, equation);
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        if (!needed[i] || book->placed[i] || reported[i])
            continue;
        reported[i] = true;
        sheet_error(book, fence->node->pos,
                    "`%s` needs the %s `%s`, which no block of the workbook places; add it to a block ```%s```",
                    equation->name, quantity_kind_names[quantity->kind], quantity->name,
                    is_calculated(quantity) ? "equations" : "inputs");
    }
}

/* Reports the quantities that the formulas of a fence name and no block places. */
static void report_unplaced(struct sheet_book *book, const struct sheet_fence *fence, bool *reported) {
    for (int i = 0; i < book->document->model->count; i++) {
        const struct quantity *quantity = book->document->model->quantities[i];
        if (!fence->block->needed[i] || book->placed[i] || reported[i])
            continue;
        reported[i] = true;
        sheet_error(book, fence->node->pos,
                    "the block needs the %s `%s`, which no block of the workbook places; add it to a block ```%s```",
                    quantity_kind_names[quantity->kind], quantity->name,
                    is_calculated(quantity) ? "equations" : "inputs");
    }
}

void book_complete(struct sheet_book *book) {
    bool *reported = arena_array(book->arena, (size_t)book->document->model->count, sizeof *reported);
    place_constants(book);
    sheet_find_divisors(book);
    for (int i = 0; i < book->fence_count; i++) {
        for (int j = 0; j < book->fences[i].count; j++)
            if (is_calculated(book->fences[i].quantities[j]))
                report_missing(book, &book->fences[i], book->fences[i].quantities[j], reported);
        report_unplaced(book, &book->fences[i], reported);
    }
    if (book->document->scenario_count > 1 && book->first_inputs)
        check_scenarios(book);
}
