#include "lab/read.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void read_models(struct lab *lab, struct yaml_mapping *root) {
    struct diag *diag = root->self.yaml->diag;
    const struct diag_mark mark = diag_mark(diag);
    struct yaml_list list = yaml_list(yaml_needed(root, "models", ""));
    static const char *const keys[] = {"models", "constants", "equations", NULL};
    lab->model->incomplete = !diag_clean_since(diag, mark) || yaml_misspells(root, keys);
    const char *own = lab->name; /* what templates list the lab's own quantities by */
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_value item = yaml_item(&list, i, "a model's name");
        const char *name = yaml_text(item);
        const char *path = NULL;
        if (name && strcmp(name, lab->name) == 0) /* which lists those of that model */
            own = arena_printf(lab->arena, "%s's own", name);
        const struct source *source =
            name ? lab_read_model(lab->arena, lab->folder, name, yaml_pos(item), &path, diag) : NULL;
        if (source)
            lab_load_model(lab, source, path, name, diag);
        else
            lab->model->incomplete = true;
    }
    model_load_hidden(lab->model, root, own);
    lab_read_inputs(lab, yaml_member(root, "inputs"));
    model_finish(lab->model, diag);
}

/* A quantity, and whether an expression names it. */
struct named {
    const struct quantity *quantity;
    bool found;
};

static void find_name(const struct expr *expr, void *context) {
    struct named *named = context;
    named->found = named->found || (expr->op == EXPR_NAME && expr->quantity == named->quantity);
}

/* Whether a condition that is given decides an option of a choice. */
static bool decides(const struct quantity *quantity, const struct lab_question *question) {
    struct named named = {quantity, false};
    for (int i = 0; i < question->option_count; i++)
        if (question->kind == QUESTION_CHOICE && question->options[i].claim)
            expr_walk(question->options[i].claim, find_name, &named);
    return named.found && quantity->expr && lab_is_condition(quantity->expr, false);
}

/* Whether a question's answer would follow from a quantity that is given. */
static bool leaks(const struct lab *lab, const struct quantity *quantity, struct yaml_value item) {
    bool *needed = arena_array(lab->arena, (size_t)lab->model->count, sizeof *needed);
    if (quantity->expr)
        model_dependencies(lab->model, quantity->expr, needed);
    for (int j = 0; j < lab->question_count; j++)
        if (lab->questions[j].quantity == quantity) {
            yaml_report(item, "'%s' is asked by question '%s': it cannot be given to students as well", quantity->name,
                        lab->questions[j].name);
            return true;
        }
    for (int j = 0; j < lab->question_count; j++) {
        const struct quantity *asked = lab->questions[j].quantity;
        if (asked && asked->kind == QUANTITY_EQUATION && needed[asked->index])
            yaml_report(item, "'%s' depends on '%s', which question '%s' asks: it cannot be given to students",
                        quantity->name, asked->name, lab->questions[j].name);
        else if (decides(quantity, &lab->questions[j]))
            yaml_report(item, "'%s' decides question '%s': it cannot be given to students", quantity->name,
                        lab->questions[j].name);
        else
            continue;
        return true;
    }
    return false;
}

static void read_given(struct lab *lab, struct yaml_value value) {
    struct yaml_list list = yaml_list(value);
    lab->given = arena_array(lab->arena, list.count, sizeof *lab->given);
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_value item = yaml_item(&list, i, "a given equation");
        const struct quantity *quantity = model_find(lab->model, item);
        if (!quantity)
            continue;
        bool twice = false;
        for (int j = 0; j < lab->given_count; j++)
            twice = twice || lab->given[j] == quantity;
        if (quantity->kind == QUANTITY_PARAMETER || (quantity->kind == QUANTITY_CONSTANT && !quantity->hidden))
            yaml_report(item,
                        "'%s' is a %s: students always see those; `given` lists equations and the lab's own constants",
                        quantity->name, quantity_kind_names[quantity->kind]);
        else if (twice)
            yaml_report(item, "'%s' is listed twice under `given`", quantity->name);
        else if (!leaks(lab, quantity, item))
            lab->given[lab->given_count++] = quantity;
    }
}

static void read_texts(struct lab *lab, struct yaml_value value) {
    struct yaml_mapping texts = yaml_mapping(value, NULL);
    lab->texts = arena_array(lab->arena, yaml_entry_count(&texts), sizeof *lab->texts);
    for (size_t i = 0; i < yaml_entry_count(&texts); i++) {
        struct yaml_value key, entry = yaml_entry(&texts, i, &key);
        const char *name = yaml_text(key);
        if (!name)
            continue;
        entry.name = arena_printf(lab->arena, "the text '%s'", name);
        struct lab_text text = lab_read_text(entry);
        if (text.text)
            lab->texts[lab->text_count++] = (struct lab_name_text){name, text};
    }
}

/* The word that a template's front matter has behind a key, without quotes; "" if it has none. */
static const char *front_word(struct arena *arena, const struct source *source, const char *key) {
    const char *line = source->bytes + (strncmp(source->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0);
    if (strncmp(line, "---", 3) != 0)
        return "";
    while ((line = strchr(line, '\n')) && strncmp(++line, "---", 3) != 0) {
        const size_t length = strlen(key);
        if (strncmp(line, key, length) != 0 || line[length] != ':')
            continue;
        const char *word = line + length + 1 + strspn(line + length + 1, " \"'");
        return arena_strndup(arena, word, strcspn(word, " \"'#\r\n"));
    }
    return "";
}

/* What makes a document, as its front matter says: `audience: graded` is made by grading, as is `made: grading`, and
 * `made: request` only if it is asked for. What is wrong there is reported when the template is read. */
static struct lab_document kind_of(const struct lab *lab, const char *path) {
    struct diag *silent = diag_new_silent();
    const struct source *source = source_read_within(lab->arena, lab->folder, path, NULL, silent);
    struct lab_document kind = {0};
    if (source) {
        const char *made = front_word(lab->arena, source, "made");
        kind.on_request = strcmp(made, "request") == 0;
        kind.graded = kind.on_request || strcmp(made, "grading") == 0 ||
                      strcmp(front_word(lab->arena, source, "audience"), "graded") == 0;
    }
    diag_free(silent);
    return kind;
}

/* Puts those of the listed documents that grading makes behind the others, in their order, and takes them from there.
 */
static void take_graded(struct lab *lab) {
    const int count = lab->document_count;
    lab->graded = arena_array(lab->arena, (size_t)count + 1, sizeof *lab->graded);
    lab->document_count = 0;
    for (int i = 0; i < count; i++) {
        const struct lab_document kind = kind_of(lab, lab->documents[i].path);
        struct lab_document *document =
            kind.graded ? &lab->graded[lab->graded_count++] : &lab->documents[lab->document_count++];
        *document = lab->documents[i];
        document->graded = kind.graded;
        document->on_request = kind.on_request;
    }
}

/* Appends a list of documents, whose names must differ from those of `others`. Gives the number of all. */
static int read_documents(const struct lab *lab, struct yaml_value value, struct lab_document kind, int count,
                          struct lab_document **documents, const struct lab_document *others, int other_count) {
    struct yaml_list list = yaml_list(value);
    struct lab_document *before = *documents;
    *documents = arena_array(lab->arena, (size_t)count + list.count + 1, sizeof **documents);
    for (int i = 0; i < count; i++)
        (*documents)[i] = before[i];
    for (size_t i = 0; i < list.count; i++) {
        struct yaml_value item = yaml_item(&list, i, "a document's name");
        const char *name = yaml_text(item);
        if (!name)
            continue;
        const char *path = arena_printf(lab->arena, "%s/%s.md", lab->folder, name);
        const char *translated = lab_translated_path(lab->arena, path, lab->translation);
        bool twice = false;
        for (int j = 0; j < count; j++)
            twice = twice || strcmp((*documents)[j].name, name) == 0;
        for (int j = 0; j < other_count; j++)
            twice = twice || strcmp(others[j].name, name) == 0;
        if (!*name || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != strlen(name))
            yaml_report(item,
                        "a document's name is part of file names: use lower-case letters, digits, `-` and `_` only%s",
                        strlen(name) > 3 && strcmp(name + strlen(name) - 3, ".md") == 0 ? ", without .md"
                        : strchr(name, ' ') ? "; a comma stands between two names"
                                            : "");
        else if (twice)
            yaml_report(item, "the document '%s' is listed twice", name);
        else if (access(path, F_OK) != 0)
            yaml_report_near(item, lab_nearest_file(lab->arena, lab->folder, ".md", name), NULL,
                             "the document '%s' has no template: there is no %s", name, path);
        else
            (*documents)[count++] = (struct lab_document){name,
                                                          translated ? translated : path,
                                                          translated ? path : NULL,
                                                          yaml_text_pos(item),
                                                          kind.graded,
                                                          kind.on_request};
    }
    return count;
}

/* Reads how many minutes a calculation, a choice, a reflection and a drawing take. */
static void read_minutes(struct lab *lab, struct yaml_value value) {
    static const char *const keys[LAB_TASKS] = {"numeric", "choice", "reflection", "text", "chart"};
    static const struct yaml_range range = {0, 1000, YAML_PLAIN, "a number from 0 to 1000"};
    struct yaml_mapping mapping = yaml_mapping(value, "minutes");
    for (int i = 0; i < LAB_TASKS; i++)
        lab->minutes[i] = yaml_number(yaml_member(&mapping, keys[i]), &range, 0);
    yaml_done(&mapping);
}

/* In a lab that asks and states nothing, no key depends on the grid of a parameter. Reports inputs that such a lab
 * alone may have, as bounds without a default or as constants, in one that does. */
static void free_inputs(struct lab *lab, struct yaml_value value) {
    bool asks = lab->question_count || lab->statement_count;
    struct yaml_mapping inputs = yaml_mapping(value, NULL);
    for (size_t i = 0; i < yaml_entry_count(&inputs) && asks; i++) {
        struct yaml_value key, entry = yaml_entry(&inputs, i, &key);
        if (yaml_is_list(entry))
            yaml_report(entry, "such bounds are for labs without questions and statements; write the values that keys "
                               "are proven over, `{minimum: 1, maximum: 9, step: 2, default: 3}`");
    }
    for (int i = 0; i < lab->model->count && !asks; i++)
        lab->model->quantities[i]->unproven = true;
}

static void read_root(struct lab *lab, struct yaml_mapping *root) {
    static const struct yaml_range margin = {0, 0.5, YAML_SHARE, "a share from 0 to 50%, such as 1%"};
    const char *name = lab_read_plain(yaml_needed(root, "lab", ""), "");
    if (name && strcmp(name, lab->name) != 0)
        yaml_report(yaml_member(root, "lab"),
                    "the lab is called '%s' here, but its folder is called '%s'; use one name for both", name,
                    lab->name);
    lab->title = lab_read_plain(yaml_needed(root, "title", ""), "");
    yaml_text(yaml_member(root, "language")); /* read before anything is translated */
    lab->course = lab_read_plain(yaml_member(root, "course"), "");
    read_models(lab, root);
    lab->follow_through = lab_read_follow_through(yaml_member(root, "follow_through"), 0);
    lab->digits = lab_read_digits(yaml_member(root, "digits"));
    lab->mistake_margin = yaml_number(yaml_member(root, "mistake_margin"), &margin, NAN);
    lab_read_questions(lab, yaml_member(root, "questions")); /* a lab may ask nothing */
    lab_read_statements(lab, yaml_member(root, "statements"));
    free_inputs(lab, yaml_member(root, "inputs"));
    read_given(lab, yaml_member(root, "given"));
    read_texts(lab, yaml_member(root, "texts"));
    lab_read_charts(lab, yaml_member(root, "charts"));
    lab_find_drawings(lab, root->self.yaml->diag);
    lab_read_scenarios(lab, yaml_member(root, "scenarios"));
    lab->document_count =
        read_documents(lab, yaml_needed(root, "documents", ""), (struct lab_document){0}, 0, &lab->documents, NULL, 0);
    take_graded(lab);
    lab->graded_count = read_documents(lab, yaml_member(root, "graded"), (struct lab_document){.graded = true},
                                       lab->graded_count, &lab->graded, lab->documents, lab->document_count);
    lab->graded_count =
        read_documents(lab, yaml_member(root, "on_request"), (struct lab_document){.graded = true, .on_request = true},
                       lab->graded_count, &lab->graded, lab->documents, lab->document_count);
    read_minutes(lab, yaml_member(root, "minutes"));
    lab->ledger = lab_read_ledger(lab, yaml_member(root, "ledger"));
    yaml_done(root);
}

/* Begins a translation, if another language is asked for than the lab's own; false after an error. */
static bool begin_language(struct lab *lab, struct yaml *yaml, const char *language) {
    const struct diag_mark mark = diag_mark(yaml->diag);
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "a lab"), "a lab");
    struct yaml_value own = yaml_member(&root, "language");
    lab->language = yaml_text(own);
    if (lab->language && !lab_is_language(lab->language))
        yaml_report(own, LAB_NO_LANGUAGE, "language");
    if (!language)
        return diag_clean_since(yaml->diag, mark);
    const char *tag = lab_find_language(lab->arena, lab, language), *others = lab_languages(lab->arena, lab);
    if (!tag) {
        diag_report(
            yaml->diag, SEVERITY_ERROR, (struct pos){lab->source, 1, 1},
            "the lab '%s' has no texts in '%s': it neither says `language` with that tag nor has a folder of that "
            "name with texts; %s%s",
            lab->name, language, *others ? "it has " : "it has no language besides its own", others);
        return false;
    }
    if (tag == lab->language)
        return diag_clean_since(yaml->diag, mark);
    lab->translation = tag;
    lab->phrases = arena_alloc(lab->arena, sizeof *lab->phrases);
    lab->phrases->arena = lab->arena;
    return diag_clean_since(yaml->diag, mark);
}

struct lab *lab_load_any(struct arena *arena, struct units *units, const char *name_or_path, bool *sound,
                         struct diag *diag) {
    return lab_load_in(arena, units, name_or_path, NULL, sound, diag);
}

struct lab *lab_load_in(struct arena *arena, struct units *units, const char *name_or_path, const char *language,
                        bool *sound, struct diag *diag) {
    const struct diag_mark mark = diag_mark(diag);
    *sound = false;
    const char *folder = lab_find_folder(arena, name_or_path, diag);
    if (!folder)
        return NULL;
    const char *path = arena_printf(arena, "%s/lab.yaml", folder), *home = lab_home(arena), *shown = path;
    if (strncmp(path, home, strlen(home)) == 0 && path[strlen(home)] == '/')
        shown = path + strlen(home) + 1;
    source_trust(arena_printf(arena, "%s/templates", home), arena_printf(arena, "%s/model", home));
    const struct source *source = source_read_within(arena, folder, path, shown, diag);
    struct yaml *yaml = source ? yaml_read(source, arena, diag) : NULL;
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
    struct yaml *translation = NULL;
    if (yaml_is_mapping(yaml_root(yaml, "a lab")) && begin_language(lab, yaml, language) && lab->translation)
        translation = lab_read_translation(lab, yaml, path);
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "a lab"), "a lab");
    if (root.self.node)
        read_root(lab, &root);
    yaml_close(translation);
    yaml_close(yaml);
    diag_sort(diag);
    *sound = diag_clean_since(diag, mark);
    return lab;
}

struct lab *lab_load(struct arena *arena, struct units *units, const char *name_or_path, struct diag *diag) {
    bool sound;
    struct lab *lab = lab_load_any(arena, units, name_or_path, &sound, diag);
    return sound ? lab : NULL;
}
