/* What grading says, in templates: the members of a grade and of an answer. */
#include "fill/items.h"

#include "grade/grade.h"
#include "words/words.h"

#include <math.h>
#include <stddef.h>

static const void *grade_of(const struct fill_of *of) {
    return of->row->grade;
}

static const struct grade_entry *entry_of(const struct fill_of *of) {
    return &of->row->grade->entries[of->item->question];
}

static const void *about_entry(const struct fill_of *of) {
    return entry_of(of);
}

/* How many answers a person must look at; 0 counts as no value, so that its section is skipped. */
static struct fill_item *reviews(const struct fill_of *of) {
    int count = of->row->grade->reviews;
    return fill_number(of->fill, count ? count : NAN, fill_plain);
}

static struct fill_item *share(const struct fill_of *of) {
    const struct grade *grade = of->row->grade;
    return fill_number(of->fill, grade->out_of > 0 ? grade->marks / grade->out_of : NAN, fill_plain);
}

/* How many answers are wrong, blank or under review. */
static int not_right(const struct grade *grade) {
    int count = 0;
    for (int i = 0; i < grade->count; i++)
        count += grade->entries[i].verdict != VERDICT_RIGHT && grade->entries[i].verdict != VERDICT_UNFIT;
    return count;
}

static struct fill_item *all_right(const struct fill_of *of) {
    return fill_flag(of->fill, not_right(of->row->grade) == 0);
}

/* More than a page has room to go into. */
static struct fill_item *many_wrong(const struct fill_of *of) {
    enum { MANY = 6 };
    return fill_flag(of->fill, not_right(of->row->grade) > MANY);
}

static struct fill_item *reading(const struct fill_of *of) {
    const struct quantity *quantity = entry_of(of)->question->quantity;
    struct fill_item *number = fill_number(of->fill, entry_of(of)->likely, quantity ? quantity->format : fill_plain);
    number->unit_word = quantity ? quantity->shown : NULL;
    return number;
}

static struct fill_item *verdict(const struct fill_of *of) {
    const struct words_language *language = words_language_lookup(of->fill->template->front.language);
    return fill_data(of->fill, words_grade_lookup(language)->verdicts[entry_of(of)->verdict], NOWHERE);
}

/* A doubt about an answer is the program's, as a question to a person who grades; here its author reads it. */
static struct fill_item *message(const struct fill_of *of) {
    const struct grade_entry *entry = entry_of(of);
    return fill_user_text(of->fill, entry->told ? entry->told : entry->message);
}

static struct fill_item *has_verdict(const struct fill_of *of) {
    return fill_flag(of->fill, (int)entry_of(of)->verdict == of->word->which);
}

static struct fill_item *mistake(const struct fill_of *of) {
    const struct lab_mistake *matched = entry_of(of)->mistake;
    return matched ? fill_item(of->fill, (struct fill_item){.kind = ITEM_PASSAGE, .passage = &matched->feedback})
                   : fill_data(of->fill, NULL, NOWHERE);
}

static struct fill_item *chosen(const struct fill_of *of) {
    return fill_option(of->fill, of->item->question, entry_of(of)->option);
}

static struct fill_item *unscored(const struct fill_of *of) {
    return fill_flag(of->fill, !entry_of(of)->question->scored);
}

#define NUMBER(of, member) .field = FIELD_NUMBER, .offset = offsetof(struct of, member), .format = FILL_PLAIN

const struct fill_vocabulary fill_of_grade = {"a grade", grade_of,
                                              (const struct fill_word[]){{"marks", NUMBER(grade, marks)},
                                                                         {"out_of", NUMBER(grade, out_of)},
                                                                         {"review", .get = reviews},
                                                                         {"all_right", .get = all_right},
                                                                         {"many_wrong", .get = many_wrong},
                                                                         {"share", .get = share},
                                                                         {NULL}},
                                              true};

const struct fill_vocabulary fill_of_answer = {
    "an answer", about_entry,
    (const struct fill_word[]){{"written", .field = FIELD_TYPED, .offset = offsetof(struct grade_entry, written)},
                               {"reading", .get = reading},
                               {"verdict", .get = verdict},
                               {"right", .get = has_verdict, .which = VERDICT_RIGHT},
                               {"wrong", .get = has_verdict, .which = VERDICT_WRONG},
                               {"review", .get = has_verdict, .which = VERDICT_REVIEW},
                               {"blank", .get = has_verdict, .which = VERDICT_BLANK},
                               {"unfit", .get = has_verdict, .which = VERDICT_UNFIT},
                               {"partly", .get = has_verdict, .which = VERDICT_PARTLY},
                               {"marks", NUMBER(grade_entry, marks)},
                               {"out_of", NUMBER(grade_entry, out_of)},
                               {"message", .get = message},
                               {"follows", .field = FIELD_FLAG, .offset = offsetof(struct grade_entry, follows)},
                               {"mistake", .get = mistake},
                               {"option", .get = chosen},
                               {"decided", .field = FIELD_FLAG, .offset = offsetof(struct grade_entry, decided)},
                               {"unscored", .get = unscored},
                               {NULL}},
    true};
