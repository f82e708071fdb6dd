#include "lab/chart_read.h"

#include <math.h>

enum { FAMILY_MOST = 12, PARTS_MOST = 8 };

/* The room for all members of all families. */
static void begin_series(const struct lab *lab, struct lab_chart *lab_chart, size_t most) {
    lab_chart->chart.series = arena_array(lab->arena, most, sizeof *lab_chart->chart.series);
    lab_chart->series_details = arena_array(lab->arena, most, sizeof *lab_chart->series_details);
}

static struct yaml_list read_list(struct yaml_mapping *mapping, const char *key, const char *what) {
    struct yaml_value value =
        yaml_needed(mapping, key, arena_printf(mapping->self.yaml->arena, ", a list of %s", what));
    struct yaml_list list = yaml_list(value);
    if (yaml_is_list(value) && !list.count)
        yaml_report(value, "'%s' is empty; list %s", value.name, what);
    return list;
}

/* `each`: a family, of which one parameter has each of several values. The first member is the series itself; the
 * others follow it. */
static void read_family(const struct lab *lab, struct yaml_mapping *item, struct lab_chart *lab_chart,
                        enum chart_colour given, bool coloured) {
    struct chart *chart = &lab_chart->chart;
    struct yaml_value value = yaml_member(item, "each");
    struct yaml_mapping mapping = yaml_mapping(value, arena_printf(lab->arena, "%s, each", item->what));
    if (!mapping.self.node)
        return;
    struct chart_series *first = &chart->series[chart->series_count - 1];
    const struct quantity *each = lab_read_parameter(lab, yaml_needed(&mapping, "along", ", a parameter"));
    struct yaml_value values = yaml_needed(&mapping, "values", ", a list of its values");
    struct yaml_list list = yaml_list(values);
    yaml_done(&mapping);
    yaml_refuse(item, "name", "is for a single series, and this is a family");
    if (list.count > FAMILY_MOST)
        yaml_report(values, "a family has at most 12 members");
    if (each && each == chart->sweep.along)
        yaml_report(mapping.self, "'%s' is what the chart is swept along", each->name);
    for (size_t i = 0; each && i < list.count && i < FAMILY_MOST; i++) {
        struct chart_series *member = i ? &chart->series[chart->series_count++] : first;
        if (i)
            *member = *first;
        member->each = each;
        member->each_value = quantity_read_value(each, yaml_item(&list, i, "a value"), NAN);
        member->colour = coloured ? given : (enum chart_colour)((size_t)given + i) % CHART_GREY;
        lab_chart->series_details[chart->series_count - 1] = lab_chart->series_details[first - chart->series];
    }
}

static void read_curve(const struct lab *lab, struct yaml_mapping *item, struct lab_chart *lab_chart,
                       struct lab_chart_units *units) {
    static const char *const axes[] = {"y", "right", NULL};
    struct chart *chart = &lab_chart->chart;
    struct chart_series *series = &chart->series[chart->series_count];
    struct yaml_value axis = yaml_member(item, "axis"), form = yaml_member(item, "form"),
                      cumulative = yaml_member(item, "cumulative"), filled = yaml_member(item, "filled");
    bool right = yaml_word(axis, axes, 0) == 1;
    enum chart_colour colour = lab_chart_colour(item, (enum chart_colour)((size_t)chart->series_count % CHART_GREY));
    lab_chart->series_details[chart->series_count] = lab_read_text(yaml_member(item, "detail"));
    *series =
        (struct chart_series){.name = lab_read_label(yaml_member(item, "name")),
                              .label = lab_chart_label(item),
                              .detail = "",
                              .value = lab_chart_value(lab, yaml_needed(item, "value", ", a quantity or an expression"),
                                                       right ? &units->right : &units->y),
                              .where = lab_read_expr(lab, yaml_member(item, "where"), true),
                              .dash = lab_chart_dash(item, DASH_SOLID),
                              .colour = colour,
                              .form = (enum chart_form)yaml_word(
                                  form, chart_form_words, form.node && cumulative.node ? FORM_COLUMNS : FORM_LINE),
                              .filled = yaml_flag(filled),
                              .cumulative = yaml_flag(cumulative),
                              .right = right};
    if (right && !chart->has_right)
        yaml_report(axis, "the chart has no second axis; describe it under 'right'");
    if (chart->kind == CHART_SCATTER && (form.node || filled.node))
        yaml_report(form.node ? form : filled, "a scatter chart has points alone");
    if (series->cumulative && series->form != FORM_COLUMNS)
        yaml_report(cumulative, "'cumulative' is for `form: columns`, each of which is what the value rises by");
    chart->series_count++;
    read_family(lab, item, lab_chart, colour, yaml_member(item, "colour").node != NULL);
}

static void read_parts(const struct lab *lab, struct yaml_mapping *mapping, struct chart *chart) {
    struct yaml_value value = yaml_member(mapping, "parts"), stacked = yaml_member(mapping, "stacked");
    struct yaml_list list = yaml_list(value);
    chart->parts = arena_array(lab->arena, list.count, sizeof *chart->parts);
    chart->stacked = yaml_flag(stacked);
    if (value.node && (list.count < 2 || list.count > PARTS_MOST))
        yaml_report(value, "'parts' has two parts or more, at most 8");
    for (size_t i = 0; i < list.count && i < PARTS_MOST; i++) {
        struct yaml_mapping item = lab_chart_item(&list, i, "part");
        if (!item.self.node)
            continue;
        chart->parts[chart->part_count++] =
            (struct chart_part){lab_chart_label(&item), lab_chart_colour(&item, (enum chart_colour)(i % CHART_GREY))};
        yaml_done(&item);
    }
    if (chart->stacked && !chart->part_count)
        yaml_report(stacked, "'stacked' is for bars of several 'parts'");
    if (chart->stacked && chart->y.scale == AXIS_LOG)
        yaml_report(stacked, "a stack needs a linear axis: on a logarithmic one, heights do not add");
}

static void read_bar(const struct lab *lab, struct yaml_mapping *item, struct lab_chart *lab_chart,
                     struct lab_chart_units *units) {
    struct chart *chart = &lab_chart->chart;
    struct chart_series bar = {
        .name = lab_read_label(yaml_member(item, "name")), .label = lab_chart_label(item), .detail = ""};
    if (!chart->part_count &&
        yaml_refuse(item, "values", "is for bars of several parts; list these under the chart's `parts`"))
        return;
    if (!chart->part_count) {
        bar.colour = lab_chart_colour(item, CHART_BLUE);
        bar.value = lab_chart_value(lab, yaml_needed(item, "value", ", a quantity or an expression"), &units->y);
        chart->series[chart->series_count++] = bar;
        return;
    }
    struct yaml_value values = yaml_needed(item, "values", ", a value for each part");
    struct yaml_list list = yaml_list(values);
    if (yaml_is_list(values) && list.count != (size_t)chart->part_count)
        yaml_report(values, "the list has %zu of the values, but the chart has %d parts; give each part one",
                    list.count, chart->part_count);
    for (int i = 0; i < chart->part_count && list.count == (size_t)chart->part_count; i++) {
        bar.value = lab_chart_value(lab, yaml_item(&list, (size_t)i, "a value"), &units->y);
        bar.colour = chart->parts[i].colour;
        chart->series[chart->series_count++] = bar;
    }
}

void lab_read_series(const struct lab *lab, struct yaml_mapping *mapping, struct lab_chart *lab_chart,
                     struct lab_chart_units *units) {
    struct chart *chart = &lab_chart->chart;
    bool bars = chart->kind == CHART_BARS;
    struct yaml_list list = read_list(mapping, bars ? "bars" : "series", "{value, label}");
    if (bars)
        read_parts(lab, mapping, chart);
    else
        for (int i = 0; i < 2; i++)
            yaml_refuse(mapping, i ? "stacked" : "parts", "is for `kind: bars`");
    begin_series(lab, lab_chart, list.count * FAMILY_MOST);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_mapping item = lab_chart_item(&list, i, bars ? "bar" : "series");
        if (!item.self.node)
            continue;
        if (bars)
            read_bar(lab, &item, lab_chart, units);
        else
            read_curve(lab, &item, lab_chart, units);
        yaml_done(&item);
    }
}
