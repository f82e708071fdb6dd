#include "xlsx_charts.h"
#include "xlsx_sensitivity.h"

#include <string.h>

/* Where what an equation names is written out, its formula stays below this; else the longest of it gets a cell. */
enum { READABLE = 240 };

/* The equations between an input and the outputs, while their formulas grow from the input on. */
struct chain {
    struct sheet *sheet;
    const struct rerun *rerun;
    struct substitute *cells[SWING_ENDS]; /* the input, then the equations that have rows */
    int count;
    const char *(*texts)[SWING_ENDS]; /* by quantity index: the formulas; NULL: not on the way */
    bool *has_row;                    /* by quantity index */
    int column;
    struct pos pos;
};

static bool print_formulas(struct chain *chain, const struct quantity *equation) {
    for (int end = 0; end < SWING_ENDS; end++) {
        const char *text =
            book_formula_with(chain->sheet->book, equation->expr, chain->cells[end], chain->count, chain->pos);
        if (!text)
            return false;
        chain->texts[equation->index][end] = text;
    }
    return true;
}

/* The longest of the equations that an expression names and that have no row yet. */
struct longest {
    const struct chain *chain;
    const struct quantity *equation;
    size_t length;
};

static void note_longest(const struct expr *expr, void *context) {
    struct longest *longest = context;
    const struct quantity *quantity = expr->op == EXPR_NAME ? expr->quantity : NULL;
    if (!quantity || longest->chain->has_row[quantity->index] || !longest->chain->texts[quantity->index][SWING_LOW])
        return;
    size_t length = strlen(longest->chain->texts[quantity->index][SWING_LOW]);
    if (length > longest->length) {
        longest->equation = quantity;
        longest->length = length;
    }
}

static void write_row(struct chain *chain, const struct quantity *equation) {
    struct sheet *sheet = chain->sheet;
    table_step(sheet, equation, chain->pos);
    for (int end = 0; end < SWING_ENDS; end++) {
        sensitivity_number(sheet, chain->column + end, chain->texts[equation->index][end], &equation->format,
                           chain->pos);
        chain->cells[end][chain->count] =
            (struct substitute){equation, cell_address(sheet, sheet, sheet->row, chain->column + end, 0)};
    }
    chain->count++;
    chain->has_row[equation->index] = true;
    sheet->row++;
}

/* Finds the formulas of an equation; those of what it names are known. */
static void reach(struct chain *chain, const struct quantity *equation) {
    struct longest longest;
    bool written = print_formulas(chain, equation);
    do {
        longest = (struct longest){.chain = chain};
        if (written && strlen(chain->texts[equation->index][SWING_LOW]) > READABLE)
            expr_walk(equation->expr, note_longest, &longest);
        if (longest.equation) {
            write_row(chain, longest.equation);
            written = print_formulas(chain, equation);
        }
    } while (longest.equation && !chain->sheet->book->failed);
}

bool sheet_write_rerun(struct sheet *sheet, const struct sheet_block *block, const struct rerun *rerun, int column,
                       const char *(*formulas)[SWING_ENDS], struct pos pos) {
    struct book *book = sheet->book;
    const struct model *model = book->document->model;
    size_t count = (size_t)model->count + 1;
    struct chain chain = {.sheet = sheet, .rerun = rerun, .count = 1, .column = column, .pos = pos};
    bool *wanted = arena_array(book->arena, count, sizeof *wanted), moved = false;
    chain.texts = arena_array(book->arena, count, sizeof *chain.texts);
    chain.has_row = arena_array(book->arena, count, sizeof *chain.has_row);
    for (int end = 0; end < SWING_ENDS; end++) {
        chain.cells[end] = arena_array(book->arena, count, sizeof *chain.cells[end]);
        chain.cells[end][0] = (struct substitute){rerun->input, rerun->cells[end]};
    }
    for (int i = 0; i < block->output_count; i++) {
        model_dependencies(model, block->outputs[i]->expr, wanted);
        wanted[block->outputs[i]->index] = true;
    }
    for (int i = 0; i < model->order_count && !book->failed; i++)
        if (wanted[model->order[i]->index] && book_depends(book, model->order[i], rerun->input))
            reach(&chain, model->order[i]);
    for (int i = 0; i < block->output_count; i++)
        for (int end = 0; end < SWING_ENDS; end++) {
            const struct quantity *output = block->outputs[i];
            const char *text = chain.texts[output->index][end];
            bool has_row = chain.has_row[output->index];
            moved = moved || text;
            formulas[i][end] = text ? text : output->name;
            for (int j = 0; has_row && j < chain.count; j++)
                if (chain.cells[end][j].quantity == output)
                    formulas[i][end] = chain.cells[end][j].cell;
        }
    return moved;
}
