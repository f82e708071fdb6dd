/* Grading a small lab: answers by question become a grade. */
#ifndef TESTS_UNIT_GRADE_FIXTURE_H
#define TESTS_UNIT_GRADE_FIXTURE_H

#include "grade/grade.h"
#include "lab_fixture.h"

/* Questions about the shop. The guess is right at A for a cost below 1,000 $, at B above; neither at 1,000 $. */
#define SHOP_LAB                                                                                                       \
    "lab: shop\ntitle: The shop\nmodels: [shop]\ndocuments: []\nfollow_through: 50%\n"                                 \
    "constants:\n"                                                                                                     \
    "  - {name: large, label: Large, unit: USD, value: 1000, source: this test}\n"                                     \
    "equations:\n"                                                                                                     \
    "  - {name: costly, label: Costly, unit: 1, expression: cost > large}\n"                                           \
    "questions:\n"                                                                                                     \
    "  - name: guess\n    kind: choice\n    prediction: true\n    title: Guess\n    prompt: p\n"                       \
    "    options:\n"                                                                                                   \
    "      A: {text: less, feedback: f, claim: cost < large}\n"                                                        \
    "      B: {text: more, feedback: f, claim: cost > large}\n"                                                        \
    "  - name: cost\n    kind: numeric\n    title: Cost\n    prompt: p\n    unit: USD\n    shown: $\n    marks: 2\n"   \
    "    mistakes:\n"                                                                                                  \
    "      - {name: added, expression: price + pieces, feedback: \"You added.\\n\\n They  multiply. \"}\n"             \
    "  - {name: fee, kind: numeric, title: Fee, prompt: p, unit: USD, shown: $}\n"                                     \
    "  - name: total\n    kind: numeric\n    title: Total\n    prompt: p\n    unit: USD\n    shown: $\n    marks: 4\n" \
    "    ways: [fee / rate + fee]\n"                                                                                   \
    "    mistakes:\n"                                                                                                  \
    "      - {name: fee_alone, expression: cost - fee, feedback: You subtracted.}\n"                                   \
    "  - {name: part, kind: numeric, title: Part, prompt: p, unit: '%', digits: 3}\n"                                  \
    "  - name: affordable\n    kind: numeric\n    title: Affordable\n    prompt: p\n    unit: '%'\n"                   \
    "    absent: budget > cost\n    absent_text: none\n"                                                               \
    "  - {name: hours, kind: numeric, title: Hours, prompt: p, unit: h, shown: h}\n"                                   \
    "  - {name: rest, kind: numeric, title: Rest, prompt: p, unit: h, shown: h}\n"                                     \
    "  - {name: pairs, kind: numeric, title: Pairs, prompt: p, unit: 1, tolerance: 0}\n"                               \
    "  - name: why\n    kind: reflection\n    title: Why\n    prompt: p\n"                                             \
    "    options:\n"                                                                                                   \
    "      A: {text: one, verdict: right, feedback: Yes.}\n"                                                           \
    "      B: {text: two, verdict: wrong, feedback: Not so.}\n"                                                        \
    "ledger:\n"                                                                                                        \
    "  chapter: c1\n"                                                                                                  \
    "  fields:\n"                                                                                                      \
    "    cost: {quantity: cost}\n"                                                                                     \
    "    cost_in_thousands: {quantity: cost, unit: kUSD, decimals: 1}\n"                                               \
    "    part: {quantity: part, decimals: 2}\n"                                                                        \
    "    costly: {condition: costly}\n"                                                                                \
    "    least: {least: {Costs: cost, Fees: fee, Pair: total}}\n"                                                      \
    "    guessed: {answer: guess, words: {A: low, B: high}, otherwise: none}\n"                                        \
    "    guess_right: {right: guess}\n"                                                                                \
    "    why_right: {right: why}\n"                                                                                    \
    "    mood: {column: mood, words: {good: up, bad: down}, otherwise: flat}\n"                                        \
    "    note: {column: note}\n"

struct grade_fixture {
    struct lab_fixture lab;
    struct grade_grader *grader;
    const struct words_language *language;
};

/* A passage as it is, with the id of the set before it. */
static inline const char *grade_fixture_passage(void *context, struct arena *arena, const struct parameter_set *set,
                                                const struct key *key, const struct lab_text *passage,
                                                struct diag *diag) {
    (void)context;
    (void)key;
    (void)diag;
    return arena_printf(arena, "%s: %s", set->id, passage->text);
}

static inline struct grade_fixture grade_fixture_of(struct lab_fixture lab, const char *language) {
    struct grade_fixture f = {.lab = lab, .language = words_language_lookup(language)};
    f.grader = grade_open(f.lab.arena, f.lab.units, f.lab.lab, (struct answer_language){language, false}, f.language,
                          (struct grade_passages){grade_fixture_passage, NULL});
    return f;
}

static inline struct grade_fixture grade_fixture_shop(const char *language) {
    static const struct lab_fixture_file files[] = {{"shop.yaml", SHOP_MODEL}, {NULL, NULL}};
    return grade_fixture_of(lab_fixture_text("shop", SHOP_LAB, files), language);
}

static inline void grade_fixture_free(struct grade_fixture *f) {
    grade_close(f->grader);
    lab_fixture_free(&f->lab);
}

enum { ANSWERS_MOST = 16 };

/* What somebody wrote: question and answer in turn, then NULL; the rest is blank. */
static inline struct grade *grade_fixture_grade(struct grade_fixture *f, const struct parameter_set *set,
                                                const char *const *written, const char *const *misnamed) {
    const char **answers = arena_array(f->lab.arena, (size_t)f->lab.lab->question_count + 1, sizeof *answers);
    for (int i = 0; i < f->lab.lab->question_count; i++)
        answers[i] = "";
    for (; *written; written += 2)
        answers[lab_fixture_question(&f->lab, written[0])] = written[1];
    return grade_answers(f->lab.arena, f->grader, set, lab_fixture_key(&f->lab, set), answers, NULL, misnamed,
                         f->lab.diag);
}

/* The set of one row below a header with `id`. */
static inline struct parameter_set *grade_fixture_set(struct grade_fixture *f, const char *columns, const char *row) {
    const char *csv = arena_printf(f->lab.arena, "id%s\ns1%s\n", columns, row);
    struct parameter_set *set = lab_fixture_set(&f->lab, lab_fixture_sets(&f->lab, csv), 0);
    lab_fixture_said(&f->lab);
    return set;
}

static inline struct grade_entry *grade_fixture_entry(struct grade_fixture *f, const struct grade *grade,
                                                      const char *question) {
    return &grade->entries[lab_fixture_question(&f->lab, question)];
}

/* What one answer to one question is graded as. */
struct graded {
    const char *question, *written;
    enum words_verdict verdict;
    double marks;
    const char *message;
};

static inline void grade_fixture_check(const struct grade_entry *entry, const struct graded *wanted) {
    if (entry->verdict != wanted->verdict || entry->marks != wanted->marks ||
        strcmp(entry->message, wanted->message) != 0)
        fail_msg("%s '%s': %s, %g: %s", wanted->question, wanted->written, words_verdict_name(entry->verdict),
                 entry->marks, entry->message);
}

/* Grades each alone, in a set. */
static inline void grade_fixture_each(struct grade_fixture *f, const struct parameter_set *set,
                                      const struct graded *cases, size_t count) {
    for (size_t i = 0; i < count; i++) {
        const char *const written[] = {cases[i].question, cases[i].written, NULL};
        const struct grade *grade = grade_fixture_grade(f, set, written, NULL);
        grade_fixture_check(grade_fixture_entry(f, grade, cases[i].question), &cases[i]);
    }
}
#define GRADE_EACH(f, set, cases) grade_fixture_each(f, set, cases, sizeof(cases) / sizeof *(cases))

#endif
