/* Reading lab.yaml: what lab.c and questions.c share. */
#ifndef LAB_QUESTIONS_H
#define LAB_QUESTIONS_H

#include "lab/lab.h"
#include "yaml/yaml.h"

struct lab_reader {
    struct arena *arena;
    struct lab *lab;
    struct yaml *yaml;
    struct diag *diag;
};

/* A passage for Mustache and Markdown; several lines must stand behind `|`, so that a place in the passage is a place
 * in the file. text NULL where the node is absent or wrong. */
struct lab_text lab_read_text(const struct lab_reader *reader, const yaml_node_t *node, const char *what);
/* A line that is printed as it stands, such as a title, in the arena: a tag in it is an error, since it would be
 * printed too. NULL where the node is absent or wrong. */
const char *lab_read_plain(const struct lab_reader *reader, const yaml_node_t *node, const char *what);
/* The expression of a node, checked as far as the models allow; NULL where there is none or it is wrong. `what` has it
 * under `key`. */
const struct expr *lab_read_expr(const struct lab_reader *reader, const yaml_node_t *node, const char *what,
                                 const char *key, bool condition);
/* The `scenarios` of a lab, into reader->lab. Every mistake is reported. */
void lab_read_scenarios(const struct lab_reader *reader, const yaml_node_t *list);
/* The `questions` of a lab, into reader->lab. Every mistake is reported. */
void lab_read_questions(const struct lab_reader *reader, const yaml_node_t *list);

/* A share such as 50% or 0.5 (0 to 1) under the key `follow_through`; `initial` where it does not stand. */
double lab_read_follow_through(const struct lab_reader *reader, const yaml_node_t *mapping, const char *what,
                               double initial);
/* The `statements` of a lab, likewise. */
void lab_read_statements(const struct lab_reader *reader, const yaml_node_t *list);
/* The `charts` of a lab, into reader->lab. Every mistake is reported. */
void lab_read_charts(const struct lab_reader *reader, const yaml_node_t *list);
/* The `ledger` of a lab, whose questions have been read. Every mistake is reported. NULL where the lab has none. */
const struct lab_ledger *lab_read_ledger(const struct lab_reader *reader, const yaml_node_t *mapping);

#endif
