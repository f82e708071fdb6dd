/* YAML, as libyaml's document tree, read with positions and without guessing. */
#ifndef YAML_YAML_H
#define YAML_YAML_H

#include "base/base.h"

#include <yaml.h>

struct yaml; /* a document; nodes are libyaml's own and live as long as it */

/* Parses a source that holds one document. NULL and an error where it is not YAML, is empty, or has keys that are no
 * text. A key that stands twice is an error, and the first counts. */
struct yaml *yaml_read(const struct source *source, struct diag *diag);
/* (Not yaml_free: libyaml exports a function of that name, which this one would replace.) */
void yaml_close(struct yaml *yaml);
yaml_node_t *yaml_root(const struct yaml *yaml);
struct pos yaml_pos(const struct yaml *yaml, const yaml_node_t *node);
/* Where the text of a scalar begins (behind a quote or a block's indicator). */
struct pos yaml_text_pos(const struct yaml *yaml, const yaml_node_t *node);

/* Members of a mapping: by key (NULL where absent or where `mapping` is none), by number, how many. */
yaml_node_t *yaml_member(const struct yaml *yaml, const yaml_node_t *mapping, const char *key);
size_t yaml_pair_count(const yaml_node_t *mapping);
yaml_node_t *yaml_pair(const struct yaml *yaml, const yaml_node_t *mapping, size_t i, yaml_node_t **value);
/* Items of a sequence. */
size_t yaml_item_count(const yaml_node_t *sequence);
yaml_node_t *yaml_item(const struct yaml *yaml, const yaml_node_t *sequence, size_t i);

/* Reports where a node is no mapping (sequence, scalar), naming `what`; a NULL node gives false in silence. */
bool yaml_is_mapping(const struct yaml *yaml, const yaml_node_t *node, const char *what, struct diag *diag);
bool yaml_is_sequence(const struct yaml *yaml, const yaml_node_t *node, const char *what, struct diag *diag);
/* The text of a scalar, in the document; NULL and an error where the node is none. */
const char *yaml_text(const struct yaml *yaml, const yaml_node_t *node, const char *what, struct diag *diag);
/* Reports every key that is not among `known` (ends with NULL), with the nearest one. False where there was one. */
bool yaml_check_keys(const struct yaml *yaml, const yaml_node_t *mapping, const char *const *known, const char *what,
                     struct diag *diag);

#endif
