#include "lab/read.h"

#include <string.h>

struct lab_text lab_read_text(const struct lab_reader *reader, const yaml_node_t *node, const char *what) {
    struct lab_text text = {0};
    const char *bytes = node ? yaml_text(reader->yaml, node, what, reader->diag) : NULL;
    if (!bytes)
        return text;
    if (node->data.scalar.style != YAML_LITERAL_SCALAR_STYLE &&
        (node->end_mark.line > node->start_mark.line || node->data.scalar.style == YAML_FOLDED_SCALAR_STYLE)) {
        diag_report(
            reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, node),
            "%s has several lines: write it as a block after `|`, so that each of its lines is a line of the file",
            what);
        return text;
    }
    if (bytes[strspn(bytes, " \n")] == '\0') {
        diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, node), "%s is empty", what);
        return text;
    }
    size_t length = strlen(bytes);
    while (length && bytes[length - 1] == '\n')
        length--;
    return (struct lab_text){arena_strndup(reader->arena, bytes, length), yaml_text_pos(reader->yaml, node)};
}

const char *lab_read_plain(const struct lab_reader *reader, const yaml_node_t *node, const char *what) {
    const char *text = node ? yaml_text(reader->yaml, node, what, reader->diag) : NULL;
    const char *tag = text ? strstr(text, "{{") : NULL;
    if (tag) {
        struct pos pos = yaml_text_pos(reader->yaml, node);
        pos.column += (int)(tag - text);
        diag_report(reader->diag, SEVERITY_ERROR, pos, "%s cannot have a tag: it is the same for every set", what);
    }
    return text && !tag ? arena_strdup(reader->arena, text) : NULL;
}

bool lab_is_condition(const struct expr *expr, bool otherwise) {
    /* A name may lead to an equation that has been reported already. */
    for (int depth = 0;
         depth < 1000 && expr && expr->op == EXPR_NAME && expr->quantity && expr->quantity->kind == QUANTITY_EQUATION;
         depth++)
        expr = expr->quantity->expr;
    return expr ? expr_is_condition(expr) : otherwise;
}

const struct expr *lab_read_expr(const struct lab_reader *reader, const yaml_node_t *node, const char *what,
                                 const char *key, bool condition) {
    const char *text = node ? yaml_text(reader->yaml, node, key, reader->diag) : NULL;
    if (!text)
        return NULL;
    struct pos pos = yaml_text_pos(reader->yaml, node);
    struct expr *expr = expr_parse(reader->arena, text, strlen(text), pos, reader->diag);
    if (!expr)
        return NULL;
    bool numbers = expr_check_numbers(expr, reader->diag);
    if (!model_resolve(reader->lab->model, expr, reader->diag) || !numbers)
        return NULL;
    if (condition != lab_is_condition(expr, condition)) {
        diag_report(reader->diag, SEVERITY_ERROR, pos,
                    condition ? "%s: '%s' must be a condition, such as `a < b and b < c`"
                              : "%s: '%s' must be a value, not a condition",
                    what, key);
        return NULL;
    }
    if (condition && !model_unit_of(reader->lab->model, expr, reader->diag))
        return NULL;
    return expr;
}

double lab_read_follow_through(const struct lab_reader *reader, const yaml_node_t *mapping, const char *what,
                               double initial) {
    static const char key[] = "follow_through";
    const yaml_node_t *node = yaml_member(reader->yaml, mapping, key);
    const char *text = node ? yaml_text(reader->yaml, node, key, reader->diag) : NULL;
    if (!text)
        return initial;
    bool percent;
    double value;
    if (number_parse_share(text, strlen(text), &value, &percent) && value >= 0 && value <= 1)
        return value;
    diag_report(reader->diag, SEVERITY_ERROR, yaml_text_pos(reader->yaml, node),
                "%s: follow_through is a share of the marks from 0 to 100%%, such as 50%%, not '%s'", what, text);
    return initial;
}

static struct pos pos_of(const struct lab_place *place, const yaml_node_t *node) {
    return yaml_pos(place->reader->yaml, node ? node : place->node);
}

void lab_place_report(const struct lab_place *place, const yaml_node_t *node, const char *message) {
    diag_report(place->reader->diag, SEVERITY_ERROR, pos_of(place, node), "%s: %s", place->what, message);
}

void lab_place_needs(const struct lab_place *place, const yaml_node_t *node, const char *needed) {
    diag_report(place->reader->diag, SEVERITY_ERROR, pos_of(place, node), "%s needs %s", place->what, needed);
}

const yaml_node_t *lab_place_member(const struct lab_place *place, const char *key) {
    return yaml_member(place->reader->yaml, place->node, key);
}

const char *lab_place_text(const struct lab_place *place, const char *key) {
    const yaml_node_t *node = lab_place_member(place, key);
    const char *text = node ? yaml_text(place->reader->yaml, node, key, place->reader->diag) : NULL;
    return text ? arena_strdup(place->reader->arena, text) : NULL;
}

const char *lab_place_name(const struct lab_place *place) {
    const char *name = lab_place_text(place, "name");
    if (!lab_place_member(place, "name"))
        lab_place_needs(place, place->node, "the key 'name'");
    if (!name)
        return NULL;
    if (*name >= 'a' && *name <= 'z' && strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") == strlen(name))
        return name;
    diag_report(place->reader->diag, SEVERITY_ERROR,
                yaml_text_pos(place->reader->yaml, lab_place_member(place, "name")),
                "%s '%s': a name must be snake_case: lower-case letters, digits and `_`, starting with a letter",
                place->what, name);
    return NULL;
}

const struct expr *lab_place_expr(const struct lab_place *place, const char *key, bool condition) {
    return lab_read_expr(place->reader, lab_place_member(place, key), place->what, key, condition);
}
