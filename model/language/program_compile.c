#include "language/operations.h"
#include "language/program_operations.h"
#include "language/sums.h"

#include <math.h>
#include <string.h>

/* The state of compiling. */
struct compiler {
    struct arena *arena;
    struct program *program;
    size_t capacity;                 /* of program->operations */
    struct table *known;             /* the operations so far, by index */
    int *of_quantity;                /* by quantity: operation + 1 of each equation compiled so far */
    double tolerance;                /* of comparisons */
    const struct sum_index *indices; /* of the sums around what is compiled: each has one value */
};

/* The index of an operation, which is added unless an equal one exists. Equal to the last bit: 0 and -0 differ, NaN
 * equals itself. */
static int intern(struct compiler *compiler, const struct program_operation *operation) {
    struct program *program = compiler->program;
    const int *arguments = operation->arguments;
    const struct {
        double number, tolerance;
        int op, arguments[3], parameter, padding;
    } key = {operation->number,    operation->tolerance,
             (int)operation->op,   {arguments[0], arguments[1], arguments[2]},
             operation->parameter, 0};
    int index = (int)table_add(compiler->known, 0, &key, sizeof key);
    if (index == program->count) {
        program->operations = arena_grow(compiler->arena, program->operations, (size_t)program->count,
                                         &compiler->capacity, sizeof(struct program_operation));
        program->operations[program->count++] = *operation;
    }
    return index;
}

static int intern_number(struct compiler *compiler, double number) {
    return intern(compiler,
                  &(struct program_operation){.op = EXPR_NUMBER, .arguments = {-1, -1, -1}, .number = number});
}

/* An operation on one to three others. If all of them are constants, it is computed now, by the same code as later. */
static int intern_operation(struct compiler *compiler, enum expr_op op, int a, int b, int c) {
    const struct program_operation *operations = compiler->program->operations;
    const int arguments[3] = {a, b, c};
    double numbers[3] = {0};
    bool constant = true, compares = operation_table[op].kind == KIND_COMPARISON;
    double tolerance = compares ? compiler->tolerance : 0;
    for (int i = 0; i < 3; i++) {
        if (arguments[i] < 0)
            continue;
        constant = constant && operations[arguments[i]].op == EXPR_NUMBER;
        numbers[i] = operations[arguments[i]].number;
    }
    if (constant) {
        double folded;
        program_operate(op, tolerance, &folded, &numbers[0], &numbers[1], &numbers[2], 1);
        return intern_number(compiler, isnan(folded) ? NAN : folded);
    }
    if (op == EXPR_IF && operations[a].op == EXPR_NUMBER && !isnan(operations[a].number))
        return operations[a].number != 0 ? b : c;
    return intern(compiler, &(struct program_operation){.op = op, .arguments = {a, b, c}, .tolerance = tolerance});
}

static int compile(struct compiler *compiler, const struct expr *expr);

/* A sum or product is as many operations as it has terms in any set; a term beyond the last of a set does not count. */
static int compile_sum(struct compiler *compiler, const struct expr *expr) {
    const struct sum_index *outer = compiler->indices;
    int least = 1, greatest = 0, neutral = intern_number(compiler, expr->op == EXPR_SUM ? 0 : 1), all = -1;
    int first = compile(compiler, expr->arguments[0]), last = compile(compiler, expr->arguments[1]);
    sum_range(expr, outer, &least, &greatest);
    for (int k = least; k <= greatest; k++) {
        const struct sum_index index = {expr->name, k, k, outer};
        int number = intern_number(compiler, k);
        int from = intern_operation(compiler, EXPR_LESS_EQUAL, first, number, -1);
        int to = intern_operation(compiler, EXPR_LESS_EQUAL, number, last, -1);
        int counts = intern_operation(compiler, EXPR_AND, from, to, -1);
        compiler->indices = &index;
        int term = intern_operation(compiler, EXPR_IF, counts, compile(compiler, expr->arguments[2]), neutral);
        compiler->indices = outer;
        enum expr_op op = expr->op == EXPR_SUM ? EXPR_ADD : EXPR_MULTIPLY;
        all = all < 0 ? term : intern_operation(compiler, op, all, term, -1);
    }
    return all < 0 ? neutral : all;
}

static int compile(struct compiler *compiler, const struct expr *expr) {
    if (expr->op == EXPR_NUMBER)
        return intern_number(compiler, expr->number);
    if (expr->op == EXPR_INDEX)
        return intern_number(compiler, sum_index_value(compiler->indices, expr->name));
    if (expr_is_sum(expr))
        return compile_sum(compiler, expr);
    if (expr->op == EXPR_NAME) {
        const struct quantity *quantity = expr->quantity;
        if (quantity->kind == QUANTITY_CONSTANT)
            return intern_number(compiler, quantity->value);
        if (quantity->kind == QUANTITY_EQUATION)
            return compiler->of_quantity[quantity->index] - 1;
        return intern(compiler, &(struct program_operation){
                                    .op = EXPR_NAME, .arguments = {-1, -1, -1}, .parameter = quantity->index});
    }
    if (compiler->tolerance > 0 && expr_is_comparison(expr)) {
        const struct expr *sides[2];
        expr_comparison_sides(expr, sides);
        int left = compile(compiler, sides[0]), right = compile(compiler, sides[1]);
        return intern_operation(compiler, expr->op, left, right, -1);
    }
    int first = compile(compiler, expr->arguments[0]);
    if (expr->argument_count == 1)
        return intern_operation(compiler, expr->op, first, -1, -1);
    if (expr->op == EXPR_IF) {
        int second = compile(compiler, expr->arguments[1]);
        int third = compile(compiler, expr->arguments[2]);
        return intern_operation(compiler, expr->op, first, second, third);
    }
    for (int i = 1; i < expr->argument_count; i++)
        first = intern_operation(compiler, expr->op, first, compile(compiler, expr->arguments[i]), -1);
    return first;
}

static void mark_equation(const struct expr *expr, void *context) {
    bool *needed = context;
    if (expr->op == EXPR_NAME && expr->quantity->kind == QUANTITY_EQUATION)
        needed[expr->quantity->index] = true;
}

/* Compiles the equations that the expressions need, each after those that it needs itself. */
static void compile_equations(struct compiler *compiler, const struct model *model, const struct expr *const *exprs,
                              int count) {
    bool *needed = arena_array(compiler->arena, (size_t)model->count + 1, sizeof *needed);
    for (int i = 0; i < count; i++)
        expr_walk(exprs[i], mark_equation, needed);
    for (int i = model->order_count - 1; i >= 0; i--)
        if (needed[model->order[i]->index])
            expr_walk(model->order[i]->expr, mark_equation, needed);
    for (int i = 0; i < model->order_count; i++) {
        const struct quantity *equation = model->order[i];
        if (needed[equation->index])
            compiler->of_quantity[equation->index] = compile(compiler, equation->expr) + 1;
    }
}

/* Marks the operations that the outputs need. */
static void mark_live(struct program *program) {
    for (int i = 0; i < program->output_count; i++)
        program->operations[program->outputs[i]].live = true;
    for (int i = program->count; i-- > 0;) {
        const struct program_operation *operation = &program->operations[i];
        for (int j = 0; j < 3 && operation->live; j++)
            if (operation->arguments[j] >= 0)
                program->operations[operation->arguments[j]].live = true;
        if (operation->live && operation->op == EXPR_NAME && operation->parameter >= program->input_count)
            program->input_count = operation->parameter + 1;
    }
}

struct program *program_new(struct arena *arena, const struct model *model, const struct expr *const *exprs, int count,
                            double tolerance) {
    struct program *program = arena_alloc(arena, sizeof *program);
    struct compiler compiler = {arena, program, .known = table_new(arena), .tolerance = tolerance};
    program->output_count = count;
    program->outputs = arena_array(arena, (size_t)count + 1, sizeof *program->outputs);
    compiler.of_quantity = arena_array(arena, (size_t)model->count + 1, sizeof(int));
    compile_equations(&compiler, model, exprs, count);
    for (int i = 0; i < count; i++)
        program->outputs[i] = compile(&compiler, exprs[i]);
    mark_live(program);
    return program;
}

struct program *program_new_all(struct arena *arena, const struct model *model) {
    size_t room = (size_t)model->count + 1;
    const struct expr **exprs = arena_array(arena, room, sizeof *exprs);
    int *written = arena_array(arena, room, sizeof *written);
    int count = 0;
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        if (quantity->kind == QUANTITY_PARAMETER)
            continue;
        written[count] = quantity->index;
        exprs[count++] = expr_new_name(arena, quantity);
    }
    struct program *program = program_new(arena, model, exprs, count, CLAIM_TOLERANCE);
    program->written = written;
    return program;
}

void program_print(struct text *out, const struct program *program, const struct model *model) {
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        if (!operation->live)
            continue;
        text_printf(out, "%5d  ", i);
        if (operation->op == EXPR_NUMBER)
            number_print_exact(out, operation->number);
        else
            text_puts(out, operation->op == EXPR_NAME ? model->quantities[operation->parameter]->name
                                                      : expr_op_text(operation->op));
        for (int j = 0; j < 3 && operation->arguments[j] >= 0; j++)
            text_printf(out, " %d", operation->arguments[j]);
        for (int j = 0; j < program->output_count; j++)
            if (program->outputs[j] == i)
                text_puts(out, "  result");
        text_putc(out, '\n');
    }
}
