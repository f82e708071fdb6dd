/* Private to mustache: what the parser hands to the renderer, a template as a flat list of operations. */
#ifndef MUSTACHE_TREE_H
#define MUSTACHE_TREE_H

#include "mustache/mustache.h"

enum mustache_op_kind { OP_LITERAL, OP_VARIABLE, OP_SECTION, OP_INVERTED, OP_CLOSE, OP_PARTIAL };

/* `b` of `a.b.c`: points into the operation's name. */
struct mustache_part {
    const char *text;
    size_t length;
};

struct mustache_op {
    enum mustache_op_kind kind;
    bool line_start; /* the first of its line in the template: an indented partial is indented before it */
    bool escaped;    /* variables: written {{name}} */
    bool standalone; /* partials: alone on its line */
    struct pos pos;
    const char *bytes; /* literals: the text; variables, partials: the white space between line start and tag */
    size_t length;
    const char *name;
    const struct mustache_part *parts; /* of the name; none for `.` */
    int part_count;
    const char *format; /* variables: what follows `|`, or NULL */
    size_t partner;     /* of sections: their OP_CLOSE; of OP_CLOSE: its section */
};

struct mustache {
    const struct source *source;
    struct mustache_op *ops;
    size_t count;
};

#endif
