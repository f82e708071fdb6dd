/* Where pages end. Strips are divided into pages at the least total cost. */
#include "page/breaks.h"

#include <math.h>

double page_halves_height(const struct page_layout *layout, size_t first, size_t end, size_t *left) {
    double whole = 0, before = 0, best = INFINITY;
    for (size_t i = first; i < end; i++)
        whole += layout->strips[i]->height;
    for (size_t i = first; i < end; i++) {
        before += layout->strips[i]->height;
        double height = fmax(before, whole - before);
        if (height > best + 0.001) /* equal halves may differ by a rounding error */
            break;
        best = height;
        *left = i + 1 - first;
    }
    return end > first ? best : 0;
}

/* How much of the free room of its page a strip can take. */
static double growth(const struct page_strip *strip) {
    return strip->grow_most + (strip->fill ? strip->fill_most * strip->fill->height : 0);
}

struct page_fit page_fit_begin(const struct page_layout *layout, size_t first) {
    const struct page_strip *strip = layout->strips[first];
    return (struct page_fit){.first = first, .height = strip->clear + (strip->head ? strip->head->height : 0)};
}

void page_fit_add(const struct page_layout *layout, struct page_fit *fit, size_t i) {
    const struct page_strip *strip = layout->strips[i], *above = i > fit->first ? layout->strips[i - 1] : NULL;
    double gap = above ? strip->gap : 0;
    if (strip->halves) {
        if (!above || above->halves != strip->halves) {
            fit->rows = i;
            fit->above_rows = fit->height + gap;
        }
        size_t left;
        fit->height = fit->above_rows + page_halves_height(layout, fit->rows, i + 1, &left);
    } else {
        fit->height += gap + strip->height;
    }
    fit->gaps += gap;
    fit->shrink += strip->shrink_most;
    fit->grow += growth(strip);
}

double page_fit_give(const struct page_fit *fit) {
    return TIGHT_MOST * fit->gaps + fit->shrink;
}

/* The cost of a page that ends after `strip`, without the pages after it. */
static double page_cost(const struct page_layout *layout, const struct page_fit *fit, const struct page_strip *strip,
                        bool last) {
    double over = fit->height - layout->text_height, give = page_fit_give(fit),
           cost = layout->compact ? COMPACT_PAGE_COST : PAGE_COST;
    double white = fmax(-over / layout->text_height, 0);
    if (over > 0 && give > 0)
        cost += TIGHT_COST * over / give;
    if (last)
        return cost + LAST_COST * fmax(1 - (1 - white) / LAST_LEAST, 0);
    double grown = fmin(white, fit->grow / layout->text_height);
    white -= grown;
    return cost + strip->break_cost + GROWN_COST * grown + WHITE_COST * white * white;
}

void page_divide(struct page_layout *layout, size_t first, size_t end, size_t *page_end) {
    size_t count = end - first;
    double *cost = arena_array(layout->arena, count + 1, sizeof *cost); /* of the strips from i on */
    for (size_t i = count; i-- > 0;) {
        struct page_fit fit = page_fit_begin(layout, first + i);
        cost[i] = INFINITY;
        for (size_t j = i; j < count; j++) {
            page_fit_add(layout, &fit, first + j);
            if (fit.height - layout->text_height > page_fit_give(&fit) + 0.01 && j > i)
                break;
            double here = page_cost(layout, &fit, layout->strips[first + j], j + 1 == count) + cost[j + 1];
            /* Of equally good divisions, take the one with the fuller first page. */
            if (here <= cost[i]) {
                cost[i] = here;
                page_end[i] = first + j + 1;
            }
        }
    }
}
