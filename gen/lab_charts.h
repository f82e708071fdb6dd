/* The charts of a lab, as lab.yaml describes them. */
#ifndef GEN_LAB_CHARTS_H
#define GEN_LAB_CHARTS_H

#include "chart.h"
#include "lab_questions.h"

/* A description of the lab; of its `chart` member the parts that are the same for all sets are filled in (of the
 * elements all but their values, `shown` and `detail`). Details are passages: they stand beside it. */
struct lab_chart {
    struct chart chart;
    struct lab_text *series_details, *line_details, *marker_details, *area_details; /* by number of the element */
    struct pos pos;
};

/* The `charts` of a lab, into reader->lab. Every mistake is reported. */
void lab_read_charts(const struct lab_reader *reader, const yaml_node_t *list);
/* NULL where there is none of that name. */
const struct lab_chart *lab_lookup_chart(const struct lab *lab, const char *name);
/* The nearest name to a wrong one, or NULL. */
const char *lab_nearest_chart(struct arena *arena, const struct lab *lab, const char *name);

#endif
