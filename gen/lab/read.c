#include "lab/read.h"

#include <string.h>

struct lab_text lab_read_text(struct yaml_value value) {
    const char *bytes = yaml_text(value);
    if (!bytes)
        return (struct lab_text){0};
    if (value.node->data.scalar.style != YAML_LITERAL_SCALAR_STYLE &&
        (value.node->end_mark.line > value.node->start_mark.line ||
         value.node->data.scalar.style == YAML_FOLDED_SCALAR_STYLE)) {
        yaml_report(value,
                    "%s has several lines: write it as a block after `|`, so that each of its lines is a line of the "
                    "file",
                    value.name);
        return (struct lab_text){0};
    }
    if (bytes[strspn(bytes, " \n")] == '\0') {
        yaml_report(value, "%s is empty", value.name);
        return (struct lab_text){0};
    }
    size_t length = strlen(bytes);
    while (length && bytes[length - 1] == '\n')
        length--;
    return (struct lab_text){arena_strndup(value.yaml->arena, bytes, length), yaml_text_pos(value)};
}

const char *lab_read_plain(struct yaml_value value, const char *advice) {
    const char *text = yaml_text(value), *tag = text ? strstr(text, "{{") : NULL;
    if (!tag)
        return text;
    struct pos pos = yaml_text_pos(value);
    pos.column += (int)(tag - text);
    diag_report(value.yaml->diag, SEVERITY_ERROR, pos, "%s%s%s cannot have a tag: it is the same for every set%s",
                value.owner ? value.owner : "", value.owner ? ": " : "", value.name, advice);
    return NULL;
}

const char *lab_read_label(struct yaml_value value) {
    const char *text = lab_read_plain(value, "; put it into 'detail', which follows the label");
    return text ? text : "";
}

const char *lab_read_name(struct yaml_mapping *mapping, const char *kind) {
    struct yaml_value value = yaml_needed(mapping, "name", "");
    const char *name = yaml_text(value);
    if (!name)
        return NULL;
    yaml_call(mapping, arena_printf(value.yaml->arena, "%s '%s'", kind, name));
    if (*name < 'a' || *name > 'z' || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != strlen(name))
        yaml_report(yaml_member(mapping, "name"),
                    "a name must be snake_case: lower-case letters, digits and `_`, starting with a letter");
    return name;
}

void lab_report_twice(struct yaml_mapping *mapping, struct pos first) {
    diag_report(mapping->self.yaml->diag, SEVERITY_ERROR, yaml_text_pos(yaml_member(mapping, "name")),
                "%s is defined twice; the first is on line %d", mapping->what, first.line);
}

bool lab_is_condition(const struct expr *expr, bool otherwise) {
    /* A name may lead to an equation that has been reported already. */
    for (int depth = 0;
         depth < 1000 && expr && expr->op == EXPR_NAME && expr->quantity && expr->quantity->kind == QUANTITY_EQUATION;
         depth++)
        expr = expr->quantity->expr;
    return expr ? expr_is_condition(expr) : otherwise;
}

static const struct expr *read_expr(const struct lab *lab, struct yaml_value value, bool condition, bool any_number) {
    const char *text = yaml_text(value);
    struct diag *diag = value.yaml->diag;
    struct expr *expr = text ? expr_parse(lab->arena, text, strlen(text), yaml_text_pos(value), diag) : NULL;
    if (!expr)
        return NULL;
    bool numbers = any_number || expr_check_numbers(expr, diag);
    if (!model_resolve(lab->model, expr, diag) || !numbers)
        return NULL;
    if (condition != lab_is_condition(expr, condition)) {
        yaml_report(value,
                    condition ? "'%s' must be a condition, such as `a < b and b < c`"
                              : "'%s' must be a value, not a condition",
                    value.name);
        return NULL;
    }
    return !condition || model_unit_of(lab->model, expr, diag) ? expr : NULL;
}

const struct expr *lab_read_expr(const struct lab *lab, struct yaml_value value, bool condition) {
    return read_expr(lab, value, condition, false);
}

const struct expr *lab_read_mistaken(const struct lab *lab, struct yaml_value value) {
    return read_expr(lab, value, false, true);
}

static void find_number(const struct expr *expr, void *context) {
    bool *found = context;
    *found = *found || expr->op == EXPR_NUMBER;
}

const struct expr *lab_read_condition(const struct lab *lab, const char *text, const char *name, struct diag *diag) {
    const struct source *source = source_of_text(lab->arena, name, text, strlen(text));
    struct expr *expr = expr_parse(lab->arena, text, strlen(text), source_pos(source, 0), diag);
    bool numbers = false;
    if (!expr || !model_resolve(lab->model, expr, diag))
        return NULL;
    if (!lab_is_condition(expr, false)) {
        diag_report(diag, SEVERITY_ERROR, source_pos(source, 0), "%s must be a condition, such as `a < b and b < c`",
                    name);
        return NULL;
    }
    expr_walk(expr, find_number, &numbers);
    return numbers || model_unit_of(lab->model, expr, diag) ? expr : NULL;
}

const struct quantity *lab_read_parameter(const struct lab *lab, struct yaml_value value) {
    const struct quantity *quantity = model_find(lab->model, value);
    if (quantity && quantity->choices)
        yaml_report(value,
                    "'%s' is a choice of names, which have no order and no distance; name a parameter with numbers",
                    quantity->name);
    else if (!quantity || quantity->kind == QUANTITY_PARAMETER)
        return quantity;
    else
        yaml_report(value, "'%s' is %s %s, not a parameter; name one, such as what it depends on", quantity->name,
                    quantity->kind == QUANTITY_CONSTANT ? "a" : "an", quantity_kind_names[quantity->kind]);
    return NULL;
}

const struct lab_question *lab_read_question(const struct lab *lab, struct yaml_value value) {
    const char *name = yaml_text(value);
    const struct lab_question *question = name ? lab_lookup_question(lab, name) : NULL;
    if (name && !question)
        yaml_report_near(value, lab_nearest_question(lab, name), NULL, "there is no question '%s'", name);
    return question;
}

int lab_read_digits(struct yaml_value value) {
    static const struct yaml_range range = {1, 15, YAML_WHOLE, "a whole number from 1 to 15"};
    return (int)yaml_number(value, &range, 0);
}

double lab_read_follow_through(struct yaml_value value, double initial) {
    static const struct yaml_range share = {0, 1, YAML_SHARE, "a share of the marks from 0 to 100%, such as 50%"};
    return yaml_number(value, &share, initial);
}
