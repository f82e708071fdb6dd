#include "yaml/yaml.h"

#include <stdlib.h>
#include <string.h>

struct yaml {
    yaml_document_t document;
    const struct source *source;
};

struct pos yaml_pos(const struct yaml *yaml, const yaml_node_t *node) {
    return (struct pos){yaml->source, (int)node->start_mark.line + 1, (int)node->start_mark.column + 1};
}

struct pos yaml_text_pos(const struct yaml *yaml, const yaml_node_t *node) {
    struct pos pos = yaml_pos(yaml, node);
    if (node->type != YAML_SCALAR_NODE)
        return pos;
    yaml_scalar_style_t style = node->data.scalar.style;
    if (style == YAML_SINGLE_QUOTED_SCALAR_STYLE || style == YAML_DOUBLE_QUOTED_SCALAR_STYLE) {
        pos.column++;
    } else if (style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE) {
        /* The text of a block begins on the next line, after its indentation. */
        const char *p = yaml->source->bytes;
        for (int line = 1; line <= pos.line && p; line++) {
            p = strchr(p, '\n');
            p = p ? p + 1 : NULL;
        }
        pos.line++;
        pos.column = 1 + (int)(p ? strspn(p, " ") : 0);
    }
    return pos;
}

static int by_text(const void *a, const void *b) {
    const yaml_node_t *one = *(yaml_node_t *const *)a, *other = *(yaml_node_t *const *)b;
    int order = strcmp((char *)one->data.scalar.value, (char *)other->data.scalar.value);
    return order ? order : one < other ? -1 : one > other;
}

/* Reports duplicate keys, of which the first one counts. Reports keys that are not text, and then returns false. */
static bool check_keys(const struct yaml *yaml, const yaml_node_t *mapping, struct diag *diag) {
    size_t count = yaml_pair_count(mapping);
    bool good = true;
    yaml_node_t *value, **keys = alloc_bytes((count + 1) * sizeof *keys);
    for (size_t i = 0; i < count; i++) {
        keys[i] = yaml_pair(yaml, mapping, i, &value);
        if (keys[i]->type == YAML_SCALAR_NODE)
            continue;
        diag_report(diag, SEVERITY_ERROR, yaml_pos(yaml, keys[i]), "a key must be plain text");
        good = false;
    }
    if (good && count)
        qsort(keys, count, sizeof *keys, by_text);
    for (size_t i = 1, first = 0; good && i < count; i++) {
        if (strcmp((char *)keys[first]->data.scalar.value, (char *)keys[i]->data.scalar.value) != 0)
            first = i;
        else
            diag_report(diag, SEVERITY_ERROR, yaml_pos(yaml, keys[i]), "duplicate key '%s'; the first is on line %d",
                        (char *)keys[i]->data.scalar.value, yaml_pos(yaml, keys[first]).line);
    }
    free(keys);
    return good;
}

/* Reports a control character, which can only be there as an escape such as `\e`; false if there is one. A NUL byte is
 * reported where the text is needed. */
static bool check_scalar(const struct yaml *yaml, const yaml_node_t *node, struct diag *diag) {
    const char *text = (const char *)node->data.scalar.value;
    for (size_t i = 0; text[i];) {
        unsigned c = 0;
        int n = utf8_decode(text + i, strlen(text + i), &c);
        if (character_is_unsafe(c) && !character_is(c, CHARACTER_DIRECTION)) {
            diag_report(diag, SEVERITY_ERROR, yaml_pos(yaml, node), "this text has the control character U+%04X", c);
            return false;
        }
        i += n ? (size_t)n : 1;
    }
    return true;
}

/* Limits the depth of nested brackets, since reading them takes time in proportion to its square. Counts bytes that may
 * be brackets and, if there are many, reads events up to the limit. Returns false after reporting an error. */
static bool check_depth(const struct source *source, struct diag *diag) {
    enum { DEEPEST = 100, SUSPECT = 1000 };
    int open = 0, most = 0, depth = 0;
    for (size_t i = 0; i < source->length; i++) {
        char c = source->bytes[i];
        open += (c == '[' || c == '{') - ((c == ']' || c == '}') && open > 0);
        most = open > most ? open : most;
    }
    yaml_parser_t parser;
    if (most < SUSPECT)
        return true;
    if (!yaml_parser_initialize(&parser))
        alloc_failed(sizeof parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->bytes, source->length);
    yaml_event_t event;
    bool done = false;
    while (!done && depth <= DEEPEST && yaml_parser_parse(&parser, &event)) {
        depth += (event.type == YAML_SEQUENCE_START_EVENT || event.type == YAML_MAPPING_START_EVENT) -
                 (event.type == YAML_SEQUENCE_END_EVENT || event.type == YAML_MAPPING_END_EVENT);
        done = event.type == YAML_STREAM_END_EVENT;
        if (depth > DEEPEST)
            diag_report(diag, SEVERITY_ERROR,
                        (struct pos){source, (int)event.start_mark.line + 1, (int)event.start_mark.column + 1},
                        "lists and mappings are nested deeper than %d", DEEPEST);
        yaml_event_delete(&event);
    }
    yaml_parser_delete(&parser);
    return depth <= DEEPEST;
}

struct yaml *yaml_read(const struct source *source, struct diag *diag) {
    if (!check_depth(source, diag))
        return NULL;
    struct yaml *yaml = alloc_bytes(sizeof *yaml);
    yaml->source = source;
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        alloc_failed(sizeof parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->bytes, source->length);
    if (!yaml_parser_load(&parser, &yaml->document)) {
        if (parser.error == YAML_MEMORY_ERROR)
            alloc_failed(source->length);
        struct pos pos = {source, (int)parser.problem_mark.line + 1, (int)parser.problem_mark.column + 1};
        if (parser.error == YAML_READER_ERROR)
            pos = source_pos(source, parser.problem_offset);
        diag_report(diag, SEVERITY_ERROR, pos, "this is not YAML: %s", parser.problem ? parser.problem : "unreadable");
        yaml_parser_delete(&parser);
        free(yaml);
        return NULL;
    }
    yaml_parser_delete(&parser);
    if (!yaml_document_get_root_node(&yaml->document)) {
        diag_report(diag, SEVERITY_ERROR, (struct pos){source, 0, 0}, "the file is empty");
        yaml_close(yaml);
        return NULL;
    }
    bool good = true;
    for (yaml_node_t *node = yaml->document.nodes.start; node < yaml->document.nodes.top; node++) {
        good = (node->type != YAML_MAPPING_NODE || check_keys(yaml, node, diag)) && good;
        good = (node->type != YAML_SCALAR_NODE || check_scalar(yaml, node, diag)) && good;
    }
    if (good)
        return yaml;
    yaml_close(yaml);
    return NULL;
}

void yaml_close(struct yaml *yaml) {
    if (!yaml)
        return;
    yaml_document_delete(&yaml->document);
    free(yaml);
}

yaml_node_t *yaml_root(const struct yaml *yaml) {
    return yaml_document_get_root_node((yaml_document_t *)&yaml->document);
}

size_t yaml_pair_count(const yaml_node_t *mapping) {
    return mapping->type == YAML_MAPPING_NODE
               ? (size_t)(mapping->data.mapping.pairs.top - mapping->data.mapping.pairs.start)
               : 0;
}

yaml_node_t *yaml_pair(const struct yaml *yaml, const yaml_node_t *mapping, size_t i, yaml_node_t **value) {
    yaml_node_pair_t *pair = mapping->data.mapping.pairs.start + i;
    *value = yaml_document_get_node((yaml_document_t *)&yaml->document, pair->value);
    return yaml_document_get_node((yaml_document_t *)&yaml->document, pair->key);
}

yaml_node_t *yaml_member(const struct yaml *yaml, const yaml_node_t *mapping, const char *key) {
    if (!mapping)
        return NULL;
    for (size_t i = 0; i < yaml_pair_count(mapping); i++) {
        yaml_node_t *value, *name = yaml_pair(yaml, mapping, i, &value);
        if (strcmp((char *)name->data.scalar.value, key) == 0)
            return value;
    }
    return NULL;
}

size_t yaml_item_count(const yaml_node_t *sequence) {
    return sequence->type == YAML_SEQUENCE_NODE
               ? (size_t)(sequence->data.sequence.items.top - sequence->data.sequence.items.start)
               : 0;
}

yaml_node_t *yaml_item(const struct yaml *yaml, const yaml_node_t *sequence, size_t i) {
    return yaml_document_get_node((yaml_document_t *)&yaml->document, sequence->data.sequence.items.start[i]);
}

static bool check_type(const struct yaml *yaml, const yaml_node_t *node, yaml_node_type_t type, const char *what,
                       const char *wanted, struct diag *diag) {
    if (!node)
        return false;
    if (node->type == type)
        return true;
    diag_report(diag, SEVERITY_ERROR, yaml_pos(yaml, node), "%s must be %s", what, wanted);
    return false;
}

bool yaml_is_mapping(const struct yaml *yaml, const yaml_node_t *node, const char *what, struct diag *diag) {
    return check_type(yaml, node, YAML_MAPPING_NODE, what, "a mapping (lines of `key: value`)", diag);
}

bool yaml_is_sequence(const struct yaml *yaml, const yaml_node_t *node, const char *what, struct diag *diag) {
    return check_type(yaml, node, YAML_SEQUENCE_NODE, what, "a list (`- item` lines or `[a, b]`)", diag);
}

const char *yaml_text(const struct yaml *yaml, const yaml_node_t *node, const char *what, struct diag *diag) {
    if (!check_type(yaml, node, YAML_SCALAR_NODE, what, "plain text", diag))
        return NULL;
    if (strlen((char *)node->data.scalar.value) != node->data.scalar.length) {
        diag_report(diag, SEVERITY_ERROR, yaml_pos(yaml, node), "%s holds a NUL byte", what);
        return NULL;
    }
    return (const char *)node->data.scalar.value;
}

bool yaml_check_keys(const struct yaml *yaml, const yaml_node_t *mapping, const char *const *known, const char *what,
                     struct diag *diag) {
    bool good = true;
    size_t count = 0;
    while (known[count])
        count++;
    for (size_t i = 0; i < yaml_pair_count(mapping); i++) {
        yaml_node_t *value, *key = yaml_pair(yaml, mapping, i, &value);
        const char *name = (const char *)key->data.scalar.value;
        bool found = false;
        for (size_t j = 0; j < count; j++)
            found = found || strcmp(name, known[j]) == 0;
        if (found)
            continue;
        good = false;
        struct text all = {0};
        for (size_t j = 0; j < count; j++)
            text_printf(&all, "%s%s", j ? ", " : "; it may have ", known[j]);
        diag_report_near(diag, SEVERITY_ERROR, yaml_pos(yaml, key), name_nearest(name, known, count), all.bytes,
                         "%s has no key '%s'", what, name);
        text_free(&all);
    }
    return good;
}

void yaml_libraries(struct text *out) {
    text_printf(out, "libyaml %s\n", yaml_get_version_string());
}
