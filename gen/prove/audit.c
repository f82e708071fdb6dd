#include "key/key.h"
#include "prove/audit_group.h"
#include "prove/prove.h"

#include <math.h>
#include <string.h>

struct auditor {
    struct arena *arena;
    const struct lab *lab;
    struct prove_audit_counter *counter;
};

static void add_choice(struct auditor *auditor, struct prove_audit_question *audited) {
    const struct lab_question *question = audited->question;
    int count = question->option_count;
    const struct expr **claims = arena_array(auditor->arena, (size_t)count, sizeof *claims);
    for (int i = 0; i < count; i++)
        claims[i] = key_claim_of_option(auditor->arena, question, i);
    size_t group = prove_audit_counter_group(auditor->counter, claims, count);
    struct prove_counted *column = prove_audit_counter_add(auditor->counter, group, &audited->over, claims, count);
    for (int i = 0; i < count; i++)
        prove_counted_target(column, ldexp(1, i), &audited->right[i]);
    prove_counted_target(column, 0, &audited->none);
    column->rest = &audited->several;
    column->no_value = &audited->over.no_value;
    column->sensitive = &audited->over.rounding_sensitive;
    prove_audit_counter_print_constants(auditor->counter, group, column, claims, count);
}

/* Counts how each claim agrees with its verdict, and in which sets some claim does not. */
static void add_reflection(struct auditor *auditor, struct prove_audit_question *audited) {
    const struct lab_question *question = audited->question;
    int count = question->option_count;
    const struct expr **claims = arena_array(auditor->arena, (size_t)count, sizeof *claims);
    for (int i = 0; i < count; i++)
        claims[i] = question->options[i].claim;
    const struct expr *contradicted = key_claim_contradicted(auditor->arena, question);
    size_t group = prove_audit_counter_group(auditor->counter, claims, count);
    prove_audit_counter_describe(auditor->counter, group, &audited->over);
    for (int i = 0; i < count; i++) {
        if (!claims[i])
            continue;
        struct prove_counted *column = prove_audit_counter_add(auditor->counter, group, &audited->over, &claims[i], 1);
        prove_counted_target(column, question->options[i].verdict == 1, &audited->agrees[i]);
        column->rest = column->no_value = &audited->contradicts[i];
    }
    if (!contradicted)
        return;
    struct prove_counted *column = prove_audit_counter_add(auditor->counter, group, &audited->over, &contradicted, 1);
    prove_counted_target(column, 1, &audited->none);
    column->no_value = &audited->none;
    column->sensitive = &audited->over.rounding_sensitive;
    prove_audit_counter_print_constants(auditor->counter, group, column, &contradicted, 1);
}

static void add_mistake(struct auditor *auditor, const struct lab_question *question, int number,
                        struct prove_audit_mistake *mistake) {
    const struct expr *parts[MISTAKE_PARTS];
    key_claim_mistake_parts(auditor->arena, question, number, parts);
    mistake->mistake = &question->mistakes[number];
    mistake->over.name = arena_printf(auditor->arena, "%s: %s", question->name, mistake->mistake->name);
    size_t group = prove_audit_counter_group(auditor->counter, parts, MISTAKE_PARTS);
    struct prove_counted *column =
        prove_audit_counter_add(auditor->counter, group, &mistake->over, parts, MISTAKE_PARTS);
    column->kind = COUNTED_MISTAKE;
    column->tolerance = question->tolerance;
    prove_counted_target(column, 1, &mistake->accepted);
    prove_counted_target(column, 0, &mistake->refused);
    column->no_value = &mistake->over.no_value;
}

static void add_numeric(struct auditor *auditor, struct prove_audit_question *audited) {
    const struct lab_question *question = audited->question;
    struct arena *arena = auditor->arena;
    const struct expr *exprs[] = {key_claim_number(arena, question), key_claim_absent(arena, question),
                                  key_claim_zero(arena, question), key_claim_clamped(arena, auditor->lab, question),
                                  key_claim_tight(arena, question)};
    struct prove_audit_count *const into[] = {NULL, &audited->absent, &audited->zero, &audited->clamped,
                                              &audited->tight};
    size_t group = prove_audit_counter_group(auditor->counter, exprs, 5);
    for (int i = 0; i < 5; i++) {
        struct prove_counted *column = prove_audit_counter_add(auditor->counter, group, &audited->over, &exprs[i], 1);
        if (into[i]) {
            prove_counted_target(column, 1, into[i]);
            continue;
        }
        column->kind = COUNTED_NUMBER;
        column->tolerance = question->tolerance;
        column->no_value = &audited->over.no_value;
        column->sensitive = &audited->over.rounding_sensitive;
    }
    struct prove_counted *state = prove_audit_counter_add(auditor->counter, group, &audited->over, exprs, 1);
    state->kind = COUNTED_STATE;
    state->sensitive = &audited->unsettled;
    prove_audit_counter_print_constants(auditor->counter, group, state, exprs, 1);
    for (int i = 0; i < question->mistake_count; i++)
        add_mistake(auditor, question, i, &audited->mistakes[i]);
}

static void add_question(struct auditor *auditor, struct prove_audit_question *audited) {
    size_t options = (size_t)audited->question->option_count + 1;
    audited->over.name = audited->question->name;
    audited->right = arena_array(auditor->arena, options, sizeof *audited->right);
    audited->agrees = arena_array(auditor->arena, options, sizeof *audited->agrees);
    audited->contradicts = arena_array(auditor->arena, options, sizeof *audited->contradicts);
    audited->mistakes =
        arena_array(auditor->arena, (size_t)audited->question->mistake_count + 1, sizeof *audited->mistakes);
    if (audited->question->kind == QUESTION_NUMERIC)
        add_numeric(auditor, audited);
    else if (audited->question->kind == QUESTION_REFLECTION)
        add_reflection(auditor, audited);
    else
        add_choice(auditor, audited);
}

static void add_statement(struct auditor *auditor, struct prove_audit_statement *audited) {
    const struct expr *claim = key_claim_of_statement(auditor->arena, audited->statement);
    audited->over.name = audited->statement->name;
    size_t group = prove_audit_counter_group(auditor->counter, &claim, 1);
    struct prove_counted *column = prove_audit_counter_add(auditor->counter, group, &audited->over, &claim, 1);
    prove_counted_target(column, 1, &audited->holds);
    prove_counted_target(column, 0, &audited->fails);
    column->no_value = &audited->over.no_value;
}

static bool is_named(const char *name, const char *const *names, int count) {
    for (int i = 0; i < count; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return count == 0;
}

/* Reports names that are neither a question's nor a statement's. */
static bool check_names(struct arena *arena, const struct lab *lab, const char *const *names, int count,
                        struct diag *diag) {
    size_t known_count = (size_t)lab->question_count + (size_t)lab->statement_count;
    const char **known = arena_array(arena, known_count + 1, sizeof *known);
    for (int i = 0; i < lab->question_count; i++)
        known[i] = lab->questions[i].name;
    for (int i = 0; i < lab->statement_count; i++)
        known[lab->question_count + i] = lab->statements[i].name;
    bool good = true;
    for (int i = 0; i < count; i++) {
        const struct lab_question *question = lab_lookup_question(lab, names[i]);
        if (question && lab_marked_by_hand(question)) {
            diag_report(diag, SEVERITY_ERROR, NOWHERE,
                        "a person gives the points for '%s': it has no key that could be audited", names[i]);
            good = false;
            continue;
        }
        bool found = false;
        for (size_t j = 0; j < known_count; j++)
            found = found || strcmp(known[j], names[i]) == 0;
        if (found)
            continue;
        good = false;
        const char *near = name_nearest(names[i], known, known_count);
        diag_report_near(diag, SEVERITY_ERROR, NOWHERE, near, NULL, "the lab '%s' has no question or statement '%s'",
                         lab->name, names[i]);
    }
    return good;
}

struct prove_audit *prove_audit(struct arena *arena, const struct lab *lab, const char *const *names, int name_count,
                                const struct prove_audit_options *options, struct diag *diag) {
    if (!check_names(arena, lab, names, name_count, diag))
        return NULL;
    struct auditor auditor = {arena, lab, prove_audit_counter_new(arena, lab, options)};
    struct prove_audit *audit = arena_alloc(arena, sizeof *audit);
    *audit = (struct prove_audit){.lab = lab, .seed = options->seed};
    audit->questions = arena_array(arena, (size_t)lab->question_count + 1, sizeof *audit->questions);
    audit->statements = arena_array(arena, (size_t)lab->statement_count + 1, sizeof *audit->statements);
    for (int i = 0; i < lab->question_count; i++)
        if (is_named(lab->questions[i].name, names, name_count) && !lab_marked_by_hand(&lab->questions[i])) {
            struct prove_audit_question *audited = &audit->questions[audit->question_count++];
            audited->question = &lab->questions[i];
            add_question(&auditor, audited);
        }
    for (int i = 0; i < lab->statement_count; i++)
        if (is_named(lab->statements[i].name, names, name_count)) {
            struct prove_audit_statement *audited = &audit->statements[audit->statement_count++];
            audited->statement = &lab->statements[i];
            add_statement(&auditor, audited);
        }
    if (!prove_audit_counter_run(auditor.counter, diag))
        return NULL;
    audit->proof = auditor.counter->proof;
    return audit;
}

uint64_t prove_audit_keyless(const struct prove_audit_question *question) {
    return question->none.count + question->several.count + question->over.no_value.count;
}

const struct prove_audit_count *prove_audit_other_key(const struct prove_audit_question *question) {
    return question->question->kind == QUESTION_NUMERIC ? &question->unsettled : &question->over.rounding_sensitive;
}

bool prove_audit_fails(const struct prove_audit_statement *statement) {
    return !statement->statement->declared && (statement->fails.count || statement->over.no_value.count);
}

bool prove_audit_has_findings(const struct prove_audit *audit) {
    for (int i = 0; i < audit->question_count; i++)
        if (prove_audit_keyless(&audit->questions[i]) || prove_audit_other_key(&audit->questions[i])->count)
            return true;
    for (int i = 0; i < audit->statement_count; i++)
        if (prove_audit_fails(&audit->statements[i]))
            return true;
    return false;
}

struct prove_audit_share prove_audit_bounds(const struct prove_audit_grid *over, const struct prove_audit_count *count,
                                            double applies) {
    /* What rounding makes of sums of shares is far below this. */
    const double slack = 1e-9;
    double least = applies > 0 ? applies + count->open : over->allowed + over->open;
    double most = applies > 0 ? applies + count->open : over->allowed;
    struct prove_audit_share share = {least > 0 ? count->share / least - slack : 0,
                                      most > 0 ? (count->share + count->open) / most + slack : 1};
    share.least = count->share > 0 && share.least > 0 ? share.least : 0;
    share.most = count->share + count->open == 0 ? 0 : share.most < 1 ? share.most : 1;
    return share;
}

bool prove_audit_is_never(const struct prove_audit_count *count) {
    return !count->count && !(count->open > 0);
}

bool prove_audit_is_nearly_always(const struct prove_audit_grid *over, const struct prove_audit_count *count) {
    if (over->bounded)
        return 100 * prove_audit_bounds(over, count, 0).least > AUDIT_NEARLY_ALWAYS;
    return (double)count->count * 100 > (double)over->sets * AUDIT_NEARLY_ALWAYS;
}
