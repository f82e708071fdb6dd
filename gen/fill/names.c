#include "fill/items.h"

#include "grade/grade.h"
#include "key/key.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

static struct fill_item *person_member(struct fill *fill, const struct parameter_set *set, const char *name,
                                       size_t length) {
    switch (fill_find_word(name, length, fill_person_words)) {
    case 0:
        return fill_data(fill, set->name, set->name_pos);
    case 1:
        return fill_data(fill, set->id, set->pos);
    case 2:
        return fill_data(fill, set->scenario, set->pos);
    default:
        for (int i = 0; i < set->person_count; i++)
            if (fill_same_name(name, length, set->person[i].name))
                return fill_data(fill, set->person[i].text, set->person[i].pos);
        /* Within {{#person}} a quantity is still that quantity. */
        if (fill_lookup_quantity(fill->template, name, length))
            return NULL;
        /* A file need not have the column; then its section is skipped. But a misspelt name is an error. */
        for (int i = 0; i < set->person_count; i++) {
            const char *asked = arena_strndup(fill->arena, name, length);
            if (name_nearest(asked, &set->person[i].name, 1))
                return fill_refuse(fill,
                                   arena_printf(fill->arena, "no column is called '%s'; did you mean 'person.%s'?",
                                                asked, set->person[i].name));
        }
        return fill_data(fill, NULL, (struct pos){0});
    }
}

static struct fill_item *lab_member(struct fill *fill, const char *name, size_t length) {
    const struct lab *lab = fill->template->lab;
    const int word = fill_find_word(name, length, fill_lab_words), counts = 3;
    const char *texts[] = {lab->title, lab->name, lab->course};
    if (word < counts)
        return word < 0 ? NULL : fill_data(fill, texts[word], (struct pos){0});
    double minutes = 0;
    for (int i = 0; i < LAB_TASKS; i++)
        minutes += lab->minutes[i] * lab_count_tasks(lab, (enum lab_task)i);
    const double number = word == counts + LAB_TASKS ? minutes : lab_count_tasks(lab, (enum lab_task)(word - counts));
    return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER,
                                              .name = fill_lab_words[word],
                                              .number = number > 0 ? number : NAN,
                                              .format = {.style = NUMBER_PLAIN, .decimals = 0}});
}

static struct fill_item *text_member(struct fill *fill, const char *name, size_t length) {
    const struct lab *lab = fill->template->lab;
    for (int i = 0; i < lab->text_count; i++)
        if (fill_same_name(name, length, lab->texts[i].name))
            return fill_item(
                fill,
                (struct fill_item){.kind = ITEM_PASSAGE, .passage = &lab->texts[i].text, .name = lab->texts[i].name});
    return NULL;
}

static struct fill_item *question_named(struct fill *fill, enum fill_item_kind kind, const char *name, size_t length) {
    const struct lab *lab = fill->template->lab;
    for (int i = 0; i < lab->question_count; i++)
        if (fill_same_name(name, length, lab->questions[i].name))
            return fill_item(
                fill, (struct fill_item){
                          .kind = kind, .question = i, .hidden = kind == ITEM_ENTRY, .name = lab->questions[i].name});
    return NULL;
}

static struct fill_item *passage(struct fill *fill, const struct lab_text *text, bool hidden, const char *name) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_PASSAGE, .passage = text, .hidden = hidden, .name = name});
}

/* In place of what needs a grade or a set, and there is none. */
static struct fill_item *lacks_grade(struct fill *fill) {
    return fill_refuse(fill,
                       "this is known only after grading: use it in a document that the lab lists under `graded`");
}

static struct fill_item *lacks_set(struct fill *fill) {
    return fill_refuse(fill, "this belongs to one set, and the document is for the class: put it between {{#sets}} and "
                             "{{/sets}}");
}

static struct fill_item *question_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                         const char *name, size_t length) {
    static const struct pos nowhere = {0};
    const struct lab_question *question = &fill->template->lab->questions[item->question];
    const struct number_format plain = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};
    switch (fill_find_word(name, length, fill_question_words)) {
    case 0:
        return fill_lab_text(fill, question->name);
    case 1:
        return fill_data(fill, question->title, nowhere);
    case 2:
        return passage(fill, &question->prompt, false, "prompt");
    case 3:
        return fill_item(fill, (struct fill_item){.kind = ITEM_OPTIONS, .question = item->question, .name = "options"});
    case 4:
        return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER, .number = question->marks, .format = plain});
    case 5:
        return fill_data(fill, question->shown, nowhere);
    case 6:
        return fill_flag(fill, row->key->entries[item->question].state == KEY_UNFIT, false, "unfit");
    case 7:
        return fill_flag(fill, question->kind == QUESTION_NUMERIC, false, "numeric");
    case 8:
        return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER, .number = item->question + 1, .format = plain});
    case 9:
        return fill_item(
            fill, (struct fill_item){.kind = ITEM_ENTRY, .question = item->question, .hidden = true, .name = "key"});
    case 10:
        return question->quantity
                   ? fill_item(fill, (struct fill_item){.kind = ITEM_QUANTITY, .quantity = question->quantity})
                   : fill_flag(fill, false, false, "quantity");
    case 11:
        if (!row || !row->grade)
            return lacks_grade(fill);
        return fill_item(fill, (struct fill_item){
                                   .kind = ITEM_ANSWER, .question = item->question, .hidden = true, .name = "answer"});
    case 12: /* no value if all digits are asked for, so that its section is skipped */
        return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER,
                                                  .name = "digits",
                                                  .number = question->digits ? question->digits : NAN,
                                                  .format = plain});
    default:
        return NULL;
    }
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

/* A prediction as the sheet prints it; `end`: 0 from, 1 to. */
static struct fill_item *stated(struct fill *fill, const struct key_entry *entry, int option, int end) {
    const struct lab_question *question = entry->question;
    struct prediction prediction = {fill, NULL};
    if (question->options[option].predicts)
        expr_walk(question->options[option].predicts, refuse_equation, &prediction);
    if (prediction.refusal)
        return fill_refuse(fill, prediction.refusal);
    struct fill_item number = {.kind = ITEM_NUMBER, .name = "stated", .number = NAN, .exact = true};
    if (!question->options[option].predicts)
        number.lacks = arena_printf(fill->arena,
                                    "option %s of question '%s' predicts nothing that could be stated; "
                                    "give it `predicts`, or print the number itself",
                                    question->options[option].letter, question->name);
    if (entry->stated) {
        const struct key_stated *printed = &entry->stated[option];
        number.number = end ? printed->to : printed->from;
        number.format = (struct number_format){.style = NUMBER_PLAIN, .decimals = printed->decimals};
        number.unit_word = question->quantity->shown;
    }
    return fill_item(fill, number);
}

/* The actual value over what an option predicted; NaN if the question predicts nothing. */
static double option_ratio(const struct fill_row *row, const struct lab_question *question, double predicted) {
    return question->kind == QUESTION_CHOICE && question->quantity
               ? row->set->values[question->quantity->index] / predicted
               : NAN;
}

static struct fill_item *option_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                       const char *name, size_t length) {
    const struct lab_question *question = &fill->template->lab->questions[item->question];
    const struct lab_option *option = &question->options[item->option];
    const struct key_entry *entry = &row->key->entries[item->question];
    const double ratio = option_ratio(row, question, entry->predicted[item->option]);
    switch (fill_find_word(name, length, fill_option_words)) {
    case 0:
        return fill_data(fill, key_entry_letter(entry, item->option), (struct pos){0});
    case 1:
        return passage(fill, &option->text, false, "text");
    case 2:
        return fill_flag(fill, entry->right == item->option, true, "right");
    case 3:
        return passage(fill, &option->feedback, true, "feedback");
    case 4:
        return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER,
                                                  .hidden = true,
                                                  .name = "predicted",
                                                  .number = entry->predicted[item->option],
                                                  .format = question->quantity ? question->quantity->format
                                                                               : (struct number_format){0},
                                                  .unit_word = question->quantity ? question->quantity->shown : NULL});
    case 5:
        return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER,
                                                  .hidden = true,
                                                  .name = "ratio",
                                                  .number = ratio,
                                                  .format = {.style = NUMBER_PLAIN, .decimals = 2}});
    case 6:
        return fill_flag(fill, ratio < 0.5 && !program_values_tie(ratio, 0.5, CLAIM_TOLERANCE), true, "far_below");
    case 7:
        return fill_flag(fill, ratio > 2 && !program_values_tie(ratio, 2, CLAIM_TOLERANCE), true, "far_above");
    case 8:
        return fill_flag(fill, ratio < 1 && !program_values_tie(ratio, 1, CLAIM_TOLERANCE), true, "below");
    case 9:
        return fill_flag(fill, ratio > 1 && !program_values_tie(ratio, 1, CLAIM_TOLERANCE), true, "above");
    case 10:
        return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER,
                                                  .hidden = true,
                                                  .name = "difference",
                                                  .number = fabs(1 - ratio),
                                                  .format = {.style = NUMBER_PERCENT, .decimals = 0}});
    case 11:
    case 12:
        return stated(fill, entry, item->option, 0);
    case 13:
        return stated(fill, entry, item->option, 1);
    default:
        return NULL;
    }
}

static struct fill_item *entry_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                      const char *name, size_t length) {
    const struct key_entry *entry = &row->key->entries[item->question];
    const struct lab_question *question = entry->question;
    int right = entry->right;
    if (right < 0 && fill->branches == BRANCHES_ALL && question->option_count)
        right = 0; /* a check fills the section although this set has no right option */
    struct fill_item number = {.kind = ITEM_NUMBER, .hidden = true, .name = "number", .number = NAN};
    struct fill_item text = {.kind = ITEM_DATA, .hidden = true, .name = "letter"};
    switch (fill_find_word(name, length, fill_entry_words)) {
    case 0:
        return fill_flag(fill, entry->state == KEY_FIT, true, "fit");
    case 1:
        return fill_flag(fill, entry->state == KEY_UNFIT, true, "unfit");
    case 2:
        text.text = right >= 0 ? key_entry_letter(entry, right) : NULL;
        return fill_item(fill, text);
    case 3:
        if (question->kind == QUESTION_NUMERIC && entry->state != KEY_ABSENT)
            return fill_item(fill, (struct fill_item){.kind = ITEM_QUANTITY, .quantity = question->quantity});
        return fill_item(fill, number);
    case 4:
        text.text = key_reason_text(fill->arena, entry, words_language_lookup(fill->template->front.language),
                                    fill->template->front.locale);
        return fill_item(fill, text);
    case 5:
        return fill_flag(fill, entry->state == KEY_ABSENT, true, "absent");
    case 6:
        return passage(fill, &question->absent_text, true, "absent_text");
    case 7:
        if (right < 0)
            return fill_flag(fill, false, true, "option");
        return fill_item(
            fill,
            (struct fill_item){
                .kind = ITEM_OPTION, .question = item->question, .option = right, .hidden = true, .name = "option"});
    case 8:
        return fill_item(fill, (struct fill_item){.kind = ITEM_QUESTION, .question = item->question});
    default:
        return NULL;
    }
}

static struct fill_item *root_member(struct fill *fill, const struct fill_row *row, const char *name, size_t length) {
    const struct fill_template *template = fill->template;
    const struct quantity *quantity = fill_lookup_quantity(template, name, length);
    if (quantity)
        return row ? fill_item(fill, (struct fill_item){.kind = ITEM_QUANTITY, .quantity = quantity}) : lacks_set(fill);
    int word = fill_find_word(name, length, fill_root_words);
    switch (word) {
    case 0:
    case 1:
    case 2:
        return row ? fill_quantity_list(fill, word, NULL) : lacks_set(fill);
    case 3:
        return row ? fill_item(fill, (struct fill_item){.kind = ITEM_PERSON, .name = "person"}) : lacks_set(fill);
    case 4:
        return row ? fill_data(fill, row->set->fingerprint, (struct pos){0}) : lacks_set(fill);
    case 5:
        return fill_item(fill, (struct fill_item){.kind = ITEM_LAB, .name = "lab"});
    case 6:
        return fill_item(fill, (struct fill_item){.kind = ITEM_TEXTS, .name = "text"});
    case 7:
        return fill_item(fill, (struct fill_item){.kind = ITEM_QUESTION_TABLE, .name = "question"});
    case 8:
        return fill_item(fill, (struct fill_item){.kind = ITEM_QUESTIONS, .name = "questions"});
    case 9:
        return row ? fill_item(fill, (struct fill_item){.kind = ITEM_KEY, .hidden = true, .name = "key"})
                   : lacks_set(fill);
    case 10:
        return fill->row || fill->figures ? NULL
                                          : fill_item(fill, (struct fill_item){.kind = ITEM_SETS, .name = "sets"});
    case 11:
        return row && row->grade
                   ? fill_item(fill, (struct fill_item){.kind = ITEM_GRADE, .hidden = true, .name = "grade"})
                   : lacks_grade(fill);
    case 12:
        return fill->figures ? fill_class_figures(fill) : lacks_grade(fill);
    case 13:
        return fill_item(fill, (struct fill_item){.kind = ITEM_TOGETHER, .name = "together"});
    default:
        for (int i = 0; i < template->lab->model->count; i++) {
            const char *group = template->lab->model->quantities[i]->file_group;
            if (group && fill_same_name(name, length, group))
                return row ? fill_item(fill, (struct fill_item){.kind = ITEM_GROUP, .group = group, .name = group})
                           : lacks_set(fill);
        }
        return NULL;
    }
}

/* The member of an item, for a row (NULL: for the class outside {{#sets}}). */
static struct fill_item *item_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                     const char *name, size_t length) {
    const struct fill_item *around = fill->around;
    struct fill_item *found = NULL;
    int word;
    switch (item->kind) {
    case ITEM_ROOT:
        if (around && around->kind == ITEM_OPTION)
            found = option_member(fill, row, around, name, length);
        if (around && !found)
            found = question_member(fill, row, around, name, length);
        return found ? found : root_member(fill, row, name, length);
    case ITEM_REFUSED:
        return fill_refuse(fill, item->text);
    case ITEM_QUANTITY:
        return fill_quantity_member(fill, row, item, name, length);
    case ITEM_GROUP:
        word = fill_find_word(name, length, fill_list_words);
        return word < 0 ? NULL : fill_quantity_list(fill, word, item->group);
    case ITEM_PERSON:
        return person_member(fill, row->set, name, length);
    case ITEM_LAB:
        return lab_member(fill, name, length);
    case ITEM_TEXTS:
    case ITEM_PASSAGE: /* within an option, `text` is its text, but text.NAME is the lab's */
        return text_member(fill, name, length);
    case ITEM_QUESTION_TABLE:
        return question_named(fill, ITEM_QUESTION, name, length);
    case ITEM_QUESTION:
        found = fill_find_word(name, length, fill_accepted_words) < 0 ? NULL
                : row ? fill_accepted_member(fill, row, item, name, length)
                      : lacks_set(fill);
        if (found)
            return found;
        if (!row && (fill_same_name(name, length, "options") || fill_same_name(name, length, "unfit") ||
                     fill_same_name(name, length, "key") || fill_same_name(name, length, "quantity")))
            return lacks_set(fill);
        return question_member(fill, row, item, name, length);
    case ITEM_MISTAKE:
        return fill_mistake_member(fill, row, item, name, length);
    case ITEM_OPTION:
        return option_member(fill, row, item, name, length);
    case ITEM_KEY:
        return question_named(fill, ITEM_ENTRY, name, length);
    case ITEM_ENTRY:
        return entry_member(fill, row, item, name, length);
    case ITEM_GRADE:
        return fill_grade_member(fill, row, name, length);
    case ITEM_FIGURES:
        return fill_figures_member(fill, item, name, length);
    case ITEM_ANSWER:
        return fill_answer_member(fill, row, item, name, length);
    default:
        return NULL;
    }
}

const void *fill_member(void *caller, const void *inner, const void *value, const char *name, size_t length) {
    struct fill *fill = caller;
    const struct fill_item *item = value;
    const struct fill_row *row = ((const struct fill_item *)inner)->row;
    struct fill_item *member = item_member(fill, row, item, name, length);
    if (!member && item->rooted)
        member = root_member(fill, row, name, length);
    if (member)
        member->row = row;
    return member;
}
