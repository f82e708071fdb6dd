#include "run/run.h"

static void start_row(struct text *out, const struct parameter_sets *sets, const char *id, const char *scenario) {
    csv_write(out, id, true);
    if (sets->has_scenario)
        csv_write(out, scenario, false);
}

/* The quantities that `evaluate` prints: of each model its parameters, then its equations; never a lab's own. */
static bool is_printed(const struct quantity *quantity, enum quantity_kind kind) {
    return quantity->kind == kind && !quantity->hidden;
}

void run_values_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets) {
    const enum quantity_kind kinds[] = {QUANTITY_PARAMETER, QUANTITY_EQUATION};
    start_row(out, sets, "id", "scenario");
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < lab->model->count; i++)
            if (is_printed(lab->model->quantities[i], kinds[k]))
                csv_write(out, lab->model->quantities[i]->name, false);
    csv_end_row(out);
}

void run_values_row(struct text *out, const struct lab *lab, const struct parameter_sets *sets,
                    const struct parameter_set *set) {
    const enum quantity_kind kinds[] = {QUANTITY_PARAMETER, QUANTITY_EQUATION};
    start_row(out, sets, set->id, set->scenario);
    for (int k = 0; k < 2; k++)
        for (int i = 0; i < lab->model->count; i++)
            if (is_printed(lab->model->quantities[i], kinds[k]))
                csv_write_number(out, set->values[i], false);
    csv_end_row(out);
}

void run_keys_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets) {
    start_row(out, sets, "id", "scenario");
    for (int i = 0; i < lab->question_count; i++)
        csv_write(out, lab->questions[i].name, false);
    csv_end_row(out);
}

void run_keys_row(struct text *out, const struct parameter_sets *sets, const struct parameter_set *set,
                  const struct key *key) {
    struct text cell = {0};
    start_row(out, sets, set->id, set->scenario);
    for (int i = 0; i < key->count; i++) {
        text_clear(&cell);
        key_entry_print(&cell, &key->entries[i]);
        csv_write(out, cell.bytes ? cell.bytes : "", false);
    }
    csv_end_row(out);
    text_free(&cell);
}

void run_responses_head(struct text *out, const struct lab *lab, const struct parameter_sets *sets) {
    start_row(out, sets, "id", "scenario");
    csv_write(out, "fingerprint", false);
    for (int i = 0; i < lab->question_count; i++)
        csv_write(out, lab->questions[i].name, false);
    csv_end_row(out);
}

void run_responses_row(struct text *out, const struct lab *lab, const struct parameter_sets *sets,
                       const struct parameter_set *set) {
    start_row(out, sets, set->id, set->scenario);
    for (int i = 0; i <= lab->question_count; i++)
        csv_write(out, "", false);
    csv_end_row(out);
}
