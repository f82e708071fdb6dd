/* What a grader accepts of a numeric question, and what known wrong answers earn: members of a question, for
 * instructors. They are the values that grading itself compares with (key/key.h). */
#include "fill/items.h"

#include "key/key.h"

#include <math.h>
#include <stddef.h>

static const struct lab_question *question_of(const struct fill *fill, const struct fill_item *item) {
    return &fill->template->lab->questions[item->question];
}

/* The values of the row's set. */
static struct key_accepted_values *values_of(struct fill *fill, const struct fill_row *row) {
    struct fill_template *template = fill->template;
    if (!template->accepted)
        template->accepted = key_accepted_new(template->arena, template->lab);
    if (fill->accepted_of != row)
        key_accepted_begin(template->accepted, row->set->values);
    fill->accepted_of = row;
    return template->accepted;
}

/* Two significant digits more than the tolerance has; all if it is 0. */
static struct number_format format_of(const struct lab_question *question) {
    enum { LEAST = 4, MOST = 15 };
    const double digits = question->tolerance > 0 ? 2 + ceil(log10(0.5 / question->tolerance) - 1e-9) : MOST;
    const enum number_style style = question->quantity->format.style;
    return (struct number_format){.style = style == NUMBER_DATA ? NUMBER_PLAIN : style,
                                  .decimals = DECIMALS_AUTO,
                                  .significant = (int)fmin(fmax(digits, LEAST), MOST)};
}

static struct fill_item number(const struct lab_question *question, double value) {
    struct fill_item item = {.kind = ITEM_NUMBER, .number = value};
    if (question->kind == QUESTION_NUMERIC) {
        item.format = format_of(question);
        item.unit_word = question->quantity->shown;
    }
    return item;
}

/* A bound as it prints, rounded inward, so that what is printed is accepted; `inward` is 1 or -1. */
static double printed_bound(double bound, struct number_format format, int inward) {
    const double unit = 2 * number_half_unit(bound, format), printed = number_as_printed(bound, format);
    return inward * printed < inward * bound ? number_round_significant(printed + inward * unit, 15) : printed;
}

/* An end of the range around the key: 0 the lower, 1 the upper. NaN if the key is no number. */
static double exact_end(const struct fill_of *of, int end) {
    const struct lab_question *question = question_of(of->fill, of->item);
    const struct key_entry *entry = &of->row->key->entries[of->item->question];
    if (question->kind != QUESTION_NUMERIC || entry->state != KEY_FIT)
        return NAN;
    const struct key_accepted accepted = key_accepted_ranges(values_of(of->fill, of->row), of->item->question);
    for (int i = 0; i < accepted.count && question->tolerance > 0; i++)
        if (entry->number >= accepted.ranges[i].from && entry->number <= accepted.ranges[i].to)
            return end ? accepted.ranges[i].to : accepted.ranges[i].from;
    return entry->number;
}

/* An end as it prints by itself. */
static struct fill_item end_of(const struct fill_of *of, int end) {
    const struct lab_question *question = question_of(of->fill, of->item);
    struct fill_item shown = number(question, exact_end(of, end));
    shown.exact = true;
    if (isfinite(shown.number) && question->tolerance > 0)
        shown.number = printed_bound(shown.number, shown.format, end ? -1 : 1);
    return shown;
}

/* Both ends have as many decimals, and are as far out as these let them be. */
static struct fill_item *bound(const struct fill_of *of) {
    const int end = of->word->which;
    struct fill_item shown = end_of(of, end);
    const double other = end_of(of, !end).number;
    if (isfinite(shown.number) && shown.number != other) {
        shown.format = number_format_beside(shown.number, shown.format, other);
        shown.number = printed_bound(exact_end(of, end), shown.format, end ? -1 : 1);
    }
    return fill_item(of->fill, shown);
}

/* Whether more than one number is accepted around the key. */
static struct fill_item *has_range(const struct fill_of *of) {
    return fill_flag(of->fill, end_of(of, 0).number < end_of(of, 1).number);
}

/* Whether a known wrong method gives a wrong answer for this set. A check shows all of them. */
static bool is_mistaken(struct fill *fill, const struct fill_row *row, int q, int m) {
    struct key_accepted_values *values = values_of(fill, row);
    const struct key_accepted accepted = key_accepted_ranges(values, q);
    const double value = key_accepted_mistake(values, q, m);
    return fill->branches == BRANCHES_ALL || (isfinite(value) && value != 0 && !key_accepted_has(&accepted, value));
}

/* Whether the answer to a question can follow from the person's own answer to another. */
static bool follows_from(struct fill *fill, const struct fill_row *row, int q, int part) {
    const struct key_accepted_values *values = values_of(fill, row);
    const struct lab_question *question = &fill->template->lab->questions[q];
    bool uses = false;
    for (int way = 0; question->kind == QUESTION_NUMERIC && way < key_accepted_ways(values, q); way++)
        uses = uses || (question->follow_through > 0 && key_accepted_uses(values, q, way, part));
    return uses;
}

struct fill_item *fill_accepted_item(struct fill *fill, const struct fill_item *list, size_t i) {
    const struct lab *lab = fill->template->lab;
    const int q = list->question;
    for (int m = 0; list->kind == ITEM_MISTAKES && m < lab->questions[q].mistake_count; m++)
        if (is_mistaken(fill, list->row, q, m) && i-- == 0)
            return fill_item(fill, (struct fill_item){.kind = ITEM_MISTAKE, .question = q, .option = m});
    for (int part = 0; list->kind == ITEM_FOLLOWED && part < lab->question_count; part++)
        if (follows_from(fill, list->row, q, part) && i-- == 0)
            return fill_item(fill, (struct fill_item){.kind = ITEM_QUESTION, .question = part});
    if (list->kind == ITEM_WORKING && i < (size_t)lab->questions[q].working_count)
        return fill_item(fill, (struct fill_item){.kind = ITEM_QUANTITY, .quantity = lab->questions[q].working[i]});
    return NULL;
}

static struct fill_item *list(const struct fill_of *of) {
    return fill_item(of->fill,
                     (struct fill_item){.kind = (enum fill_item_kind)of->word->which, .question = of->item->question});
}

static struct fill_item *follow_marks(const struct fill_of *of) {
    const struct lab_question *question = question_of(of->fill, of->item);
    bool follows = false;
    for (int part = 0; part < of->fill->template->lab->question_count && !follows; part++)
        follows = follows_from(of->fill, of->row, of->item->question, part);
    return fill_number(of->fill, follows ? question->follow_through * question->marks : NAN, fill_plain);
}

const struct fill_vocabulary fill_of_accepted = {
    "a question", NULL,
    (const struct fill_word[]){{"accept_from", .needs = NEEDS_SET, .get = bound, .which = 0},
                               {"accept_to", .needs = NEEDS_SET, .get = bound, .which = 1},
                               {"accept_range", .needs = NEEDS_SET, .get = has_range},
                               {"mistakes", .needs = NEEDS_SET, .get = list, .which = ITEM_MISTAKES},
                               {"followed", .needs = NEEDS_SET, .get = list, .which = ITEM_FOLLOWED},
                               {"working", .needs = NEEDS_SET, .get = list, .which = ITEM_WORKING},
                               {"follow_marks", .needs = NEEDS_SET, .get = follow_marks},
                               {NULL}},
    false};

static const void *about_mistake(const struct fill_of *of) {
    return &question_of(of->fill, of->item)->mistakes[of->item->option];
}

/* With a tolerance of 0 whole numbers have all their digits. Other values are wrong by that alone, and two decimals
 * tell them from whole ones. */
static struct fill_item *mistaken_value(const struct fill_of *of) {
    enum { LEAST = 4, DECIMALS = 2 };
    const struct lab_question *question = question_of(of->fill, of->item);
    const double value = key_accepted_mistake(values_of(of->fill, of->row), of->item->question, of->item->option);
    struct fill_item item = number(question, value);
    if (question->tolerance == 0 && isfinite(value) && value != round(value)) {
        const double digits = DECIMALS + 1 + floor(log10(fabs(value)));
        item.format.significant = (int)fmin(fmax(digits, LEAST), item.format.significant);
    }
    return fill_item(of->fill, item);
}

/* Its name, in words. */
static struct fill_item *mistake_label(const struct fill_of *of) {
    return fill_prose(of->fill, question_of(of->fill, of->item)->mistakes[of->item->option].label);
}

/* Whether one stands before it in the list. */
static struct fill_item *is_further(const struct fill_of *of) {
    bool further = false;
    for (int m = 0; m < of->item->option && !further; m++)
        further = is_mistaken(of->fill, of->row, of->item->question, m);
    return fill_flag(of->fill, further);
}

/* A known wrong method earns nothing. */
static struct fill_item *no_marks(const struct fill_of *of) {
    return fill_number(of->fill, 0, fill_plain);
}

const struct fill_vocabulary fill_of_mistake = {
    "a known mistake", about_mistake,
    (const struct fill_word[]){{"name", .field = FIELD_NAME, .offset = offsetof(struct lab_mistake, name)},
                               {"label", .get = mistake_label},
                               {"further", .get = is_further},
                               {"value", .get = mistaken_value},
                               {"feedback", .field = FIELD_PASSAGE, .offset = offsetof(struct lab_mistake, feedback)},
                               {"marks", .get = no_marks},
                               {NULL}},
    false};
