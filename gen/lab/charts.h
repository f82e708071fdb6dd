/* The charts of a lab, as lab.yaml describes them under `charts`, each a mapping:
 *   name, title; kind: line, scatter or bars; frame: true where students are given the empty frame to plot in
 *   sweep: {along: PARAMETER, first, last, points, scale: linear|geometric}   (line, scatter)
 *   x, y: {label, unit, scale: linear|log, format, from_zero, minimum, maximum, frame_from, frame_to}   (bars: y alone)
 *   series: list of {name, label, detail, value, where, style: solid|dashed|dotted, colour}   (line, scatter)
 *   bars: list of {label, value, colour}; highlight: {bar: lowest|highest, label}
 *   lines: list of {x or y, label, detail, where, style, colour}; x makes it vertical
 *   markers: list of {x, y, label, detail, where, colour}; areas: list of {between: [SERIES, SERIES], label, detail}
 *   own: list of {answer: QUESTION, x: QUANTITY or bar: NAME or line: x|y, label, colour}: the person's own answer to
 * the question (of a choice: what its option predicts) in documents made after grading, as a marker over a quantity's
 *     value or at a bar's edge, or as a line across an axis; its value follows the label
 * value, x, y are quantities or expressions, `where` a condition without which the element is not drawn. Labels are the
 * same for all sets and stand in workbooks too; a detail is a template (`{{utilization | percent}}`) that follows its
 * label on paper. What is left out of an axis comes from the quantities along it. A logarithmic axis whose sweep runs
 * from one power of two to another is divided by powers of two. */
#ifndef LAB_CHARTS_H
#define LAB_CHARTS_H

#include "chart/chart.h"
#include "lab/questions.h"

/* Where a person's own answer is shown. */
struct lab_own {
    const struct lab_question *question;
    const struct quantity *x; /* a marker over its value; NULL: at a bar or a line */
    int bar;                  /* a marker at its edge; -1 */
    bool vertical;            /* the line */
    const char *label;
    enum chart_colour colour;
};

/* A description of the lab; of its `chart` member the parts that are the same for all sets are filled in (of the
 * elements all but their values, `shown` and `detail`). Details are passages: they stand beside it. */
struct lab_chart {
    struct chart chart;
    struct lab_text *series_details, *line_details, *marker_details, *area_details; /* by number of the element */
    struct lab_own *own;
    int own_count;
    struct pos pos;
};

/* The `charts` of a lab, into reader->lab. Every mistake is reported. */
void lab_read_charts(const struct lab_reader *reader, const yaml_node_t *list);
/* NULL where there is none of that name. */
const struct lab_chart *lab_lookup_chart(const struct lab *lab, const char *name);
/* The nearest name to a wrong one, or NULL. */
const char *lab_nearest_chart(struct arena *arena, const struct lab *lab, const char *name);

#endif
