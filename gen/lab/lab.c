#include "lab/lab.h"
#include "lab/questions.h"

#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct pos nowhere = {0};

static bool is_home(struct arena *arena, const char *folder) {
    return access(arena_printf(arena, "%s/templates", folder), R_OK) == 0 &&
           access(arena_printf(arena, "%s/model", folder), R_OK) == 0;
}

const char *lab_home(struct arena *arena) {
    const char *named = getenv("FLEETSHEET_HOME");
    if (named && *named)
        return arena_strdup(arena, named);
    char path[PATH_MAX];
    ssize_t length = readlink("/proc/self/exe", path, sizeof path - 1);
    if (length > 0) {
        path[length] = '\0';
        for (char *slash = strrchr(path, '/'); slash && slash != path; slash = strrchr(path, '/')) {
            *slash = '\0';
            if (is_home(arena, path))
                return arena_strdup(arena, path);
            const char *shared = arena_printf(arena, "%.*s/share/fleetsheet",
                                              (int)(strrchr(path, '/') ? strrchr(path, '/') - path : 0), path);
            if (is_home(arena, shared))
                return shared;
        }
    }
    return FLEETSHEET_DATA;
}

/* `home/rest`, or `rest` alone where the home is the working directory: as a person would type it. */
static const char *path_in_home(struct arena *arena, const char *rest) {
    const char *home = lab_home(arena);
    char here[PATH_MAX], there[PATH_MAX];
    if (realpath(".", here) && realpath(home, there) && strcmp(here, there) == 0)
        return rest;
    return arena_printf(arena, "%s/%s", home, rest);
}

struct name_list {
    const char **names;
    size_t count, capacity;
};

/* Adds the names of a folder's members that end in `suffix`, without it. */
static void list_folder(struct arena *arena, const char *folder, const char *suffix, struct name_list *list) {
    DIR *directory = opendir(folder);
    if (!directory)
        return;
    for (struct dirent *entry; (entry = readdir(directory));) {
        size_t length = strlen(entry->d_name), tail = strlen(suffix);
        if (entry->d_name[0] == '.' || length <= tail || strcmp(entry->d_name + length - tail, suffix) != 0)
            continue;
        list->names = arena_grow(arena, list->names, list->count, &list->capacity, sizeof *list->names);
        list->names[list->count++] = arena_strndup(arena, entry->d_name, length - tail);
    }
    closedir(directory);
}

const char *lab_nearest_file(struct arena *arena, const char *folder, const char *suffix, const char *name) {
    struct name_list files = {0};
    list_folder(arena, folder, suffix, &files);
    return name_nearest(name, files.names, files.count);
}

static bool has_lab(struct arena *arena, const char *folder) {
    return access(arena_printf(arena, "%s/lab.yaml", folder), F_OK) == 0;
}

/* The lab's folder, or NULL and an error with the nearest lab. */
static const char *find_folder(struct arena *arena, const char *name, struct diag *diag) {
    size_t length = strlen(name);
    if (length > 9 && strcmp(name + length - 9, "/lab.yaml") == 0)
        length -= 9;
    while (length > 1 && name[length - 1] == '/')
        length--;
    name = arena_strndup(arena, name, length);
    if (*name && !strchr(name, '/') && strcmp(name, ".") != 0 && strcmp(name, "..") != 0) {
        const char *near = arena_printf(arena, "templates/%s", name);
        if (has_lab(arena, near))
            return near;
        const char *far = path_in_home(arena, near);
        if (has_lab(arena, far))
            return far;
    }
    if (*name && has_lab(arena, name))
        return name;
    struct name_list labs = {0};
    list_folder(arena, "templates", "", &labs);
    list_folder(arena, path_in_home(arena, "templates"), "", &labs);
    diag_report_near(diag, SEVERITY_ERROR, nowhere, name_nearest(name, labs.names, labs.count),
                     ": a lab is a folder with a lab.yaml, under templates/ or given as a path", "there is no lab '%s'",
                     name);
    return NULL;
}

struct lab_text lab_read_text(const struct lab_reader *reader, const yaml_node_t *node, const char *what) {
    struct lab_text text = {0};
    const char *bytes = node ? yaml_text(reader->yaml, node, what, reader->diag) : NULL;
    if (!bytes)
        return text;
    if (node->data.scalar.style != YAML_LITERAL_SCALAR_STYLE &&
        (node->end_mark.line > node->start_mark.line || node->data.scalar.style == YAML_FOLDED_SCALAR_STYLE)) {
        diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, node),
                    "%s of several lines must stand behind `|`, so that each of its lines is a line of the file", what);
        return text;
    }
    if (bytes[strspn(bytes, " \n")] == '\0') {
        diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, node), "%s is empty", what);
        return text;
    }
    size_t length = strlen(bytes);
    while (length && bytes[length - 1] == '\n')
        length--;
    return (struct lab_text){arena_strndup(reader->arena, bytes, length), yaml_text_pos(reader->yaml, node)};
}

const char *lab_read_plain(const struct lab_reader *reader, const yaml_node_t *node, const char *what) {
    const char *text = node ? yaml_text(reader->yaml, node, what, reader->diag) : NULL;
    const char *tag = text ? strstr(text, "{{") : NULL;
    if (tag) {
        struct pos pos = yaml_text_pos(reader->yaml, node);
        pos.column += (int)(tag - text);
        diag_report(reader->diag, SEVERITY_ERROR, pos, "a tag cannot stand in %s: it is the same for every set", what);
    }
    return text && !tag ? arena_strdup(reader->arena, text) : NULL;
}

static const char *read_line(const struct lab_reader *reader, const yaml_node_t *root, const char *key, bool needed) {
    const yaml_node_t *node = yaml_member(reader->yaml, root, key);
    if (!node) {
        if (needed)
            diag_report(reader->diag, SEVERITY_ERROR, yaml_pos(reader->yaml, root), "a lab needs the key '%s'", key);
        return NULL;
    }
    return lab_read_plain(reader, node, key);
}

/* The file of a model: the lab's own before the program's. NULL and an error where there is none. */
static const char *find_model(const struct lab_reader *reader, const char *name, struct pos pos) {
    struct arena *arena = reader->arena;
    const char *folder = reader->lab->folder;
    const char *candidates[] = {arena_printf(arena, "%s/model/%s.yaml", folder, name),
                                arena_printf(arena, "%s/%s.yaml", folder, name),
                                path_in_home(arena, arena_printf(arena, "model/%s.yaml", name))};
    bool plain = *name && !strchr(name, '/') && name[0] != '.';
    for (size_t i = 0; plain && i < sizeof candidates / sizeof *candidates; i++)
        if (access(candidates[i], R_OK) == 0)
            return candidates[i];
    struct name_list models = {0};
    list_folder(arena, arena_printf(arena, "%s/model", folder), ".yaml", &models);
    list_folder(arena, path_in_home(arena, "model"), ".yaml", &models);
    diag_report_near(reader->diag, SEVERITY_ERROR, pos, name_nearest(name, models.names, models.count),
                     ": models are files in the lab's folder or in model/", "there is no model '%s'", name);
    return NULL;
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
            const char *path = name ? find_model(reader, name, yaml_pos(reader->yaml, item)) : NULL;
            if (path)
                model_load(model, path, arena_strdup(reader->arena, name), reader->diag);
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

/* A list of documents; their names are unlike those of `others`. How many there are. */
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
                        "a document's name is part of file names: small letters, digits, `-` and `_` only");
        else if (twice)
            diag_report(reader->diag, SEVERITY_ERROR, pos, "the document '%s' stands twice", name);
        else if (access(path, R_OK) != 0)
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
                    "the lab is called '%s' here, but its folder '%s'; both must be the same", name, lab->name);
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
    const char *folder = find_folder(arena, name_or_path, diag);
    if (!folder)
        return NULL;
    const char *path = arena_printf(arena, "%s/lab.yaml", folder), *home = lab_home(arena), *shown = path;
    if (strncmp(path, home, strlen(home)) == 0 && path[strlen(home)] == '/')
        shown = path + strlen(home) + 1;
    const struct source *source = source_read(arena, path, shown, diag);
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

const struct lab_question *lab_lookup_question(const struct lab *lab, const char *name) {
    for (int i = 0; i < lab->question_count; i++)
        if (strcmp(lab->questions[i].name, name) == 0)
            return &lab->questions[i];
    return NULL;
}

const char *lab_nearest_question(const struct lab *lab, const char *name) {
    const char **names = arena_array(lab->arena, (size_t)lab->question_count + 1, sizeof *names);
    for (int i = 0; i < lab->question_count; i++)
        names[i] = lab->questions[i].name;
    return name_nearest(name, names, (size_t)lab->question_count);
}
