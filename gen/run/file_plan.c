#include "run/lines.h"
#include "run/run.h"

#include <stdlib.h>
#include <string.h>

/* Sets in one document for the class at most, which is made as a whole. More go to a further volume. */
enum { VOLUME_SETS = 200 };

const char *run_plural(struct arena *arena, const char *name) {
    static const char *const hissing[] = {"s", "x", "z", "ch", "sh"};
    size_t length = strlen(name);
    if (text_ends_with(name, "y") && !strchr("aeiou", name[length - 2]))
        return arena_printf(arena, "%.*sies", (int)length - 1, name);
    for (size_t i = 0; i < sizeof hissing / sizeof *hissing; i++)
        if (text_ends_with(name, hissing[i]))
            return arena_printf(arena, "%ses", name);
    return arena_printf(arena, "%ss", name);
}

bool run_plan_has_print(const struct run_plan *plan, int document) {
    const struct fill_template *template = plan->templates[document];
    return template && fill_format(template)->paged && !fill_is_for_class(template);
}

static struct run_look look_of(const struct run_plan *plan, int document, size_t row) {
    const struct sets_accommodation *own = sets_row(plan->sets, row)->accommodation;
    if (!own)
        return (struct run_look){NULL, NULL};
    const struct fill_copy class = fill_copy_of(plan->templates[document], NULL),
                           copy = fill_copy_of(plan->templates[document], own);
    return (struct run_look){copy.print, copy.paper == class.paper ? NULL : doc_papers[copy.paper]};
}

static bool is_same(const char *a, const char *b) {
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* The number of a look; that after the last if it is new. */
static int find_look(const struct run_plan *plan, struct run_look look) {
    int number = 0;
    while (number < plan->look_count &&
           !(is_same(plan->looks[number].print, look.print) && is_same(plan->looks[number].paper, look.paper)))
        number++;
    return number;
}

int run_plan_look(const struct run_plan *plan, int document, size_t row) {
    return find_look(plan, look_of(plan, document, row));
}

/* Paper of a student, of which forms and twins are made. */
static bool is_students_paper(const struct run_plan *plan, int document) {
    return run_plan_has_print(plan, document) && fill_audience(plan->templates[document]) == AUDIENCE_STUDENT;
}

size_t run_plan_class_count(const struct run_plan *plan) {
    size_t count = 0;
    while (count < plan->run_count && plan->tasks[plan->run_count - 1 - count].kind == TASK_CLASS)
        count++;
    return count;
}

bool run_task_is_personal(const struct run_task *task) {
    return task->kind == TASK_SET || task->kind == TASK_FORM || task->kind == TASK_TWIN;
}

const char *run_form_name(struct arena *arena, const char *document) {
    return strcmp(document, "worksheet") == 0 ? "form" : arena_printf(arena, "%s-form", document);
}

const char *run_fan_path(struct arena *arena, const char *folder, const char *id, bool fans, const char *name) {
    return fans ? arena_printf(arena, "%s/%03x/%s", folder, (unsigned)(hash_string(id) % RUN_FANS), name)
                : arena_printf(arena, "%s/%s", folder, name);
}

const char *run_plan_path(const struct run_plan *plan, const struct run_task *task, struct arena *arena) {
    const struct fill_template *template = plan->templates[task->document];
    const struct doc_format *format = task->kind == TASK_TWIN ? &doc_formats[FORMAT_HTML] : fill_format(template);
    const char *name = plan->lab->documents[task->document].name;
    const char *folder = fill_audience(template) == AUDIENCE_STUDENT ? "student" : "instructor";
    if (run_task_is_personal(task)) {
        const struct sets_row *set = sets_row(plan->sets, plan->order[task->first]);
        return run_fan_path(arena, folder, set->id, plan->fans,
                            arena_printf(arena, "%s-%s.%s", format->per_id ? set->id : set->stem,
                                         task->kind == TASK_FORM ? run_form_name(arena, name) : name,
                                         format->extension));
    }
    const struct run_look *look = &plan->looks[task->look];
    if (task->kind == TASK_PRINT)
        return arena_printf(arena, "%s/all-%s%s%s%s%s.%s", task->look ? "instructor" : folder, run_plural(arena, name),
                            look->print ? "-" : "", look->print ? look->print : "", look->paper ? "-" : "",
                            look->paper ? look->paper : "", format->extension);
    size_t volume = task->first / VOLUME_SETS + 1;
    return arena_printf(arena, "%s/%s%s.%s", folder, name, volume > 1 ? arena_printf(arena, "-%zu", volume) : "",
                        format->extension);
}

static int compare_sets(const void *a, const void *b, void *plan) {
    const struct parameter_sets *sets = ((const struct run_plan *)plan)->sets;
    uint32_t i = *(const uint32_t *)a, j = *(const uint32_t *)b;
    int order = strcmp(sets_row(sets, i)->id, sets_row(sets, j)->id);
    return order ? order : (i > j) - (i < j);
}

static int compare_tasks(const void *a, const void *b, void *plan) {
    static const int turn[] = {[TASK_SET] = 0, [TASK_FORM] = 0, [TASK_TWIN] = 0, [TASK_CLASS] = 1, [TASK_PRINT] = 2};
    const uint32_t *order = ((const struct run_plan *)plan)->order;
    const struct run_task *x = a, *y = b;
    if (turn[x->kind] != turn[y->kind])
        return turn[x->kind] - turn[y->kind];
    const bool of_sets = turn[x->kind] == 0;
    uint32_t i = of_sets ? order[x->first] : x->first, j = of_sets ? order[y->first] : y->first;
    if (i != j)
        return (i > j) - (i < j);
    if (x->look != y->look)
        return x->look - y->look;
    return x->document != y->document ? x->document - y->document : x->kind - y->kind;
}

static void add_task(struct run_plan *plan, struct run_task task) {
    plan->run_count += task.kind != TASK_PRINT;
    plan->tasks[plan->task_count++] = task;
}

/* The print files of a document, one for each look that its copies have. */
static void plan_prints(struct run_plan *plan, int document) {
    for (int look = 0; look < plan->look_count; look++) {
        uint32_t copies = 0;
        for (size_t i = 0; i < plan->good_count; i++)
            copies += run_plan_look(plan, document, plan->roster[i]) == look;
        if (copies)
            add_task(plan, (struct run_task){TASK_PRINT, (uint16_t)document, (uint16_t)look, 0, copies});
    }
}

/* The print files of a document, or its files for the class. */
static void plan_shared(struct run_plan *plan, int document) {
    uint32_t sets = (uint32_t)plan->good_count;
    if (run_plan_has_print(plan, document))
        plan_prints(plan, document);
    if (!fill_is_for_class(plan->templates[document]))
        return;
    for (uint32_t first = 0; first < sets; first += VOLUME_SETS) {
        uint32_t left = sets - first;
        add_task(plan,
                 (struct run_task){TASK_CLASS, (uint16_t)document, 0, first, left < VOLUME_SETS ? left : VOLUME_SETS});
    }
}

/* The documents of an id, whose good sets are first..end-1 of the order: one each, or a workbook of all. */
static void plan_id(struct run_plan *plan, uint32_t first, uint32_t end) {
    for (int d = 0; d < plan->lab->document_count; d++) {
        const struct fill_template *template = plan->templates[d];
        if (!template || fill_is_for_class(template))
            continue;
        uint32_t together = fill_format(template)->per_id ? end - first : 1;
        for (uint32_t row = first; row < end; row += together)
            add_task(plan, (struct run_task){TASK_SET, (uint16_t)d, 0, row, together});
        for (uint32_t row = first; row < end && is_students_paper(plan, d); row++) {
            if (plan->forms)
                add_task(plan, (struct run_task){TASK_FORM, (uint16_t)d, 0, row, 1});
            if (plan->twins)
                add_task(plan, (struct run_task){TASK_TWIN, (uint16_t)d, 0, row, 1});
        }
    }
}

/* The good sets, in both orders. */
static void list_sets(struct run_plan *plan, struct arena *arena, const bool *chosen) {
    const struct parameter_sets *sets = plan->sets;
    plan->order = arena_array(arena, sets_count(sets) + 1, sizeof *plan->order);
    plan->roster = arena_array(arena, sets_count(sets) + 1, sizeof *plan->roster);
    for (uint32_t i = 0; i < sets_count(sets); i++)
        if (!sets_row(sets, i)->bad && (!chosen || chosen[i]))
            plan->roster[plan->good_count++] = i;
    memcpy(plan->order, plan->roster, plan->good_count * sizeof *plan->order);
    qsort_r(plan->order, plan->good_count, sizeof *plan->order, compare_sets, plan);
}

/* All looks that copies on paper have, first that of the class. */
static void list_looks(struct run_plan *plan, struct arena *arena) {
    size_t capacity = 0;
    plan->looks = arena_grow(arena, NULL, 0, &capacity, sizeof *plan->looks);
    plan->looks[plan->look_count++] = (struct run_look){NULL, NULL};
    for (int d = 0; d < plan->lab->document_count; d++)
        for (size_t i = 0; run_plan_has_print(plan, d) && i < plan->good_count; i++) {
            const struct run_look look = look_of(plan, d, plan->roster[i]);
            if (find_look(plan, look) < plan->look_count)
                continue;
            plan->looks = arena_grow(arena, plan->looks, (size_t)plan->look_count, &capacity, sizeof *plan->looks);
            plan->looks[plan->look_count++] = look;
        }
}

struct run_plan *run_plan_make(struct arena *arena, const struct lab *lab, const struct fill_template *const *templates,
                               const struct parameter_sets *sets, const bool *chosen, bool forms, bool twins) {
    struct run_plan *plan = arena_alloc(arena, sizeof *plan);
    *plan = (struct run_plan){.lab = lab, .templates = templates, .sets = sets, .forms = forms, .twins = twins};
    list_sets(plan, arena, chosen);
    list_looks(plan, arena);
    size_t documents = 0;
    for (int d = 0; d < lab->document_count; d++)
        documents += templates[d] ? 1 + (size_t)forms + (size_t)twins : 0;
    plan->tasks = arena_array(
        arena, (sets_count(sets) + sets_count(sets) / VOLUME_SETS + 1 + (size_t)plan->look_count) * documents,
        sizeof *plan->tasks);
    for (int d = 0; d < lab->document_count && !chosen; d++)
        if (templates[d])
            plan_shared(plan, d);
    for (uint32_t i = 0, end; i < plan->good_count; i = end) {
        const char *id = sets_row(sets, plan->order[i])->id;
        for (end = i + 1; end < plan->good_count && strcmp(sets_row(sets, plan->order[end])->id, id) == 0;)
            end++;
        plan_id(plan, i, end);
    }
    qsort_r(plan->tasks, plan->task_count, sizeof *plan->tasks, compare_tasks, plan);
    return plan;
}
