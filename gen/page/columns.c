/* The widths of the columns of a table. */
#include "page/tables.h"

#include <math.h>

/* The share of the width that the longest words may ask for if they do not fit. */
#define MINIMUM_SHARE 0.6
enum { FIRST_STEP = 6, HALVINGS = 4 };

static double width_under(const struct page_table *table, double cap) {
    double sum = 0;
    for (int c = 0; c < table->beside; c++)
        sum += fmax(table->columns[c].minimum, fmin(table->columns[c].maximum, cap));
    return sum;
}

double page_table_least_width(const struct page_table *table) {
    return width_under(table, 0);
}

/* Words too long for the table will be cut: lowers the minimums of the columns to a common width, so that together they
 * ask for no more than `limit`. */
static void cut_minimums(struct page_table *table, double limit) {
    double low = 0, high = limit;
    for (int i = 0; i < 40; i++) {
        double middle = (low + high) / 2, sum = 0;
        for (int c = 0; c < table->beside; c++)
            sum += fmin(table->columns[c].minimum, middle);
        if (sum > limit)
            high = middle;
        else
            low = middle;
    }
    for (int c = 0; c < table->beside; c++)
        table->columns[c].minimum = fmin(table->columns[c].minimum, low);
}

/* Narrow columns keep what they need. Wide ones are limited to one common width, but none is narrower than its longest
 * word. */
static void level(struct page_table *table, double available) {
    double low = 0, high = available;
    for (int i = 0; i < 40; i++) {
        double middle = (low + high) / 2;
        if (width_under(table, middle) > available)
            high = middle;
        else
            low = middle;
    }
    for (int c = 0; c < table->beside; c++) {
        struct page_table_column *column = &table->columns[c];
        column->width = fmax(column->minimum, fmin(column->maximum, low));
    }
}

static void count_column(const struct page_table *table, int c, int *lines) {
    for (int r = 0; r < table->rows; r++) {
        const struct page_inline_text *text = table->cells[r * table->column_count + c].text;
        lines[r * table->column_count + c] =
            text ? page_inline_count_lines(text, table->columns[c].width - table->columns[c].inset) : 0;
    }
}

/* The cost of one more line: in a row, and in a cell whose row is that tall anyway. */
#define ROW_LINE 16.0
#define CELL_LINE 1.0

static int row_lines(const struct page_table *table, const int *lines, int row) {
    int most = 1;
    for (int c = 0; c < table->beside; c++)
        most = lines[row * table->column_count + c] > most ? lines[row * table->column_count + c] : most;
    return most;
}

static double cost_of_lines(const struct page_table *table, const int *lines) {
    double cost = 0;
    for (int r = 0; r < table->rows; r++) {
        cost += ROW_LINE * row_lines(table, lines, r);
        for (int c = 0; c < table->beside; c++)
            cost += CELL_LINE * lines[r * table->column_count + c];
    }
    return cost;
}

/* Moves width from one column to another while that saves lines, in steps that grow smaller. */
static void save_lines(struct page_layout *layout, struct page_table *table, double available) {
    size_t count = (size_t)table->rows * (size_t)table->column_count;
    int *lines = arena_array(layout->arena, count + 1, sizeof *lines);
    for (int c = 0; c < table->beside; c++)
        count_column(table, c, lines);
    double best = cost_of_lines(table, lines);
    double step = available / FIRST_STEP;
    for (int halving = 0; halving < HALVINGS; halving++, step /= 2)
        for (int from = 0; from < table->beside; from++)
            for (int to = 0; to < table->beside; to++) {
                struct page_table_column *giver = &table->columns[from], *taker = &table->columns[to];
                double most = fmin(step, giver->width - giver->minimum);
                if (from == to || most < 1 || taker->width >= taker->maximum)
                    continue;
                giver->width -= most;
                taker->width += most;
                count_column(table, from, lines);
                count_column(table, to, lines);
                double now = cost_of_lines(table, lines);
                if (now < best) {
                    best = now;
                    continue;
                }
                giver->width += most;
                taker->width -= most;
                count_column(table, from, lines);
                count_column(table, to, lines);
            }
}

/* Gives columns with shares what the others leave, and each at least its longest word. False if no column has a share,
 * or there is no room for that. */
static bool share_rest(struct page_table *table, double available) {
    double rest = available, least = 0;
    int shares = 0;
    for (int c = 0; c < table->beside; c++) {
        struct page_table_column *column = &table->columns[c];
        shares += column->share;
        rest -= column->share ? 0 : column->maximum;
        least += column->share ? column->minimum : 0;
        column->width = column->share ? 0 : column->maximum;
    }
    if (shares == 0 || least > rest + 0.01)
        return false;
    for (bool again = true; again;) { /* a share below the longest word becomes that; the others divide what is left */
        again = false;
        for (int c = 0; c < table->beside; c++) {
            struct page_table_column *column = &table->columns[c];
            if (!column->share || column->width > 0 || rest * column->share / shares >= column->minimum)
                continue;
            column->width = column->minimum;
            rest -= column->minimum;
            shares -= column->share;
            again = true;
        }
    }
    for (int c = 0; c < table->beside; c++)
        if (table->columns[c].share && table->columns[c].width <= 0)
            table->columns[c].width = rest * table->columns[c].share / shares;
    return true;
}

double page_table_padding(const struct page_table *table) {
    return 2 * table->padding * (table->beside - 1) + 2 * table->outer;
}

void page_table_share_width(struct page_layout *layout, struct page_table *table, double available) {
    if (page_table_least_width(table) > available)
        cut_minimums(table, MINIMUM_SHARE * available);
    if (share_rest(table, available))
        return;
    double maximum = width_under(table, INFINITY);
    int blanks = 0;
    for (int c = 0; c < table->beside; c++)
        blanks += table->columns[c].has_blank;
    if (maximum > available) {
        level(table, available);
        save_lines(layout, table, available);
        return;
    }
    /* Blanks take what is left over. Without blanks, all columns take a little of it, so that figures stay close to the
     * words that they belong to, and the table ends where its columns do. */
    double left = available - maximum, growth = fmin(left / table->beside, layout->style->column_growth);
    for (int c = 0; c < table->beside; c++) {
        struct page_table_column *column = &table->columns[c];
        column->width = column->maximum + (!blanks ? growth : column->has_blank ? left / blanks : 0);
    }
}

double page_table_estimate_height(const struct page_layout *layout, const struct page_table *table) {
    size_t count = (size_t)table->rows * (size_t)table->column_count;
    int *lines = arena_array(layout->arena, count + 1, sizeof *lines);
    for (int c = 0; c < table->beside; c++)
        count_column(table, c, lines);
    double height = 2 * table->above * table->rows;
    for (int r = 0; r < table->rows; r++)
        height += row_lines(table, lines, r) * table->size * fmin(layout->style->line_height, 1.25);
    return height;
}
