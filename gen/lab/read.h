/* Private to lab: reading lab.yaml. lab.c reads it as a whole and calls a reader for each part; read.c has what the
 * readers have in common, find.c finds files. Every mistake is reported, each at its place. The readers of parts write
 * into the lab, as far as it is read. */
#ifndef LAB_READ_H
#define LAB_READ_H

#include "lab/lab.h"
#include "yaml/yaml.h"

/* A passage for Mustache and Markdown. One of several lines must be a literal block (`|`), so that a place in the
 * passage is a place in the file. Its text is NULL if the value is absent or wrong. */
struct lab_text lab_read_text(struct yaml_value value);
/* A line that is printed unchanged, such as a title, in the arena. A tag in it is an error, since it would be printed
 * too; `advice` says what to do instead. NULL if the value is absent or wrong. */
const char *lab_read_plain(struct yaml_value value, const char *advice);
/* The same for a line of a chart; "" if the value is absent or wrong. */
const char *lab_read_label(struct yaml_value value);
/* Reports keys that are not for this kind of mapping; those of numeric questions. */
void lab_refuse_keys(struct yaml_mapping *mapping, const char *const *keys, const char *why);
void lab_refuse_numeric(struct yaml_mapping *mapping, const char *why);
/* The name that the mapping must have under `name`, which is reported if it is not in snake_case; NULL if there is
 * none. From then on messages call the mapping "KIND 'NAME'". */
const char *lab_read_name(struct yaml_mapping *mapping, const char *kind);
/* Reports that a mapping's name is taken. */
void lab_report_twice(struct yaml_mapping *mapping, struct pos first);
/* The expression of a value, checked as well as the models allow; NULL if it is absent or wrong. */
const struct expr *lab_read_expr(const struct lab *lab, struct yaml_value value, bool condition);
/* The same for what a wrong method gives, which may have any number in it. */
const struct expr *lab_read_mistaken(const struct lab *lab, struct yaml_value value);
/* Whether an expression is true or false; a name is whatever its equation is. `otherwise` if that cannot be told,
 * because an error was reported of it. */
bool lab_is_condition(const struct expr *expr, bool otherwise);
/* The parameter that a value names; NULL if it is absent, or after an error. */
const struct quantity *lab_read_parameter(const struct lab *lab, struct yaml_value value);
/* The question that a value names; NULL if it is absent, or after an error. */
const struct lab_question *lab_read_question(const struct lab *lab, struct yaml_value value);
/* `digits`, significant ones; 0 if it is left out. */
int lab_read_digits(struct yaml_value value);

/* `follow_through`, a share of the marks. */
double lab_read_follow_through(struct yaml_value value, double initial);

/* `inputs`: the values and defaults that parameters have in this lab, and the bounds of inputs in one without
 * questions. Before the model is finished. */
void lab_read_inputs(struct lab *lab, struct yaml_value value);
void lab_read_questions(struct lab *lab, struct yaml_value value);
/* What texts and drawings have besides a prompt: a rubric, lines, a model answer. */
void lab_read_by_hand(const struct lab *lab, struct yaml_mapping *mapping, struct lab_question *question);
/* After the questions and the charts: the charts of the drawings. */
void lab_find_drawings(struct lab *lab, struct diag *diag);
void lab_read_statements(struct lab *lab, struct yaml_value value);
void lab_read_scenarios(struct lab *lab, struct yaml_value value);
/* After the questions. */
void lab_read_charts(struct lab *lab, struct yaml_value value);
/* After the questions; NULL if the lab has no ledger. */
const struct lab_ledger *lab_read_ledger(const struct lab *lab, struct yaml_value value);

/* Reads the file of a model: the lab's own (in `folder`), else the program's; NULL and an error. `*path`: where it is.
 */
const struct source *lab_read_model(struct arena *arena, const char *folder, const char *name, struct pos pos,
                                    const char **path, struct diag *diag);
/* Lays the translation of lab.yaml, at this path, over it; gives it, to be closed after it, or NULL. */
struct yaml *lab_read_translation(struct lab *lab, struct yaml *yaml, const char *path);
/* Loads a model from its source and, if the lab is translated, the translation beside it. */
bool lab_load_model(struct lab *lab, const struct source *source, const char *path, const char *name,
                    struct diag *diag);

#endif
