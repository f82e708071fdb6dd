/* What an author of a lab may want to change, though it is no mistake. */
#include "lab/read.h"

#include <dirent.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Names of Greek letters, which a page would print as words. */
static const struct {
    const char *word, *letter;
} greek[] = {{"alpha", "α"}, {"beta", "β"},   {"gamma", "γ"}, {"delta", "δ"},  {"epsilon", "ε"}, {"zeta", "ζ"},
             {"eta", "η"},   {"theta", "θ"},  {"kappa", "κ"}, {"lambda", "λ"}, {"mu", "μ"},      {"nu", "ν"},
             {"rho", "ρ"},   {"sigma", "σ"},  {"tau", "τ"},   {"phi", "φ"},    {"chi", "χ"},     {"psi", "ψ"},
             {"omega", "ω"}, {"pi", "π"},     {"xi", "ξ"},    {"Delta", "Δ"},  {"Sigma", "Σ"},   {"Omega", "Ω"},
             {"Gamma", "Γ"}, {"Lambda", "Λ"}, {"Phi", "Φ"},   {"Theta", "Θ"}};

/* Warns of a date with figures that is none, which no workbook can tell the age of. Others are words, such as `by
 * definition`. */
static void check_date(const struct quantity *quantity, struct diag *diag) {
    struct date date;
    if (quantity->date && strpbrk(quantity->date, "0123456789") && !date_read(quantity->date, &date))
        diag_report(diag, SEVERITY_WARNING, quantity->pos,
                    "the date of '%s', '%s', is not one that can be read; write 2026, 2026-03 or 2026-03-31",
                    quantity->name, quantity->date);
}

static void check_symbol(const struct quantity *quantity, struct diag *diag) {
    const bool given = strcmp(quantity->symbol, quantity->name) != 0; /* a long name may begin with a letter's */
    const size_t length = given ? strcspn(quantity->symbol, "_") : strlen(quantity->symbol);
    for (size_t i = 0; i < sizeof greek / sizeof *greek; i++)
        if (strlen(greek[i].word) == length && strncmp(quantity->symbol, greek[i].word, length) == 0)
            diag_report(diag, SEVERITY_WARNING, quantity->pos,
                        "the symbol of '%s' prints as the word '%s'; write the letter, symbol: %s%s", quantity->name,
                        greek[i].word, greek[i].letter, quantity->symbol + length);
    int open = 0;
    for (const char *c = quantity->symbol; *c; c++)
        open += (*c == '{') - (*c == '}');
    if (open)
        diag_report(diag, SEVERITY_WARNING, quantity->pos,
                    "the symbol of '%s' prints its braces, since they do not match; write one such as P_{led}",
                    quantity->name);
}

/* Whether a parameter counts things, in whole numbers: a watt can be divided, a GPU cannot. */
static bool is_counted(const struct quantity *quantity) {
    return unit_is_count(quantity->unit) && quantity->step >= 1 && quantity->step == floor(quantity->step) &&
           quantity->minimum == floor(quantity->minimum);
}

static void check_sweep(const struct lab_chart *lab_chart, struct diag *diag) {
    const struct sweep *sweep = &lab_chart->chart.sweep;
    if (lab_chart->chart.kind == CHART_BARS || !sweep->along || !is_counted(sweep->along))
        return;
    for (int i = 0; i < sweep->points; i++) {
        const double value = sweep_value(sweep, i);
        if (!isfinite(value) || fabs(value - round(value)) <= 1e-9 * fabs(value))
            continue;
        diag_report(diag, SEVERITY_WARNING, lab_chart->pos,
                    "chart '%s' sweeps '%s', which goes in whole steps, through %.6g: take a number of `points` that "
                    "falls on its steps",
                    lab_chart->chart.name, sweep->along->name, value);
        return;
    }
}

static int is_template(const struct dirent *entry) {
    return entry->d_name[0] != '.' && text_ends_with(entry->d_name, ".md") && strcmp(entry->d_name, "README.md") != 0;
}

static bool is_listed(const struct lab *lab, const char *name) {
    const size_t length = strlen(name) - 3;
    for (int i = 0; i < lab->document_count + lab->graded_count; i++) {
        const char *listed =
            i < lab->document_count ? lab->documents[i].name : lab->graded[i - lab->document_count].name;
        if (strlen(listed) == length && strncmp(listed, name, length) == 0)
            return true;
    }
    return false;
}

static void check_templates(const struct lab *lab, struct diag *diag) {
    struct dirent **entries;
    int count = scandir(lab->folder, &entries, is_template, alphasort);
    for (int i = 0; i < count; i++) {
        if (!is_listed(lab, entries[i]->d_name))
            diag_report(diag, SEVERITY_WARNING, (struct pos){lab->source, 0, 0},
                        "no document is made of the template %s; list it under `documents` or `graded`, or remove it",
                        entries[i]->d_name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

/* A wrong method that is the right one: who got it right would be told that it is wrong. */
static void check_mistakes(const struct lab_question *question, struct diag *diag) {
    const struct quantity *asked = question->quantity;
    for (int i = 0; i < question->mistake_count && asked; i++) {
        const struct expr *expr = question->mistakes[i].expr;
        if (expr &&
            ((expr->op == EXPR_NAME && expr->quantity == asked) || (asked->expr && expr_equal(expr, asked->expr))))
            diag_report(diag, SEVERITY_WARNING, question->mistakes[i].pos,
                        "question '%s': the mistake '%s' is the right answer itself", question->name,
                        question->mistakes[i].name);
    }
}

void lab_check_advice(const struct lab *lab, struct diag *diag) {
    for (int i = 0; i < lab->model->count; i++) {
        check_symbol(lab->model->quantities[i], diag);
        check_date(lab->model->quantities[i], diag);
    }
    for (int i = 0; i < lab->chart_count; i++)
        check_sweep(&lab->charts[i], diag);
    for (int i = 0; i < lab->question_count; i++)
        check_mistakes(&lab->questions[i], diag);
    check_templates(lab, diag);
}
