/* The fenced blocks of a workbook's template, and its charts, as cells with live formulas: a file for each kind of
 * block. */
#ifndef WORKBOOK_BLOCKS_BLOCKS_H
#define WORKBOOK_BLOCKS_BLOCKS_H

#include "workbook/sheet/sheet.h"

/* What the blocks of a workbook have written so far, for blocks that follow. Begins as zero. */
struct block_state {
    struct block_grid *grids;                 /* grid.c */
    struct block_sensitivity *sensitivities;  /* sensitivity.c */
    struct block_figures *figures;            /* figures.c: the cells behind charts */
    struct block_bridge *bridges;             /* bridge.c */
    struct block_waiting *waiting;            /* charts.c: charts that are made at the end */
    struct block_scenario_row *scenario_rows; /* scenarios.c */
    int scenario_row_count;
    size_t scenario_row_capacity;
    struct block_added_check *checks, **last_check; /* watch.c: checks that blocks make of themselves */
};

/* Each writes the cells of a block, from sheet->row on.
 * inputs.c: inputs, with their bounds and sources. */
void block_write_inputs(struct sheet_book *book, const struct sheet_fence *fence);
/* equations.c: equations. */
void block_write_equations(struct sheet_book *book, const struct sheet_fence *fence);
/* figures.c: the sweep behind a chart. */
void block_write_sweep(struct sheet_book *book, const struct sheet_fence *fence);
/* formulas.c: lines with formulas of their own, and checks. */
void block_write_formulas(struct sheet_book *book, const struct sheet_fence *fence);
void block_write_checks(struct sheet_book *book, const struct sheet_fence *fence);
/* timeline.c: lines with a formula for each column, and inputs with a value for each column. */
void block_write_timeline(struct sheet_book *book, const struct sheet_fence *fence);
void block_write_series(struct sheet_book *book, const struct sheet_fence *fence);
/* scenarios.c: equations for each scenario, side by side. */
void block_write_scenarios(struct sheet_book *book, const struct sheet_fence *fence);
/* sensitivity.c: equations with each input low and high. */
void block_write_sensitivity(struct sheet_book *book, const struct sheet_fence *fence);
/* choice.c: the choice of one of these equations. */
void block_write_choice(struct sheet_book *book, const struct sheet_fence *fence);
/* tornado.c: inputs by their effect, and a chart of the greatest. */
void block_write_ranking(struct sheet_book *book, const struct sheet_fence *fence);
void block_write_tornado(struct sheet_book *book, const struct sheet_fence *fence);
/* grid.c: equations along two parameters, and which of them is the least. */
void block_write_grid(struct sheet_book *book, const struct sheet_fence *fence);
void block_write_winners(struct sheet_book *book, const struct sheet_fence *fence);
/* plot.c: a chart over cells that have names. */
void block_write_plot(struct sheet_book *book, const struct sheet_fence *fence);
/* summary.c: what a summary says: words, figures with a note, a comparison, a row for each scenario. */
void block_write_headline(struct sheet_book *book, const struct sheet_fence *fence);
void block_write_tiles(struct sheet_book *book, const struct sheet_fence *fence);
void block_write_compare(struct sheet_book *book, const struct sheet_fence *fence);
void block_write_by_scenario(struct sheet_book *book, const struct sheet_fence *fence);
/* turning.c: at which value of an input another path becomes the least. */
void block_write_turning(struct sheet_book *book, const struct sheet_fence *fence);
/* bridge.c: what lies between two figures, step by step, and its chart. */
void block_write_bridge(struct sheet_book *book, const struct sheet_fence *fence);
void block_write_waterfall(struct sheet_book *book, const struct sheet_fence *fence);
/* further.c: lines of further costs, and the parameters that are their sums. */
void block_write_further(struct sheet_book *book, const struct sheet_fence *fence);
/* ages.c: the day before which a source counts as old. */
void block_write_ages(struct sheet_book *book, const struct sheet_fence *fence);
/* blanks.c: cells for readers to fill in, with plots of their answers. */
void block_write_blanks(struct sheet_book *book, const struct sheet_fence *fence);
void block_write_curve(struct sheet_book *book, const struct sheet_fence *fence);

/* summary.c. The cell that chooses the scenario, on the summary. */
void block_write_chooser(struct sheet *sheet);
/* inputs.c. Writes the row of an input; one whose value is computed in each column of values has a formula. */
struct block_formula {
    const char *(*print)(const void *context, const struct quantity *quantity, int column);
    const void *context;
    const char *source; /* where it comes from */
};
void block_write_input(struct sheet *sheet, const struct quantity *quantity, const struct block_formula *formula,
                       struct pos pos);
/* ages.c. Names the dates of all inputs, once their sheet is written. */
void block_name_dates(struct sheet_book *book);
/* inputs.c. The choice of the scenario and the header above all tables of a sheet of inputs. */
void block_write_input_heads(struct sheet *sheet);
/* What colours mean, in two columns. */
void block_write_legend(struct sheet *sheet);
/* The values of a block's choices and lists, and the tables of constants along them, under its inputs. */
void block_write_values(struct sheet_book *book, const struct sheet_fence *fence);
/* formulas.c. Shows on each sheet, in CHECKS_ROW, whether all checks hold. */
void block_echo_checks(struct sheet_book *book);
/* watch.c. Whether the cells of a kind of block are watched: those that readers look at and that no other check of
 * the block covers. */
bool block_is_watched(enum fence_kind kind);
/* Writes the checks that the blocks have made of themselves, and those of the watched cells, from sheet->row on. */
void block_write_added_checks(struct sheet *sheet, int column, struct sheet_look result);
/* charts.c. Leaves room for a chart with its caption; writes its figures below unless a block of the workbook has them.
 */
void block_place_chart(struct sheet *sheet, const struct doc_node *node, const char *caption);
/* Leaves room for the charts of a paragraph, side by side. */
void block_place_charts(struct sheet *sheet, const struct doc_node *paragraph);
/* Makes the charts, once all figures have their cells. */
void block_insert_charts(struct sheet_book *book);
/* expressions.c. By quantity index: what an equation follows from. Found once a run. */
const bool *block_needs(const struct sheet_book *book, const struct quantity *equation);

#endif
