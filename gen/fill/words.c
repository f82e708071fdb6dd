/* The words of the template language, whatever has them. */
#include "fill/items.h"

#include <math.h>

const struct number_format fill_plain = FILL_PLAIN;

const struct fill_word *fill_find_word(const struct fill_vocabulary *vocabulary, const char *name, size_t length) {
    for (const struct fill_word *word = vocabulary->words; word->name; word++)
        if (fill_same_name(name, length, word->name))
            return word;
    return NULL;
}

struct fill_item *fill_lacks_set(struct fill *fill) {
    return fill_refuse(fill, "this belongs to one set, and the document is for the class: put it between {{#sets}} and "
                             "{{/sets}}");
}

struct fill_item *fill_lacks_grade(struct fill *fill) {
    return fill_refuse(
        fill, "this is known only after grading: use it in a document whose front matter says `audience: graded`");
}

static struct fill_item *read_field(struct fill *fill, const struct fill_word *word, const void *about) {
    const void *field = (const char *)about + word->offset;
    size_t count;
    switch (word->field) {
    case FIELD_TEXT:
        return fill_prose(fill, *(const char *const *)field);
    case FIELD_NAME:
        return fill_lab_text(fill, *(const char *const *)field);
    case FIELD_PASSAGE:
        return fill_item(fill, (struct fill_item){.kind = ITEM_PASSAGE, .passage = field});
    case FIELD_TYPED:
        return fill_user_text(fill, *(const char *const *)field);
    case FIELD_FLAG:
        return fill_flag(fill, *(const bool *)field);
    case FIELD_NUMBER:
        return fill_number(fill, *(const double *)field, word->format);
    case FIELD_INT:
        return fill_number(fill, *(const int *)field, word->format);
    case FIELD_COUNT:
    case FIELD_SOME:
        count = *(const size_t *)field;
        return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER,
                                                  .number = count || word->field == FIELD_COUNT ? (double)count : NAN,
                                                  .counts = true,
                                                  .format = word->format});
    }
    return NULL;
}

struct fill_item *fill_word_member(const struct fill_vocabulary *vocabulary, struct fill *fill,
                                   const struct fill_row *row, const struct fill_item *item, const char *name,
                                   size_t length) {
    const struct fill_word *word = fill_find_word(vocabulary, name, length);
    if (!word)
        return NULL;
    if (word->needs == NEEDS_SET && !row)
        return fill_lacks_set(fill);
    if (word->needs == NEEDS_GRADE && !(row && row->grade))
        return fill_lacks_grade(fill);
    const struct fill_of of = {fill, row, item, word};
    struct fill_item *found = word->get ? word->get(&of) : read_field(fill, word, vocabulary->about(&of));
    if (found) {
        found->hidden = !word->students;
        found->name = word->name;
    }
    return found;
}
