/* Questions that a person marks: answers in words, and charts drawn by hand. */
#include "lab/read.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Reads one thing that earns points. */
static void read_criterion(const struct lab *lab, struct yaml_value value, struct lab_question *question) {
    static const struct yaml_range points = {DBL_MIN, DBL_MAX, YAML_PLAIN, "a number above 0, such as 1"};
    struct yaml_mapping mapping = yaml_mapping(value, arena_printf(lab->arena, "%s, a criterion", value.owner));
    if (!mapping.self.node)
        return;
    struct lab_criterion *criterion = &question->rubric[question->rubric_count++];
    *criterion = (struct lab_criterion){.pos = yaml_pos(value)};
    criterion->text = lab_read_text(yaml_needed(&mapping, "text", ": what earns the points"));
    criterion->points = yaml_number(yaml_needed(&mapping, "points", ", such as 1"), &points, 1);
    yaml_done(&mapping);
}

/* Reads the rubric; without `marks` the question has those that its points add up to. */
static void read_rubric(const struct lab *lab, struct yaml_mapping *mapping, struct lab_question *question) {
    const struct diag_mark mark = diag_mark(mapping->self.yaml->diag);
    struct yaml_value rubric = yaml_member(mapping, "rubric"), marks = yaml_member(mapping, "marks");
    struct yaml_list list = yaml_list(rubric);
    double sum = 0;
    question->rubric = arena_array(lab->arena, list.count + 1, sizeof *question->rubric);
    for (size_t i = 0; i < list.count; i++)
        read_criterion(lab, yaml_item(&list, i, "a criterion"), question);
    for (int i = 0; i < question->rubric_count; i++)
        sum += question->rubric[i].points;
    if (!question->rubric_count || !diag_clean_since(mapping->self.yaml->diag, mark))
        return;
    if (!marks.node)
        question->marks = sum;
    else if (fabs(sum - question->marks) > 1e-9 * sum)
        yaml_report(marks, "the points of the rubric add up to %.15g, not to %.15g; leave out 'marks', or correct one",
                    number_round_significant(sum, 12), question->marks);
}

/* Whether a text is a number of lines: 4, 3-5 or 4+, from 1 to 99. */
static bool is_lines(const char *text) {
    char *end = NULL;
    const long least = *text >= '1' && *text <= '9' ? strtol(text, &end, 10) : 0;
    if (least < 1 || least > 99)
        return false;
    if (*end == '-' && end[1] >= '1' && end[1] <= '9') {
        const long most = strtol(end + 1, &end, 10);
        return most >= least && most <= 99 && !*end;
    }
    return !*end || strcmp(end, "+") == 0;
}

void lab_refuse_keys(struct yaml_mapping *mapping, const char *const *keys, const char *why) {
    for (; *keys; keys++)
        yaml_refuse(mapping, *keys, why);
}

void lab_refuse_numeric(struct yaml_mapping *mapping, const char *why) {
    static const char *const keys[] = {"unit",     "shown", "digits",         "absent",  "absent_text",
                                       "mistakes", "ways",  "follow_through", "working", NULL};
    lab_refuse_keys(mapping, keys, why);
}

void lab_read_by_hand(const struct lab *lab, struct yaml_mapping *mapping, struct lab_question *question) {
    static const char *const others[] = {"options", "shuffle", "quantity", "tolerance", "scored", "prediction", NULL};
    static const char why[] = "is not for questions that a person marks";
    lab_refuse_keys(mapping, others, why);
    lab_refuse_numeric(mapping, why);
    question->points_name = arena_printf(lab->arena, "%s_points", question->name);
    read_rubric(lab, mapping, question);
    question->model_answer = lab_read_text(yaml_member(mapping, "model_answer"));
    if (question->kind == QUESTION_DRAWING) {
        struct yaml_value chart = yaml_needed(mapping, "chart", ": the chart whose empty frame is drawn in");
        yaml_refuse(mapping, "lines", "is for texts: a drawing has the frame of its chart");
        question->chart_name = yaml_text(chart);
        question->chart_pos = chart.node ? yaml_text_pos(chart) : NOWHERE;
        return;
    }
    struct yaml_value lines = yaml_member(mapping, "lines");
    yaml_refuse(mapping, "chart", "is for drawings (kind: drawing)");
    question->lines = lines.node ? yaml_text(lines) : "4";
    if (question->lines && !is_lines(question->lines))
        yaml_report(lines, "'%s' is no number of lines; write one from 1 to 99, or 3-5, or 4+", question->lines);
}

void lab_find_drawings(struct lab *lab, struct diag *diag) {
    for (int i = 0; i < lab->question_count; i++) {
        struct lab_question *question = &lab->questions[i];
        if (!question->chart_name)
            continue;
        question->chart = lab_lookup_chart(lab, question->chart_name);
        question->flawed = question->flawed || !question->chart || !question->chart->chart.frame;
        if (!question->chart)
            diag_report_near(diag, SEVERITY_ERROR, question->chart_pos,
                             lab_nearest_chart(lab->arena, lab, question->chart_name), NULL,
                             "question '%s': the lab has no chart '%s'", question->name, question->chart_name);
        else if (!question->chart->chart.frame)
            diag_report(diag, SEVERITY_ERROR, question->chart_pos,
                        "question '%s': chart '%s' has no empty frame to draw in; give it `frame: true`",
                        question->name, question->chart_name);
    }
}
