/* What grading says, in the languages that documents are in. */
#ifndef GEN_GRADE_WORDS_H
#define GEN_GRADE_WORDS_H

#include "answer_asked.h"
#include "language.h"

enum verdict { VERDICT_RIGHT, VERDICT_WRONG, VERDICT_REVIEW, VERDICT_BLANK, VERDICT_UNFIT, VERDICTS };

/* As tables and decisions have them, in every language the same. */
const char *verdict_name(enum verdict verdict);
/* False where there is no such verdict. */
bool verdict_parse(const char *text, enum verdict *verdict);

/* `{}` stands for what is put in, in order. */
struct grade_words {
    const char *verdicts[VERDICTS];
    const char *prediction;
    const char *several_letters, *no_option, *no_letter;
    const char *unreadable, *reasons[ANSWER_DIMENSION + 1];
    const char *second_reading;
    const char *there_is_one, *there_is_none;
    const char *above, *below, *times, *fraction; /* how far from the key */
    const char *follows, *follows_several, *trivial, *share;
    const char *no_key, *does_not_count;
    const char *decided, *decided_because;
    const char *other_column;
    const char *of; /* marks {} of {} */
};

/* Those of a language. */
const struct grade_words *grade_words_lookup(const struct language *language);
/* A phrase with what is put in, in the arena. */
const char *grade_phrase(struct arena *arena, const char *phrase, const char *first, const char *second);

#endif
