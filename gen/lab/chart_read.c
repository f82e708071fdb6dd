#include "lab/chart_read.h"

#include <string.h>

const char *lab_place_line(const struct lab_place *place, const char *key, bool needed) {
    const yaml_node_t *node = lab_place_member(place, key);
    if (!node && needed)
        diag_report(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, place->node),
                    "%s needs the key '%s'", place->what, key);
    const char *text = node ? yaml_text(place->reader->yaml, node, key, place->reader->diag) : NULL;
    if (text && strstr(text, "{{"))
        lab_place_report(
            place, node,
            "this text is the same for all sets and cannot have tags; put them into 'detail', which follows the label");
    return text ? arena_strdup(place->reader->arena, text) : "";
}

int lab_place_word(const struct lab_place *place, const char *key, const char *const *words, int initial) {
    const yaml_node_t *node = lab_place_member(place, key);
    const char *text = node ? yaml_text(place->reader->yaml, node, key, place->reader->diag) : NULL;
    if (!text)
        return initial;
    const char *all = "";
    size_t count = 0;
    for (; words[count]; count++) {
        if (strcmp(words[count], text) == 0)
            return (int)count;
        all = arena_printf(place->reader->arena, "%s%s%s", all, count ? ", " : "", words[count]);
    }
    diag_report_near(place->reader->diag, SEVERITY_ERROR, yaml_pos(place->reader->yaml, node),
                     name_nearest(text, words, count), NULL, "%s: unknown %s '%s'; use one of %s", place->what, key,
                     text, all);
    return initial;
}

bool lab_place_truth(const struct lab_place *place, const char *key) {
    static const char *const words[] = {"false", "true", NULL};
    return lab_place_word(place, key, words, 0) == 1;
}

const struct expr *lab_place_value(const struct lab_place *place, const char *key, const struct unit **unit) {
    const yaml_node_t *node = lab_place_member(place, key);
    const struct expr *expr = lab_read_expr(place->reader, node, place->what, key, false);
    if (!expr)
        return NULL;
    const struct model *model = place->reader->lab->model;
    if (*unit)
        return model_check_unit(model, expr, *unit, place->what, place->reader->diag) ? expr : NULL;
    *unit = model_unit_of(model, expr, place->reader->diag);
    return *unit ? expr : NULL;
}
