#include "lab/read.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *read_line(const struct lab_reader *reader, const yaml_node_t *root, const char *key, bool needed) {
    const yaml_node_t *node = yaml_member(reader->yaml, root, key);
    if (!node) {
        if (needed)
            diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, root), "a lab needs the key '%s'", key);
        return NULL;
    }
    return lab_read_plain(reader, node, key);
}

static void read_models(struct lab_reader *reader, const yaml_node_t *root) {
    struct model *model = reader->lab->model;
    const yaml_node_t *list = yaml_member(reader->yaml, root, "models");
    if (!list)
        diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, root), "a lab needs the key 'models'");
    if (yaml_is_sequence(reader->yaml, list, "models", reader->diag)) {
        for (size_t i = 0; i < yaml_item_count(list); i++) {
            const yaml_node_t *item = yaml_item(reader->yaml, list, i);
            const char *name = yaml_text(reader->yaml, item, "a model's name", reader->diag);
            const struct source *source = name ? lab_read_model(reader->arena, reader->lab->folder, name,
                                                                yaml_pos(reader->yaml, item), reader->diag)
                                               : NULL;
            if (source)
                model_load_source(model, source, arena_strdup(reader->arena, name), reader->diag);
            else
                model->incomplete = true;
        }
    }
    model_load_hidden(model, reader->yaml, root, reader->lab->name, reader->diag);
    model_finish(model, reader->diag);
}

static void read_given(const struct lab_reader *reader, const yaml_node_t *list) {
    struct lab *lab = reader->lab;
    if (!yaml_is_sequence(reader->yaml, list, "given", reader->diag))
        return;
    lab->given = arena_array(reader->arena, yaml_item_count(list), sizeof *lab->given);
    for (size_t i = 0; i < yaml_item_count(list); i++) {
        const yaml_node_t *item = yaml_item(reader->yaml, list, i);
        const char *name = yaml_text(reader->yaml, item, "a given equation", reader->diag);
        if (!name)
            continue;
        struct pos pos = yaml_text_pos(reader->yaml, item);
        const struct quantity *quantity = model_find(lab->model, name, "", pos, reader->diag);
        if (!quantity)
            continue;
        if (quantity->kind == QUANTITY_PARAMETER || (quantity->kind == QUANTITY_CONSTANT && !quantity->hidden)) {
            diag_report(reader->diag, SEVERITY_ERROR, pos,
                        "'%s' is a %s: students always see those; `given` lists equations and the lab's own constants",
                        name, quantity->kind == QUANTITY_PARAMETER ? "parameter" : "constant");
            continue;
        }
        bool *needed = arena_array(reader->arena, (size_t)lab->model->count, sizeof *needed);
        if (quantity->expr)
            model_dependencies(lab->model, quantity->expr, needed);
        bool leaks = false;
        for (int j = 0; j < lab->question_count; j++) {
            const struct quantity *asked = lab->questions[j].quantity;
            if (asked == quantity)
                diag_report(reader->diag, SEVERITY_ERROR, pos,
                            "'%s' is asked by question '%s': it cannot be given to students as well", name,
                            lab->questions[j].name);
            else if (asked && asked->kind == QUANTITY_EQUATION && needed[asked->index] && !leaks)
                diag_report(reader->diag, SEVERITY_ERROR, pos,
                            "'%s' depends on '%s', which question '%s' asks: it cannot be given to students", name,
                            asked->name, lab->questions[j].name);
            else
                continue;
            leaks = true;
        }
        bool twice = false;
        for (int j = 0; j < lab->given_count; j++)
            twice = twice || lab->given[j] == quantity;
        if (twice)
            diag_report(reader->diag, SEVERITY_ERROR, pos, "'%s' is listed twice under `given`", name);
        else if (!leaks)
            lab->given[lab->given_count++] = quantity;
    }
}

static void read_texts(const struct lab_reader *reader, const yaml_node_t *mapping) {
    struct lab *lab = reader->lab;
    if (!yaml_is_mapping(reader->yaml, mapping, "texts", reader->diag))
        return;
    lab->texts = arena_array(reader->arena, yaml_pair_count(mapping), sizeof *lab->texts);
    for (size_t i = 0; i < yaml_pair_count(mapping); i++) {
        yaml_node_t *value, *key = yaml_pair(reader->yaml, mapping, i, &value);
        const char *name = arena_strdup(reader->arena, (const char *)key->data.scalar.value);
        struct lab_text text = lab_read_text(reader, value, arena_printf(reader->arena, "the text '%s'", name));
        if (text.text)
            lab->texts[lab->text_count++] = (struct lab_name_text){name, text};
    }
}

static void report_no_template(const struct lab_reader *reader, const char *name, const char *path, struct pos pos) {
    diag_report_near(reader->diag, SEVERITY_ERROR, pos,
                     lab_nearest_file(reader->arena, reader->lab->folder, ".md", name), NULL,
                     "the document '%s' has no template: there is no %s", name, path);
}

/* Reads a list of documents, whose names must differ from those of `others`. Gives their number. */
static int read_documents(const struct lab_reader *reader, const yaml_node_t *list, const char *what, bool graded,
                          struct lab_document **documents, const struct lab_document *others, int other_count) {
    struct lab *lab = reader->lab;
    int count = 0;
    if (!yaml_is_sequence(reader->yaml, list, what, reader->diag))
        return 0;
    *documents = arena_array(reader->arena, yaml_item_count(list) + 1, sizeof **documents);
    for (size_t i = 0; i < yaml_item_count(list); i++) {
        const yaml_node_t *item = yaml_item(reader->yaml, list, i);
        const char *name = yaml_text(reader->yaml, item, "a document's name", reader->diag);
        if (!name)
            continue;
        struct pos pos = yaml_text_pos(reader->yaml, item);
        const char *path = arena_printf(reader->arena, "%s/%s.md", lab->folder, name);
        bool twice = false;
        for (int j = 0; j < count; j++)
            twice = twice || strcmp((*documents)[j].name, name) == 0;
        for (int j = 0; j < other_count; j++)
            twice = twice || strcmp(others[j].name, name) == 0;
        if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(name))
            diag_report(reader->diag, SEVERITY_ERROR, pos,
                        "a document's name is part of file names: use lower-case letters, digits, `-` and `_` only");
        else if (twice)
            diag_report(reader->diag, SEVERITY_ERROR, pos, "the document '%s' is listed twice", name);
        else if (access(path, F_OK) != 0)
            report_no_template(reader, name, path, pos);
        else
            (*documents)[count++] = (struct lab_document){arena_strdup(reader->arena, name), path, pos, graded};
    }
    return count;
}

static void read_root(struct lab_reader *reader, const yaml_node_t *root) {
    static const char *const known[] = {"lab",        "title",          "course", "models",    "constants", "equations",
                                        "given",      "texts",          "charts", "scenarios", "documents", "questions",
                                        "statements", "follow_through", "ledger", "graded",    NULL};
    struct lab *lab = reader->lab;
    yaml_check_keys(reader->yaml, root, known, "a lab", reader->diag);
    const char *name = read_line(reader, root, "lab", true);
    if (name && strcmp(name, lab->name) != 0)
        diag_report(reader->diag, SEVERITY_ERROR, yaml_text_pos(reader->yaml, yaml_member(reader->yaml, root, "lab")),
                    "the lab is called '%s' here, but its folder is called '%s'; use one name for both", name,
                    lab->name);
    lab->title = read_line(reader, root, "title", true);
    lab->course = read_line(reader, root, "course", false);
    read_models(reader, root);
    const yaml_node_t *questions = yaml_member(reader->yaml, root, "questions"); /* a lab may ask nothing */
    lab->follow_through = lab_read_follow_through(reader, root, "the lab", 0);
    lab_read_questions(reader, questions);
    lab_read_statements(reader, yaml_member(reader->yaml, root, "statements"));
    read_given(reader, yaml_member(reader->yaml, root, "given"));
    read_texts(reader, yaml_member(reader->yaml, root, "texts"));
    lab_read_charts(reader, yaml_member(reader->yaml, root, "charts"));
    lab_read_scenarios(reader, yaml_member(reader->yaml, root, "scenarios"));
    const yaml_node_t *documents = yaml_member(reader->yaml, root, "documents");
    if (!documents)
        diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, root), "a lab needs the key 'documents'");
    lab->document_count = read_documents(reader, documents, "documents", false, &lab->documents, NULL, 0);
    lab->graded_count = read_documents(reader, yaml_member(reader->yaml, root, "graded"), "graded", true, &lab->graded,
                                       lab->documents, lab->document_count);
    lab->ledger = lab_read_ledger(reader, yaml_member(reader->yaml, root, "ledger"));
}

struct lab *lab_load_any(struct arena *arena, struct units *units, const char *name_or_path, bool *sound,
                         struct diag *diag) {
    int errors = diag_count(diag, SEVERITY_ERROR);
    *sound = false;
    const char *folder = lab_find_folder(arena, name_or_path, diag);
    if (!folder)
        return NULL;
    const char *path = arena_printf(arena, "%s/lab.yaml", folder), *home = lab_home(arena), *shown = path;
    if (strncmp(path, home, strlen(home)) == 0 && path[strlen(home)] == '/')
        shown = path + strlen(home) + 1;
    source_trust(arena_printf(arena, "%s/templates", home), arena_printf(arena, "%s/model", home));
    const struct source *source = source_read_within(arena, folder, path, shown, diag);
    struct yaml *yaml = source ? yaml_read(source, diag) : NULL;
    if (!yaml)
        return NULL;
    struct lab *lab = arena_alloc(arena, sizeof *lab);
    char resolved[PATH_MAX];
    const char *last = realpath(folder, resolved) ? strrchr(resolved, '/') : NULL;
    *lab = (struct lab){.arena = arena,
                        .folder = folder,
                        .name = arena_strdup(arena, last ? last + 1 : folder),
                        .model = model_new(arena, units),
                        .source = source};
    struct lab_reader reader = {.arena = arena, .lab = lab, .yaml = yaml, .diag = diag};
    if (yaml_is_mapping(yaml, yaml_root(yaml), "a lab", diag))
        read_root(&reader, yaml_root(yaml));
    yaml_close(yaml);
    diag_sort(diag);
    *sound = diag_count(diag, SEVERITY_ERROR) == errors;
    return lab;
}

struct lab *lab_load(struct arena *arena, struct units *units, const char *name_or_path, struct diag *diag) {
    bool sound;
    struct lab *lab = lab_load_any(arena, units, name_or_path, &sound, diag);
    return sound ? lab : NULL;
}
