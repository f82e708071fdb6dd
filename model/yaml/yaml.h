/* YAML: libyaml's document tree, with positions in the file. All scalars are text; no types are guessed. */
#ifndef YAML_YAML_H
#define YAML_YAML_H

#include "base/base.h"

#include <yaml.h>

struct yaml; /* a document; its nodes are libyaml's own and valid as long as it */

/* Parses a source that holds one document. Reports an error and returns NULL if it is not YAML, is empty, or has keys
 * that are not text. A duplicate key is an error too, but the document is returned and the first one counts. */
struct yaml *yaml_read(const struct source *source, struct diag *diag);
/* (Not yaml_free: libyaml exports a function of that name.) */
void yaml_close(struct yaml *yaml);
yaml_node_t *yaml_root(const struct yaml *yaml);
struct pos yaml_pos(const struct yaml *yaml, const yaml_node_t *node);
/* The position at which the text of a scalar begins, after a quote or a block's indicator. */
struct pos yaml_text_pos(const struct yaml *yaml, const yaml_node_t *node);

/* Members of a mapping: by key (NULL if it is absent or `mapping` is not a mapping), by number, and their count. */
yaml_node_t *yaml_member(const struct yaml *yaml, const yaml_node_t *mapping, const char *key);
size_t yaml_pair_count(const yaml_node_t *mapping);
yaml_node_t *yaml_pair(const struct yaml *yaml, const yaml_node_t *mapping, size_t i, yaml_node_t **value);
/* Items of a sequence: their count, and by number. */
size_t yaml_item_count(const yaml_node_t *sequence);
yaml_node_t *yaml_item(const struct yaml *yaml, const yaml_node_t *sequence, size_t i);

/* Whether a node is a mapping or a sequence. If not, reports an error that names `what`; a NULL node is just false. */
bool yaml_is_mapping(const struct yaml *yaml, const yaml_node_t *node, const char *what, struct diag *diag);
bool yaml_is_sequence(const struct yaml *yaml, const yaml_node_t *node, const char *what, struct diag *diag);
/* The text of a scalar, which belongs to the document. If the node is not a scalar, reports an error and returns NULL.
 */
const char *yaml_text(const struct yaml *yaml, const yaml_node_t *node, const char *what, struct diag *diag);
/* Reports every key that is not in `known` (which ends with NULL) and suggests the nearest one. False if there is one.
 */
bool yaml_check_keys(const struct yaml *yaml, const yaml_node_t *mapping, const char *const *known, const char *what,
                     struct diag *diag);

/* Adds a line about the library that this room uses to the output of --version. */
void yaml_libraries(struct text *out);

#endif
