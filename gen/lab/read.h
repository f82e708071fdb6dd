/* Private to lab: reading lab.yaml. lab.c reads it as a whole and calls a reader for each part; read.c has what the
 * readers have in common, find.c finds files. Every mistake is reported, each at its place. */
#ifndef LAB_READ_H
#define LAB_READ_H

#include "lab/lab.h"
#include "yaml/yaml.h"

struct lab_reader {
    struct arena *arena;
    struct lab *lab; /* as far as it is read */
    struct yaml *yaml;
    struct diag *diag;
};

/* A passage for Mustache and Markdown. One of several lines must be a literal block (`|`), so that a place in the
 * passage is a place in the file. Its text is NULL if the node is absent or wrong. */
struct lab_text lab_read_text(const struct lab_reader *reader, const yaml_node_t *node, const char *what);
/* A line that is printed unchanged, such as a title, in the arena. A tag in it is an error, since it would be printed
 * too. NULL if the node is absent or wrong. */
const char *lab_read_plain(const struct lab_reader *reader, const yaml_node_t *node, const char *what);
/* The expression of a node, checked as well as the models allow; NULL if it is absent or wrong. Messages call it by
 * `what` and `key`. */
const struct expr *lab_read_expr(const struct lab_reader *reader, const yaml_node_t *node, const char *what,
                                 const char *key, bool condition);
/* Whether an expression is true or false; a name is whatever its equation is. `otherwise` if that cannot be told,
 * because an error was reported of it. */
bool lab_is_condition(const struct expr *expr, bool otherwise);
/* A share such as 50% or 0.5 (0 to 1) under the key `follow_through`; `initial` if it is absent. */
double lab_read_follow_through(const struct lab_reader *reader, const yaml_node_t *mapping, const char *what,
                               double initial);

/* A mapping that is being read. */
struct lab_place {
    const struct lab_reader *reader;
    const yaml_node_t *node;
    const char *what; /* what messages call it: "question 'speedup'", "chart 'costs', line 2" */
};

/* Report an error at a node or, if it is NULL because a key is absent, at the mapping: `what: message`, and `what needs
 * ...`. */
void lab_place_report(const struct lab_place *place, const yaml_node_t *node, const char *message);
void lab_place_needs(const struct lab_place *place, const yaml_node_t *node, const char *needed);
/* The value under a key; NULL if it is absent. */
const yaml_node_t *lab_place_member(const struct lab_place *place, const char *key);
/* The text under a key, in the arena; NULL if it is absent or wrong. */
const char *lab_place_text(const struct lab_place *place, const char *key);
/* The text under `name`, in snake_case; NULL after an error. */
const char *lab_place_name(const struct lab_place *place);
/* As lab_read_expr. */
const struct expr *lab_place_expr(const struct lab_place *place, const char *key, bool condition);

/* The readers of the parts, into reader->lab. */
void lab_read_questions(const struct lab_reader *reader, const yaml_node_t *list);
void lab_read_statements(const struct lab_reader *reader, const yaml_node_t *list);
void lab_read_scenarios(const struct lab_reader *reader, const yaml_node_t *list);
/* After the questions. */
void lab_read_charts(const struct lab_reader *reader, const yaml_node_t *list);
/* After the questions; NULL if the lab has no ledger. */
const struct lab_ledger *lab_read_ledger(const struct lab_reader *reader, const yaml_node_t *mapping);

/* The folder of a lab, by its name or path; NULL and an error with the nearest name. */
const char *lab_find_folder(struct arena *arena, const char *name, struct diag *diag);
/* Reads the file of a model: the lab's own (in `folder`), else the program's; NULL and an error. */
const struct source *lab_read_model(struct arena *arena, const char *folder, const char *name, struct pos pos,
                                    struct diag *diag);

#endif
