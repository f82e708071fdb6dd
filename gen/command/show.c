#include "command/show_parts.h"
#include "command/trial.h"
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
            if ((int)quantity_kind_said(lab->model->quantities[i]) == kind)
                list_quantity(out, lab->model->quantities[i], set->values);
    }
    for (size_t i = 0; i < lab->model->condition_count; i++)
        text_printf(out, "%s  %s\n", i ? "" : "\nconditions\n", lab->model->conditions[i].text);
    text_puts(out, "\nquestions\n");
    for (int i = 0; i < lab->question_count; i++)
        text_printf(out, "  %-26s %-10s %s\n", lab->questions[i].name, lab_question_kind_names[lab->questions[i].kind],
                    lab->questions[i].title);
    command_list_parts(out, lab);
    text_puts(out, "\ndocuments\n");
    for (int i = 0; i < lab->document_count; i++)
        text_printf(out, "  %s\n", lab->documents[i].name);
    for (int i = 0; i < lab->graded_count; i++)
        text_printf(out, "  %-26s after grading%s\n", lab->graded[i].name,
                    lab->graded[i].on_request ? ", on request" : "");
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
    command_put_fact(out, "about", quantity->description);
    command_put_fact(out, "unit", unit_text(quantity->unit));
    command_put_fact(out, "source", quantity->source);
    command_put_fact(out, "date", quantity->date);
    text_printf(out, "  %-12s ", "value");
    put_number(out, quantity, set->values[quantity->index],
               quantity_format_of(quantity, quantity->format, set->values));
    text_putc(out, '\n');
    struct text range = {0};
    if (put_range(&range, quantity))
        command_put_fact(out, "range", range.bytes);
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
    command_put_fact(out, "asks", question->prompt.text);
    if (question->kind == QUESTION_NUMERIC) {
        command_put_fact(out, "answer", question->quantity->name);
        command_put_fact(out, "unit", question->unit_name);
        text_printf(out, "  %-12s %g %%\n", "tolerance", question->tolerance * 100);
    }
    if (question->chart)
        command_put_fact(out, "chart", question->chart->chart.name);
    command_put_fact(out, "lines", question->lines);
    for (int i = 0; i < question->rubric_count; i++)
        text_printf(out, "  %-12g %s\n", question->rubric[i].points, question->rubric[i].text.text);
    command_put_fact(out, "says", question->model_answer.text);
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
    const struct fill_result filled = command_trial_fill(command_trial_new(session, set), document);
    if (tree && filled.document)
        doc_print_tree(out, filled.document);
    else if (filled.markdown)
        fill_print_markdown(out, &filled);
}

struct part_names {
    struct arena *arena;
    const char **names;
    size_t count, capacity;
};

static void add_name(void *context, const char *name) {
    struct part_names *list = context;
    list->names = arena_grow(list->arena, list->names, list->count, &list->capacity, sizeof *list->names);
    list->names[list->count++] = name;
}

static void report_unknown(struct command_session *session, const char *name) {
    const struct lab *lab = session->lab;
    struct part_names list = {.arena = session->arena};
    for (int i = 0; i < lab->model->count; i++)
        add_name(&list, lab->model->quantities[i]->name);
    for (int i = 0; i < lab->question_count; i++)
        add_name(&list, lab->questions[i].name);
    for (int i = 0; i < lab->document_count; i++)
        add_name(&list, lab->documents[i].name);
    for (int i = 0; i < lab->graded_count; i++)
        add_name(&list, lab->graded[i].name);
    command_name_parts(lab, add_name, &list);
    diag_report_near(session->diag, SEVERITY_ERROR, NOWHERE, name_nearest(name, list.names, list.count),
                     "; `show` without a name lists what there is", "%s has nothing called '%s'", lab->name, name);
}

static void show_name(struct text *out, struct command_session *session, const struct command_invocation *invocation,
                      const struct parameter_set *set) {
    const char *name = invocation->name;
    const struct lab *lab = session->lab;
    const struct lab_document *document = command_lookup_document(lab, name);
    if (document) {
        show_document(out, session, document, set, invocation->tree);
        return;
    }
    const struct quantity *quantity = model_lookup(lab->model, name);
    if (quantity)
        show_quantity(out, session->arena, lab, quantity, set, invocation);
    if (quantity && (invocation->tree || invocation->program))
        return;
    const struct lab_question *question = lab_lookup_question(lab, name);
    if (question)
        show_question(out, question);
    if (!command_show_part(out, session, name, set) && !quantity && !question)
        report_unknown(session, name);
}

int command_show(const struct command_invocation *invocation) {
    struct command_session session;
    if (!command_open(&session, invocation, SETS_OR_DEFAULTS))
        return command_close(&session);
    const struct parameter_set *set = command_choose_set(&session, invocation);
    struct text out = {0};
    if (set && invocation->name)
        show_name(&out, &session, invocation, set);
    else if (set)
        list_all(&out, session.lab, set);
    command_write(&session, &out);
    text_free(&out);
    return command_close(&session);
}
