/* What names mean: the members of items, most of them words of the template language. */
#include "fill/items.h"

#include "grade/grade.h"
#include "key/key.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

static struct fill_item *name_of_person(const struct fill_of *of) {
    return fill_data(of->fill, of->row->set->name, of->row->set->name_pos);
}

static struct fill_item *id_of_person(const struct fill_of *of) {
    return fill_data(of->fill, of->row->set->id, of->row->set->pos);
}

static struct fill_item *scenario_of_person(const struct fill_of *of) {
    return fill_data(of->fill, of->row->set->scenario, of->row->set->pos);
}

const struct fill_vocabulary fill_of_person = {
    "a person", NULL,
    (const struct fill_word[]){{"name", .students = true, .get = name_of_person},
                               {"id", .students = true, .get = id_of_person},
                               {"scenario", .students = true, .get = scenario_of_person},
                               {NULL}},
    false};

/* A column of the person's row. */
static struct fill_item *column_of_person(struct fill *fill, const struct parameter_set *set, const char *name,
                                          size_t length) {
    for (int i = 0; i < set->person_count; i++)
        if (fill_same_name(name, length, set->person[i].name))
            return fill_data(fill, set->person[i].text, set->person[i].pos);
    /* Within {{#person}} a quantity is still that quantity. */
    if (model_lookup_part(fill->template->lab->model, name, length))
        return NULL;
    /* A file need not have the column; then its section is skipped. But a misspelt name is an error. */
    for (int i = 0; i < set->person_count; i++) {
        const char *asked = arena_strndup(fill->arena, name, length);
        if (name_nearest(asked, &set->person[i].name, 1))
            return fill_refuse(fill, arena_printf(fill->arena, "no column is called '%s'; did you mean 'person.%s'?",
                                                  asked, set->person[i].name));
    }
    return fill_data(fill, NULL, NOWHERE);
}

static const void *about_lab(const struct fill_of *of) {
    return of->fill->template->lab;
}

static struct fill_item *task_count(const struct fill_of *of) {
    const int count = lab_count_tasks(of->fill->template->lab, (enum lab_task)of->word->which);
    return fill_number(of->fill, count ? count : NAN, fill_plain);
}

static struct fill_item *minutes_needed(const struct fill_of *of) {
    const struct lab *lab = of->fill->template->lab;
    double minutes = 0;
    for (int i = 0; i < LAB_TASKS; i++)
        minutes += lab->minutes[i] * lab_count_tasks(lab, (enum lab_task)i);
    const struct fill_row *row = of->row ? of->row : of->fill->row;
    if (row && row->set->accommodation.time > 0) /* whole minutes, and none less than somebody has */
        minutes = ceil(minutes * row->set->accommodation.time - 1e-6);
    return fill_number(of->fill, minutes > 0 ? minutes : NAN, fill_plain);
}

#define COUNT(task) .students = true, .get = task_count, .which = task
#define LAB(member) .students = true, .field = FIELD_TEXT, .offset = offsetof(struct lab, member)
const struct fill_vocabulary fill_of_lab = {
    "the lab", about_lab,
    (const struct fill_word[]){{"title", LAB(title)},
                               {"name", LAB(name)},
                               {"course", LAB(course)},
                               {"numeric_count", COUNT(LAB_CALCULATE)},
                               {"choice_count", COUNT(LAB_CHOOSE)},
                               {"reflection_count", COUNT(LAB_REFLECT)},
                               {"text_count", COUNT(LAB_WRITE)},
                               {"chart_count", COUNT(LAB_DRAW)},
                               {"minutes_needed", .students = true, .get = minutes_needed},
                               {NULL}},
    false};

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

/* A table, a list or a person, which is an item of a kind and nothing else. */
static struct fill_item *of_kind(const struct fill_of *of) {
    return fill_item(of->fill, (struct fill_item){.kind = (enum fill_item_kind)of->word->which});
}

static struct fill_item *quantities(const struct fill_of *of) {
    return fill_quantity_list(of->fill, (enum quantity_kind)of->word->which, of->item->group);
}

static struct fill_item *fingerprint(const struct fill_of *of) {
    return fill_data(of->fill, of->row->set->fingerprint, NOWHERE);
}

static struct fill_item *sets(const struct fill_of *of) {
    return of->fill->row || of->fill->figures ? NULL : of_kind(of);
}

static struct fill_item *class_of(const struct fill_of *of) {
    return of->fill->figures ? fill_class_figures(of->fill) : fill_lacks_grade(of->fill);
}

const struct fill_vocabulary fill_of_list = {
    "a model", NULL,
    (const struct fill_word[]){{"parameters", .students = true, .get = quantities, .which = QUANTITY_PARAMETER},
                               {"constants", .students = true, .get = quantities, .which = QUANTITY_CONSTANT},
                               {"equations", .students = true, .get = quantities, .which = QUANTITY_EQUATION},
                               {NULL}},
    false};

#define LIST(kind) .students = true, .needs = NEEDS_SET, .get = quantities, .which = kind
const struct fill_vocabulary fill_of_root = {
    "a document", NULL,
    (const struct fill_word[]){{"parameters", LIST(QUANTITY_PARAMETER)},
                               {"constants", LIST(QUANTITY_CONSTANT)},
                               {"equations", LIST(QUANTITY_EQUATION)},
                               {"person", .students = true, .needs = NEEDS_SET, .get = of_kind, .which = ITEM_PERSON},
                               {"fingerprint", .students = true, .needs = NEEDS_SET, .get = fingerprint},
                               {"lab", .students = true, .get = of_kind, .which = ITEM_LAB},
                               {"text", .students = true, .get = of_kind, .which = ITEM_TEXTS},
                               {"question", .students = true, .get = of_kind, .which = ITEM_QUESTION_TABLE},
                               {"questions", .students = true, .get = of_kind, .which = ITEM_QUESTIONS},
                               {"key", .needs = NEEDS_SET, .get = of_kind, .which = ITEM_KEY},
                               {"sets", .students = true, .get = sets, .which = ITEM_SETS},
                               {"grade", .needs = NEEDS_GRADE, .get = of_kind, .which = ITEM_GRADE},
                               {"class", .get = class_of},
                               {"together", .students = true, .get = of_kind, .which = ITEM_TOGETHER},
                               {NULL}},
    false};

static struct fill_item *root_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                     const char *name, size_t length) {
    const struct fill_template *template = fill->template;
    const struct quantity *quantity = model_lookup_part(template->lab->model, name, length);
    if (quantity)
        return row ? fill_item(fill, (struct fill_item){.kind = ITEM_QUANTITY, .quantity = quantity})
                   : fill_lacks_set(fill);
    struct fill_item *found = fill_word_member(&fill_of_root, fill, row, item, name, length);
    for (int i = 0; i < template->lab->model->count && !found; i++) {
        const char *group = template->lab->model->quantities[i]->file_group;
        if (group && fill_same_name(name, length, group))
            found = row ? fill_item(fill, (struct fill_item){.kind = ITEM_GROUP, .group = group, .name = group})
                        : fill_lacks_set(fill);
    }
    return found;
}

/* The vocabulary of a kind of item; NULL if it has none. */
static const struct fill_vocabulary *vocabulary_of(const struct fill_item *item) {
    switch (item->kind) {
    case ITEM_QUANTITY:
        return &fill_of_quantity;
    case ITEM_GROUP:
        return &fill_of_list;
    case ITEM_PERSON:
        return &fill_of_person;
    case ITEM_LAB:
        return &fill_of_lab;
    case ITEM_QUESTION:
        return &fill_of_question;
    case ITEM_MISTAKE:
        return &fill_of_mistake;
    case ITEM_OPTION:
        return &fill_of_option;
    case ITEM_CRITERION:
        return &fill_of_criterion;
    case ITEM_ENTRY:
        return &fill_of_entry;
    case ITEM_GRADE:
        return &fill_of_grade;
    case ITEM_ANSWER:
        return &fill_of_answer;
    case ITEM_FIGURES:
        return &fill_of_figures[item->figures];
    default:
        return NULL;
    }
}

/* The member of an item, for a row (NULL: for the class outside {{#sets}}). */
static struct fill_item *item_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                     const char *name, size_t length) {
    const struct fill_vocabulary *vocabulary = vocabulary_of(item);
    const struct fill_item *around = fill->around;
    struct fill_item *found = vocabulary ? fill_word_member(vocabulary, fill, row, item, name, length) : NULL;
    if (!found && item->kind == ITEM_QUESTION)
        found = fill_word_member(&fill_of_accepted, fill, row, item, name, length);
    if (found)
        return found;
    switch (item->kind) {
    case ITEM_ROOT:
        if (around && around->kind == ITEM_OPTION)
            found = fill_word_member(&fill_of_option, fill, row, around, name, length);
        if (around && !found)
            found = fill_word_member(&fill_of_question, fill, row, around, name, length);
        return found ? found : root_member(fill, row, item, name, length);
    case ITEM_REFUSED:
        return fill_refuse(fill, item->text);
    case ITEM_PERSON:
        return column_of_person(fill, row->set, name, length);
    case ITEM_TEXTS:
    case ITEM_PASSAGE: /* within an option, `text` is its text, but text.NAME is the lab's */
        return text_member(fill, name, length);
    case ITEM_QUESTION_TABLE:
        return question_named(fill, ITEM_QUESTION, name, length);
    case ITEM_KEY:
        return question_named(fill, ITEM_ENTRY, name, length);
    default:
        return NULL;
    }
}

const void *fill_member(void *caller, const void *inner, const void *value, const char *name, size_t length) {
    struct fill *fill = caller;
    const struct fill_item *item = value;
    const struct fill_row *row = ((const struct fill_item *)inner)->row;
    struct fill_item *member = item_member(fill, row, item, name, length);
    if (member)
        member->hidden = member->hidden || item->hidden;
    else if (item->rooted)
        member = root_member(fill, row, item, name, length);
    if (member)
        member->row = row;
    return member;
}
