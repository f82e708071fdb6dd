/* Every word of the template language, in the order in which the functions that find members number them. */
#include "fill/items.h"

const char *const fill_person_words[] = {"name", "id", "scenario", NULL};

/* The counts in the order of enum lab_task. */
const char *const fill_lab_words[] = {"title",         "name",           "course",
                                      "numeric_count", "choice_count",   "reflection_count",
                                      "chart_count",   "minutes_needed", NULL};

const char *const fill_question_words[] = {"name",    "title",  "prompt", "options",  "marks",  "shown",  "unfit",
                                           "numeric", "number", "key",    "quantity", "answer", "digits", NULL};

const char *const fill_accepted_words[] = {"accept_from", "accept_to", "mistakes", "followed", "follow_marks", NULL};

const char *const fill_mistake_words[] = {"name", "value", "feedback", "marks", NULL};

const char *const fill_option_words[] = {"letter",     "text",      "right",       "feedback",  "predicted",
                                         "ratio",      "far_below", "far_above",   "below",     "above",
                                         "difference", "stated",    "stated_from", "stated_to", NULL};

const char *const fill_entry_words[] = {"fit",    "unfit",       "letter", "number",   "reason",
                                        "absent", "absent_text", "option", "question", NULL};

const char *const fill_root_words[] = {"parameters", "constants", "equations", "person",    "fingerprint",
                                       "lab",        "text",      "question",  "questions", "key",
                                       "sets",       "grade",     "class",     "together",  NULL};

const char *const fill_quantity_words[] = {"value",     "label",    "symbol",   "unit", "name",    "source",
                                           "date",      "minimum",  "maximum",  "step", "default", "description",
                                           "parameter", "constant", "equation", NULL};

const char *const fill_list_words[] = {"parameters", "constants", "equations", NULL};

const char *const fill_grade_words[] = {"marks", "out_of", "review", "share", NULL};

const char *const fill_answer_words[] = {"written", "reading", "verdict", "right",    "wrong",   "review",
                                         "blank",   "unfit",   "marks",   "out_of",   "message", "follows",
                                         "mistake", "option",  "decided", "unscored", NULL};

static const char *const class_figure_words[] = {
    "sheets",       "empty",    "mean",          "median", "deviation",     "lowest", "highest",   "right",
    "wrong",        "review",   "blank",         "unfit",  "small",         "bands",  "questions", "reviews",
    "reviews_left", "mistakes", "wrong_methods", "scored", "review_needed", NULL};

static const char *const band_figure_words[] = {"from", "to", "sheets", "share", NULL};

static const char *const question_figure_words[] = {
    "number",  "title",       "name",        "right",          "wrong",  "review",  "blank",   "unfit",
    "follows", "right_share", "marks_share", "discrimination", "remark", "options", "counted", NULL};

static const char *const option_figure_words[] = {"letter", "text", "chosen", "share", "chosen_right", "keyed", NULL};

static const char *const mistake_figure_words[] = {"name", "text", "count", "share", "number", "title", NULL};

static const char *const review_figure_words[] = {"number",   "title",   "person",  "id",
                                                  "scenario", "written", "message", NULL};

const char *const *const fill_figures_words[] = {class_figure_words,  band_figure_words,    question_figure_words,
                                                 option_figure_words, mistake_figure_words, review_figure_words};

const struct fill_vocabulary fill_vocabulary[] = {{"a document", fill_root_words, false},
                                                  {"a quantity", fill_quantity_words, false},
                                                  {"a model", fill_list_words, false},
                                                  {"a person", fill_person_words, false},
                                                  {"the lab", fill_lab_words, false},
                                                  {"a question", fill_question_words, false},
                                                  {"a question", fill_accepted_words, false},
                                                  {"a known mistake", fill_mistake_words, false},
                                                  {"an option", fill_option_words, false},
                                                  {"a key", fill_entry_words, false},
                                                  {"a grade", fill_grade_words, true},
                                                  {"an answer", fill_answer_words, true},
                                                  {"the figures of a class", class_figure_words, true},
                                                  {"a band of scores", band_figure_words, true},
                                                  {"the figures of a question", question_figure_words, true},
                                                  {"the figures of an option", option_figure_words, true},
                                                  {"the figures of a mistake", mistake_figure_words, true},
                                                  {"a review", review_figure_words, true},
                                                  {NULL, NULL, false}};
