#include "prove/interval.h"
#include "prove/prove.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

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

/* Adds the bounds of the share of all sets: those that follow from a sample with a count of `of` drawn ones, or proven
 * ones. `applies`: see prove_audit_bounds. */
static void put_bounds(json_t *bounds, const char *key, const struct prove_audit_grid *over,
                       const struct prove_audit_count *count, uint64_t of, double applies) {
    if (!over->sampled && !over->bounded)
        return;
    struct prove_interval interval = {0, 0};
    if (over->sampled)
        interval = prove_interval_of(count->count, of);
    struct prove_audit_share share = {interval.low, interval.high};
    if (over->bounded)
        share = prove_audit_bounds(over, count, applies);
    json_t *pair = json_array();
    push(pair, json_real(share.least));
    push(pair, json_real(share.most));
    put(bounds, key, pair);
}

/* Adds the member `bounds`, or drops it if a whole grid was counted. */
static void put_all_bounds(json_t *object, const struct prove_audit_grid *over, json_t *bounds) {
    if (over->sampled || over->bounded)
        put(object, "bounds", bounds);
    else
        json_decref(bounds);
}

/* A parameter's value: a number where its text is one. */
static json_t *value_of(const struct quantity *parameter, double value) {
    struct text text = {0};
    double number;
    quantity_put_data(&text, parameter, value);
    json_t *json = !number_parse(text.bytes, text.length, &number) ? json_string(text.bytes)
                   : number == (double)(json_int_t)number          ? json_integer((json_int_t)number)
                                                                   : json_real(number);
    text_free(&text);
    return json;
}

/* Adds the example of a count, if there is one: the value of each parameter of the grid. */
static void put_example(json_t *object, const char *key, const struct grid *grid,
                        const struct prove_audit_count *count) {
    if (!count->example)
        return;
    json_t *example = json_object();
    for (int i = 0; i < grid->axis_count; i++) {
        const struct quantity *parameter = grid->axes[i].parameter;
        put(example, parameter->name, value_of(parameter, count->example[parameter->index]));
    }
    put(object, key, example);
}

/* Adds the number of sets of the grid: null if they cannot be counted. */
static void put_grid(json_t *object, const struct prove_audit_grid *over) {
    if (over->grid->sets == UINT64_MAX)
        put(object, "grid", json_null());
    else
        put_count(object, "grid", over->grid->sets);
}

static json_t *grid_members(const struct prove_audit *audit, const char *name, const struct prove_audit_grid *over) {
    json_t *object = json_object(), *parameters = json_array();
    put(object, "name", json_string(name));
    for (int i = 0; i < over->grid->axis_count; i++)
        push(parameters, json_string(over->grid->axes[i].parameter->name));
    put(object, "parameters", parameters);
    if (over->bounded && over->grid->sets == UINT64_MAX)
        put(object, "sets", json_null());
    else
        put_count(object, "sets", over->sets);
    if (over->sampled) {
        json_t *sampled = json_object();
        put_grid(sampled, over);
        put(sampled, "seed", json_string(audit->seed));
        put_count(sampled, "sets", over->sets);
        put(sampled, "confidence", json_real(PROVE_CONFIDENCE));
        put(object, "sampled", sampled);
    }
    if (over->one_at_a_time)
        put(object, "rounded_one_at_a_time", json_true());
    return object;
}

struct named_count {
    const char *name;
    const struct prove_audit_count *count;
};

/* Adds counts with their examples and, of a sample, their bounds. */
static void put_counts(json_t *object, json_t *examples, json_t *bounds, const struct prove_audit_grid *over,
                       const struct named_count *counts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        put_count(object, counts[i].name, counts[i].count->count);
        put_example(examples, counts[i].name, over->grid, counts[i].count);
        put_bounds(bounds, counts[i].name, over, counts[i].count, over->sets, 0);
    }
}

static void put_choice(json_t *object, const struct prove_audit_question *audited) {
    const struct lab_question *question = audited->question;
    const struct prove_audit_grid *over = &audited->over;
    json_t *right = json_object(), *examples = json_object(), *bounds = json_object(), *right_bounds = json_object();
    json_t *never = json_array(), *nearly_always = json_array();
    for (int i = 0; i < question->option_count; i++) {
        const char *letter = question->options[i].letter;
        uint64_t count = audited->right[i].count;
        put_count(right, letter, count);
        put_bounds(over->bounded ? bounds : right_bounds, letter, over, &audited->right[i], over->sets, 0);
        put_example(examples, letter, over->grid, &audited->right[i]);
        if (prove_audit_is_never(&audited->right[i]))
            push(never, json_string(letter));
        else if (prove_audit_is_nearly_always(over, &audited->right[i]))
            push(nearly_always, json_string(letter));
    }
    if (over->bounded)
        json_decref(right_bounds);
    else
        put(bounds, "right", right_bounds);
    put(object, "right", right);
    const struct named_count counts[] = {{"none", &audited->none},
                                         {"several", &audited->several},
                                         {"no_value", &over->no_value},
                                         {"changed_by_rounding", &over->rounding_sensitive}};
    put_counts(object, examples, bounds, over, counts, sizeof counts / sizeof *counts);
    /* A sample shows what there is, not what there never is. */
    put(object, "never_right", over->sampled ? json_array() : json_incref(never));
    put(object, "nearly_always_right", over->sampled ? json_array() : json_incref(nearly_always));
    if (over->sampled) {
        put(object, "none_in_sample", json_incref(never));
        put(object, "nearly_all_in_sample", json_incref(nearly_always));
    }
    json_decref(never);
    json_decref(nearly_always);
    put(object, "examples", examples);
    put_all_bounds(object, over, bounds);
}

static void put_reflection(json_t *object, const struct prove_audit_question *audited) {
    const struct lab_question *question = audited->question;
    const struct prove_audit_grid *over = &audited->over;
    json_t *right = json_object(), *claims = json_object(), *examples = json_object(), *bounds = json_object();
    uint64_t keyless = prove_audit_keyless(audited);
    for (int i = 0; i < question->option_count; i++) {
        const struct lab_option *option = &question->options[i];
        put_count(right, option->letter, option->verdict == 1 ? audited->over.sets - keyless : 0);
        if (!option->claim)
            continue;
        json_t *claim = json_object();
        put_count(claim, "agrees", audited->agrees[i].count);
        put_count(claim, "contradicts", audited->contradicts[i].count);
        put_example(claim, "example", over->grid, &audited->contradicts[i]);
        json_t *claim_bounds = json_object();
        put_bounds(claim_bounds, "agrees", over, &audited->agrees[i], over->sets, 0);
        put_bounds(claim_bounds, "contradicts", over, &audited->contradicts[i], over->sets, 0);
        put_all_bounds(claim, over, claim_bounds);
        put(claims, option->letter, claim);
    }
    put(object, "right", right);
    put_count(object, "none", keyless);
    put_bounds(bounds, "none", over, &audited->none, over->sets, 0);
    put_example(examples, "none", over->grid, &audited->none);
    put_count(object, "several", 0);
    const struct named_count changed = {"changed_by_rounding", &over->rounding_sensitive};
    put_counts(object, examples, bounds, over, &changed, 1);
    put(object, "examples", examples);
    put(object, "claims", claims);
    put_all_bounds(object, over, bounds);
}

static void put_numeric(json_t *object, const struct prove_audit *audit, const struct prove_audit_question *audited) {
    const struct prove_audit_grid *over = &audited->over;
    const struct named_count counts[] = {{"absent", &audited->absent},
                                         {"zero", &audited->zero},
                                         {"no_value", &over->no_value},
                                         {"clamped", &audited->clamped},
                                         {"tolerance_below_rounding", &audited->tight},
                                         {"changed_by_rounding", &over->rounding_sensitive},
                                         {"unsettled_by_rounding", &audited->unsettled}};
    json_t *examples = json_object(), *mistakes = json_array(), *bounds = json_object();
    /* The same members as for other questions: there are no options, and sets without a value have no key. */
    put(object, "right", json_object());
    put_count(object, "none", over->no_value.count);
    put_bounds(bounds, "none", over, &over->no_value, over->sets, 0);
    put_count(object, "several", 0);
    put_counts(object, examples, bounds, over, counts, sizeof counts / sizeof *counts);
    put(object, "examples", examples);
    put_all_bounds(object, over, bounds);
    for (int i = 0; i < audited->question->mistake_count; i++) {
        const struct prove_audit_mistake *mistake = &audited->mistakes[i];
        json_t *one = grid_members(audit, mistake->mistake->name, &mistake->over);
        put_count(one, "accepted", mistake->accepted.count);
        put_count(one, "refused", mistake->refused.count);
        put_example(one, "example", mistake->over.grid, &mistake->accepted);
        uint64_t sets = mistake->accepted.count + mistake->refused.count;
        json_t *shares = json_object();
        const double applies = mistake->accepted.share + mistake->refused.share;
        put_bounds(shares, "accepted", &mistake->over, &mistake->accepted, sets, applies);
        put_bounds(shares, "refused", &mistake->over, &mistake->refused, sets, applies);
        put_all_bounds(one, &mistake->over, shares);
        push(mistakes, one);
    }
    put(object, "mistakes", mistakes);
}

static json_t *statement_members(const struct prove_audit *audit, const struct prove_audit_statement *audited) {
    const struct lab_statement *statement = audited->statement;
    json_t *object = grid_members(audit, statement->name, &audited->over);
    put_grid(object, &audited->over);
    put_count(object, "sets", audited->holds.count + audited->fails.count + audited->over.no_value.count);
    put_count(object, "true", audited->holds.count);
    put_count(object, "false", audited->fails.count);
    put_count(object, "no_value", audited->over.no_value.count);
    put(object, "text", json_string(statement->text));
    if (statement->declared)
        put(object, "declared", json_string(statement->declared));
    put_example(object, "example_true", audited->over.grid, &audited->holds);
    put_example(object, "example_false", audited->over.grid, &audited->fails);
    uint64_t sets = audited->holds.count + audited->fails.count + audited->over.no_value.count;
    json_t *bounds = json_object();
    const double applies = audited->holds.share + audited->fails.share + audited->over.no_value.share;
    put_bounds(bounds, "true", &audited->over, &audited->holds, sets, applies);
    put_bounds(bounds, "false", &audited->over, &audited->fails, sets, applies);
    put_bounds(bounds, "no_value", &audited->over, &audited->over.no_value, sets, applies);
    put_all_bounds(object, &audited->over, bounds);
    return object;
}

/* Appends JSON with its real numbers as the shortest ones that read back as the same double. */
static void put_shortest(struct text *out, const char *json) {
    for (const char *at = json; *at;) {
        const char *start = at;
        double value;
        if (*at == '"') {
            for (at++; *at != '"'; at++)
                at += *at == '\\';
            text_append(out, start, (size_t)(++at - start));
            continue;
        }
        size_t length = strspn(at, "+-.0123456789eE");
        if (*at >= '-' && *at <= '9' && number_parse(at, length, &value))
            number_print_exact(out, value);
        else
            text_append(out, at, length = 1);
        at = start + length;
    }
}

void prove_audit_print_json(struct text *out, const struct prove_audit *audit) {
    json_t *root = json_object(), *questions = json_array(), *statements = json_array();
    put(root, "lab", json_string(audit->lab->name));
    for (int i = 0; i < audit->question_count; i++) {
        const struct prove_audit_question *audited = &audit->questions[i];
        json_t *object = grid_members(audit, audited->question->name, &audited->over);
        put(object, "kind", json_string(lab_question_kind_names[audited->question->kind]));
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
    char *bytes = json_dumps(root, JSON_INDENT(2) | JSON_REAL_PRECISION(17));
    if (!bytes)
        alloc_failed(0);
    put_shortest(out, bytes);
    text_putc(out, '\n');
    free(bytes);
    json_decref(root);
}
