#include "term/term.h"

#include "yaml/yaml.h"

#include <math.h>
#include <string.h>

bool term_is_course(const char *path) {
    const char *end = strrchr(path, '.');
    return end && (strcmp(end, ".yaml") == 0 || strcmp(end, ".yml") == 0);
}

/* The last part of a path, without `ending`. */
static const char *last_part(struct arena *arena, const char *path, const char *ending) {
    size_t length = strlen(path);
    while (length > 1 && path[length - 1] == '/')
        length--;
    size_t start = length;
    while (start && path[start - 1] != '/')
        start--;
    const char *end = ending ? ending : path + length;
    return arena_strndup(arena, path + start, (size_t)(end - path) - start);
}

/* A lab by its path is looked for from the folder of the course file. */
static const char *path_of_lab(struct arena *arena, const char *course, const char *lab) {
    const char *slash = strrchr(course, '/');
    return !slash || !strchr(lab, '/') || lab[0] == '/'
               ? lab
               : arena_printf(arena, "%.*s/%s", (int)(slash - course), course, lab);
}

static const char *read_date(struct yaml_value value) {
    const char *text = yaml_text(value);
    struct date date;
    if (text && (!date_read(text, &date) || date.length != 10)) {
        yaml_report(value, "a date is a day such as 2026-10-05, not '%s'", text);
        return NULL;
    }
    return text;
}

static double read_marks(struct yaml_value value) {
    static const struct yaml_range range = {0, 1e6, YAML_PLAIN, "a number from 0 to 1000000"};
    return yaml_number(value, &range, NAN);
}

/* Reports a lab that stands in the course twice, and a date before that of the lab before it. */
static void check_order(const struct term *term, struct yaml_value named, struct yaml_value date) {
    const struct term_lab *lab = &term->labs[term->count];
    const char *before = NULL;
    for (int i = 0; i < term->count; i++) {
        if (lab->name && strcmp(term->labs[i].name, lab->name) == 0)
            yaml_report(named, "the course has the lab '%s' already, in line %d", lab->name, term->labs[i].pos.line);
        before = term->labs[i].date ? term->labs[i].date : before;
    }
    if (lab->date && before && strcmp(lab->date, before) < 0)
        yaml_report(date, "%s is before %s, the date of a lab before it; write the labs in the order of the term",
                    lab->date, before);
}

static void read_lab(struct term *term, struct arena *arena, const char *course, struct yaml_value item,
                     const char *(*find)(struct arena *arena, const char *lab, struct diag *diag), struct diag *diag) {
    struct yaml_mapping mapping = yaml_mapping(item, "a lab of the course");
    struct yaml_value named = yaml_needed(&mapping, "lab", ": its name or path");
    struct yaml_value date = yaml_member(&mapping, "date");
    const char *lab = yaml_text(named);
    struct term_lab *read = &term->labs[term->count];
    *read = (struct term_lab){.lab = lab ? path_of_lab(arena, course, lab) : NULL,
                              .title = yaml_text(yaml_member(&mapping, "title")),
                              .date = read_date(date),
                              .marks = read_marks(yaml_member(&mapping, "marks")),
                              .pos = yaml_text_pos(named)};
    const struct diag_mark mark = diag_mark(diag);
    const char *folder = lab ? find(arena, read->lab, diag) : NULL;
    if (lab && !folder && !diag_clean_since(diag, mark))
        diag_report(diag, SEVERITY_NOTE, read->pos, "the course names it here");
    read->name = folder ? last_part(arena, folder, NULL) : NULL;
    check_order(term, named, date);
    yaml_done(&mapping);
    term->count += read->name != NULL;
}

struct term *term_read(struct arena *arena, const char *path,
                       const char *(*find)(struct arena *arena, const char *lab, struct diag *diag),
                       struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    const struct source *source = source_read(arena, path, NULL, diag);
    struct yaml *yaml = source ? yaml_read(source, arena, diag) : NULL;
    if (!yaml)
        return NULL;
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "the course"), "the course");
    struct term *term = arena_alloc(arena, sizeof *term);
    *term = (struct term){.name = last_part(arena, path, strrchr(path, '.'))};
    const char *title = yaml_text(yaml_member(&root, "title"));
    term->title = title ? title : term->name;
    const char *language = yaml_text(yaml_member(&root, "language"));
    term->language = words_language_lookup(language ? language : "en");
    term->paper = (enum doc_paper)yaml_word(yaml_member(&root, "paper"), doc_papers, PAPER_A4);
    struct yaml_value labs = yaml_needed(&root, "labs", ": a list");
    struct yaml_list list = yaml_list(labs);
    if (labs.node && yaml_is_list(labs) && !list.count)
        yaml_report(labs, "the course has no labs");
    term->labs = arena_array(arena, list.count + 1, sizeof *term->labs);
    for (size_t i = 0; i < list.count; i++)
        read_lab(term, arena, path, yaml_item(&list, i, "a lab"), find, diag);
    yaml_done(&root);
    yaml_close(yaml);
    return diag_clean_since(diag, mark) ? term : NULL;
}
