#include "yaml/yaml.h"

#include <stdlib.h>
#include <string.h>

static struct pos pos_of(struct yaml *yaml, const yaml_node_t *node) {
    return yaml_pos((struct yaml_value){.yaml = yaml, .node = node});
}

static int by_text(const void *a, const void *b) {
    const yaml_node_t *one = *(yaml_node_t *const *)a, *other = *(yaml_node_t *const *)b;
    int order = strcmp((char *)one->data.scalar.value, (char *)other->data.scalar.value);
    return order ? order : one < other ? -1 : one > other;
}

/* Reports duplicate keys, of which the first one counts. Reports keys that are not text, or have more
 * behind a NUL byte, and then returns false. */
static bool check_keys(struct yaml *yaml, const yaml_node_t *mapping) {
    size_t count = (size_t)(mapping->data.mapping.pairs.top - mapping->data.mapping.pairs.start);
    bool good = true;
    yaml_node_t **keys = alloc_bytes((count + 1) * sizeof *keys);
    for (size_t i = 0; i < count; i++) {
        keys[i] = yaml_document_get_node(&yaml->document, mapping->data.mapping.pairs.start[i].key);
        bool text = keys[i]->type == YAML_SCALAR_NODE;
        if (text && strlen((char *)keys[i]->data.scalar.value) == keys[i]->data.scalar.length)
            continue;
        diag_report(yaml->diag, SEVERITY_ERROR, pos_of(yaml, keys[i]),
                    text ? "a key holds a NUL byte" : "a key must be plain text");
        good = false;
    }
    if (good && count)
        qsort(keys, count, sizeof *keys, by_text);
    for (size_t i = 1, first = 0; good && i < count; i++) {
        if (strcmp((char *)keys[first]->data.scalar.value, (char *)keys[i]->data.scalar.value) != 0)
            first = i;
        else
            diag_report(yaml->diag, SEVERITY_ERROR, pos_of(yaml, keys[i]),
                        "duplicate key '%s'; the first is on line %d", (char *)keys[i]->data.scalar.value,
                        pos_of(yaml, keys[first]).line);
    }
    free(keys);
    return good;
}

/* Reports a control character, which can only be there as an escape such as `\e`; false if there is one. A NUL byte is
 * reported where the text is needed. */
static bool check_scalar(struct yaml *yaml, const yaml_node_t *node) {
    const char *text = (const char *)node->data.scalar.value;
    for (size_t i = 0; text[i];) {
        unsigned c = 0;
        int n = utf8_decode(text + i, strlen(text + i), &c);
        if (character_is_unsafe(c) && !character_is(c, CHARACTER_DIRECTION)) {
            diag_report(yaml->diag, SEVERITY_ERROR, pos_of(yaml, node), "this text has the control character U+%04X",
                        c);
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

struct yaml *yaml_read(const struct source *source, struct arena *arena, struct diag *diag) {
    if (!check_depth(source, diag))
        return NULL;
    struct yaml *yaml = alloc_bytes(sizeof *yaml);
    *yaml = (struct yaml){.source = source, .arena = arena, .diag = diag};
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
        good = (node->type != YAML_MAPPING_NODE || check_keys(yaml, node)) && good;
        good = (node->type != YAML_SCALAR_NODE || check_scalar(yaml, node)) && good;
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
