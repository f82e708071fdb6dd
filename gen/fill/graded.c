#include "fill/items.h"

#include "grade/grade.h"
#include "words/words.h"

#include <math.h>
#include <string.h>

static const struct number_format plain = {.style = NUMBER_PLAIN, .decimals = DECIMALS_AUTO};

static struct fill_item *number(struct fill *fill, double value, const char *name) {
    return fill_item(
        fill, (struct fill_item){.kind = ITEM_NUMBER, .hidden = true, .name = name, .number = value, .format = plain});
}

static struct fill_item *text(struct fill *fill, const char *written, const char *name) {
    return fill_item(fill, (struct fill_item){.kind = ITEM_DATA, .hidden = true, .text = written, .name = name});
}

struct fill_item *fill_grade_member(struct fill *fill, const struct fill_row *row, const char *name, size_t length) {
    const struct grade *grade = row->grade;
    switch (fill_find_word(name, length, fill_grade_words)) {
    case 0:
        return number(fill, grade->marks, "marks");
    case 1:
        return number(fill, grade->out_of, "out_of");
    case 2: /* how many answers a person must look at; 0 counts as no value, so that its section is skipped */
        return number(fill, grade->reviews ? grade->reviews : NAN, "review");
    case 3:
        return number(fill, grade->out_of > 0 ? grade->marks / grade->out_of : NAN, "share");
    default:
        return NULL;
    }
}

struct fill_item *fill_answer_member(struct fill *fill, const struct fill_row *row, const struct fill_item *item,
                                     const char *name, size_t length) {
    const struct grade_entry *entry = &row->grade->entries[item->question];
    const struct lab_question *question = entry->question;
    int word = fill_find_word(name, length, fill_answer_words);
    switch (word) {
    case 0:
        return fill_user_text(fill, entry->written, "written");
    case 1:
        return fill_item(fill, (struct fill_item){.kind = ITEM_NUMBER,
                                                  .hidden = true,
                                                  .name = "reading",
                                                  .number = entry->likely,
                                                  .format = question->quantity ? question->quantity->format : plain,
                                                  .unit_word = question->quantity ? question->quantity->shown : NULL});
    case 2:
        return text(fill,
                    words_grade_lookup(words_language_lookup(fill->template->front.language))->verdicts[entry->verdict],
                    "verdict");
    case 3:
    case 4:
    case 5:
    case 6:
    case 7:
        return fill_flag(fill, (int)entry->verdict == word - 3, true, fill_answer_words[word]);
    case 8:
        return number(fill, entry->marks, "marks");
    case 9:
        return number(fill, entry->out_of, "out_of");
    case 10:
        return fill_user_text(fill, entry->message, "message");
    case 11:
        return fill_flag(fill, entry->follows, true, "follows");
    case 12:
        if (!entry->mistake)
            return fill_flag(fill, false, true, "mistake");
        return fill_item(
            fill, (struct fill_item){
                      .kind = ITEM_PASSAGE, .hidden = true, .name = "mistake", .passage = &entry->mistake->feedback});
    case 13:
        if (entry->option < 0)
            return fill_flag(fill, false, true, "option");
        return fill_item(fill, (struct fill_item){.kind = ITEM_OPTION,
                                                  .question = item->question,
                                                  .option = entry->option,
                                                  .hidden = true,
                                                  .name = "option"});
    case 14:
        return fill_flag(fill, entry->decided, true, "decided");
    case 15:
        return fill_flag(fill, !question->scored, true, "unscored");
    default:
        return NULL;
    }
}
