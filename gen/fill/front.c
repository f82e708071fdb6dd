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

static const char *read_language(struct yaml_value value) {
    const char *text = yaml_text(value);
    if (!text || lab_is_language(text))
        return text;
    yaml_report(value, LAB_NO_LANGUAGE, "lang");
    return NULL;
}

static void read_keys(struct yaml *yaml, struct fill_front *front) {
    static const char *const audiences[] = {"student", "instructor", "graded", NULL},
                             *const makers[] = {"generating", "grading", "request", NULL},
                             *const decimals[] = {"point", "comma", NULL}, *const readers[] = {"set", "class", NULL},
                             *const orientations[] = {"portrait", "landscape", NULL},
                             *const layouts[] = {"as the style says", "above", "beside", NULL};
    struct yaml_mapping root = yaml_mapping(yaml_root(yaml, "the front matter"), "the front matter");
    if (!root.self.node)
        return;
    struct yaml_value title = yaml_needed(&root, "title", "");
    front->title = (struct lab_text){yaml_text(title), yaml_text_pos(title)};
    const char *const targets[] = {doc_formats[FORMAT_PDF].name, doc_formats[FORMAT_XLSX].name, NULL};
    front->format = &doc_formats[yaml_word(yaml_needed(&root, "target", ": pdf or xlsx"), targets, FORMAT_PDF)];
    front->audience =
        (enum doc_audience)yaml_word(yaml_needed(&root, "audience", ": student, instructor or graded"), audiences, 0);
    yaml_word(yaml_member(&root, "made"), makers, 0); /* read with the lab, which lists the documents by it */
    front->paper = (enum doc_paper)yaml_word(yaml_member(&root, "paper"), doc_papers, 0);
    front->landscape = yaml_word(yaml_member(&root, "orientation"), orientations, 0) == 1;
    struct yaml_value layout = yaml_member(&root, "layout");
    front->layout = layout.node ? (enum doc_layout)(1 + yaml_word(layout, layouts + 1, 0)) : LAYOUT_OF_STYLE;
    struct yaml_value compact = yaml_member(&root, "compact");
    front->compact = !compact.node ? COMPACT_OF_STYLE : yaml_flag(compact) ? COMPACT_YES : COMPACT_NO;
    front->for_class = yaml_word(yaml_member(&root, "for"), readers, 0) == 1;
    if (front->for_class && (front->audience != AUDIENCE_INSTRUCTOR || !front->format->paged))
        yaml_report(
            yaml_member(&root, "for"),
            "a document for the class has everybody's key: it must have `audience: instructor` and `target: pdf`");
    const char *language = read_language(yaml_member(&root, "lang"));
    front->language = language ? language : front->language;
    struct yaml_value decimal = yaml_member(&root, "decimal");
    bool comma = yaml_word(decimal, decimals, 0) == 1;
    const struct words_language *words = words_language_lookup(front->language);
    front->locale = decimal.node ? words_language_locale(words, comma) : &words->locale;
    yaml_done(&root);
}

bool fill_read_front(struct arena *arena, const struct source *source, struct fill_front *front, struct diag *diag) {
    const struct diag_mark before = diag_mark(diag);
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
    struct yaml *yaml = yaml_read(part, arena, diag);
    if (yaml)
        read_keys(yaml, front);
    yaml_close(yaml);
    return diag_clean_since(diag, before);
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
