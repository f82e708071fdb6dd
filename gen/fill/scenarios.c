#include "fill/template.h"

#include "sets/sets.h"
#include "words/words.h"

#include <math.h>
#include <string.h>
#include <strings.h>

/* The value after a swing, kept within the parameter's range and on its grid. */
static double swung(const struct quantity *quantity, double value, double swing) {
    value *= 1 + swing;
    double below, above;
    if (quantity->listed) {
        quantity_neighbors(quantity, value, &below, &above);
        value = isnan(below) || above - value < value - below ? above : below;
    }
    if (quantity->step > 0)
        value = quantity->minimum + round((value - quantity->minimum) / quantity->step) * quantity->step;
    value = value < quantity->minimum ? quantity->minimum : value > quantity->maximum ? quantity->maximum : value;
    return number_round_significant(value, 12);
}

/* The set in a scenario of the lab: its parameters swing, and their sources say so. Equations are not evaluated. */
static struct parameter_set *swing_set(struct arena *arena, const struct lab *lab, const struct parameter_set *set,
                                       const struct lab_scenario *scenario, const struct words_language *language) {
    const struct model *model = lab->model;
    struct parameter_set *derived = arena_alloc(arena, sizeof *derived);
    *derived = *set;
    derived->scenario = scenario->name;
    derived->parameters = arena_array(arena, (size_t)model->count, sizeof *derived->parameters);
    derived->values = arena_array(arena, (size_t)model->count, sizeof *derived->values);
    memcpy(derived->values, set->values, (size_t)model->count * sizeof *derived->values);
    for (int i = 0; i < model->count; i++) {
        const struct quantity *quantity = model->quantities[i];
        if (quantity->kind != QUANTITY_PARAMETER)
            continue;
        struct sets_parameter *parameter = &derived->parameters[quantity->ordinal];
        double swing = scenario->swings[quantity->ordinal];
        *parameter = set->parameters[quantity->ordinal];
        if (swing == 0)
            continue;
        parameter->value = swung(quantity, set->values[quantity->index], swing);
        derived->values[quantity->index] = parameter->value;
        double percent = number_round_significant(fabs(swing) * 100, 6);
        parameter->source = words_phrase(arena, words_of_book(language, "{} on the base, within range and on the grid"),
                                         arena_printf(arena, "%s%g%%", swing < 0 ? "-" : "+", percent), NULL);
        parameter->date = words_of_book(language, "as the base");
    }
    return derived;
}

void fill_add_scenarios(struct arena *arena, const struct lab *lab, struct document *document) {
    if (lab->scenario_count == 0 || document->scenario_count != 1)
        return;
    int count = document->scenario_count;
    const struct parameter_set **all =
        arena_array(arena, (size_t)count + (size_t)lab->scenario_count, sizeof(struct parameter_set *));
    memcpy(all, document->scenarios, (size_t)count * sizeof *all);
    if (!*all[0]->scenario) {
        struct parameter_set *base = arena_alloc(arena, sizeof *base);
        *base = *all[0];
        base->scenario = "base";
        all[0] = base;
        document->set = base;
    }
    for (int i = 0; i < lab->scenario_count; i++) {
        if (strcasecmp(all[0]->scenario, lab->scenarios[i].name) != 0)
            all[count++] = swing_set(arena, lab, all[0], &lab->scenarios[i], words_language_lookup(document->language));
    }
    document->scenarios = all;
    document->scenario_count = count;
}
