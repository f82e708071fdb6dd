/* This file is compiled for vectorization, as program_run.c is. */
#include "language/walk.h"

#include <math.h>
#include <string.h>

uint64_t walk_block_count(const struct walk *walk) {
    return walk->blocks;
}

size_t walk_width(const struct walk *walk) {
    return walk->width;
}

/* Copies a column over the dimensions that it does not have: those in `wanted` that are not in `present`. */
static void expand(const struct walk *walk, const struct walk_step *step, int dimension, size_t n, const double *from,
                   size_t source, double *out) {
    while (dimension < walk->count && !(step->wanted >> dimension & 1))
        dimension++;
    size_t count = walk->dimensions[dimension].count, rest = n / count;
    bool there = step->present >> dimension & 1;
    /* Neighbouring dimensions that are both present or both missing are treated as one. */
    for (int next = dimension + 1; next < walk->count; next++) {
        if (!(step->wanted >> next & 1))
            continue;
        if ((step->present >> next & 1) != there)
            break;
        count *= walk->dimensions[next].count;
        rest = n / count;
        dimension = next;
    }
    if (rest == 1) {
        if (there)
            memcpy(out, from, count * sizeof *out);
        else
            for (size_t i = 0; i < count; i++)
                out[i] = from[0];
        return;
    }
    if (there) {
        size_t each = source / count;
        for (size_t i = 0; i < count; i++)
            expand(walk, step, dimension + 1, rest, from + i * each, each, out + i * rest);
        return;
    }
    expand(walk, step, dimension + 1, rest, from, source, out);
    size_t done = rest;
    while (done < n) {
        size_t more = done < n - done ? done : n - done;
        memcpy(out + done, out, more * sizeof *out);
        done += more;
    }
}

/* Loads a parameter's value for this block, or its values along the block. */
static void load(const struct walk *walk, const struct walk_step *step) {
    size_t number = 0;
    for (int i = 0; i < walk->outer; i++)
        if (walk->dimensions[i].axis == step->axis)
            number += walk->numbers[i] * walk->dimensions[i].stride;
    memcpy(step->out, walk->values[step->axis] + number, step->n * sizeof *step->out);
}

static void run_step(const struct walk *walk, const struct walk_step *step) {
    if (step->kind == STEP_LOAD)
        load(walk, step);
    else if (step->kind == STEP_EXPAND)
        expand(walk, step, walk->outer, step->n, step->arguments[0], step->source_length, step->out);
    else
        program_operate(step->op, step->tolerance, step->out, step->arguments[0], step->arguments[1],
                        step->arguments[2], step->n);
}

/* Runs those of some steps that depend on a loop that changed. */
static void run_steps(const struct walk *walk, int first, int end, int changed) {
    for (int i = first; i < end; i++)
        if (walk->steps[i].level > changed)
            run_step(walk, &walk->steps[i]);
}

/* Sets the numbers of the outer loops for a block. Returns the outermost loop that changed; -1 for the first block. */
static int seek(struct walk *walk, uint64_t block) {
    int changed = walk->outer;
    for (int i = walk->outer; i-- > 0;) {
        size_t number = (size_t)(block % walk->dimensions[i].count);
        block /= walk->dimensions[i].count;
        if (number != walk->numbers[i])
            changed = i;
        walk->numbers[i] = number;
    }
    return walk->started ? changed : -1;
}

static double distance_of(const struct grid_axis *axis, uint64_t number) {
    return fabs((double)number - (double)axis->origin);
}

/* Measures the distances of the rows of a block. Those along a cut axis depend on the piece. */
static void measure_rows(struct walk *walk) {
    for (size_t row = 0; row < walk->width; row++) {
        size_t rest = row;
        double distance = 0;
        for (int i = walk->count; i-- > walk->outer;) {
            const struct walk_dimension *dimension = &walk->dimensions[i];
            size_t number = rest % dimension->count * dimension->stride;
            rest /= dimension->count;
            if (dimension->axis == walk->cut)
                number += walk->numbers[walk->cut_loop] * walk->dimensions[walk->cut_loop].stride;
            distance += distance_of(&walk->grid->axes[dimension->axis], number);
        }
        walk->distances[row] = distance;
    }
}

size_t walk_run(struct walk *walk, uint64_t block, const double **columns) {
    if (walk->sampled) {
        size_t rows = walk_draw(walk, block);
        if (walk->cases)
            walk_round_drawn(walk, rows);
        machine_run(walk->machine, walk->inputs, rows, walk->results);
        memcpy(columns, walk->columns, (size_t)walk->program->output_count * sizeof *columns);
        return rows;
    }
    int changed = seek(walk, block);
    walk->started = true;
    run_steps(walk, 0, walk->gate_steps, changed);
    walk->behind = changed < walk->behind ? changed : walk->behind;
    if (walk->gate >= 0 && !column_count(walk->steps[walk->gate].out, 1, walk->steps[walk->gate].n))
        return 0;
    changed = walk->behind;
    run_steps(walk, walk->gate_steps, walk->step_count, changed);
    walk->behind = walk->outer;
    if (!walk->measured || (walk->cut >= 0 && changed <= walk->cut_loop))
        measure_rows(walk);
    walk->measured = true;
    walk->outer_distance = 0;
    for (int i = 0; i < walk->outer; i++)
        if (i != walk->cut_loop || walk->cut < 0)
            walk->outer_distance +=
                distance_of(&walk->grid->axes[walk->dimensions[i].axis], walk->numbers[i] * walk->dimensions[i].stride);
    memcpy(columns, walk->columns, (size_t)walk->program->output_count * sizeof *columns);
    if (walk->cut < 0)
        return walk->width;
    const struct walk_dimension *piece = &walk->dimensions[walk->outer];
    size_t first = walk->numbers[walk->cut_loop] * walk->dimensions[walk->cut_loop].stride;
    size_t left = walk->grid->axes[walk->cut].count - first;
    return walk->width / piece->count * (left < piece->count ? left : piece->count);
}

double walk_distance(const struct walk *walk, const double **inner) {
    *inner = walk->distances;
    return walk->outer_distance;
}

WIDE_VECTORS size_t column_count(const double *column, double target, size_t n) {
    uint64_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += column[i] == target;
    return (size_t)count;
}

WIDE_VECTORS size_t column_count_nan(const double *column, size_t n) {
    uint64_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += column[i] != column[i];
    return (size_t)count;
}

WIDE_VECTORS void column_code(double *out, const double *const *columns, int count, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = columns[0][i];
    for (int k = 1; k < count; k++) {
        const double *column = columns[k];
        double weight = ldexp(1, k);
        for (size_t i = 0; i < n; i++)
            out[i] += weight * column[i];
    }
}

WIDE_VECTORS void column_masked(double *out, const double *column, const double *allowed, double outside, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = allowed[i] == 1 ? column[i] : outside;
}

WIDE_VECTORS void column_near(double *near, const double *a, const double *b, double tolerance, bool zero, size_t n) {
    for (size_t i = 0; i < n; i++) {
        bool is_near = (fabs(a[i] - b[i]) <= tolerance * fabs(b[i])) & (zero | (b[i] != 0));
        near[i] = is_near ? 1 : near[i];
    }
}

WIDE_VECTORS double column_nearest(const double *column, double target, const double *inner, size_t n) {
    double least = INFINITY;
    bool nan = isnan(target);
    for (size_t i = 0; i < n; i++) {
        bool hit = nan ? column[i] != column[i] : column[i] == target;
        double distance = hit ? inner[i] : INFINITY;
        least = distance < least ? distance : least;
    }
    return least;
}
