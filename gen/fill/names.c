#include "fill/names.h"

#include "lab/lab.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

const char fill_root[] = "root"; /* told from things by its address */

const struct fill_thing *fill_thing(struct fill *fill, struct fill_thing thing) {
    struct fill_thing *copy = arena_alloc(fill->arena, sizeof *copy);
    *copy = thing;
    return copy;
}

static bool same(const char *name, size_t length, const char *word) {
    return strncmp(name, word, length) == 0 && word[length] == '\0';
}

int fill_word(const char *name, size_t length, const char *const *words) {
    for (int i = 0; words[i]; i++)
        if (same(name, length, words[i]))
            return i;
    return -1;
}

/* What students may see is decided here and in `hidden` of the things below: parameters, the models' constants, and
 * what the lab lists under `given`. */
const char *fill_refusal(const struct fill *fill, const struct quantity *quantity) {
    const struct lab *lab = fill->template->lab;
    if (fill->template->front.audience == AUDIENCE_INSTRUCTOR || quantity->kind == QUANTITY_PARAMETER ||
        (quantity->kind == QUANTITY_CONSTANT && !quantity->hidden))
        return NULL;
    for (int i = 0; i < lab->given_count; i++)
        if (lab->given[i] == quantity)
            return NULL;
    for (int i = 0; i < lab->question_count; i++)
        if (lab->questions[i].quantity == quantity)
            return arena_printf(fill->arena,
                                "'%s' is what question '%s' asks: a document for students must not print it",
                                quantity->name, lab->questions[i].name);
    return arena_printf(fill->arena,
                        "'%s' is not among what the lab gives to students: a document for them must not print it or "
                        "depend on it (`given` in lab.yaml lists what they may see)",
                        quantity->name);
}

const char *fill_thing_refusal(const struct fill *fill, const struct fill_thing *thing) {
    if (thing->kind == THING_QUANTITY)
        return fill_refusal(fill, thing->quantity);
    if (thing->hidden && fill->template->front.audience == AUDIENCE_STUDENT)
        return arena_printf(fill->arena, "'%s' tells the key: a document for students must not hold it", thing->name);
    return NULL;
}

struct refusal {
    const struct fill *fill;
    const char *text;
};

static void refuse_name(const struct expr *expr, void *context) {
    struct refusal *refusal = context;
    if (expr->op == EXPR_NAME && !refusal->text)
        refusal->text = fill_refusal(refusal->fill, expr->quantity);
}

const char *fill_expr_refusal(const struct fill *fill, const struct expr *expr) {
    struct refusal refusal = {fill, NULL};
    if (expr)
        expr_walk(expr, refuse_name, &refusal);
    return refusal.text;
}

/* An empty frame shows no value and no range that comes from one (chart_empty); charts.c takes out the lines that
 * students may not see. */
const char *fill_chart_refusal(const struct fill *fill, const struct lab_chart *lab_chart) {
    const struct chart *chart = &lab_chart->chart;
    const char *refusal = NULL;
    if (chart->frame)
        return NULL;
    for (int i = 0; i < chart->series_count && !refusal; i++) {
        refusal = fill_expr_refusal(fill, chart->series[i].value);
        refusal = refusal ? refusal : fill_expr_refusal(fill, chart->series[i].where);
    }
    for (int i = 0; i < chart->line_count && !refusal; i++) {
        refusal = fill_expr_refusal(fill, chart->lines[i].at);
        refusal = refusal ? refusal : fill_expr_refusal(fill, chart->lines[i].where);
    }
    for (int i = 0; i < chart->marker_count && !refusal; i++) {
        refusal = fill_expr_refusal(fill, chart->markers[i].at_x);
        refusal = refusal ? refusal : fill_expr_refusal(fill, chart->markers[i].at_y);
        refusal = refusal ? refusal : fill_expr_refusal(fill, chart->markers[i].where);
    }
    return refusal ? arena_printf(fill->arena, "chart '%s': %s; `frame: true` gives students an empty frame of it",
                                  chart->name, refusal)
                   : NULL;
}

const struct fill_thing *fill_data(struct fill *fill, const char *text, struct pos pos) {
    return fill_thing(fill, (struct fill_thing){.kind = THING_DATA, .text = text, .data_pos = pos});
}

const struct fill_thing *fill_given(struct fill *fill, const char *name) {
    return fill_thing(fill, (struct fill_thing){.kind = THING_DATA, .text = name, .fixed = true});
}

const struct fill_thing *fill_flag(struct fill *fill, bool truth, bool hidden, const char *name) {
    return fill_thing(fill, (struct fill_thing){.kind = THING_FLAG, .flag = truth, .hidden = hidden, .name = name});
}

static const char *const person_words[] = {"name", "id", "scenario", NULL};

static const struct fill_thing *person_member(struct fill *fill, const char *name, size_t length) {
    const struct parameter_set *set = fill->set;
    switch (fill_word(name, length, person_words)) {
    case 0:
        return fill_data(fill, set->name, set->name_pos);
    case 1:
        return fill_data(fill, set->id, set->pos);
    case 2:
        return fill_data(fill, set->scenario, set->pos);
    default:
        for (int i = 0; i < set->person_count; i++)
            if (same(name, length, set->person[i].name))
                return fill_data(fill, set->person[i].text, set->person[i].pos);
        /* A file need not have the column: then a section is passed over. A misspelt one is another thing. */
        for (int i = 0; i < set->person_count; i++) {
            const char *asked = arena_strndup(fill->arena, name, length);
            if (!name_nearest(asked, &set->person[i].name, 1))
                continue;
            fill->refusal = arena_printf(fill->arena, "no column is called '%s'; did you mean 'person.%s'?", asked,
                                         set->person[i].name);
            return NULL;
        }
        return fill_data(fill, NULL, (struct pos){0});
    }
}

static const char *const lab_words[] = {"title", "name", "course", NULL};

static const struct fill_thing *lab_member(struct fill *fill, const char *name, size_t length) {
    const struct lab *lab = fill->template->lab;
    int word = fill_word(name, length, lab_words);
    const char *texts[] = {lab->title, lab->name, lab->course};
    return word < 0 ? NULL : fill_data(fill, texts[word], (struct pos){0});
}

static const struct fill_thing *text_member(struct fill *fill, const char *name, size_t length) {
    const struct lab *lab = fill->template->lab;
    for (int i = 0; i < lab->text_count; i++)
        if (same(name, length, lab->texts[i].name))
            return fill_thing(
                fill,
                (struct fill_thing){.kind = THING_PASSAGE, .passage = &lab->texts[i].text, .name = lab->texts[i].name});
    return NULL;
}

static const struct fill_thing *question_named(struct fill *fill, enum fill_thing_kind kind, const char *name,
                                               size_t length) {
    const struct lab *lab = fill->template->lab;
    for (int i = 0; i < lab->question_count; i++)
        if (same(name, length, lab->questions[i].name))
            return fill_thing(
                fill, (struct fill_thing){
                          .kind = kind, .question = i, .hidden = kind == THING_ENTRY, .name = lab->questions[i].name});
    return NULL;
}

static const struct fill_thing *passage(struct fill *fill, const struct lab_text *text, bool hidden, const char *name) {
    return fill_thing(fill,
                      (struct fill_thing){.kind = THING_PASSAGE, .passage = text, .hidden = hidden, .name = name});
}

/* Whether what is asked for is known after grading only; then that is the refusal. */
static bool lacks_grade(struct fill *fill, const void *known) {
    if (known)
        return false;
    fill->refusal = "this is known after grading: it belongs in a document that the lab lists under `graded`";
    return true;
}

static const char *const question_words[] = {"name",    "title",  "prompt", "options",  "marks",  "shown", "unfit",
                                             "numeric", "number", "key",    "quantity", "answer", NULL};

static const struct fill_thing *question_member(struct fill *fill, const struct fill_thing *thing, const char *name,
                                                size_t length) {
    static const struct pos nowhere = {0};
    const struct lab_question *question = &fill->template->lab->questions[thing->question];
    const struct number_format plain = {NUMBER_PLAIN, DECIMALS_AUTO, false};
    switch (fill_word(name, length, question_words)) {
    case 0:
        return fill_given(fill, question->name);
    case 1:
        return fill_data(fill, question->title, nowhere);
    case 2:
        return passage(fill, &question->prompt, false, "prompt");
    case 3:
        return fill_thing(fill,
                          (struct fill_thing){.kind = THING_OPTIONS, .question = thing->question, .name = "options"});
    case 4:
        return fill_thing(fill, (struct fill_thing){.kind = THING_NUMBER, .number = question->marks, .format = plain});
    case 5:
        return fill_data(fill, question->shown, nowhere);
    case 6:
        return fill_flag(fill, fill->key->entries[thing->question].state == KEY_UNFIT, false, "unfit");
    case 7:
        return fill_flag(fill, question->kind == QUESTION_NUMERIC, false, "numeric");
    case 8:
        return fill_thing(fill,
                          (struct fill_thing){.kind = THING_NUMBER, .number = thing->question + 1, .format = plain});
    case 9:
        return fill_thing(
            fill, (struct fill_thing){.kind = THING_ENTRY, .question = thing->question, .hidden = true, .name = "key"});
    case 10:
        return question->quantity
                   ? fill_thing(fill, (struct fill_thing){.kind = THING_QUANTITY, .quantity = question->quantity})
                   : fill_flag(fill, false, false, "quantity");
    case 11:
        return lacks_grade(fill, fill->grade) ? NULL
                                              : fill_thing(fill, (struct fill_thing){.kind = THING_ANSWER,
                                                                                     .question = thing->question,
                                                                                     .hidden = true,
                                                                                     .name = "answer"});
    default:
        return NULL;
    }
}

static const char *const option_words[] = {"letter",    "text",      "right", "feedback", "predicted",  "ratio",
                                           "far_below", "far_above", "below", "above",    "difference", NULL};

/* What was reached over what an option predicted; NaN where the question predicts nothing. */
static double option_ratio(const struct fill *fill, const struct lab_question *question, double predicted) {
    return question->kind == QUESTION_CHOICE && question->quantity
               ? fill->set->values[question->quantity->index] / predicted
               : NAN;
}

static const struct fill_thing *option_member(struct fill *fill, const struct fill_thing *thing, const char *name,
                                              size_t length) {
    const struct lab_question *question = &fill->template->lab->questions[thing->question];
    const struct lab_option *option = &question->options[thing->option];
    const struct key_entry *entry = &fill->key->entries[thing->question];
    const double ratio = option_ratio(fill, question, entry->predicted[thing->option]);
    switch (fill_word(name, length, option_words)) {
    case 0:
        return fill_data(fill, key_entry_letter(entry, thing->option), (struct pos){0});
    case 1:
        return passage(fill, &option->text, false, "text");
    case 2:
        return fill_flag(fill, entry->right == thing->option, true, "right");
    case 3:
        return passage(fill, &option->feedback, true, "feedback");
    case 4:
        return fill_thing(
            fill,
            (struct fill_thing){.kind = THING_NUMBER,
                                .hidden = true,
                                .name = "predicted",
                                .number = entry->predicted[thing->option],
                                .format = question->quantity ? question->quantity->format : (struct number_format){0},
                                .unit_word = question->quantity ? question->quantity->shown : NULL});
    case 5:
        return fill_thing(fill, (struct fill_thing){.kind = THING_NUMBER,
                                                    .hidden = true,
                                                    .name = "ratio",
                                                    .number = ratio,
                                                    .format = {NUMBER_PLAIN, 2, false}});
    case 6:
        return fill_flag(fill, ratio < 0.5 && !program_values_tie(ratio, 0.5, CLAIM_TOLERANCE), true, "far_below");
    case 7:
        return fill_flag(fill, ratio > 2 && !program_values_tie(ratio, 2, CLAIM_TOLERANCE), true, "far_above");
    case 8:
        return fill_flag(fill, ratio < 1 && !program_values_tie(ratio, 1, CLAIM_TOLERANCE), true, "below");
    case 9:
        return fill_flag(fill, ratio > 1 && !program_values_tie(ratio, 1, CLAIM_TOLERANCE), true, "above");
    case 10:
        return fill_thing(fill, (struct fill_thing){.kind = THING_NUMBER,
                                                    .hidden = true,
                                                    .name = "difference",
                                                    .number = fabs(1 - ratio),
                                                    .format = {NUMBER_PERCENT, 0, false}});
    default:
        return NULL;
    }
}

static const char *const entry_words[] = {"fit",    "unfit",       "letter", "number",   "reason",
                                          "absent", "absent_text", "option", "question", NULL};

static const struct fill_thing *entry_member(struct fill *fill, const struct fill_thing *thing, const char *name,
                                             size_t length) {
    const struct key_entry *entry = &fill->key->entries[thing->question];
    const struct lab_question *question = entry->question;
    int right = entry->right;
    if (right < 0 && fill->branches == BRANCHES_ALL && question->option_count)
        right = 0; /* a check fills the section although this set has no right option */
    struct fill_thing number = {.kind = THING_NUMBER, .hidden = true, .name = "number", .number = NAN};
    struct fill_thing text = {.kind = THING_DATA, .hidden = true, .name = "letter"};
    switch (fill_word(name, length, entry_words)) {
    case 0:
        return fill_flag(fill, entry->state == KEY_FIT, true, "fit");
    case 1:
        return fill_flag(fill, entry->state == KEY_UNFIT, true, "unfit");
    case 2:
        text.text = right >= 0 ? key_entry_letter(entry, right) : NULL;
        return fill_thing(fill, text);
    case 3:
        if (question->kind == QUESTION_NUMERIC && entry->state != KEY_ABSENT)
            return fill_thing(fill, (struct fill_thing){.kind = THING_QUANTITY, .quantity = question->quantity});
        return fill_thing(fill, number);
    case 4:
        text.text = key_reason_text(fill->arena, entry, words_language_lookup(fill->template->front.language),
                                    fill->template->front.locale);
        return fill_thing(fill, text);
    case 5:
        return fill_flag(fill, entry->state == KEY_ABSENT, true, "absent");
    case 6:
        return passage(fill, &question->absent_text, true, "absent_text");
    case 7:
        if (right < 0)
            return fill_flag(fill, false, true, "option");
        return fill_thing(
            fill,
            (struct fill_thing){
                .kind = THING_OPTION, .question = thing->question, .option = right, .hidden = true, .name = "option"});
    case 8:
        return fill_thing(fill, (struct fill_thing){.kind = THING_QUESTION, .question = thing->question});
    default:
        return NULL;
    }
}

const struct fill_thing *fill_enter_set(struct fill *fill, size_t i) {
    bool entered = i < fill->row_count;
    fill->set = entered ? fill->rows[i].set : NULL;
    fill->key = entered ? fill->rows[i].key : NULL;
    fill->grade = entered ? fill->rows[i].grade : NULL;
    if (!entered)
        return NULL;
    fill_evaluate(fill);
    return fill_thing(fill, (struct fill_thing){.kind = THING_SET, .name = "sets"});
}

/* Whether what is asked for belongs to a set and none is at hand; then that is the refusal. */
static bool lacks_set(struct fill *fill) {
    if (fill->set)
        return false;
    fill->refusal = "this belongs to one set, and the document is for the class: put it between {{#sets}} and "
                    "{{/sets}}";
    return true;
}

static const char *const root_words[] = {"parameters", "constants", "equations", "person",    "fingerprint",
                                         "lab",        "text",      "question",  "questions", "key",
                                         "sets",       "grade",     "class",     NULL};

static const struct fill_thing *root_member(struct fill *fill, const char *name, size_t length) {
    static const struct pos nowhere = {0};
    const struct fill_template *template = fill->template;
    const struct quantity *quantity = fill_lookup(template, name, length);
    if (quantity)
        return lacks_set(fill) ? NULL
                               : fill_thing(fill, (struct fill_thing){.kind = THING_QUANTITY, .quantity = quantity});
    int word = fill_word(name, length, root_words);
    switch (word) {
    case 0:
    case 1:
    case 2:
        return lacks_set(fill) ? NULL : fill_quantities(fill, word, NULL);
    case 3:
        return lacks_set(fill) ? NULL : fill_thing(fill, (struct fill_thing){.kind = THING_PERSON, .name = "person"});
    case 4:
        return lacks_set(fill) ? NULL : fill_data(fill, fill->set->fingerprint, nowhere);
    case 5:
        return fill_thing(fill, (struct fill_thing){.kind = THING_LAB, .name = "lab"});
    case 6:
        return fill_thing(fill, (struct fill_thing){.kind = THING_TEXTS, .name = "text"});
    case 7:
        return fill_thing(fill, (struct fill_thing){.kind = THING_QUESTION_TABLE, .name = "question"});
    case 8:
        return fill_thing(fill, (struct fill_thing){.kind = THING_QUESTIONS, .name = "questions"});
    case 9:
        return lacks_set(fill)
                   ? NULL
                   : fill_thing(fill, (struct fill_thing){.kind = THING_KEY, .hidden = true, .name = "key"});
    case 10:
        return fill->rows && !fill->figures ? fill_thing(fill, (struct fill_thing){.kind = THING_SETS, .name = "sets"})
                                            : NULL;
    case 11:
        return lacks_grade(fill, fill->grade)
                   ? NULL
                   : fill_thing(fill, (struct fill_thing){.kind = THING_GRADE, .hidden = true, .name = "grade"});
    case 12:
        return lacks_grade(fill, fill->figures) ? NULL : fill_class_figures(fill);
    default:
        for (int i = 0; i < template->lab->model->count; i++) {
            const char *group = template->lab->model->quantities[i]->file_group;
            if (group && same(name, length, group))
                return lacks_set(fill)
                           ? NULL
                           : fill_thing(fill, (struct fill_thing){.kind = THING_GROUP, .group = group, .name = group});
        }
        return NULL;
    }
}

const void *fill_member(void *caller, const void *value, const char *name, size_t length) {
    struct fill *fill = caller;
    if (value == fill_root)
        return root_member(fill, name, length);
    const struct fill_thing *thing = value;
    int word;
    switch (thing->kind) {
    case THING_QUANTITY:
        return fill_quantity_member(fill, thing, name, length);
    case THING_GROUP:
        word = fill_word(name, length, fill_list_words);
        return word < 0 ? NULL : fill_quantities(fill, word, thing->group);
    case THING_PERSON:
        return person_member(fill, name, length);
    case THING_LAB:
        return lab_member(fill, name, length);
    case THING_TEXTS:
    case THING_PASSAGE: /* within an option `text` is its text, and text.NAME still the lab's */
        return text_member(fill, name, length);
    case THING_QUESTION_TABLE:
        return question_named(fill, THING_QUESTION, name, length);
    case THING_QUESTION:
        if ((same(name, length, "options") || same(name, length, "unfit") || same(name, length, "key") ||
             same(name, length, "quantity")) &&
            lacks_set(fill))
            return NULL;
        return question_member(fill, thing, name, length);
    case THING_OPTION:
        return option_member(fill, thing, name, length);
    case THING_KEY:
        return question_named(fill, THING_ENTRY, name, length);
    case THING_ENTRY:
        return entry_member(fill, thing, name, length);
    case THING_GRADE:
        return fill_grade_member(fill, name, length);
    case THING_FIGURES:
        return fill_figures_member(fill, thing, name, length);
    case THING_ANSWER:
        return fill_answer_member(fill, thing, name, length);
    default:
        return NULL;
    }
}

const char *fill_nearest(const struct fill_template *template, const char *name) {
    static const char *const *const tables[] = {root_words,       fill_quantity_words, fill_list_words, person_words,
                                                lab_words,        question_words,      option_words,    entry_words,
                                                fill_grade_words, fill_answer_words};
    const struct lab *lab = template->lab;
    size_t count = 0, most = (size_t)(lab->model->count + lab->question_count + lab->text_count) + 256;
    const char **candidates = arena_array(template->arena, most, sizeof *candidates);
    for (int i = 0; i < lab->model->count; i++)
        candidates[count++] = template->names[i]->name;
    for (int i = 0; i < lab->question_count; i++)
        candidates[count++] = lab->questions[i].name;
    for (int i = 0; i < lab->text_count; i++)
        candidates[count++] = lab->texts[i].name;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        for (size_t j = 0; tables[i][j]; j++)
            candidates[count++] = tables[i][j];
    for (int kind = FIGURES_CLASS; kind <= FIGURES_REVIEW; kind++)
        for (size_t j = 0; fill_figures_words[kind][j]; j++)
            candidates[count++] = fill_figures_words[kind][j];
    for (size_t i = 0; i < count; i++)
        if (strcmp(candidates[i], name) == 0)
            return NULL; /* known, but not here */
    return name_nearest(name, candidates, count);
}
