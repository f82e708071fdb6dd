#include "lab/read.h"

#include <string.h>

static void check_option(const struct lab_question *question, struct yaml_value key, const char *name) {
    for (int i = 0; i < question->option_count; i++)
        if (strcmp(question->options[i].letter, name) == 0)
            return;
    yaml_report(key, "'%s' has no option '%s'", question->name, name);
}

/* Reads `words` (option or cell: word) or `least` (word: quantity). */
static void read_words(const struct lab *lab, struct yaml_value value, bool quantities,
                       struct lab_ledger_field *field) {
    struct yaml_mapping words = yaml_mapping(value, value.owner);
    field->words = arena_array(lab->arena, yaml_entry_count(&words) + 1, sizeof *field->words);
    for (size_t i = 0; i < yaml_entry_count(&words); i++) {
        struct yaml_value key, entry = yaml_entry(&words, i, &key);
        const char *name = arena_strdup(lab->arena, entry.name);
        struct lab_ledger_word *word = &field->words[field->word_count++];
        *word = (struct lab_ledger_word){.name = name, .text = name};
        if (quantities)
            word->quantity = model_find(lab->model, entry);
        else
            word->text = yaml_text(entry);
        if (field->question)
            check_option(field->question, key, name);
    }
}

/* Reads `unit` and `decimals` of a number. */
static void read_scale(const struct lab *lab, struct yaml_mapping *mapping, struct lab_ledger_field *field) {
    static const struct yaml_range decimals = {0, 9, YAML_WHOLE, "a whole number from 0 to 9"};
    struct yaml_value value = yaml_member(mapping, "unit");
    const char *name = yaml_text(value), *unknown;
    field->factor = 1;
    field->decimals = (int)yaml_number(yaml_member(mapping, "decimals"), &decimals, -1);
    if (!name || !field->quantity || !field->quantity->unit)
        return;
    const struct unit *unit = unit_parse(lab->model->units, name, &unknown);
    if (unit && unit_same_dimension(unit, field->quantity->unit))
        field->factor = unit_factor(field->quantity->unit, unit);
    else
        yaml_report(value, "'%s' is not a unit for '%s', which is in %s", name, field->quantity->name,
                    unit_text(field->quantity->unit));
}

/* The question whose options a field has words for; NULL after an error. */
static const struct lab_question *read_options_of(const struct lab *lab, struct yaml_value value) {
    const struct lab_question *question = lab_read_question(lab, value);
    if (question && (question->kind == QUESTION_NUMERIC || lab_marked_by_hand(question)))
        yaml_report(value, "'%s' is a %s question; this needs one with options", question->name,
                    lab_question_kind_names[question->kind]);
    return question;
}

static void read_field(const struct lab *lab, struct yaml_value value, struct lab_ledger_field *field) {
    static const char *const kinds[] = {"quantity", "condition", "least", "answer", "right", "column"};
    const char *name = arena_strdup(lab->arena, value.name);
    value.name = arena_printf(lab->arena, "field '%s'", name);
    struct yaml_mapping mapping = yaml_mapping(value, arena_printf(lab->arena, "ledger, %s", value.name));
    struct yaml_value source = {0};
    int given = 0;
    *field = (struct lab_ledger_field){.name = name};
    if (!mapping.self.node)
        return;
    for (int i = 0; i < 6; i++) {
        struct yaml_value member = yaml_member(&mapping, kinds[i]);
        if (!member.node)
            continue;
        given++;
        source = member;
        field->kind = (enum lab_ledger_kind)i;
    }
    if (given != 1) {
        yaml_report(mapping.self, "give one of quantity, condition, least, answer, right and column");
        return;
    }
    if (field->kind == LEDGER_QUANTITY || field->kind == LEDGER_CONDITION)
        field->quantity = model_find(lab->model, source);
    if (field->kind == LEDGER_ANSWER || field->kind == LEDGER_RIGHT)
        field->question = read_options_of(lab, source);
    if (field->kind == LEDGER_COLUMN)
        field->column = yaml_text(source);
    struct yaml_value words = yaml_member(&mapping, "words");
    read_words(lab, field->kind == LEDGER_LEAST ? source : words, field->kind == LEDGER_LEAST, field);
    read_scale(lab, &mapping, field);
    field->otherwise = yaml_text(yaml_member(&mapping, "otherwise"));
    yaml_done(&mapping);
}

const struct lab_ledger *lab_read_ledger(const struct lab *lab, struct yaml_value value) {
    struct yaml_mapping mapping = yaml_mapping(value, "the ledger");
    if (!mapping.self.node)
        return NULL;
    struct lab_ledger *ledger = arena_alloc(lab->arena, sizeof *ledger);
    const char *chapter = yaml_text(yaml_needed(&mapping, "chapter", ""));
    struct yaml_mapping fields = yaml_mapping(yaml_needed(&mapping, "fields", ""), "the ledger");
    ledger->chapter = chapter ? chapter : "";
    ledger->fields = arena_array(lab->arena, yaml_entry_count(&fields) + 1, sizeof *ledger->fields);
    for (size_t i = 0; i < yaml_entry_count(&fields); i++) {
        struct yaml_value key;
        read_field(lab, yaml_entry(&fields, i, &key), &ledger->fields[ledger->field_count++]);
    }
    yaml_done(&mapping);
    return ledger;
}
