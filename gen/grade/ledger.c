#include "grade/grade.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct grade_ledger_writer {
    const struct lab *lab;
    const char *updated;
    struct program *conditions; /* one for each field of that kind; they compare as claims do */
    int *outputs;               /* by field: the number of its condition; -1 for none */
    double *results, **columns;
    struct program_column *inputs;
};

struct grade_ledger_writer *grade_ledger_writer_new(struct arena *arena, const struct lab *lab, const char *updated) {
    if (!lab->ledger)
        return NULL;
    struct grade_ledger_writer *writer = arena_alloc(arena, sizeof *writer);
    size_t fields = (size_t)lab->ledger->field_count + 1;
    *writer = (struct grade_ledger_writer){.lab = lab, .updated = updated};
    writer->outputs = arena_array(arena, fields, sizeof(int));
    writer->results = arena_array(arena, fields, sizeof(double));
    writer->columns = arena_array(arena, fields, sizeof(double *));
    writer->inputs = arena_array(arena, (size_t)lab->model->count + 1, sizeof *writer->inputs);
    const struct expr **exprs = arena_array(arena, fields, sizeof *exprs);
    int count = 0;
    for (int i = 0; i < lab->ledger->field_count; i++) {
        const struct lab_ledger_field *field = &lab->ledger->fields[i];
        writer->outputs[i] = -1;
        if (field->kind != LEDGER_CONDITION || !field->quantity)
            continue;
        struct expr *expr = arena_alloc(arena, sizeof *expr);
        *expr = (struct expr){.op = EXPR_NAME, .name = field->quantity->name, .quantity = field->quantity};
        writer->columns[count] = &writer->results[count];
        writer->outputs[i] = count;
        exprs[count++] = expr;
    }
    writer->conditions = count ? program_new(arena, lab->model, exprs, count, CLAIM_TOLERANCE) : NULL;
    return writer;
}

static json_t *word_or_null(const char *text) {
    json_t *word = text ? json_string(text) : NULL;
    return word ? word : json_null();
}

static json_t *number_of(const struct lab_ledger_field *field, double value) {
    value *= field->factor;
    if (field->decimals >= 0)
        value = number_round_decimals(value, field->decimals);
    if (!isfinite(value))
        return json_null();
    return value == floor(value) && fabs(value) < 1e15 && field->decimals <= 0 ? json_integer((json_int_t)value)
                                                                               : json_real(value);
}

static const char *word_for(const struct lab_ledger_field *field, const char *name) {
    for (int i = 0; name && i < field->word_count; i++)
        if (strcasecmp(field->words[i].name, name) == 0)
            return field->words[i].text;
    return field->otherwise;
}

static json_t *value_of(const struct grade_ledger_writer *writer, int number, const struct grade *grade,
                        const struct grade_written *written) {
    const struct lab_ledger_field *field = &writer->lab->ledger->fields[number];
    const double *values = grade->set->values;
    const struct grade_entry *entry =
        field->question ? &grade->entries[field->question - writer->lab->questions] : NULL;
    int least = 0;
    switch (field->kind) {
    case LEDGER_QUANTITY:
        return number_of(field, values[field->quantity->index]);
    case LEDGER_CONDITION:
        return json_boolean(writer->results[writer->outputs[number]] == 1);
    case LEDGER_LEAST:
        for (int i = 1; i < field->word_count; i++)
            if (values[field->words[i].quantity->index] < values[field->words[least].quantity->index])
                least = i;
        return word_or_null(field->word_count ? field->words[least].text : NULL);
    case LEDGER_ANSWER:
        return word_or_null(entry->option >= 0 ? word_for(field, entry->question->options[entry->option].letter)
                                               : field->otherwise);
    case LEDGER_RIGHT:
        if (entry->verdict == VERDICT_UNFIT)
            return json_null();
        return json_boolean(entry->verdict == VERDICT_RIGHT);
    case LEDGER_COLUMN:
        return word_or_null(written->words[number] ? written->words[number] : field->otherwise);
    }
    return json_null();
}

void grade_ledger_print(struct text *out, struct grade_ledger_writer *writer, const struct grade *grade,
                        const struct grade_written *written) {
    const struct lab_ledger *ledger = writer->lab->ledger;
    for (int i = 0; i < writer->lab->model->count; i++)
        writer->inputs[i] = (struct program_column){&grade->set->values[i], 0};
    if (writer->conditions)
        program_run(writer->conditions, writer->inputs, 1, writer->columns);
    json_t *design = json_object(), *entry = json_object(), *history = json_array(), *root = json_object();
    for (int i = 0; i < ledger->field_count; i++)
        json_object_set_new(design, ledger->fields[i].name, value_of(writer, i, grade, written));
    json_object_set_new(entry, "chapter", json_string(ledger->chapter));
    json_object_set_new(entry, "design", design);
    json_array_append_new(history, entry);
    json_object_set_new(root, "track", json_null());
    json_object_set_new(root, "current_chapter", json_string(ledger->chapter));
    json_object_set_new(root, "history", history);
    json_object_set_new(root, "last_updated", word_or_null(writer->updated));
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(15));
    json_decref(root);
    if (!text)
        alloc_failed(0);
    text_puts(out, text);
    text_putc(out, '\n');
    free(text);
}
