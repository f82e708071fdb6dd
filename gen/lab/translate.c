/* Labs in other languages: the translation of a file is the one of its name in the folder of the language beside it. */
#include "lab/read.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

static const char *const texts[] = {"title",    "course",   "label",        "message",     "detail",     "text",
                                    "prompt",   "feedback", "model_answer", "absent_text", "source",     "description",
                                    "declared", "shown",    "shown_one",    "date",        "lines_text", NULL};
static const char *const all[] = {"texts", NULL};
static const char *const skipped[] = {"statements", "ledger", "units", NULL};
static const char *const named[] = {"scenarios", NULL};
static const struct yaml_text_keys keys = {.texts = texts, .all = all, .named = named, .skipped = skipped};

static const char *const block_texts[] = {"label", "title", "heads",   "labels",  "unit",    "source", "date",
                                          "end",   "paths", "x_label", "y_label", "columns", NULL};
static const char *const block_formulas[] = {"formula", "formulas", "words", NULL};
static const char *const block_keys[] = {"paths", "outputs", NULL};
static const struct yaml_text_keys block_text_keys = {
    .texts = block_texts, .formulas = block_formulas, .keys = block_keys};

const char *lab_translated_path(struct arena *arena, const char *path, const char *language) {
    const char *slash = strrchr(path, '/');
    if (!language)
        return NULL;
    const char *there = slash ? arena_printf(arena, "%.*s/%s%s", (int)(slash - path), path, language, slash)
                              : arena_printf(arena, "%s/%s", language, path);
    return access(there, F_OK) == 0 ? there : NULL;
}

bool lab_is_language(const char *name) {
    size_t length = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
    if (length < 2 || length > 3)
        return false;
    for (name += length; *name == '-'; name += length) {
        length = strspn(++name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");
        if (length < 1 || length > 8)
            return false;
    }
    return !*name;
}

/* Whether a folder of a lab has texts: its lab.yaml, or a template. */
static bool has_texts(struct arena *arena, const struct lab *lab, const char *folder) {
    DIR *dir = opendir(arena_printf(arena, "%s/%s", lab->folder, folder));
    bool some = false;
    for (struct dirent *entry; dir && !some && (entry = readdir(dir));)
        some = strcmp(entry->d_name, "lab.yaml") == 0 || text_ends_with(entry->d_name, ".md");
    if (dir)
        closedir(dir);
    return some;
}

static int compare_tags(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The languages of a lab: its own, if it says so, then those of its folders, sorted. */
static size_t list_languages(struct arena *arena, const struct lab *lab, const char ***tags) {
    size_t count = 0, capacity = 0, own = lab->language ? 1 : 0;
    *tags = NULL;
    if (own) {
        *tags = arena_grow(arena, *tags, count, &capacity, sizeof **tags);
        (*tags)[count++] = lab->language;
    }
    DIR *dir = opendir(lab->folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));)
        if (lab_is_language(entry->d_name) && has_texts(arena, lab, entry->d_name)) {
            *tags = arena_grow(arena, *tags, count, &capacity, sizeof **tags);
            (*tags)[count++] = arena_strdup(arena, entry->d_name);
        }
    if (dir)
        closedir(dir);
    if (count > own)
        qsort(*tags + own, count - own, sizeof **tags, compare_tags);
    return count;
}

const char *lab_find_language(struct arena *arena, const struct lab *lab, const char *said) {
    const char **tags;
    const size_t count = list_languages(arena, lab, &tags);
    for (size_t i = 0; i < count; i++)
        if (strcasecmp(tags[i], said) == 0)
            return tags[i];
    return NULL;
}

const char *lab_languages(struct arena *arena, const struct lab *lab) {
    const char **tags, *list = "";
    const size_t count = list_languages(arena, lab, &tags);
    for (size_t i = 0; i < count; i++)
        list = arena_printf(arena, "%s%s%s", list, i == 0 ? "" : i + 1 == count ? " or " : ", ", tags[i]);
    return list;
}

struct yaml *lab_read_translation(struct lab *lab, struct yaml *yaml, const char *path) {
    const char *there = lab_translated_path(lab->arena, path, lab->translation);
    const struct source *source = there ? source_read_within(lab->arena, lab->folder, there, NULL, yaml->diag) : NULL;
    struct yaml *translation = source ? yaml_read(source, lab->arena, yaml->diag) : NULL;
    if (translation)
        yaml_read_phrases(translation, lab->phrases);
    yaml_translate(yaml, translation, &keys, lab->phrases);
    return translation;
}

bool lab_load_model(struct lab *lab, const struct source *source, const char *path, const char *name,
                    struct diag *diag) {
    const char *there = lab_translated_path(lab->arena, path, lab->translation);
    if (!lab->translation)
        return model_load_source(lab->model, source, name, diag);
    struct yaml_phrases phrases = {.arena = lab->arena};
    const struct source *translated = there ? source_read(lab->arena, there, NULL, diag) : NULL;
    const bool good = model_load_translated(lab->model, source, translated, &keys, &phrases, name, diag);
    for (size_t i = 0; i < phrases.missing_count; i++) {
        lab->phrases->missing = arena_grow(lab->arena, lab->phrases->missing, lab->phrases->missing_count,
                                           &lab->phrases->missing_capacity, sizeof *lab->phrases->missing);
        lab->phrases->missing[lab->phrases->missing_count++] = phrases.missing[i];
    }
    return good;
}

void lab_translate_block(const struct lab *lab, struct yaml *yaml) {
    if (lab->translation)
        yaml_translate(yaml, NULL, &block_text_keys, lab->phrases);
}

void lab_check_translation(const struct lab *lab, struct diag *diag) {
    if (!lab->translation)
        return;
    for (size_t i = 0; i < lab->phrases->missing_count; i++) {
        const char *text = lab->phrases->missing[i].text;
        const int length = (int)strcspn(text, "\n");
        diag_report_once(diag, SEVERITY_WARNING, lab->phrases->missing[i].pos,
                         "this has no translation into '%s': %.*s%s", lab->translation, length > 60 ? 60 : length, text,
                         length > 60 || text[length] ? " ..." : "");
    }
    for (size_t i = 0; i < lab->phrases->phrase_count; i++)
        if (!lab->phrases->phrases[i].used)
            diag_report(diag, SEVERITY_WARNING, lab->phrases->phrases[i].pos,
                        "no text of the lab is '%s' any more: the translation is of an earlier one",
                        lab->phrases->phrases[i].original);
    for (int i = 0; i < lab->document_count + lab->graded_count; i++) {
        const struct lab_document *document =
            i < lab->document_count ? &lab->documents[i] : &lab->graded[i - lab->document_count];
        if (!document->original)
            diag_report(diag, SEVERITY_WARNING, document->pos,
                        "the document '%s' has no translation: there is no %s/%s/%s.md", document->name, lab->folder,
                        lab->translation, document->name);
    }
}
