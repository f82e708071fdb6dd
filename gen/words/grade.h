/* What grading says, in the languages that documents are in. */
#ifndef WORDS_GRADE_H
#define WORDS_GRADE_H

#include "answer/asked.h"
#include "words/language.h"

enum words_verdict { VERDICT_RIGHT, VERDICT_WRONG, VERDICT_REVIEW, VERDICT_BLANK, VERDICT_UNFIT, VERDICTS };

/* As tables and decisions have them, in every language the same. */
const char *words_verdict_name(enum words_verdict verdict);
/* False where there is no such verdict. */
bool words_verdict_parse(const char *text, enum words_verdict *verdict);

/* `{}` stands for what is put in, in order. */
struct words_grade {
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
const struct words_grade *words_grade_lookup(const struct words_language *language);
/* A phrase with what is put in, in the arena. */
const char *words_phrase(struct arena *arena, const char *phrase, const char *first, const char *second);

#endif
