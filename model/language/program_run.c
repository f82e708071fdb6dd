/* This file is compiled for vectorization (see the Makefile): each operation is a loop over a block of rows, and its
 * body has no branch. IEEE arithmetic gives a value the same bits in a vector as alone. */
#include "base/base.h"
#include "language/program_operations.h"

#include <math.h>

bool program_values_tie(double a, double b, double tolerance) {
    double larger = fabs(a) > fabs(b) ? fabs(a) : fabs(b);
    return (a == b) | (fabs(a - b) <= tolerance * larger);
}

/* NaN in place of what is not finite; finite values stay as they are. */
static inline double finite_or_nan(double value) {
    return value - (value - value);
}

static inline double quotient(double a, double b) {
    /* The second difference makes an infinite divisor give NaN; the quotient alone would be 0. */
    return finite_or_nan(a / b) - (b - b);
}

static inline double power(double a, double b) {
    bool none = (a != a) | (b != b) | ((a == 0) & (b == 0));
    return none ? NAN : finite_or_nan(pow(a, b));
}

static inline double comparison(double a, double b, bool holds) {
    double truth = holds ? 1 : 0;
    return ((a != a) | (b != b)) ? NAN : truth;
}

#define UNARY(expression)                                                                                              \
    for (size_t i = 0; i < n; i++) {                                                                                   \
        double x = a[i];                                                                                               \
        out[i] = (expression);                                                                                         \
    }                                                                                                                  \
    return
#define BINARY(expression)                                                                                             \
    for (size_t i = 0; i < n; i++) {                                                                                   \
        double x = a[i], y = b[i];                                                                                     \
        out[i] = (expression);                                                                                         \
    }                                                                                                                  \
    return
#define COMPARISON(expression)                                                                                         \
    for (size_t i = 0; i < n; i++) {                                                                                   \
        double x = a[i], y = b[i];                                                                                     \
        bool tie = program_values_tie(x, y, tolerance);                                                                \
        out[i] = comparison(x, y, (expression));                                                                       \
    }                                                                                                                  \
    return
/* Floors, or, with the sign -, ceilings. If some value is within its last digits of a step, each is treated alone. */
#define WHOLE(sign)                                                                                                    \
    do {                                                                                                               \
        uint64_t close = 0;                                                                                            \
        for (size_t i = 0; i < n; i++) {                                                                               \
            double x = sign a[i], floored = floor(x);                                                                  \
            close += whole_is_close(x, floored);                                                                       \
            out[i] = sign floored;                                                                                     \
        }                                                                                                              \
        for (size_t i = 0; close > 0 && i < n; i++)                                                                    \
            if (whole_is_close(sign a[i], sign out[i]))                                                                \
                out[i] = sign whole_floor(sign a[i]);                                                                  \
    } while (0);                                                                                                       \
    return

WIDE_VECTORS void program_operate(enum expr_op op, double tolerance, double *restrict out, const double *a,
                                  const double *b, const double *c, size_t n) {
    switch (op) {
    case EXPR_NEGATE:
        UNARY(-x);
    case EXPR_ADD:
        BINARY(finite_or_nan(x + y));
    case EXPR_SUBTRACT:
        BINARY(finite_or_nan(x - y));
    case EXPR_MULTIPLY:
        BINARY(finite_or_nan(x * y));
    case EXPR_DIVIDE:
        BINARY(quotient(x, y));
    case EXPR_POWER:
        BINARY(power(x, y));
    case EXPR_LESS:
        COMPARISON((x < y) & !tie);
    case EXPR_LESS_EQUAL:
        COMPARISON((x < y) | tie);
    case EXPR_GREATER:
        COMPARISON((x > y) & !tie);
    case EXPR_GREATER_EQUAL:
        COMPARISON((x > y) | tie);
    case EXPR_EQUAL:
        COMPARISON(tie);
    case EXPR_NOT_EQUAL:
        COMPARISON(!tie);
    case EXPR_AND:
        BINARY(comparison(x, y, (x != 0) & (y != 0)));
    case EXPR_OR:
        BINARY(comparison(x, y, (x != 0) | (y != 0)));
    case EXPR_NOT:
        UNARY(comparison(x, x, x == 0));
    case EXPR_IF:
        for (size_t i = 0; i < n; i++) {
            double condition = a[i], taken = b[i], otherwise = c[i];
            double chosen = condition != 0 ? taken : otherwise;
            out[i] = condition != condition ? NAN : chosen;
        }
        return;
    case EXPR_MIN:
        BINARY(x != x ? x : (x < y ? x : y));
    case EXPR_MAX:
        BINARY(x != x ? x : (x > y ? x : y));
    case EXPR_ABS:
        UNARY(fabs(x));
    case EXPR_SQRT:
        UNARY(sqrt(x));
    case EXPR_EXP:
        UNARY(finite_or_nan(exp(x)));
    case EXPR_LN:
        UNARY(finite_or_nan(log(x)));
    case EXPR_LOG10:
        UNARY(finite_or_nan(log10(x)));
    case EXPR_LOG2:
        UNARY(finite_or_nan(log2(x)));
    case EXPR_ROUND:
        UNARY(round(x));
    case EXPR_CEIL:
        WHOLE(-);
    case EXPR_FLOOR:
        WHOLE(+);
    case EXPR_NUMBER:
    case EXPR_NAME:
    case EXPR_OPS:
        return;
    }
}

/* Runs one operation on the current operands. */
static void step(struct program *program, int index, size_t n) {
    const struct program_operation *operation = &program->operations[index];
    const double *arguments[3] = {NULL, NULL, NULL};
    for (int i = 0; i < 3 && operation->arguments[i] >= 0; i++)
        arguments[i] = program->operands[operation->arguments[i]];
    program_operate(operation->op, operation->tolerance, program->registers[index], arguments[0], arguments[1],
                    arguments[2], n);
}

static void fill(double *values, double value, size_t n) {
    for (size_t i = 0; i < n; i++)
        values[i] = value;
}

/* Computes what is the same in every row once, and copies it to `width` rows for the loops. */
static void run_scalars(struct program *program, const struct program_column *inputs, size_t width) {
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        program->scalar[i] = false;
        if (!operation->live)
            continue;
        if (operation->op == EXPR_NAME) {
            const struct program_column *input = &inputs[operation->parameter];
            program->scalar[i] = input->stride == 0;
            program->operands[i] = program->registers[i];
            if (input->stride == 0)
                fill(program->registers[i], input->values[0], width);
            continue;
        }
        program->scalar[i] = true;
        for (int j = 0; j < 3 && operation->arguments[j] >= 0; j++)
            program->scalar[i] = program->scalar[i] && program->scalar[operation->arguments[j]];
        if (program->scalar[i] && operation->op != EXPR_NUMBER) {
            step(program, i, 1);
            fill(program->registers[i], program->registers[i][0], width);
        }
    }
}

/* Sets the operand of an input to its rows from `start` on: in place if they are contiguous, else copied. */
static void read_input(struct program *program, int index, const struct program_column *input, size_t start, size_t n) {
    if (input->stride == 1) {
        program->operands[index] = input->values + start;
        return;
    }
    double *values = program->registers[index];
    for (size_t i = 0; i < n; i++)
        values[i] = input->values[(start + i) * input->stride];
}

/* Every NaN in an output has the same bits, however it arose. */
static void write_output(double *out, const double *values, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = values[i] != values[i] ? NAN : values[i];
}

void program_run(struct program *program, const struct program_column *inputs, size_t rows, double *const *outputs) {
    if (rows == 0)
        return;
    size_t width = rows < program->block ? rows : program->block;
    run_scalars(program, inputs, width);
    for (size_t start = 0; start < rows; start += width) {
        size_t n = rows - start < width ? rows - start : width;
        for (int i = 0; i < program->count; i++) {
            const struct program_operation *operation = &program->operations[i];
            if (!operation->live || program->scalar[i])
                continue;
            if (operation->op == EXPR_NAME)
                read_input(program, i, &inputs[operation->parameter], start, n);
            else
                step(program, i, n);
        }
        for (int i = 0; i < program->output_count; i++)
            write_output(outputs[i] + start, program->operands[program->outputs[i]], n);
    }
}

void program_run_all(struct program *program, size_t rows, double *values) {
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        if (operation->live && operation->op == EXPR_NAME)
            program->inputs[operation->parameter] =
                (struct program_column){values + (size_t)operation->parameter * rows, 1};
    }
    for (int i = 0; i < program->output_count; i++)
        program->columns[i] = values + (size_t)program->written[i] * rows;
    program_run(program, program->inputs, rows, program->columns);
}
