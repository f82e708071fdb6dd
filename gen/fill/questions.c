/* The members of a question, of its options and of its key. */
#include "fill/items.h"

#include "key/key.h"
#include "words/words.h"

#include <math.h>
#include <stddef.h>

static const struct lab_question *question_of(const struct fill_of *of) {
    return &of->fill->template->lab->questions[of->item->question];
}

static const void *about_question(const struct fill_of *of) {
    return question_of(of);
}

static const struct key_entry *entry_of(const struct fill_of *of) {
    return &of->row->key->entries[of->item->question];
}

/* What belongs to the same question, and is an item of a kind and nothing else. */
static struct fill_item *of_question(const struct fill_of *of) {
    return fill_item(of->fill,
                     (struct fill_item){.kind = (enum fill_item_kind)of->word->which, .question = of->item->question});
}

static struct fill_item *has_state(const struct fill_of *of) {
    return fill_flag(of->fill, (int)entry_of(of)->state == of->word->which);
}

static struct fill_item *is_numeric(const struct fill_of *of) {
    return fill_flag(of->fill, question_of(of)->kind == QUESTION_NUMERIC);
}

static struct fill_item *is_by_hand(const struct fill_of *of) {
    return fill_flag(of->fill, lab_marked_by_hand(question_of(of)));
}

static struct fill_item *is_prediction(const struct fill_of *of) {
    return fill_flag(of->fill, !question_of(of)->scored);
}

static struct fill_item *number_of(const struct fill_of *of) {
    return fill_number(of->fill, of->item->question + 1, fill_plain);
}

static struct fill_item *quantity_of(const struct fill_of *of) {
    const struct quantity *quantity = question_of(of)->quantity;
    return quantity ? fill_item(of->fill, (struct fill_item){.kind = ITEM_QUANTITY, .quantity = quantity})
                    : fill_flag(of->fill, false);
}

/* No value if all digits are asked for, so that its section is skipped. */
static struct fill_item *digits(const struct fill_of *of) {
    int count = question_of(of)->digits;
    return fill_number(of->fill, count ? count : NAN, fill_plain);
}

/* The lines of a text to write on, and the chart of a drawing. Other questions never have any, and a check of the
 * template does not look into their sections. */
enum { LINES, CHART };
static struct fill_item *place_of_answer(const struct fill_of *of) {
    const struct lab_question *question = question_of(of);
    const bool lines = of->word->which == LINES;
    const char *place = lines ? question->lines : question->chart ? question->chart->chart.name : NULL;
    if (place)
        return fill_lab_text(of->fill, place);
    return fill_item(of->fill, (struct fill_item){.kind = ITEM_NUMBER,
                                                  .lacks = lines ? "only a text (kind: text) has lines to write on"
                                                                 : "only a drawing (kind: drawing) has a chart"});
}

#define QUESTION(type, member) .field = type, .offset = offsetof(struct lab_question, member), .format = FILL_PLAIN
const struct fill_vocabulary fill_of_question = {
    "a question", about_question,
    (const struct fill_word[]){
        {"name", .students = true, QUESTION(FIELD_NAME, name)},
        {"title", .students = true, QUESTION(FIELD_TEXT, title)},
        {"prompt", .students = true, QUESTION(FIELD_PASSAGE, prompt)},
        {"options", .students = true, .needs = NEEDS_SET, .get = of_question, .which = ITEM_OPTIONS},
        {"marks", .students = true, QUESTION(FIELD_NUMBER, marks)},
        {"shown", .students = true, QUESTION(FIELD_TEXT, shown)},
        {"unfit", .students = true, .needs = NEEDS_SET, .get = has_state, .which = KEY_UNFIT},
        {"numeric", .students = true, .get = is_numeric},
        {"by_hand", .students = true, .get = is_by_hand},
        {"prediction", .students = true, .get = is_prediction},
        {"number", .students = true, .get = number_of},
        {"key", .needs = NEEDS_SET, .get = of_question, .which = ITEM_ENTRY},
        {"quantity", .students = true, .needs = NEEDS_SET, .get = quantity_of},
        {"answer", .needs = NEEDS_GRADE, .get = of_question, .which = ITEM_ANSWER},
        {"digits", .students = true, .get = digits},
        {"lines", .students = true, .get = place_of_answer, .which = LINES},
        {"chart", .students = true, .get = place_of_answer, .which = CHART},
        {"rubric", .get = of_question, .which = ITEM_RUBRIC},
        {"model_answer", QUESTION(FIELD_PASSAGE, model_answer)},
        {NULL}},
    false};

static const struct lab_option *option_of(const struct fill_of *of) {
    return &question_of(of)->options[of->item->option];
}

static const void *about_option(const struct fill_of *of) {
    return option_of(of);
}

static struct fill_item *letter(const struct fill_of *of) {
    struct fill_item *item = fill_data(of->fill, key_entry_letter(entry_of(of), of->item->option), NOWHERE);
    item->letter_of = question_of(of)->name;
    return item;
}

static struct fill_item *is_right(const struct fill_of *of) {
    return fill_flag(of->fill, entry_of(of)->right == of->item->option);
}

static struct fill_item *predicted(const struct fill_of *of) {
    const struct quantity *quantity = question_of(of)->quantity;
    struct fill_item *item = fill_number(of->fill, entry_of(of)->predicted[of->item->option],
                                         quantity ? quantity->format : (struct number_format){0});
    item->unit_word = quantity ? quantity->shown : NULL;
    return item;
}

/* The actual value over what the option predicts; NaN if the question predicts nothing. */
static double ratio_of(const struct fill_of *of) {
    const struct lab_question *question = question_of(of);
    return question->kind == QUESTION_CHOICE && question->quantity
               ? of->row->set->values[question->quantity->index] / entry_of(of)->predicted[of->item->option]
               : NAN;
}

static struct fill_item *ratio(const struct fill_of *of) {
    return fill_number(of->fill, ratio_of(of), (struct number_format){.style = NUMBER_PLAIN, .decimals = 2});
}

static struct fill_item *difference(const struct fill_of *of) {
    return fill_number(of->fill, fabs(1 - ratio_of(of)),
                       (struct number_format){.style = NUMBER_PERCENT, .decimals = 0});
}

enum { FAR_BELOW, BELOW, ABOVE, FAR_ABOVE };
static struct fill_item *is_beyond(const struct fill_of *of) {
    static const double bounds[] = {[FAR_BELOW] = 0.5, [BELOW] = 1, [ABOVE] = 1, [FAR_ABOVE] = 2};
    const double actual = ratio_of(of), bound = bounds[of->word->which];
    return fill_flag(of->fill, (of->word->which < ABOVE ? actual < bound : actual > bound) &&
                                   !program_values_tie(actual, bound, CLAIM_TOLERANCE));
}

/* Why readers may not see what an option predicts: it is computed from an equation that they may not see. */
struct prediction {
    const struct fill *fill;
    const char *refusal;
};

static void refuse_equation(const struct expr *expr, void *context) {
    struct prediction *prediction = context;
    if (expr->op == EXPR_NAME && expr->quantity->kind == QUANTITY_EQUATION && !prediction->refusal)
        prediction->refusal = fill_quantity_refusal(prediction->fill, expr->quantity);
}

/* A prediction as the sheet prints it, from one end of its range or to the other. */
enum { FROM, TO };
static struct fill_item *stated(const struct fill_of *of) {
    const struct lab_question *question = question_of(of);
    const struct lab_option *option = option_of(of);
    const struct key_entry *entry = entry_of(of);
    struct prediction prediction = {of->fill, NULL};
    if (option->predicts)
        expr_walk(option->predicts, refuse_equation, &prediction);
    if (prediction.refusal)
        return fill_refuse(of->fill, prediction.refusal);
    struct fill_item *number = fill_number(of->fill, NAN, (struct number_format){0});
    number->exact = true;
    if (!option->predicts)
        number->lacks = arena_printf(of->fill->arena,
                                     "option %s of question '%s' predicts nothing that could be stated; "
                                     "give it `predicts`, or print the number itself",
                                     option->letter, question->name);
    if (entry->stated) {
        const struct key_stated *printed = &entry->stated[of->item->option];
        number->number = of->word->which == TO ? printed->to : printed->from;
        number->format = (struct number_format){.style = NUMBER_PLAIN, .decimals = printed->decimals};
        number->unit_word = question->quantity->shown;
    }
    return number;
}

#define OPTION(member) .field = FIELD_PASSAGE, .offset = offsetof(struct lab_option, member)
const struct fill_vocabulary fill_of_option = {
    "an option", about_option,
    (const struct fill_word[]){{"letter", .students = true, .needs = NEEDS_SET, .get = letter},
                               {"text", .students = true, OPTION(text)},
                               {"right", .needs = NEEDS_SET, .get = is_right},
                               {"feedback", OPTION(feedback)},
                               {"predicted", .needs = NEEDS_SET, .get = predicted},
                               {"ratio", .needs = NEEDS_SET, .get = ratio},
                               {"far_below", .needs = NEEDS_SET, .get = is_beyond, .which = FAR_BELOW},
                               {"far_above", .needs = NEEDS_SET, .get = is_beyond, .which = FAR_ABOVE},
                               {"below", .needs = NEEDS_SET, .get = is_beyond, .which = BELOW},
                               {"above", .needs = NEEDS_SET, .get = is_beyond, .which = ABOVE},
                               {"difference", .needs = NEEDS_SET, .get = difference},
                               {"stated", .students = true, .needs = NEEDS_SET, .get = stated, .which = FROM},
                               {"stated_from", .students = true, .needs = NEEDS_SET, .get = stated, .which = FROM},
                               {"stated_to", .students = true, .needs = NEEDS_SET, .get = stated, .which = TO},
                               {NULL}},
    false};

static const void *about_criterion(const struct fill_of *of) {
    return &question_of(of)->rubric[of->item->option];
}

/* What a person gave for it; no value if only the sum is known. */
static struct fill_item *earned(const struct fill_of *of) {
    const double *earned = of->row->grade->entries[of->item->question].earned;
    return fill_number(of->fill, earned ? earned[of->item->option] : NAN, fill_plain);
}

#define CRITERION(type, member) .field = type, .offset = offsetof(struct lab_criterion, member), .format = FILL_PLAIN
const struct fill_vocabulary fill_of_criterion = {
    "a criterion", about_criterion,
    (const struct fill_word[]){{"text", CRITERION(FIELD_PASSAGE, text)},
                               {"points", CRITERION(FIELD_NUMBER, points)},
                               {"earned", .needs = NEEDS_GRADE, .get = earned},
                               {NULL}},
    false};

/* The number of the right option; -1 if there is none. A check fills the section although a set has none. */
static int right_of(const struct fill_of *of) {
    const struct key_entry *entry = entry_of(of);
    return entry->right < 0 && of->fill->branches == BRANCHES_ALL && entry->question->option_count ? 0 : entry->right;
}

static struct fill_item *right_letter(const struct fill_of *of) {
    int right = right_of(of);
    return fill_data(of->fill, right >= 0 ? key_entry_letter(entry_of(of), right) : NULL, NOWHERE);
}

static struct fill_item *right_option(const struct fill_of *of) {
    return fill_option(of->fill, of->item->question, right_of(of));
}

static struct fill_item *right_number(const struct fill_of *of) {
    const struct key_entry *entry = entry_of(of);
    if (entry->question->kind != QUESTION_NUMERIC || entry->state == KEY_ABSENT)
        return fill_number(of->fill, NAN, (struct number_format){0});
    return fill_item(of->fill, (struct fill_item){.kind = ITEM_QUANTITY, .quantity = entry->question->quantity});
}

static struct fill_item *reason(const struct fill_of *of) {
    const struct fill_front *front = &of->fill->template->front;
    return fill_data(
        of->fill, key_reason_text(of->fill->arena, entry_of(of), words_language_lookup(front->language), front->locale),
        NOWHERE);
}

const struct fill_vocabulary fill_of_entry = {
    "a key", about_question,
    (const struct fill_word[]){{"fit", .get = has_state, .which = KEY_FIT},
                               {"unfit", .get = has_state, .which = KEY_UNFIT},
                               {"letter", .get = right_letter},
                               {"number", .get = right_number},
                               {"reason", .get = reason},
                               {"absent", .get = has_state, .which = KEY_ABSENT},
                               {"absent_text", QUESTION(FIELD_PASSAGE, absent_text)},
                               {"option", .get = right_option},
                               {"question", .get = of_question, .which = ITEM_QUESTION},
                               {NULL}},
    false};
