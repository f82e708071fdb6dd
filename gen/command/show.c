#include "command/session.h"
#include "fill/fill.h"
#include "language/language.h"

#include <math.h>
#include <string.h>

static void put_number(struct text *out, const struct quantity *quantity, double value, struct number_format format) {
    format.with_unit = true;
    quantity_print(out, quantity, value, format, &number_locale_english);
}

/* Prints `1 to 5 years, step 1 year` or `at least 1`. False if the quantity has no bounds. */
static bool put_range(struct text *out, const struct quantity *quantity) {
    bool low = isfinite(quantity->minimum), high = isfinite(quantity->maximum);
    if (quantity->choices || quantity->listed) {
        quantity_put_list(out, quantity);
        return true;
    }
    if (!quantity_has_bounds(quantity))
        return false;
    if (!low || !high)
        text_puts(out, low ? "at least " : "at most ");
    put_number(out, quantity, low ? quantity->minimum : quantity->maximum, quantity->format);
    if (low && high) {
        text_puts(out, " to ");
        put_number(out, quantity, quantity->maximum, quantity->format);
    }
    if (quantity->step > 0) {
        text_puts(out, ", step ");
        put_number(out, quantity, quantity->step, quantity->format);
    }
    return true;
}

/* A line for the list of all quantities. */
static void list_quantity(struct text *out, const struct quantity *quantity, const double *values) {
    text_printf(out, "  %-26s %-34s ", quantity->name, quantity->label);
    put_number(out, quantity, values[quantity->index], quantity_format_of(quantity, quantity->format, values));
    struct text range = {0};
    if (put_range(&range, quantity))
        text_printf(out, "  (%s)", range.bytes);
    text_free(&range);
    text_putc(out, '\n');
}

static void list_all(struct text *out, const struct lab *lab, const struct parameter_set *set) {
    text_printf(out, "%s: %s\nvalues are those of set '%s'\n", lab->name, lab->title, set->id);
    for (int kind = QUANTITY_PARAMETER; kind <= QUANTITY_EQUATION; kind++) {
        text_printf(out, "\n%ss\n", quantity_kind_names[kind]);
        for (int i = 0; i < lab->model->count; i++)
            if ((int)lab->model->quantities[i]->kind == kind)
                list_quantity(out, lab->model->quantities[i], set->values);
    }
    for (size_t i = 0; i < lab->model->condition_count; i++)
        text_printf(out, "%s  %s\n", i ? "" : "\nconditions\n", lab->model->conditions[i].text);
    text_puts(out, "\nquestions\n");
    for (int i = 0; i < lab->question_count; i++)
        text_printf(out, "  %-26s %-10s %s\n", lab->questions[i].name, lab_question_kind_names[lab->questions[i].kind],
                    lab->questions[i].title);
    text_puts(out, "\ndocuments\n");
    for (int i = 0; i < lab->document_count; i++)
        text_printf(out, "  %s\n", lab->documents[i].name);
}

static void put_fact(struct text *out, const char *name, const char *fact) {
    if (fact && *fact)
        text_printf(out, "  %-12s %s\n", name, fact);
}

static void put_maths(struct text *out, const char *name, const struct maths *maths) {
    text_printf(out, "  %-12s ", name);
    maths_print(out, maths);
    text_putc(out, '\n');
}

/* Shows a quantity with everything that is made from its expression. */
static void show_quantity(struct text *out, struct arena *arena, const struct lab *lab, const struct quantity *quantity,
                          const struct parameter_set *set, const struct command_invocation *invocation) {
    if (invocation->tree && quantity->expr) {
        expr_print_tree(out, quantity->expr);
        return;
    }
    if (invocation->program && quantity->expr) {
        program_print(out, program_new(arena, lab->model, &quantity->expr, 1, CLAIM_TOLERANCE), lab->model);
        return;
    }
    text_printf(out, "%s: %s (%s, %s)\n", quantity->name, quantity->label, quantity_kind_names[quantity->kind],
                quantity->file_group);
    put_fact(out, "about", quantity->description);
    put_fact(out, "unit", unit_text(quantity->unit));
    put_fact(out, "source", quantity->source);
    put_fact(out, "date", quantity->date);
    text_printf(out, "  %-12s ", "value");
    put_number(out, quantity, set->values[quantity->index],
               quantity_format_of(quantity, quantity->format, set->values));
    text_putc(out, '\n');
    struct text range = {0};
    if (put_range(&range, quantity))
        put_fact(out, "range", range.bytes);
    text_free(&range);
    if (!quantity->expr)
        return;
    text_printf(out, "  %-12s ", "expression");
    expr_print(out, quantity->expr);
    text_printf(out, "\n  %-12s =", "formula");
    formula_print(out, quantity->expr, NULL, NULL);
    text_putc(out, '\n');
    put_maths(out, "mathematics", maths_equation(arena, quantity));
    put_maths(out, "worked", maths_worked(arena, lab->model, quantity, set->values, &number_locale_english));
}

static void show_question(struct text *out, const struct lab_question *question) {
    text_printf(out, "%s: %s (%s question, %g mark%s)\n", question->name, question->title,
                lab_question_kind_names[question->kind], question->marks, question->marks == 1 ? "" : "s");
    put_fact(out, "asks", question->prompt.text);
    if (question->kind == QUESTION_NUMERIC) {
        put_fact(out, "answer", question->quantity->name);
        put_fact(out, "unit", question->unit_name);
        text_printf(out, "  %-12s %g %%\n", "tolerance", question->tolerance * 100);
    }
    for (int i = 0; i < question->option_count; i++) {
        const struct lab_option *option = &question->options[i];
        text_printf(out, "  %s. %s\n", option->letter, option->text.text);
        if (option->predicts) {
            text_puts(out, "     predicts ");
            expr_print(out, option->predicts);
            text_putc(out, '\n');
        }
        if (option->claim) {
            text_puts(out, "     right if ");
            expr_print(out, option->claim);
            text_putc(out, '\n');
        }
        if (option->verdict >= 0)
            text_printf(out, "     %s\n", option->verdict ? "right" : "wrong");
    }
}

/* Shows a document to the author of its template: its filled-in Markdown, or its tree. */
static void show_document(struct text *out, struct command_session *session, const struct lab_document *document,
                          const struct parameter_set *set, bool tree) {
    struct fill_template *template = fill_load(session->arena, session->lab, document, session->diag);
    if (!template)
        return;
    struct key_program *keys = key_program_new(session->arena, session->lab);
    const struct fill_row row = {set, key_compute(session->arena, keys, set), NULL};
    const struct fill_result filled =
        fill_document(template, session->arena, &(struct fill_subject){&row, 1, NULL}, session->diag);
    if (tree && filled.document)
        doc_print_tree(out, filled.document);
    else
        fill_print_markdown(out, &filled);
}

/* Evaluates all sets, which reports those that have no values, and returns the one to show; NULL if there is none. */
static const struct parameter_set *choose_set(struct command_session *session,
                                              const struct command_invocation *invocation) {
    const char *ids[512], *id = invocation->id ? sets_composed(session->arena, invocation->id) : NULL;
    struct sets_evaluation *evaluation = sets_evaluation_new(session->arena, session->lab->model);
    struct arena *arena = arena_new();
    size_t count = 0, shown = SIZE_MAX;
    for (size_t i = 0; i < sets_count(session->sets); i++) {
        const struct parameter_set *set = sets_evaluation_at(evaluation, session->sets, i, arena, session->diag);
        if (!set || shown != SIZE_MAX)
            continue;
        if (!id || strcmp(set->id, id) == 0 || strcmp(set->stem, id) == 0)
            shown = i;
        else if (count < sizeof ids / sizeof *ids)
            ids[count++] = sets_row(session->sets, i)->id;
    }
    arena_free(arena);
    if (shown != SIZE_MAX)
        return sets_get_evaluated(session->sets, shown, evaluation, session->arena, session->diag);
    if (invocation->id)
        diag_report_near(session->diag, SEVERITY_ERROR, NOWHERE, name_nearest(invocation->id, ids, count), NULL,
                         "there is no usable set '%s'", invocation->id);
    else
        diag_report(session->diag, SEVERITY_ERROR, NOWHERE, "there is no usable set");
    return NULL;
}

static void report_unknown(struct command_session *session, const char *name) {
    const struct lab *lab = session->lab;
    size_t count = 0;
    const char **names = arena_array(
        session->arena, (size_t)(lab->model->count + lab->question_count + lab->document_count), sizeof *names);
    for (int i = 0; i < lab->model->count; i++)
        names[count++] = lab->model->quantities[i]->name;
    for (int i = 0; i < lab->question_count; i++)
        names[count++] = lab->questions[i].name;
    for (int i = 0; i < lab->document_count; i++)
        names[count++] = lab->documents[i].name;
    const char *near = name_nearest(name, names, count);
    diag_report_near(session->diag, SEVERITY_ERROR, NOWHERE, near, NULL,
                     "%s has no quantity, question or document '%s'", lab->name, name);
}

static void show_name(struct text *out, struct command_session *session, const struct command_invocation *invocation,
                      const struct parameter_set *set) {
    const char *name = invocation->name;
    const struct lab *lab = session->lab;
    bool known = false;
    for (int i = 0; i < lab->document_count; i++)
        if (strcmp(lab->documents[i].name, name) == 0) {
            show_document(out, session, &lab->documents[i], set, invocation->tree);
            return;
        }
    const struct quantity *quantity = model_lookup(lab->model, name);
    if (quantity) {
        show_quantity(out, session->arena, lab, quantity, set, invocation);
        known = true;
    }
    const struct lab_question *question = lab_lookup_question(lab, name);
    if (question && !(quantity && (invocation->tree || invocation->program))) {
        show_question(out, question);
        known = true;
    }
    if (!known)
        report_unknown(session, name);
}

int command_show(const struct command_invocation *invocation) {
    struct command_session session;
    if (!command_open(&session, invocation, SETS_OR_DEFAULTS))
        return command_close(&session);
    const struct parameter_set *set = choose_set(&session, invocation);
    struct text out = {0};
    if (set && invocation->name)
        show_name(&out, &session, invocation, set);
    else if (set)
        list_all(&out, session.lab, set);
    command_write(&session, &out);
    text_free(&out);
    return command_close(&session);
}
