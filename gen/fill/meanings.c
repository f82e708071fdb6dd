/* What names can mean: the words of the template language beside the names of a lab. */
#include "fill/items.h"

#include <string.h>

/* What has the name as a word in a document; NULL if it is none there. */
static const char *word_of(const struct fill_template *template, const char *name, size_t length) {
    const struct lab *lab = template->lab;
    for (const struct fill_vocabulary *const *thing = template->vocabularies; *thing; thing++)
        if ((template->document->graded || !(*thing)->graded) && fill_find_word(*thing, name, length))
            return (*thing)->of;
    for (int i = 0; i < lab->model->count; i++) {
        const char *group = lab->model->quantities[i]->file_group;
        if (group && fill_same_name(name, length, group))
            return "a document: the model of that name";
    }
    return NULL;
}

struct meaning_check {
    const struct fill_template *template;
    struct diag *diag;
};

static void check_meaning(void *context, const char *name, size_t length, struct pos pos) {
    const struct meaning_check *check = context;
    const struct quantity *quantity = model_lookup_part(check->template->lab->model, name, length);
    const char *of = quantity ? word_of(check->template, name, length) : NULL;
    if (of)
        diag_report_once(check->diag, SEVERITY_ERROR, pos,
                         "'%s' has two meanings: the %s at %s:%d, and a word of templates (of %s); give the %s another "
                         "name, such as %s_value",
                         quantity->name, quantity_kind_names[quantity_kind_said(quantity)],
                         quantity->pos.source ? quantity->pos.source->name : "(memory)", quantity->pos.line, of,
                         quantity_kind_names[quantity_kind_said(quantity)], quantity->name);
}

void fill_check_meanings(const struct fill_template *template, const struct mustache *mustache, struct diag *diag) {
    struct meaning_check check = {template, diag};
    if (mustache && template->conditions)
        mustache_visit_names(mustache, check_meaning, &check);
}

const char *fill_nearest(const struct fill_template *template, const char *name) {
    const struct lab *lab = template->lab;
    size_t count = 0, most = (size_t)(lab->model->count + lab->question_count + lab->text_count) + 256;
    const char **candidates = arena_array(template->arena, most, sizeof *candidates);
    for (int i = 0; i < lab->model->count; i++)
        candidates[count++] = lab->model->by_name[i]->name;
    for (int i = 0; i < lab->question_count; i++)
        candidates[count++] = lab->questions[i].name;
    for (int i = 0; i < lab->text_count; i++)
        candidates[count++] = lab->texts[i].name;
    for (const struct fill_vocabulary *const *thing = template->vocabularies; *thing; thing++)
        for (const struct fill_word *word = (*thing)->words; word->name; word++)
            candidates[count++] = word->name;
    for (size_t i = 0; i < count; i++)
        if (strcmp(candidates[i], name) == 0)
            return NULL; /* a known name, in the wrong place */
    return name_nearest(name, candidates, count);
}
