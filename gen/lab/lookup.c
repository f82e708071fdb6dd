#include "lab/lab.h"

#include <string.h>
#include <strings.h>

const struct lab_question *lab_lookup_question(const struct lab *lab, const char *name) {
    for (int i = 0; i < lab->question_count; i++)
        if (strcmp(lab->questions[i].name, name) == 0)
            return &lab->questions[i];
    return NULL;
}

const char *lab_nearest_question(const struct lab *lab, const char *name) {
    const char **names = arena_array(lab->arena, (size_t)lab->question_count + 1, sizeof *names);
    for (int i = 0; i < lab->question_count; i++)
        names[i] = lab->questions[i].name;
    return name_nearest(name, names, (size_t)lab->question_count);
}

const struct lab_chart *lab_lookup_chart(const struct lab *lab, const char *name) {
    for (int i = 0; i < lab->chart_count; i++)
        if (strcmp(lab->charts[i].chart.name, name) == 0)
            return &lab->charts[i];
    return NULL;
}

const char *lab_nearest_chart(struct arena *arena, const struct lab *lab, const char *name) {
    const char **names = arena_array(arena, (size_t)lab->chart_count + 1, sizeof *names);
    for (int i = 0; i < lab->chart_count; i++)
        names[i] = lab->charts[i].chart.name;
    return name_nearest(name, names, (size_t)lab->chart_count);
}

static const char *next_letter(const char *text) {
    while (*text && strchr(" _-", *text))
        text++;
    return text;
}

bool lab_same_word(const char *cell, const char *word) {
    for (cell = next_letter(cell), word = next_letter(word); *cell && *word;
         cell = next_letter(cell + 1), word = next_letter(word + 1))
        if (strncasecmp(cell, word, 1) != 0)
            return false;
    return !*cell && !*word;
}

bool lab_marked_by_hand(const struct lab_question *question) {
    return question->kind == QUESTION_TEXT || question->kind == QUESTION_DRAWING;
}

int lab_count_tasks(const struct lab *lab, enum lab_task task) {
    static const enum lab_question_kind kinds[] = {[LAB_CALCULATE] = QUESTION_NUMERIC,
                                                   [LAB_CHOOSE] = QUESTION_CHOICE,
                                                   [LAB_REFLECT] = QUESTION_REFLECTION,
                                                   [LAB_WRITE] = QUESTION_TEXT};
    int count = 0;
    for (int i = 0; i < lab->question_count && task != LAB_DRAW; i++)
        count += lab->questions[i].kind == kinds[task];
    for (int i = 0; i < lab->chart_count && task == LAB_DRAW; i++)
        count += lab->charts[i].chart.frame;
    return count;
}
