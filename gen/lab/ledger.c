#include "lab/read.h"

#include <string.h>

/* A field that is being read. */
struct ledger_entry {
    const struct lab_reader *reader;
    const yaml_node_t *node;
    const char *what;
    struct lab_ledger_field *field;
};

static const char *text_of(const struct ledger_entry *entry, const yaml_node_t *node, const char *what) {
    const char *text = node ? yaml_text(entry->reader->yaml, node, what, entry->reader->diag) : NULL;
    return text ? arena_strdup(entry->reader->arena, text) : NULL;
}

static const struct quantity *read_quantity(const struct ledger_entry *entry, const yaml_node_t *node) {
    const struct lab_reader *reader = entry->reader;
    const char *name = text_of(entry, node, "a quantity");
    if (!name)
        return NULL;
    return model_find(reader->lab->model, name, arena_printf(reader->arena, "%s: ", entry->what),
                      yaml_text_pos(reader->yaml, node), reader->diag);
}

static void read_question(const struct ledger_entry *entry, const yaml_node_t *node) {
    const struct lab_reader *reader = entry->reader;
    const struct lab *lab = reader->lab;
    const char *name = text_of(entry, node, "a question");
    if (!name)
        return;
    entry->field->question = lab_lookup_question(lab, name);
    if (entry->field->question && entry->field->question->kind == QUESTION_NUMERIC) {
        diag_report(reader->diag, SEVERITY_ERROR, yaml_text_pos(reader->yaml, node),
                    "%s: '%s' is a numeric question; this needs one with options", entry->what, name);
    } else if (!entry->field->question) {
        diag_report_near(reader->diag, SEVERITY_ERROR, yaml_text_pos(reader->yaml, node),
                         lab_nearest_question(lab, name), NULL, "%s: there is no question '%s'", entry->what, name);
    }
}

/* Reads `words` (option or cell: word) or `least` (word: quantity). */
static void read_words(const struct ledger_entry *entry, const yaml_node_t *node, bool quantities) {
    const struct lab_reader *reader = entry->reader;
    struct lab_ledger_field *field = entry->field;
    if (!yaml_is_mapping(reader->yaml, node, arena_printf(reader->arena, "%s: its words", entry->what), reader->diag))
        return;
    field->words = arena_array(reader->arena, yaml_pair_count(node) + 1, sizeof *field->words);
    for (size_t i = 0; i < yaml_pair_count(node); i++) {
        yaml_node_t *value, *key = yaml_pair(reader->yaml, node, i, &value);
        const char *name = arena_strdup(reader->arena, (const char *)key->data.scalar.value);
        struct lab_ledger_word *word = &field->words[field->word_count++];
        *word = (struct lab_ledger_word){.name = name, .text = name};
        if (quantities)
            word->quantity = read_quantity(entry, value);
        else
            word->text = text_of(entry, value, "a word");
        bool known = !field->question;
        for (int j = 0; field->question && j < field->question->option_count; j++)
            known = known || strcmp(field->question->options[j].letter, name) == 0;
        if (!known)
            diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, key), "%s: '%s' has no option '%s'",
                        entry->what, field->question->name, name);
    }
}

/* Reads `unit` and `decimals` of a number. */
static void read_scale(const struct ledger_entry *entry) {
    const struct lab_reader *reader = entry->reader;
    struct lab_ledger_field *field = entry->field;
    const yaml_node_t *unit_node = yaml_member(reader->yaml, entry->node, "unit");
    const yaml_node_t *decimals_node = yaml_member(reader->yaml, entry->node, "decimals");
    const char *unit_name = text_of(entry, unit_node, "unit"), *decimals = text_of(entry, decimals_node, "decimals");
    const char *unknown;
    field->factor = 1;
    field->decimals = -1;
    if (unit_name && field->quantity && field->quantity->unit) {
        const struct unit *unit = unit_parse(reader->lab->model->units, unit_name, &unknown);
        if (unit && unit_same_dimension(unit, field->quantity->unit))
            field->factor = unit_factor(field->quantity->unit, unit);
        else
            diag_report(reader->diag, SEVERITY_ERROR, yaml_text_pos(reader->yaml, unit_node),
                        "%s: '%s' is not a unit for '%s', which is in %s", entry->what, unit_name,
                        field->quantity->name, unit_text(field->quantity->unit));
    }
    if (decimals && decimals[0] >= '0' && decimals[0] <= '9' && !decimals[1])
        field->decimals = decimals[0] - '0';
    else if (decimals)
        diag_report(reader->diag, SEVERITY_ERROR, yaml_text_pos(reader->yaml, decimals_node),
                    "%s: decimals must be a number from 0 to 9, not '%s'", entry->what, decimals);
}

static void read_field(const struct lab_reader *reader, const char *name, const yaml_node_t *node,
                       struct lab_ledger_field *field) {
    static const char *const kinds[] = {"quantity", "condition", "least", "answer", "right", "column"};
    static const char *const known[] = {"quantity", "condition", "least",     "answer",   "right", "column",
                                        "words",    "unit",      "otherwise", "decimals", NULL};
    struct ledger_entry entry = {reader, node, arena_printf(reader->arena, "ledger, field '%s'", name), field};
    *field = (struct lab_ledger_field){.name = name};
    if (!yaml_is_mapping(reader->yaml, node, entry.what, reader->diag))
        return;
    yaml_check_keys(reader->yaml, node, known, entry.what, reader->diag);
    int given = 0;
    const yaml_node_t *value = NULL;
    for (int i = 0; i < 6; i++) {
        const yaml_node_t *member = yaml_member(reader->yaml, node, kinds[i]);
        if (!member)
            continue;
        given++;
        value = member;
        field->kind = (enum lab_ledger_kind)i;
    }
    if (given != 1) {
        diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, node),
                    "%s needs one of quantity, condition, least, answer, right and column", entry.what);
        return;
    }
    if (field->kind == LEDGER_QUANTITY || field->kind == LEDGER_CONDITION)
        field->quantity = read_quantity(&entry, value);
    if (field->kind == LEDGER_ANSWER || field->kind == LEDGER_RIGHT)
        read_question(&entry, value);
    if (field->kind == LEDGER_COLUMN)
        field->column = text_of(&entry, value, "column");
    if (field->kind == LEDGER_LEAST)
        read_words(&entry, value, true);
    else
        read_words(&entry, yaml_member(reader->yaml, node, "words"), false);
    read_scale(&entry);
    field->otherwise = text_of(&entry, yaml_member(reader->yaml, node, "otherwise"), "otherwise");
}

const struct lab_ledger *lab_read_ledger(const struct lab_reader *reader, const yaml_node_t *mapping) {
    static const char *const known[] = {"chapter", "fields", NULL};
    if (!yaml_is_mapping(reader->yaml, mapping, "ledger", reader->diag))
        return NULL;
    yaml_check_keys(reader->yaml, mapping, known, "ledger", reader->diag);
    struct lab_ledger *ledger = arena_alloc(reader->arena, sizeof *ledger);
    const yaml_node_t *chapter = yaml_member(reader->yaml, mapping, "chapter");
    const yaml_node_t *fields = yaml_member(reader->yaml, mapping, "fields");
    if (!chapter || !fields)
        diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, mapping),
                    "a ledger needs the keys 'chapter' and 'fields'");
    const char *name = chapter ? yaml_text(reader->yaml, chapter, "chapter", reader->diag) : NULL;
    ledger->chapter = name ? arena_strdup(reader->arena, name) : "";
    if (!yaml_is_mapping(reader->yaml, fields, "the ledger's fields", reader->diag))
        return ledger;
    ledger->fields = arena_array(reader->arena, yaml_pair_count(fields) + 1, sizeof *ledger->fields);
    for (size_t i = 0; i < yaml_pair_count(fields); i++) {
        yaml_node_t *value, *key = yaml_pair(reader->yaml, fields, i, &value);
        read_field(reader, arena_strdup(reader->arena, (const char *)key->data.scalar.value), value,
                   &ledger->fields[ledger->field_count++]);
    }
    return ledger;
}
