/* Lab: its models, questions, options, claims, charts, documents and ledger, read from templates/LAB/lab.yaml. */
#ifndef LAB_LAB_H
#define LAB_LAB_H

#include "base/base.h"
#include "chart/chart.h"
#include "language/language.h"
#include "yaml/yaml.h"

/* Text of the lab's author: a template (Mustache over Markdown) with its place. */
struct lab_text {
    const char *text; /* NULL if the lab has none */
    struct pos pos;
};

struct lab_name_text {
    const char *name;
    struct lab_text text;
};

/* Questions. */

/* The keys of choices and numbers are computed; a person gives the points for texts and drawings. */
enum lab_question_kind {
    QUESTION_CHOICE,
    QUESTION_NUMERIC,
    QUESTION_REFLECTION,
    QUESTION_TEXT,   /* an answer in words */
    QUESTION_DRAWING /* a chart drawn by hand, in its empty frame */
};
/* The words for them; ends with NULL. */
extern const char *const lab_question_kind_names[];

struct lab_option {
    const char *letter;             /* "A" */
    struct lab_text text, feedback; /* feedback: "" if the lab has none */
    const struct expr *claim;       /* over the models' quantities; NULL if there is none */
    const struct expr *predicts;    /* of a range the middle; NULL if there is none */
    const struct expr *range[2];    /* its ends, NULL if what it predicts is no range */
    int verdict;                    /* reflections: 1 right, 0 wrong; choices: -1 */
    struct pos pos;
};

/* A known wrong method of a numeric question. Its value is a number in the unit of the question's quantity, whatever
 * its own unit would be: a wrong method often has a wrong unit. */
struct lab_mistake {
    const char *name;
    const char *label; /* the name in words, in the language of the lab */
    const struct expr *expr;
    struct lab_text feedback;
    struct pos pos;
};

/* One of the things that a text or a drawing earns points for. */
struct lab_criterion {
    struct lab_text text;
    double points;
    struct pos pos;
};

struct lab;
struct lab_chart;

struct lab_question {
    const struct lab *lab;
    const char *name;
    enum lab_question_kind kind;
    const char *title; /* short, for headings and tables */
    struct lab_text prompt;
    struct lab_option *options;
    int option_count;
    const struct quantity *quantity; /* numeric: its answer; a choice with `predicts`: the actual value */
    const struct unit *unit;         /* numeric: asked for on paper */
    const char *unit_name, *shown;   /* the unit as the lab writes it; the word on the blank */
    double tolerance;                /* a share of the value; 0: exact */
    int digits;                      /* numeric: significant digits that are asked for; 0: all */
    const struct expr *absent;       /* numeric: the condition under which "none" is right; NULL: never */
    struct lab_text absent_text;     /* how the key says so */
    const struct expr **ways;        /* numeric: ways to compute it from other answers, besides its equation */
    int way_count;
    const struct quantity **working; /* numeric: equations that show how it is computed; its quantity's, if the lab
                                        names none */
    int working_count;
    struct lab_mistake *mistakes; /* numeric: known wrong methods */
    int mistake_count;
    struct lab_criterion *rubric; /* texts, drawings: what earns points, which add up to the marks; may be empty */
    int rubric_count;
    const char *points_name;       /* texts, drawings: of the column for the points that a person gives; else NULL */
    struct lab_text model_answer;  /* texts, drawings: how the key says it */
    const char *lines;             /* texts: how many lines there are to write on, as in (lines:3-5) */
    const struct lab_chart *chart; /* drawings: what is drawn */
    const char *chart_name;        /* the same as the lab names it, before charts are read */
    struct pos chart_pos;
    double marks;
    double follow_through; /* numeric: the share of the marks for an answer that follows from earlier wrong ones */
    bool scored;           /* false: any answer earns the marks, as for a prediction */
    bool flawed;           /* it has an error, which was reported; then the lab is not sound */
    bool shuffle;          /* each person has an order of options of their own */
    struct pos pos;
};

/* A claim of the lab's prose, or of a source that the lab departs from, as a condition over the models' quantities. */
struct lab_statement {
    const char *name, *text;
    const struct expr *claim;
    const struct expr *where; /* the part of the grid that it is about; NULL for all of it */
    const char *declared;     /* what a source declares, in words; NULL if the lab itself states it as true */
    struct pos pos;
};

struct lab_document {
    const char *name;     /* worksheet: ID-worksheet.pdf */
    const char *path;     /* of its template */
    const char *original; /* of the template that this one is a translation of; NULL: it is none */
    struct pos pos;
    bool graded;     /* made by grading, from answers and verdicts */
    bool on_request; /* graded: made only if the command asks for it */
};

/* A scenario of a lab's workbooks: how far each parameter swings from the set's own value, as a share. */
struct lab_scenario {
    const char *name;
    double *swings; /* by ordinal of the parameter; 0: as in the set */
    struct pos pos;
};

/* Charts, described in lab.yaml under `charts`. Each is a mapping:
 *   name
 *   title: what it shows; message: what it says for this set, instead of the title, where it is drawn whole on a page
 *   kind: line, scatter or bars
 *   frame: true if students are given the empty frame to plot in
 *   sweep (line, scatter): {along: PARAMETER, first, last, points, scale: linear|geometric}; with a `unit`, along a
 *     variable of the chart's own
 *   x, y, right (bars: y alone): {label, unit, scale: linear|log, format, from_zero, minimum, maximum, frame_from,
 *     frame_to}; right is the second axis of values
 *   series (line, scatter): list of {name, label, detail, value, where, style: solid|dashed|dotted, colour,
 *     axis: y|right, form: line|steps|columns, filled, cumulative, each: {along: PARAMETER, values}}
 *   bars: list of {name, label, value, colour}; highlight: {bar: lowest|highest, label}
 *   parts: list of {label, colour}; then bars have `values`, one for each part; stacked
 *   lines: list of {x, y, right or quantile with of, label, detail, where, style, colour}; x makes it vertical
 *   markers: list of {x, y, label, detail, where, colour}
 *   ranges: list of {x_from and x_to, or y_from and y_to, label, detail, where, colour}
 *   areas: list of {between: [SERIES, SERIES], label, detail}
 *   own: list of {answer: QUESTION, x: QUANTITY or bar: NAME or line: x|y, label, colour}
 * value, x and y are quantities or expressions, as are the ends of axes and of the sweep if they are no numbers.
 * `where` is a condition: the element is drawn only if it holds. Labels
 * are the same for all sets, since workbooks have them too; so is a title without tags. A detail is a template
 * (`{{utilization | percent}}`) that follows its label on paper. Whatever an axis leaves out comes from the quantities
 * along it. A logarithmic axis whose sweep runs from one power of two to another is divided by powers of two.
 *
 * `own` shows, in documents made by grading, the person's own answer to the question (of a choice: what the chosen
 * option predicts): as a marker over a quantity's value or at a bar's edge, or as a line across an axis. The value
 * follows the label. */

struct lab_own {
    const struct lab_question *question;
    const struct quantity *x; /* a marker over its value; NULL: at a bar or a line */
    int bar;                  /* a marker at its edge; -1: none */
    bool vertical;            /* the line */
    const char *label;
    enum chart_colour colour;
};

/* `chart` has what is the same for all sets: of its elements everything but values, `shown` and `detail`. */
struct lab_chart {
    struct chart chart;
    struct lab_text title;
    struct lab_text message; /* instead of the title where the chart is drawn whole on a page; its text is NULL if there
                                is none */
    struct lab_text *series_details, *line_details, *marker_details, *area_details,
        *band_details;         /* by number of the element */
    const struct model *model; /* the lab's, with the chart's own variable if it has one */
    struct lab_own *own;
    int own_count;
    struct pos pos;
};

/* The design ledger that a lab saves for each person: its fields, and where the value of each comes from. */

enum lab_ledger_kind {
    LEDGER_QUANTITY,  /* a number of the set */
    LEDGER_CONDITION, /* true or false of the set */
    LEDGER_LEAST,     /* the word of the smallest of several quantities, the first of equal ones */
    LEDGER_ANSWER,    /* the word of the chosen option */
    LEDGER_RIGHT,     /* whether the chosen option is right */
    LEDGER_COLUMN     /* the word in a column of the responses that is no question */
};

/* The word written for an option, a quantity or a cell. */
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
    int decimals;  /* -1: unrounded */
    const struct lab_question *question;
    const char *column;
    struct lab_ledger_word *words;
    int word_count;
    const char *otherwise; /* if there is no answer or no cell; NULL for null */
};

struct lab_ledger {
    const char *chapter;
    struct lab_ledger_field *fields;
    int field_count;
};

/* What a student has to do. */
enum lab_task { LAB_CALCULATE, LAB_CHOOSE, LAB_REFLECT, LAB_WRITE, LAB_DRAW, LAB_TASKS };

struct lab {
    struct arena *arena;
    const char *name, *title, *course, *folder; /* course: NULL if the lab names none */
    struct model *model;                        /* its models and its own constants and equations (hidden) */
    struct lab_question *questions;
    int question_count;
    struct lab_statement *statements;
    int statement_count;
    const struct quantity **given; /* equations and the lab's own constants that students may see */
    int given_count;
    struct lab_scenario *scenarios; /* besides those in a set's own rows */
    int scenario_count;
    struct lab_document *documents; /* made by generating */
    int document_count;
    struct lab_document *graded; /* made by grading */
    int graded_count;
    struct lab_name_text *texts; /* named passages of the lab: `{{text.NAME}}` */
    int text_count;
    double minutes[LAB_TASKS];       /* for one of each; 0 if the lab does not say */
    double follow_through;           /* the default of its questions; 0 if the lab has none */
    int digits;                      /* the default of its questions; 0 if the lab has none */
    double mistake_margin;           /* how far drawn sets keep its known wrong methods away; NAN if it does not say */
    const struct lab_ledger *ledger; /* NULL if the lab has none */
    struct lab_chart *charts;
    int chart_count;
    const char *language;         /* that its texts are written in, as lab.yaml says; NULL if it does not */
    const char *translation;      /* the language that it is translated into here; NULL: as it is written */
    struct yaml_phrases *phrases; /* of the translation */
    const struct source *source;
};

/* Finds a lab by its name (under templates/ of the working directory, else of the program's home) or path, and loads it
 * with the models it names (beside its lab.yaml, else under model/). Reports every mistake in every file, in the order
 * of their places. A lab with errors is given as far as it is known, and is not `sound`: use it for finding more
 * mistakes, and for nothing else. NULL if there is no lab.yaml to read. Lives in the arena. */
struct lab *lab_load_any(struct arena *arena, struct units *units, const char *name_or_path, bool *sound,
                         struct diag *diag);
/* The same in another language: texts of `LANGUAGE/lab.yaml` beside it, and of `LANGUAGE/NAME.yaml` beside its models,
 * stand for its own, and templates and partials in folders of that name are used in place of those beside the folder.
 * Names, claims, numbers and formulas are the same, and so are indices. Without texts in that language an error.
 * `language`: NULL for its own. */
struct lab *lab_load_in(struct arena *arena, struct units *units, const char *name_or_path, const char *language,
                        bool *sound, struct diag *diag);
/* Whether a text is the tag of a language as BCP 47 has it: letters of a language, then what narrows it. */
bool lab_is_language(const char *tag);
#define LAB_NO_LANGUAGE "%s must be a language tag such as en or de-CH"
/* The language that somebody asks for, as the lab writes it: that which it says it is written in, or a folder of texts.
 * Case does not matter. NULL if it has no such language. In the arena, or the lab's own. */
const char *lab_find_language(struct arena *arena, const struct lab *lab, const char *said);
/* The languages of a lab as a list for messages, such as "en, de or es"; "" if it has none besides the one that it is
 * written in and does not name. */
const char *lab_languages(struct arena *arena, const struct lab *lab);
/* Lays the phrases of the lab's translation over a block of a workbook. */
void lab_translate_block(const struct lab *lab, struct yaml *yaml);
/* Warns of each text that is not translated, at its place, and of what is translated and not there any more. After the
 * documents were made. */
void lab_check_translation(const struct lab *lab, struct diag *diag);
/* The file of a translation: of the same name, in the folder of the language beside it; NULL if there is none, or no
 * language. */
const char *lab_translated_path(struct arena *arena, const char *path, const char *language);
/* For tests: the same, but NULL if there was an error. */
struct lab *lab_load(struct arena *arena, struct units *units, const char *name_or_path, struct diag *diag);

/* Whether a person gives the points for the answers to a question. */
bool lab_marked_by_hand(const struct lab_question *question);
/* How many questions are numeric, choices, reflections and texts, and how many charts are handed out as frames. */
int lab_count_tasks(const struct lab *lab, enum lab_task task);
/* Warns about texts that name an option by its letter though sheets shuffle the options: those of the question, and, if
 * all options are shuffled, all others. */
void lab_check_letters(const struct lab *lab, struct diag *diag);
/* Warns of symbols that are names of Greek letters, of sweeps that fall between the whole steps of a parameter, and of
 * templates in the lab's folder that no list names. */
void lab_check_advice(const struct lab *lab, struct diag *diag);
/* A condition over the quantities of the lab that is not of its files; messages call it `name`. Its numbers have the
 * units of what they are compared with. NULL after an error. Lives in the lab's arena. */
const struct expr *lab_read_condition(const struct lab *lab, const char *text, const char *name, struct diag *diag);
/* NULL if the lab has none of that name. */
const struct lab_question *lab_lookup_question(const struct lab *lab, const char *name);
const struct lab_chart *lab_lookup_chart(const struct lab *lab, const char *name);
/* The name nearest to a wrong one; NULL if none is near. */
const char *lab_nearest_question(const struct lab *lab, const char *name);
const char *lab_nearest_chart(struct arena *arena, const struct lab *lab, const char *name);
/* The name, less `suffix`, of the file in `folder` that is nearest to a wrong one; NULL if none is near. */
const char *lab_nearest_file(struct arena *arena, const char *folder, const char *suffix, const char *name);
/* Reads the partial of a name: partials/NAME.md in the lab's folder, else in templates/ of the program's home, which
 * has those that labs share. Reports what is wrong, with the nearest name, and returns NULL then. Lives in the arena.
 */
const struct source *lab_read_partial(struct arena *arena, const struct lab *lab, const char *name, struct pos pos,
                                      struct diag *diag);
/* Whether two words differ in case, spaces, hyphens and underscores alone: `Single node`, `single_node` and
 * `single-node` are one. */
bool lab_same_word(const char *a, const char *b);
/* The program's home: the folder that has templates/ and model/ (FLEETSHEET_HOME, else the tree that the
 * program was built or installed in, else the folder of `make install`). Never NULL. */
const char *lab_home(struct arena *arena);

/* The folder of a lab, by its name or path; NULL and an error with the nearest name. */
const char *lab_find_folder(struct arena *arena, const char *name, struct diag *diag);

/* Tags of texts, read before they are filled in. */

struct lab_tag {
    const char *at, *end;      /* from its braces to behind them */
    char sigil;                /* #, ^, /; else 0 */
    const char *name, *format; /* in the arena; format: NULL if there is none */
};
/* The first tag of a text; false if there is none. */
bool lab_next_tag(struct arena *arena, const char *text, struct lab_tag *tag);
/* What a tag in the text of an option prints of the option itself. */
enum lab_option_word { OPTION_NO_WORD, OPTION_LETTER, OPTION_STATED, OPTION_STATED_FROM, OPTION_STATED_TO };
enum lab_option_word lab_option_word(const char *name);

#endif
