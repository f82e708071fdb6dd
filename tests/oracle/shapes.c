/* Linked with the whole program, it notes how a run reads YAML, and appends it to the file that the variable SHAPES
 * names. The linker lets the program call the functions __wrap_NAME here in place of NAME. A place is the way from the
 * root of a file: `a lab.questions[].options.*`, where [] is an item of a list and .* any key of a mapping whose keys
 * are free. A line, with tabs between its parts, says: `mapping PLACE KEYS NEEDED WORDS`: one was read, which keys were
 * asked for, which must be there, and `key=word` of those that hold one of a list of words; `type PLACE TYPE ...`: what
 * is read there, with the words or the bounds of a number. tests/oracle/schema.py makes the schemas of it. */
#include "language/language.h"
#include "yaml/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A node of a document, or a text that was read from it, and its place. The newest counts, since memory is used again;
 * of a text its words must be the same, too. */
static struct {
    const void *what;
    char *text, *place;
} * known;
static size_t known_count;

static void remember(const void *what, const char *text, const char *place) {
    if (!what || !place)
        return;
    known = realloc(known, (known_count + 1) * sizeof *known);
    known[known_count].what = what;
    known[known_count].text = text ? strdup(text) : NULL;
    known[known_count++].place = strdup(place);
}

static const char *place_of(const void *what) {
    for (size_t i = known_count; what && i > 0; i--)
        if (known[i - 1].what == what && !known[i - 1].text)
            return known[i - 1].place;
    return NULL;
}

static const char *place_of_text(const char *text) {
    for (size_t i = known_count; text && i > 0; i--)
        if (known[i - 1].what == text && known[i - 1].text)
            return strcmp(known[i - 1].text, text) == 0 ? known[i - 1].place : NULL;
    return NULL;
}

static char **lines;
static size_t line_count;

/* Lines are few: each is written once. */
__attribute__((format(printf, 1, 2))) static void note(const char *format, ...) {
    char line[8000];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    for (size_t i = 0; i < line_count; i++)
        if (strcmp(lines[i], line) == 0)
            return;
    lines = realloc(lines, (line_count + 1) * sizeof *lines);
    lines[line_count++] = strdup(line);
    FILE *file = fopen(getenv("SHAPES") ? getenv("SHAPES") : "/dev/null", "a");
    if (!file)
        return;
    fprintf(file, "%s\n", line);
    fclose(file);
}

/* The place of a value: that of its node or, if it is absent, where its mapping would have it. */
static const char *place(struct yaml_value value) {
    static char text[1000];
    const char *found = place_of(value.node), *within = place_of(value.within);
    if (found)
        return found;
    if (value.node || !within || !value.name)
        return NULL;
    snprintf(text, sizeof text, "%s.%s", within, value.name);
    return text;
}

static void note_type(struct yaml_value value, const char *type, const char *more) {
    const char *at = place(value);
    if (at)
        note("type\t%s\t%s\t%s", at, type, more);
}

/* The keys of a mapping that is being read: which must be there, and the words that they hold. */
struct fact {
    const yaml_node_t *mapping;
    char *text;
};
static struct fact *needed, *worded;
static size_t needed_count, worded_count;

static void add_fact(struct fact **facts, size_t *count, const yaml_node_t *mapping, const char *text) {
    *facts = realloc(*facts, (*count + 1) * sizeof **facts);
    (*facts)[(*count)++] = (struct fact){mapping, strdup(text)};
}

static void put_facts(struct text *out, struct fact *facts, size_t count, const yaml_node_t *mapping) {
    bool further = false;
    for (size_t i = 0; i < count; i++)
        if (facts[i].mapping == mapping) {
            text_printf(out, "%s%s", further ? "," : "", facts[i].text);
            facts[i].mapping = NULL; /* the node's memory is used again */
            further = true;
        }
}

struct yaml_value __real_yaml_root(struct yaml *yaml, const char *name);
struct yaml_value __wrap_yaml_root(struct yaml *yaml, const char *name);
struct yaml_value __wrap_yaml_root(struct yaml *yaml, const char *name) {
    struct yaml_value root = __real_yaml_root(yaml, name);
    remember(root.node, NULL, name);
    return root;
}

/* The nodes of a document that is closed have no places any more: others take their memory. */
void __real_yaml_close(struct yaml *yaml);
void __wrap_yaml_close(struct yaml *yaml);
void __wrap_yaml_close(struct yaml *yaml) {
    for (size_t i = 0; yaml && i < known_count; i++) {
        const yaml_node_t *node = known[i].text ? NULL : known[i].what;
        if (node && node >= yaml->document.nodes.start && node < yaml->document.nodes.top)
            known[i].what = NULL;
    }
    __real_yaml_close(yaml);
}

static void take_member(struct yaml_mapping *mapping, const char *key, struct yaml_value value) {
    const char *at = place_of(mapping->self.node);
    char text[1000];
    if (!at)
        return;
    snprintf(text, sizeof text, "%s.%s", at, key);
    remember(value.node, NULL, text);
}

struct yaml_value __real_yaml_member(struct yaml_mapping *mapping, const char *key);
struct yaml_value __wrap_yaml_member(struct yaml_mapping *mapping, const char *key);
struct yaml_value __wrap_yaml_member(struct yaml_mapping *mapping, const char *key) {
    struct yaml_value value = __real_yaml_member(mapping, key);
    take_member(mapping, key, value);
    return value;
}

struct yaml_value __real_yaml_needed(struct yaml_mapping *mapping, const char *key, const char *advice);
struct yaml_value __wrap_yaml_needed(struct yaml_mapping *mapping, const char *key, const char *advice);
struct yaml_value __wrap_yaml_needed(struct yaml_mapping *mapping, const char *key, const char *advice) {
    struct yaml_value value = __real_yaml_needed(mapping, key, advice);
    take_member(mapping, key, value);
    add_fact(&needed, &needed_count, mapping->self.node, key);
    return value;
}

void __real_yaml_done(struct yaml_mapping *mapping);
void __wrap_yaml_done(struct yaml_mapping *mapping);
void __wrap_yaml_done(struct yaml_mapping *mapping) {
    const char *at = place_of(mapping->self.node);
    struct text out = {0};
    for (size_t i = 0; i < mapping->asked_count; i++)
        text_printf(&out, "%s%s", i ? "," : "", mapping->asked[i]);
    text_putc(&out, '\t');
    put_facts(&out, needed, needed_count, mapping->self.node);
    text_putc(&out, '\t');
    put_facts(&out, worded, worded_count, mapping->self.node);
    if (at)
        note("mapping\t%s\t%s", at, out.bytes);
    text_free(&out);
    __real_yaml_done(mapping);
}

struct yaml_mapping __real_yaml_mapping(struct yaml_value value, const char *what);
struct yaml_mapping __wrap_yaml_mapping(struct yaml_value value, const char *what);
struct yaml_mapping __wrap_yaml_mapping(struct yaml_value value, const char *what) {
    note_type(value, "mapping", "");
    return __real_yaml_mapping(value, what);
}

struct yaml_value __real_yaml_entry(const struct yaml_mapping *mapping, size_t i, struct yaml_value *key);
struct yaml_value __wrap_yaml_entry(const struct yaml_mapping *mapping, size_t i, struct yaml_value *key);
struct yaml_value __wrap_yaml_entry(const struct yaml_mapping *mapping, size_t i, struct yaml_value *key) {
    struct yaml_value value = __real_yaml_entry(mapping, i, key);
    const char *at = place_of(mapping->self.node);
    char text[1000];
    if (at) {
        snprintf(text, sizeof text, "%s.*", at);
        note_type(mapping->self, "free", "");
        remember(value.node, NULL, text);
    }
    return value;
}

struct yaml_list __real_yaml_list(struct yaml_value value);
struct yaml_list __wrap_yaml_list(struct yaml_value value);
struct yaml_list __wrap_yaml_list(struct yaml_value value) {
    note_type(value, "list", "");
    return __real_yaml_list(value);
}

struct yaml_value __real_yaml_item(const struct yaml_list *list, size_t i, const char *name);
struct yaml_value __wrap_yaml_item(const struct yaml_list *list, size_t i, const char *name);
struct yaml_value __wrap_yaml_item(const struct yaml_list *list, size_t i, const char *name) {
    struct yaml_value value = __real_yaml_item(list, i, name);
    const char *at = place_of(list->self.node);
    char text[1000];
    if (at) {
        snprintf(text, sizeof text, "%s[]", at);
        remember(value.node, NULL, text);
    }
    return value;
}

const char *__real_yaml_text(struct yaml_value value);
const char *__wrap_yaml_text(struct yaml_value value);
const char *__wrap_yaml_text(struct yaml_value value) {
    const char *text = __real_yaml_text(value);
    note_type(value, "text", "");
    remember(text, text, place(value));
    return text;
}

double __real_yaml_number(struct yaml_value value, const struct yaml_range *range, double initial);
double __wrap_yaml_number(struct yaml_value value, const struct yaml_range *range, double initial);
double __wrap_yaml_number(struct yaml_value value, const struct yaml_range *range, double initial) {
    static const char *const forms[] = {"plain", "share", "percent", "whole"};
    char more[200];
    snprintf(more, sizeof more, "%s %.17g %.17g", forms[range->form], range->least, range->most);
    note_type(value, "number", more);
    return __real_yaml_number(value, range, initial);
}

int __real_yaml_word(struct yaml_value value, const char *const *words, int initial);
int __wrap_yaml_word(struct yaml_value value, const char *const *words, int initial);
int __wrap_yaml_word(struct yaml_value value, const char *const *words, int initial) {
    const int word = __real_yaml_word(value, words, initial);
    struct text all = {0};
    for (int i = 0; words[i]; i++)
        text_printf(&all, "%s%s", i ? "," : "", words[i]);
    note_type(value, "word", all.bytes);
    text_free(&all);
    if (value.node && value.within && value.name) {
        char fact[200];
        snprintf(fact, sizeof fact, "%s=%s", value.name, words[word]);
        add_fact(&worded, &worded_count, value.within, fact);
    }
    return word;
}

bool __real_yaml_flag(struct yaml_value value);
bool __wrap_yaml_flag(struct yaml_value value);
bool __wrap_yaml_flag(struct yaml_value value) {
    note_type(value, "flag", "");
    return __real_yaml_flag(value);
}

/* What a text is read as. */
bool __real_number_format_parse(const char *text, struct number_format *format);
bool __wrap_number_format_parse(const char *text, struct number_format *format);
bool __wrap_number_format_parse(const char *text, struct number_format *format) {
    if (place_of_text(text))
        note("type\t%s\tformat\t", place_of_text(text));
    return __real_number_format_parse(text, format);
}

struct expr *__real_expr_parse(struct arena *arena, const char *text, size_t length, struct pos pos, struct diag *diag);
struct expr *__wrap_expr_parse(struct arena *arena, const char *text, size_t length, struct pos pos, struct diag *diag);
struct expr *__wrap_expr_parse(struct arena *arena, const char *text, size_t length, struct pos pos,
                               struct diag *diag) {
    if (place_of_text(text))
        note("type\t%s\texpression\t", place_of_text(text));
    return __real_expr_parse(arena, text, length, pos, diag);
}
