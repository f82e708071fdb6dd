#include "command/show_parts.h"

#include "chart/chart.h"
#include "fill/fill.h"
#include "language/language.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

static const char *const chart_kinds[] = {"line", "scatter", "bars"};

void command_put_fact(struct text *out, const char *name, const char *fact) {
    if (fact && *fact)
        text_printf(out, "  %-12s %s\n", name, fact);
}

/* A fact that is an expression; nothing if there is none. */
static void put_expr(struct text *out, const char *name, const struct expr *expr) {
    if (!expr)
        return;
    text_printf(out, "  %-12s ", name);
    expr_print(out, expr);
    text_putc(out, '\n');
}

/* The value of an expression for a set; NaN if it has none. */
static double value_of(struct command_session *session, const struct expr *expr, const struct parameter_set *set) {
    const struct program *program = program_new(session->arena, session->lab->model, &expr, 1, CLAIM_TOLERANCE);
    return machine_run_set(machine_new(session->arena, program, 1), set->values)[0];
}

static void put_condition(struct text *out, struct command_session *session, const char *name, const struct expr *expr,
                          const struct parameter_set *set) {
    const double value = value_of(session, expr, set);
    command_put_fact(out, name, isnan(value) ? "has no value" : value != 0 ? "yes" : "no");
}

static void show_chart(struct text *out, struct command_session *session, const struct lab_chart *lab_chart,
                       const struct parameter_set *set) {
    const struct chart *chart = &lab_chart->chart;
    const struct words_language *english = words_language_lookup("en");
    text_printf(out, "%s: %s (%s chart%s)\n", chart->name, chart->title, chart_kinds[chart->kind],
                chart->frame ? ", students get the frame" : "");
    for (int i = 0; i < chart->series_count; i++)
        put_expr(out, chart->series[i].label, chart->series[i].value);
    for (int i = 0; i < chart->line_count; i++)
        put_expr(out, *chart->lines[i].label ? chart->lines[i].label : "a line", chart->lines[i].at);
    for (int i = 0; i < chart->marker_count; i++) {
        put_expr(out, *chart->markers[i].label ? chart->markers[i].label : "a point", chart->markers[i].at_x);
        put_expr(out, "", chart->markers[i].at_y);
    }
    const struct chart *computed = chart_compute(
        session->arena, chart_program_new(session->arena, session->lab->model, chart), set->values, false);
    text_printf(out, "\n%s\n", chart_describe(session->arena, computed, english, &english->locale));
}

static void show_text(struct text *out, struct command_session *session, const struct lab_name_text *text,
                      const struct parameter_set *set) {
    struct arena *arena = session->arena;
    struct fill_template *passages = fill_passages_new(arena, session->lab, words_language_lookup("en"));
    const struct key *key = key_compute(arena, key_program_new(arena, session->lab), set);
    const char *filled = fill_passage(passages, arena, set, key, &text->text, session->diag);
    text_printf(out, "%s: a text, {{text.%s}}\n", text->name, text->name);
    if (filled)
        text_printf(out, "%s%s", filled, *filled && filled[strlen(filled) - 1] == '\n' ? "" : "\n");
}

static void show_statement(struct text *out, struct command_session *session, const struct lab_statement *statement,
                           const struct parameter_set *set) {
    text_printf(out, "%s: a statement\n", statement->name);
    command_put_fact(out, "says", statement->text);
    put_expr(out, "holds if", statement->claim);
    put_expr(out, "speaks of", statement->where);
    command_put_fact(out, "declared", statement->declared);
    put_condition(out, session, "holds here", statement->claim, set);
}

static void show_mistake(struct text *out, struct command_session *session, const struct lab_question *question,
                         const struct lab_mistake *mistake, const struct parameter_set *set) {
    text_printf(out, "%s: a known mistake in %s\n", mistake->name, question->name);
    put_expr(out, "expression", mistake->expr);
    struct number_format format = question->quantity->format;
    format.with_unit = true;
    text_printf(out, "  %-12s ", "value");
    quantity_print(out, question->quantity, value_of(session, mistake->expr, set), format, &number_locale_english);
    text_printf(out, "\n  %-12s ", "right is");
    quantity_print(out, question->quantity, set->values[question->quantity->index], format, &number_locale_english);
    text_putc(out, '\n');
    command_put_fact(out, "feedback", mistake->feedback.text);
}

static void show_scenario(struct text *out, const struct lab *lab, const struct lab_scenario *scenario) {
    text_printf(out, "%s: a scenario of workbooks\n", scenario->name);
    for (int i = 0, ordinal = 0; i < lab->model->count; i++) {
        const struct quantity *quantity = lab->model->quantities[i];
        if (quantity->kind != QUANTITY_PARAMETER)
            continue;
        if (scenario->swings[ordinal] != 0)
            text_printf(out, "  %-26s %+g %%\n", quantity->name, scenario->swings[ordinal] * 100);
        ordinal++;
    }
}

bool command_show_part(struct text *out, struct command_session *session, const char *name,
                       const struct parameter_set *set) {
    const struct lab *lab = session->lab;
    bool known = false;
    for (int i = 0; i < lab->chart_count; i++)
        if (strcmp(lab->charts[i].chart.name, name) == 0) {
            show_chart(out, session, &lab->charts[i], set);
            known = true;
        }
    for (int i = 0; i < lab->text_count; i++)
        if (strcmp(lab->texts[i].name, name) == 0) {
            show_text(out, session, &lab->texts[i], set);
            known = true;
        }
    for (int i = 0; i < lab->statement_count; i++)
        if (strcmp(lab->statements[i].name, name) == 0) {
            show_statement(out, session, &lab->statements[i], set);
            known = true;
        }
    for (int q = 0; q < lab->question_count; q++)
        for (int i = 0; i < lab->questions[q].mistake_count; i++)
            if (strcmp(lab->questions[q].mistakes[i].name, name) == 0) {
                show_mistake(out, session, &lab->questions[q], &lab->questions[q].mistakes[i], set);
                known = true;
            }
    for (int i = 0; i < lab->scenario_count; i++)
        if (strcmp(lab->scenarios[i].name, name) == 0) {
            show_scenario(out, lab, &lab->scenarios[i]);
            known = true;
        }
    return known;
}

void command_list_parts(struct text *out, const struct lab *lab) {
    bool first = true;
    for (int q = 0; q < lab->question_count; q++)
        for (int i = 0; i < lab->questions[q].mistake_count; i++, first = false)
            text_printf(out, "%s  %-26s in %s\n", first ? "\nknown mistakes\n" : "", lab->questions[q].mistakes[i].name,
                        lab->questions[q].name);
    for (int i = 0; i < lab->statement_count; i++)
        text_printf(out, "%s  %-26s %s\n", i ? "" : "\nstatements\n", lab->statements[i].name, lab->statements[i].text);
    for (int i = 0; i < lab->chart_count; i++)
        text_printf(out, "%s  %-26s %-10s %s\n", i ? "" : "\ncharts\n", lab->charts[i].chart.name,
                    chart_kinds[lab->charts[i].chart.kind], lab->charts[i].chart.title);
    for (int i = 0; i < lab->text_count; i++)
        text_printf(out, "%s  %s\n", i ? "" : "\ntexts\n", lab->texts[i].name);
    for (int i = 0; i < lab->scenario_count; i++)
        text_printf(out, "%s  %s\n", i ? "" : "\nscenarios\n", lab->scenarios[i].name);
}

void command_name_parts(const struct lab *lab, void (*take)(void *context, const char *name), void *context) {
    for (int q = 0; q < lab->question_count; q++)
        for (int i = 0; i < lab->questions[q].mistake_count; i++)
            take(context, lab->questions[q].mistakes[i].name);
    for (int i = 0; i < lab->statement_count; i++)
        take(context, lab->statements[i].name);
    for (int i = 0; i < lab->chart_count; i++)
        take(context, lab->charts[i].chart.name);
    for (int i = 0; i < lab->text_count; i++)
        take(context, lab->texts[i].name);
    for (int i = 0; i < lab->scenario_count; i++)
        take(context, lab->scenarios[i].name);
}
