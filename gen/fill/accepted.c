/* What a grader accepts of a numeric question, and what known wrong answers earn: members of a question, for
 * instructors. They are the values that grading itself compares with (key/key.h). */
#include "fill/items.h"

#include "key/key.h"

#include <math.h>

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

static struct fill_item number(const struct lab_question *question, double value, const char *name) {
    struct fill_item item = {.kind = ITEM_NUMBER, .hidden = true, .name = name, .number = value};
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
static struct fill_item *bound(struct fill *fill, const struct fill_row *row, const struct fill_item *item, int end,
                               const char *name) {
    const struct lab_question *question = question_of(fill, item);
    const struct key_entry *entry = &row->key->entries[item->question];
    struct fill_item shown = number(question, NAN, name);
    shown.exact = true;
    if (question->kind != QUESTION_NUMERIC || entry->state != KEY_FIT)
        return fill_item(fill, shown);
    shown.number = entry->number;
    const struct key_accepted accepted = key_accepted_ranges(values_of(fill, row), item->question);
    for (int i = 0; i < accepted.count && question->tolerance > 0; i++)
        if (entry->number >= accepted.ranges[i].from && entry->number <= accepted.ranges[i].to)
            shown.number =
                printed_bound(end ? accepted.ranges[i].to : accepted.ranges[i].from, shown.format, end ? -1 : 1);
    return fill_item(fill, shown);
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
    return NULL;
}

struct fill_item *fill_accepted_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                       const char *name, size_t length) {
    const struct lab_question *question = question_of(fill, item);
    bool follows = false;
    switch (fill_find_word(name, length, fill_accepted_words)) {
    case 0:
        return bound(fill, row, item, 0, "accept_from");
    case 1:
        return bound(fill, row, item, 1, "accept_to");
    case 2:
        return fill_item(
            fill,
            (struct fill_item){.kind = ITEM_MISTAKES, .question = item->question, .hidden = true, .name = "mistakes"});
    case 3:
        return fill_item(
            fill,
            (struct fill_item){.kind = ITEM_FOLLOWED, .question = item->question, .hidden = true, .name = "followed"});
    case 4:
        for (int part = 0; part < fill->template->lab->question_count && !follows; part++)
            follows = follows_from(fill, row, item->question, part);
        return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER,
                                                  .hidden = true,
                                                  .name = "follow_marks",
                                                  .number = follows ? question->follow_through * question->marks : NAN,
                                                  .format = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO}});
    default:
        return NULL;
    }
}

struct fill_item *fill_mistake_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                      const char *name, size_t length) {
    const struct lab_question *question = question_of(fill, item);
    const struct lab_mistake *mistake = &question->mistakes[item->option];
    struct fill_item shown;
    switch (fill_find_word(name, length, fill_mistake_words)) {
    case 0:
        return fill_lab_text(fill, mistake->name);
    case 1:
        shown = number(question, key_accepted_mistake(values_of(fill, row), item->question, item->option), "value");
        return fill_item(fill, shown);
    case 2:
        return fill_item(fill,
                         (struct fill_item){
                             .kind = ITEM_PASSAGE, .hidden = true, .name = "feedback", .passage = &mistake->feedback});
    case 3: /* a known wrong method earns nothing */
        return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER,
                                                  .hidden = true,
                                                  .name = "marks",
                                                  .format = {.style = NUMBER_PLAIN, .decimals = 0}});
    default:
        return NULL;
    }
}
