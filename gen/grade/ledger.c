#include "grade/grade.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct grade_ledger_writer {
    const struct lab *lab;
    const char *updated;
    struct machine *conditions; /* one for each field of that kind; they compare as claims do */
    int *outputs;               /* by field: the number of its condition; -1 for none */
    const double *results;      /* for the set of the ledger */
};

struct grade_ledger_writer *grade_ledger_writer_new(struct arena *arena, const struct lab *lab, const char *updated) {
    if (!lab->ledger)
        return NULL;
    struct grade_ledger_writer *writer = arena_alloc(arena, sizeof *writer);
    size_t fields = (size_t)lab->ledger->field_count + 1;
    *writer = (struct grade_ledger_writer){.lab = lab, .updated = updated};
    writer->outputs = arena_array(arena, fields, sizeof(int));
    const struct expr **exprs = arena_array(arena, fields, sizeof *exprs);
    int count = 0;
    for (int i = 0; i < lab->ledger->field_count; i++) {
        const struct lab_ledger_field *field = &lab->ledger->fields[i];
        writer->outputs[i] = -1;
        if (field->kind != LEDGER_CONDITION || !field->quantity)
            continue;
        writer->outputs[i] = count;
        exprs[count++] = expr_new_name(arena, field->quantity);
    }
    writer->conditions = machine_new(arena, program_new(arena, lab->model, exprs, count, CLAIM_TOLERANCE), 1);
    return writer;
}

/* jansson returns NULL if memory runs out; all text is UTF-8. */
static json_t *made(json_t *value) {
    if (!value)
        alloc_failed(0);
    return value;
}

static void put(json_t *object, const char *key, json_t *value) {
    if (json_object_set_new(object, key, made(value)) != 0)
        alloc_failed(0);
}

static json_t *word_or_null(const char *text) {
    return text ? json_string(text) : json_null();
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
    writer->results = machine_run_set(writer->conditions, grade->set->values);
    json_t *design = made(json_object()), *entry = made(json_object());
    json_t *history = made(json_array()), *root = made(json_object());
    for (int i = 0; i < ledger->field_count; i++)
        put(design, ledger->fields[i].name, value_of(writer, i, grade, written));
    put(entry, "chapter", json_string(ledger->chapter));
    put(entry, "design", design);
    if (json_array_append_new(history, entry) != 0)
        alloc_failed(0);
    put(root, "track", json_null());
    put(root, "current_chapter", json_string(ledger->chapter));
    put(root, "history", history);
    put(root, "last_updated", word_or_null(writer->updated));
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_PRESERVE_ORDER | JSON_REAL_PRECISION(15));
    json_decref(root);
    if (!text)
        alloc_failed(0);
    text_puts(out, text);
    text_putc(out, '\n');
    free(text);
}
