/* This file is compiled for vectorization, as program_run.c is. */
#include "language/machine.h"

#include "language/program_operations.h"

#include <math.h>

struct machine {
    const struct program *program;
    size_t block;            /* rows per register */
    double **registers;      /* of each live operation: `block` values */
    const double **operands; /* the values of each operation for the current block */
    bool *scalar;            /* the same in every row of the current run */
    double *results;         /* of one set, by expression */
    struct program_column *inputs;
    double **outputs;
};

struct machine *machine_new(struct arena *arena, const struct program *program, size_t block) {
    struct machine *machine = arena_alloc(arena, sizeof *machine);
    size_t count = (size_t)program->count + 1, outputs = (size_t)program->output_count + 1, live = 0;
    *machine = (struct machine){.program = program, .block = block};
    for (int i = 0; i < program->count; i++)
        live += program->operations[i].live;
    double *values = arena_array(arena, live * block + 1, sizeof *values);
    machine->registers = arena_array(arena, count, sizeof *machine->registers);
    machine->operands = arena_array(arena, count, sizeof *machine->operands);
    machine->scalar = arena_array(arena, count, sizeof *machine->scalar);
    machine->inputs = arena_array(arena, (size_t)program->input_count + 1, sizeof *machine->inputs);
    machine->results = arena_array(arena, outputs, sizeof *machine->results);
    machine->outputs = arena_array(arena, outputs, sizeof *machine->outputs);
    for (int i = 0; i < program->count; i++) {
        const struct program_operation *operation = &program->operations[i];
        if (!operation->live)
            continue;
        machine->registers[i] = values;
        machine->operands[i] = values;
        /* Registers of constants are filled once. */
        for (size_t row = 0; row < block && operation->op == EXPR_NUMBER; row++)
            values[row] = operation->number;
        values += block;
    }
    return machine;
}

/* Runs one operation on the current operands. */
static void step(struct machine *machine, int index, size_t n) {
    const struct program_operation *operation = &machine->program->operations[index];
    const double *arguments[3] = {NULL, NULL, NULL};
    for (int i = 0; i < 3 && operation->arguments[i] >= 0; i++)
        arguments[i] = machine->operands[operation->arguments[i]];
    program_operate(operation->op, operation->tolerance, machine->registers[index], arguments[0], arguments[1],
                    arguments[2], n);
}

static void fill(double *values, double value, size_t n) {
    for (size_t i = 0; i < n; i++)
        values[i] = value;
}

/* Computes what is the same in every row once, and copies it to `width` rows for the loops. */
static void run_scalars(struct machine *machine, const struct program_column *inputs, size_t width) {
    for (int i = 0; i < machine->program->count; i++) {
        const struct program_operation *operation = &machine->program->operations[i];
        machine->scalar[i] = false;
        if (!operation->live)
            continue;
        if (operation->op == EXPR_NAME) {
            const struct program_column *input = &inputs[operation->parameter];
            machine->scalar[i] = input->stride == 0;
            machine->operands[i] = machine->registers[i];
            if (input->stride == 0)
                fill(machine->registers[i], input->values[0], width);
            continue;
        }
        machine->scalar[i] = true;
        for (int j = 0; j < 3 && operation->arguments[j] >= 0; j++)
            machine->scalar[i] = machine->scalar[i] && machine->scalar[operation->arguments[j]];
        if (machine->scalar[i] && operation->op != EXPR_NUMBER) {
            step(machine, i, 1);
            fill(machine->registers[i], machine->registers[i][0], width);
        }
    }
}

/* Sets the operand of an input to its rows from `start` on: in place if they are contiguous, else copied. */
static void read_input(struct machine *machine, int index, const struct program_column *input, size_t start, size_t n) {
    if (input->stride == 1) {
        machine->operands[index] = input->values + start;
        return;
    }
    double *values = machine->registers[index];
    for (size_t i = 0; i < n; i++)
        values[i] = input->values[(start + i) * input->stride];
}

/* Every NaN in an output has the same bits, however it arose. */
static void write_output(double *out, const double *values, size_t n) {
    for (size_t i = 0; i < n; i++)
        out[i] = values[i] != values[i] ? NAN : values[i];
}

void machine_run(struct machine *machine, const struct program_column *inputs, size_t rows, double *const *outputs) {
    if (rows == 0)
        return;
    size_t width = rows < machine->block ? rows : machine->block;
    run_scalars(machine, inputs, width);
    for (size_t start = 0; start < rows; start += width) {
        size_t n = rows - start < width ? rows - start : width;
        for (int i = 0; i < machine->program->count; i++) {
            const struct program_operation *operation = &machine->program->operations[i];
            if (!operation->live || machine->scalar[i])
                continue;
            if (operation->op == EXPR_NAME)
                read_input(machine, i, &inputs[operation->parameter], start, n);
            else
                step(machine, i, n);
        }
        for (int i = 0; i < machine->program->output_count; i++)
            if (outputs[i])
                write_output(outputs[i] + start, machine->operands[machine->program->outputs[i]], n);
    }
}

const double *machine_run_set(struct machine *machine, const double *values) {
    const struct program *program = machine->program;
    for (int i = 0; i < program->input_count; i++)
        machine->inputs[i] = (struct program_column){&values[i], 0};
    for (int i = 0; i < program->output_count; i++)
        machine->outputs[i] = &machine->results[i];
    machine_run(machine, machine->inputs, 1, machine->outputs);
    return machine->results;
}

void machine_run_all(struct machine *machine, size_t rows, double *values) {
    const struct program *program = machine->program;
    for (int i = 0; i < program->input_count; i++)
        machine->inputs[i] = (struct program_column){values + (size_t)i * rows, 1};
    for (int i = 0; i < program->output_count; i++)
        machine->outputs[i] = values + (size_t)program->written[i] * rows;
    machine_run(machine, machine->inputs, rows, machine->outputs);
}
