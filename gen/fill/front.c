#include "fill/template.h"

#include "words/words.h"
#include "yaml/yaml.h"

#include <string.h>

/* The offset after a line `---`; 0 if none begins at `offset`. */
static size_t behind_fence(const struct source *source, size_t offset) {
    const char *line = source->bytes + offset;
    if (source->length - offset < 3 || memcmp(line, "---", 3) != 0)
        return 0;
    size_t end = 3 + strspn(line + 3, " \t\r");
    if (line[end] == '\n')
        return offset + end + 1;
    return offset + end == source->length ? offset + end : 0;
}

/* The number of the word under a key, one of two; 0 if it is absent (reported if it is needed) or wrong (reported). */
static int read_word(const struct yaml *yaml, const yaml_node_t *root, const char *key, const char *const *words,
                     bool needed, struct diag *diag) {
    const yaml_node_t *node = yaml_member(yaml, root, key);
    if (!node) {
        if (needed)
            diag_report(diag, SEVERITY_ERROR, yaml_pos(yaml, root), "the front matter needs the key '%s': %s or %s",
                        key, words[0], words[1]);
        return 0;
    }
    const char *text = yaml_text(yaml, node, key, diag);
    for (int i = 0; text && i < 2; i++)
        if (strcmp(text, words[i]) == 0)
            return i;
    if (text)
        diag_report(diag, SEVERITY_ERROR, yaml_pos(yaml, node), "%s must be %s or %s, not '%s'", key, words[0],
                    words[1], text);
    return 0;
}

static void read_keys(struct arena *arena, const struct yaml *yaml, struct fill_front *front, struct diag *diag) {
    static const char *const known[] = {"title", "target", "audience", "paper", "orientation",
                                        "for",   "lang",   "decimal",  NULL};
    static const char *const audiences[] = {"student", "instructor"}, *const papers[] = {"a4", "letter"},
                             *const decimals[] = {"point", "comma"}, *const readers[] = {"set", "class"},
                             *const orientations[] = {"portrait", "landscape"};
    const char *const targets[] = {doc_formats[0].name, doc_formats[1].name};
    const yaml_node_t *root = yaml_root(yaml);
    if (!yaml_is_mapping(yaml, root, "the front matter", diag))
        return;
    yaml_check_keys(yaml, root, known, "the front matter", diag);
    front->format = &doc_formats[read_word(yaml, root, "target", targets, true, diag)];
    front->audience = (enum doc_audience)read_word(yaml, root, "audience", audiences, true, diag);
    front->paper = (enum doc_paper)read_word(yaml, root, "paper", papers, false, diag);
    front->landscape = read_word(yaml, root, "orientation", orientations, false, diag) == 1;
    front->for_class = read_word(yaml, root, "for", readers, false, diag) == 1;
    if (front->for_class && (front->audience == AUDIENCE_STUDENT || !front->format->paged))
        diag_report(
            diag, SEVERITY_ERROR, yaml_pos(yaml, yaml_member(yaml, root, "for")),
            "a document for the class has everybody's key: it must have `audience: instructor` and `target: pdf`");
    bool comma = read_word(yaml, root, "decimal", decimals, false, diag) == 1;
    const yaml_node_t *language = yaml_member(yaml, root, "lang"), *title = yaml_member(yaml, root, "title");
    const char *text = language ? yaml_text(yaml, language, "lang", diag) : NULL;
    if (text &&
        (!*text || strspn(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-") != strlen(text)))
        diag_report(diag, SEVERITY_ERROR, yaml_pos(yaml, language), "lang must be a language tag such as en or de-CH");
    else if (text)
        front->language = arena_strdup(arena, text);
    const struct words_language *words = words_language_lookup(front->language);
    front->locale = yaml_member(yaml, root, "decimal") ? words_language_locale(words, comma) : &words->locale;
    if (!title)
        diag_report(diag, SEVERITY_ERROR, yaml_pos(yaml, root), "the front matter needs the key 'title'");
    text = title ? yaml_text(yaml, title, "title", diag) : NULL;
    if (text)
        front->title = (struct lab_text){arena_strdup(arena, text), yaml_text_pos(yaml, title)};
}

bool fill_read_front(struct arena *arena, const struct source *source, struct fill_front *front, struct diag *diag) {
    int errors = diag_count(diag, SEVERITY_ERROR);
    *front = (struct fill_front){.format = doc_formats, .language = "en", .locale = &number_locale_english};
    size_t mark = source->length >= 3 && memcmp(source->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    size_t first = behind_fence(source, mark), end = first;
    if (!first) {
        diag_report(
            diag, SEVERITY_ERROR, (struct pos){source, 1, 1},
            "a template must begin with front matter: lines `title: ...`, `target: pdf` or `xlsx` and `audience: "
            "student` or `instructor` between two lines `---`");
        return false;
    }
    size_t body = 0;
    while (end < source->length && !(body = behind_fence(source, end))) {
        const char *newline = memchr(source->bytes + end, '\n', source->length - end);
        end = newline ? (size_t)(newline - source->bytes) + 1 : source->length;
    }
    if (!body) {
        diag_report(diag, SEVERITY_ERROR, (struct pos){source, 1, 1}, "the front matter is not closed by a line `---`");
        return false;
    }
    front->body = body;
    const struct source *part = source_of_part(arena, (struct pos){source, 2, 1}, source->bytes + first, end - first);
    struct yaml *yaml = yaml_read(part, diag);
    if (yaml)
        read_keys(arena, yaml, front, diag);
    yaml_close(yaml);
    return diag_count(diag, SEVERITY_ERROR) == errors;
}

/* Finds a document for students on paper, or any. False if there is none that can be read. */
static bool find_paper(struct arena *arena, const struct lab *lab, const struct lab_document *documents, int count,
                       bool any, struct fill_front *front, struct diag *diag) {
    for (int i = 0; i < count; i++) {
        const struct source *source = source_read_within(arena, lab->folder, documents[i].path, NULL, diag);
        if (source && fill_read_front(arena, source, front, diag) && front->format->paged &&
            (any || front->audience == AUDIENCE_STUDENT))
            return true;
    }
    return false;
}

const char *fill_paper_language(struct arena *arena, const struct lab *lab, bool *comma) {
    struct fill_front front = {.language = "en", .locale = &number_locale_english};
    struct diag *silent = diag_new_silent();
    const bool found = find_paper(arena, lab, lab->documents, lab->document_count, false, &front, silent) ||
                       find_paper(arena, lab, lab->graded, lab->graded_count, true, &front, silent) ||
                       find_paper(arena, lab, lab->documents, lab->document_count, true, &front, silent);
    diag_free(silent);
    *comma = found && strcmp(front.locale->decimal, ",") == 0;
    return found ? front.language : "en";
}
