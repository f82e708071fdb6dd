/* A lab: its models, questions, options, claims and documents, from templates/LAB/lab.yaml. */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include "chart/chart.h"
#include "lab/questions.h"
#include "language/language.h"

enum lab_question_kind { QUESTION_CHOICE, QUESTION_NUMERIC, QUESTION_REFLECTION };

/* Text of the lab's author: a template (Mustache over Markdown) with its place. */
struct lab_text {
    const char *text; /* NULL where the lab has none */
    struct pos pos;
};

struct lab_option {
    const char *letter;             /* "A" */
    struct lab_text text, feedback; /* feedback: "" where the lab has none */
    const struct expr *claim;       /* NULL where there is none; over the models' quantities */
    const struct expr *predicts;    /* NULL where there is none */
    int verdict;                    /* reflections: 1 right, 0 wrong; choices: -1 */
    struct pos pos;
};

/* A known wrong method of a numeric question. Its value is a number in the unit of the question's quantity, whatever
 * its own unit would be: a wrong method often has a wrong unit. */
struct lab_mistake {
    const char *name;
    const struct expr *expr;
    struct lab_text feedback;
    struct pos pos;
};

struct lab_question {
    const char *name;
    enum lab_question_kind kind;
    const char *title; /* short, for headings and tables */
    struct lab_text prompt;
    struct lab_option *options;
    int option_count;
    const struct quantity *quantity; /* numeric: its answer; a choice with `predicts`: the actual value */
    const struct unit *unit;         /* numeric: asked for on paper */
    const char *unit_name, *shown;   /* as the lab writes it; the word on the blank */
    double tolerance;                /* relative */
    const struct expr *absent;       /* numeric: where this holds, "none" is the right answer; NULL: never */
    struct lab_text absent_text;     /* how the key says so */
    const struct expr **ways;        /* numeric: from other answers, where its equation does not say so */
    int way_count;
    struct lab_mistake *mistakes; /* numeric: known wrong methods */
    int mistake_count;
    double marks;
    double follow_through; /* numeric: the share of the marks for an answer that is right for own wrong answers */
    bool scored;           /* false: any answer earns the marks (a prediction, where the lab does not say otherwise) */
    bool flawed;           /* an error was reported of it; then the lab is not sound */
    bool shuffle;          /* each person has an order of options of their own */
    struct pos pos;
};

struct lab_name_text {
    const char *name;
    struct lab_text text;
};

/* A scenario of a lab's workbooks: how far each parameter swings from the set's own, in proportion. */
struct lab_scenario {
    const char *name;
    double *swings; /* by ordinal of the parameter; 0: as in the set */
    struct pos pos;
};

/* A claim of the lab's prose, or of a source that the lab departs from, as a condition over the models' quantities. */
struct lab_statement {
    const char *name, *text;
    const struct expr *claim;
    const struct expr *where; /* the part of the grid that it speaks of; NULL for all of it */
    const char *declared;     /* what a source declares, in words; NULL where the lab itself states it as true */
    struct pos pos;
};

struct lab_ledger; /* ledger.h */

struct lab_document {
    const char *name; /* worksheet: ID-worksheet.pdf */
    const char *path; /* of its template */
    struct pos pos;
    bool graded; /* made after grading, with answers and verdicts at hand */
};

struct lab_chart; /* charts.h */

struct lab {
    struct arena *arena;
    const char *name, *title, *course, *folder; /* course: NULL where the lab names none */
    struct model *model;                        /* its models and its own constants and equations (hidden) */
    struct lab_question *questions;
    int question_count;
    struct lab_statement *statements;
    int statement_count;
    const struct quantity **given; /* equations and the lab's own constants that a student may see as well */
    int given_count;
    struct lab_scenario *scenarios; /* beside those that a set's own rows bring */
    int scenario_count;
    struct lab_document *documents;
    int document_count;
    struct lab_document *graded; /* made by grading, not by generating */
    int graded_count;
    struct lab_name_text *texts; /* named passages of the lab: `{{text.NAME}}` */
    int text_count;
    double follow_through;           /* of questions that do not say otherwise; 0 where the lab does not say */
    const struct lab_ledger *ledger; /* NULL where the lab has none */
    struct lab_chart *charts;
    int chart_count;
    const struct source *source;
};

/* Finds and loads a lab by name (under templates/ of the working directory, else of the program's home) or path, with
 * the models it names (beside its lab.yaml, else under model/). Reports every mistake of every file at once, in the
 * order of their places. NULL where there was an error. Lives in the arena. */
struct lab *lab_load(struct arena *arena, struct units *units, const char *name_or_path, struct diag *diag);
/* The same, but a lab with errors is given as far as it is known, and is not `sound`: good for finding more mistakes,
 * and for nothing else. NULL where there is no lab.yaml to be read. */
struct lab *lab_load_any(struct arena *arena, struct units *units, const char *name_or_path, bool *sound,
                         struct diag *diag);
const struct lab_question *lab_lookup_question(const struct lab *lab, const char *name);
/* The question whose name is nearest to a wrong one; NULL where none is near. */
const char *lab_nearest_question(const struct lab *lab, const char *name);
/* The file in `folder`, less `suffix`, whose name is nearest to a wrong one; NULL where none is near. */
const char *lab_nearest_file(struct arena *arena, const char *folder, const char *suffix, const char *name);
/* The program's home: the folder that has templates/ and model/ (FLEETSHEET_HOME, else beside the executable, else
 * where `make install` put them). Never NULL. */
const char *lab_home(struct arena *arena);

/* The charts of a lab, as lab.yaml describes them under `charts`, each a mapping:
 *   name, title; kind: line, scatter or bars; frame: true where students are given the empty frame to plot in
 *   sweep: {along: PARAMETER, first, last, points, scale: linear|geometric}   (line, scatter)
 *   x, y: {label, unit, scale: linear|log, format, from_zero, minimum, maximum, frame_from, frame_to}   (bars: y alone)
 *   series: list of {name, label, detail, value, where, style: solid|dashed|dotted, colour}   (line, scatter)
 *   bars: list of {label, value, colour}; highlight: {bar: lowest|highest, label}
 *   lines: list of {x or y, label, detail, where, style, colour}; x makes it vertical
 *   markers: list of {x, y, label, detail, where, colour}; areas: list of {between: [SERIES, SERIES], label, detail}
 *   own: list of {answer: QUESTION, x: QUANTITY or bar: NAME or line: x|y, label, colour}: the person's own answer to
 * the question (of a choice: what its option predicts) in documents made after grading, as a marker over a quantity's
 *     value or at a bar's edge, or as a line across an axis; its value follows the label
 * value, x, y are quantities or expressions, `where` a condition without which the element is not drawn. Labels are the
 * same for all sets and stand in workbooks too; a detail is a template (`{{utilization | percent}}`) that follows its
 * label on paper. What is left out of an axis comes from the quantities along it. A logarithmic axis whose sweep runs
 * from one power of two to another is divided by powers of two. */

/* Where a person's own answer is shown. */
struct lab_own {
    const struct lab_question *question;
    const struct quantity *x; /* a marker over its value; NULL: at a bar or a line */
    int bar;                  /* a marker at its edge; -1 */
    bool vertical;            /* the line */
    const char *label;
    enum chart_colour colour;
};

/* A description of the lab; of its `chart` member the parts that are the same for all sets are filled in (of the
 * elements all but their values, `shown` and `detail`). Details are passages: they stand beside it. */
struct lab_chart {
    struct chart chart;
    struct lab_text *series_details, *line_details, *marker_details, *area_details; /* by number of the element */
    struct lab_own *own;
    int own_count;
    struct pos pos;
};

/* NULL where there is none of that name. */
const struct lab_chart *lab_lookup_chart(const struct lab *lab, const char *name);
/* The nearest name to a wrong one, or NULL. */
const char *lab_nearest_chart(struct arena *arena, const struct lab *lab, const char *name);

/* The design ledger that a lab saves for each person: which fields, and where each comes from. */

enum lab_ledger_kind {
    LEDGER_QUANTITY,  /* a number of the set */
    LEDGER_CONDITION, /* true or false of the set */
    LEDGER_LEAST,     /* the word of the smallest of several quantities, the first of equal ones */
    LEDGER_ANSWER,    /* the word of the chosen option */
    LEDGER_RIGHT,     /* whether the chosen option is right */
    LEDGER_COLUMN     /* a column of the responses that is no question: its word */
};

/* What is written for an option, a quantity or a cell. */
struct lab_ledger_word {
    const char *name; /* the option's letter, the cell */
    const char *text; /* what is written */
    const struct quantity *quantity;
};

struct lab_ledger_field {
    const char *name;
    enum lab_ledger_kind kind;
    const struct quantity *quantity;
    double factor; /* from the quantity's unit to the field's */
    int decimals;  /* -1: as it is */
    const struct lab_question *question;
    const char *column;
    struct lab_ledger_word *words;
    int word_count;
    const char *otherwise; /* unanswered, or nothing is said; NULL for null */
};

struct lab_ledger {
    const char *chapter;
    struct lab_ledger_field *fields;
    int field_count;
};

/* Whether a cell says the word: `Single node`, `single_node` and `single-node` are one. */
bool lab_ledger_same_word(const char *cell, const char *word);

#endif
