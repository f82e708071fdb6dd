#include "prove/prove.h"

#include <jansson.h>
#include <stdlib.h>

/* Adds a member and hands its value over. jansson returns NULL if memory runs out. */
static void put(json_t *object, const char *key, json_t *value) {
    if (!value || json_object_set_new(object, key, value) != 0)
        alloc_failed(0);
}

static void push(json_t *array, json_t *value) {
    if (!value || json_array_append_new(array, value) != 0)
        alloc_failed(0);
}

static void put_count(json_t *object, const char *key, uint64_t count) {
    put(object, key, json_integer((json_int_t)count));
}

/* Adds the example of a count, if there is one: the value of each parameter of the grid. */
static void put_example(json_t *object, const char *key, const struct grid *grid,
                        const struct prove_audit_count *count) {
    if (!count->example)
        return;
    json_t *example = json_object();
    for (int i = 0; i < grid->axis_count; i++) {
        const struct quantity *parameter = grid->axes[i].parameter;
        double value = count->example[parameter->index];
        put(example, parameter->name,
            value == (double)(json_int_t)value ? json_integer((json_int_t)value) : json_real(value));
    }
    put(object, key, example);
}

static json_t *grid_members(const struct prove_audit *audit, const char *name, const struct prove_audit_grid *over) {
    json_t *object = json_object(), *parameters = json_array();
    put(object, "name", json_string(name));
    for (int i = 0; i < over->grid->axis_count; i++)
        push(parameters, json_string(over->grid->axes[i].parameter->name));
    put(object, "parameters", parameters);
    put_count(object, "sets", over->sets);
    if (over->sampled) {
        json_t *sampled = json_object();
        if (over->grid->sets == UINT64_MAX)
            put(sampled, "grid", json_null());
        else
            put_count(sampled, "grid", over->grid->sets);
        put(sampled, "seed", json_string(audit->seed));
        put(object, "sampled", sampled);
    }
    return object;
}

static void put_choice(json_t *object, const struct prove_audit_question *audited) {
    const struct lab_question *question = audited->question;
    json_t *right = json_object(), *examples = json_object(), *never = json_array(), *nearly_always = json_array();
    for (int i = 0; i < question->option_count; i++) {
        const char *letter = question->options[i].letter;
        uint64_t count = audited->right[i].count;
        put_count(right, letter, count);
        put_example(examples, letter, audited->over.grid, &audited->right[i]);
        if (!count)
            push(never, json_string(letter));
        else if (count * 100 > audited->over.sets * AUDIT_NEARLY_ALWAYS)
            push(nearly_always, json_string(letter));
    }
    put(object, "right", right);
    put_count(object, "none", audited->none.count);
    put_count(object, "several", audited->several.count);
    put_count(object, "no_value", audited->over.no_value.count);
    put_count(object, "changed_by_rounding", audited->over.rounding_sensitive.count);
    put(object, "never_right", never);
    put(object, "nearly_always_right", nearly_always);
    put_example(examples, "none", audited->over.grid, &audited->none);
    put_example(examples, "several", audited->over.grid, &audited->several);
    put_example(examples, "no_value", audited->over.grid, &audited->over.no_value);
    put_example(examples, "changed_by_rounding", audited->over.grid, &audited->over.rounding_sensitive);
    put(object, "examples", examples);
}

static void put_reflection(json_t *object, const struct prove_audit_question *audited) {
    const struct lab_question *question = audited->question;
    json_t *right = json_object(), *claims = json_object(), *examples = json_object();
    uint64_t keyless = prove_audit_keyless(audited);
    for (int i = 0; i < question->option_count; i++) {
        const struct lab_option *option = &question->options[i];
        put_count(right, option->letter, option->verdict == 1 ? audited->over.sets - keyless : 0);
        if (!option->claim)
            continue;
        json_t *claim = json_object();
        put_count(claim, "agrees", audited->agrees[i].count);
        put_count(claim, "contradicts", audited->contradicts[i].count);
        put_example(claim, "example", audited->over.grid, &audited->contradicts[i]);
        put(claims, option->letter, claim);
    }
    put(object, "right", right);
    put_count(object, "none", keyless);
    put_count(object, "several", 0);
    put_count(object, "changed_by_rounding", audited->over.rounding_sensitive.count);
    put_example(examples, "none", audited->over.grid, &audited->none);
    put_example(examples, "changed_by_rounding", audited->over.grid, &audited->over.rounding_sensitive);
    put(object, "examples", examples);
    put(object, "claims", claims);
}

static void put_numeric(json_t *object, const struct prove_audit *audit, const struct prove_audit_question *audited) {
    const struct grid *grid = audited->over.grid;
    const struct {
        const char *name;
        const struct prove_audit_count *count;
    } counts[] = {{"absent", &audited->absent},
                  {"zero", &audited->zero},
                  {"no_value", &audited->over.no_value},
                  {"clamped", &audited->clamped},
                  {"tolerance_below_rounding", &audited->tight},
                  {"changed_by_rounding", &audited->over.rounding_sensitive}};
    json_t *examples = json_object(), *mistakes = json_array();
    /* The same members as for other questions: there are no options, and sets without a value have no key. */
    put(object, "right", json_object());
    put_count(object, "none", audited->over.no_value.count);
    put_count(object, "several", 0);
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        put_count(object, counts[i].name, counts[i].count->count);
        put_example(examples, counts[i].name, grid, counts[i].count);
    }
    put(object, "examples", examples);
    for (int i = 0; i < audited->question->mistake_count; i++) {
        const struct prove_audit_mistake *mistake = &audited->mistakes[i];
        json_t *one = grid_members(audit, mistake->mistake->name, &mistake->over);
        put_count(one, "accepted", mistake->accepted.count);
        put_count(one, "refused", mistake->refused.count);
        put_example(one, "example", mistake->over.grid, &mistake->accepted);
        push(mistakes, one);
    }
    put(object, "mistakes", mistakes);
}

static json_t *statement_members(const struct prove_audit *audit, const struct prove_audit_statement *audited) {
    const struct lab_statement *statement = audited->statement;
    json_t *object = grid_members(audit, statement->name, &audited->over);
    put_count(object, "grid", audited->over.sets);
    put_count(object, "sets", audited->holds.count + audited->fails.count + audited->over.no_value.count);
    put_count(object, "true", audited->holds.count);
    put_count(object, "false", audited->fails.count);
    put_count(object, "no_value", audited->over.no_value.count);
    put(object, "text", json_string(statement->text));
    if (statement->declared)
        put(object, "declared", json_string(statement->declared));
    put_example(object, "example_true", audited->over.grid, &audited->holds);
    put_example(object, "example_false", audited->over.grid, &audited->fails);
    return object;
}

void prove_audit_print_json(struct text *out, const struct prove_audit *audit) {
    static const char *const kinds[] = {
        [QUESTION_CHOICE] = "choice", [QUESTION_NUMERIC] = "numeric", [QUESTION_REFLECTION] = "reflection"};
    json_t *root = json_object(), *questions = json_array(), *statements = json_array();
    put(root, "lab", json_string(audit->lab->name));
    for (int i = 0; i < audit->question_count; i++) {
        const struct prove_audit_question *audited = &audit->questions[i];
        json_t *object = grid_members(audit, audited->question->name, &audited->over);
        put(object, "kind", json_string(kinds[audited->question->kind]));
        if (audited->question->kind == QUESTION_NUMERIC)
            put_numeric(object, audit, audited);
        else if (audited->question->kind == QUESTION_REFLECTION)
            put_reflection(object, audited);
        else
            put_choice(object, audited);
        push(questions, object);
    }
    for (int i = 0; i < audit->statement_count; i++)
        push(statements, statement_members(audit, &audit->statements[i]));
    put(root, "questions", questions);
    put(root, "statements", statements);
    char *bytes = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
    if (!bytes)
        alloc_failed(0);
    text_puts(out, bytes);
    text_putc(out, '\n');
    free(bytes);
    json_decref(root);
}
