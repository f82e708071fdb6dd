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

/* Whether a key is what a comma has cut off a number within braces, `{value: 1,000,000}`: that is what yaml_done says.
 */
static bool is_bare_number(struct yaml *yaml, const yaml_node_t *mapping, const yaml_node_t *key) {
    const char *text = (const char *)key->data.scalar.value;
    if (mapping->data.mapping.style != YAML_FLOW_MAPPING_STYLE || text[strspn(text, "0123456789")])
        return false;
    for (const yaml_node_pair_t *pair = mapping->data.mapping.pairs.start; pair < mapping->data.mapping.pairs.top;
         pair++)
        if (yaml_document_get_node(&yaml->document, pair->key) == key) {
            const yaml_node_t *value = yaml_document_get_node(&yaml->document, pair->value);
            return value->type == YAML_SCALAR_NODE && !value->data.scalar.length;
        }
    return false;
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
        else if (!is_bare_number(yaml, mapping, keys[i]))
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

/* Reports a tag such as `!pays`, which YAML takes off the text behind it; false if there is one. */
static bool check_tag(struct yaml *yaml, const yaml_node_t *node) {
    const char *tag = (const char *)node->tag;
    if (!tag || tag[0] != '!' || !tag[1])
        return true;
    diag_report(
        yaml->diag, SEVERITY_ERROR, pos_of(yaml, node),
        "YAML reads '%s' as a tag, not as text; write `not` for a negation, and quotes around a text that begins "
        "with !",
        tag);
    return false;
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

/* The line, counted from 0, without its end. */
static struct text line_of(struct arena *arena, const struct source *source, size_t line) {
    const char *at = source->bytes, *end = source->bytes + source->length;
    for (; line; line--) {
        const char *next = memchr(at, '\n', (size_t)(end - at));
        at = next ? next + 1 : end;
    }
    const char *stop = memchr(at, '\n', (size_t)(end - at));
    size_t length = (size_t)((stop ? stop : end) - at);
    return (struct text){.bytes = arena_strndup(arena, at, length), .length = length};
}

static const char BRACKETS[] = "a text with a bracket [ or { in it stands in quotes";

/* What most often is wrong where the text of a value ends too soon: its beginning says it. NULL if nothing does. */
static const char *advice_of_value(const char *line, size_t column) {
    const char *value = NULL;
    for (size_t i = 0; i < column && line[i] && line[i + 1]; i++)
        if ((line[i] == ':' || line[i] == '-') && line[i + 1] == ' ' && strspn(line + i + 1, " ") + i + 1 <= column)
            value = line + i + 1 + strspn(line + i + 1, " ");
    if (value && strncmp(value, "{{", 2) == 0)
        return "a text that begins with {{ stands in quotes: \"{{name}} ...\"";
    if (value && *value == '"')
        return "a quotation mark ends the text; if others are in it, write '...' around the whole";
    if (value && *value == '\'')
        return "an apostrophe ends the text; if it has one, write \"...\" around the whole";
    if (value && (line[column] == '[' || line[column] == '{'))
        return BRACKETS;
    return line[0] && line[column] == ':' && value ? "a text with a colon and a blank in it stands in quotes" : NULL;
}

/* What would be right where libyaml cannot go on, by what it says and by the text there; NULL if there is no telling.
 */
static const char *advice(struct arena *arena, const struct source *source, const yaml_parser_t *parser) {
    const char *problem = parser->problem ? parser->problem : "";
    const char *context = parser->context ? parser->context : "";
    const size_t at = parser->problem_mark.line, from = parser->context_mark.line;
    const struct text line = line_of(arena, source, at);
    size_t column = 0;
    for (size_t i = 0; column < line.length && i < parser->problem_mark.column; i++) {
        int n = utf8_decode(line.bytes + column, line.length - column, &(unsigned){0});
        column += n ? (size_t)n : 1;
    }
    const char first = column < line.length ? line.bytes[column] : '\0';
    const bool flow = strstr(problem, "',' or"), brace = strstr(problem, "'}'");
    if (strstr(problem, "cannot start any token"))
        return first == '\t' ? "indent with blanks, not with tabs"
                             : arena_printf(arena, "a text that begins with %c stands in quotes", first);
    if (strstr(context, "scanning a tag"))
        return "a text that begins with ! stands in quotes; in an expression write `not` for a negation";
    size_t before = column;
    while (before && strchr(" *", line.bytes[before - 1]))
        before--;
    if (before && line.bytes[before - 1] == ']') /* `table[choice] * b` */
        return BRACKETS;
    if (strstr(problem, "expected alphabetic or numeric") || strstr(problem, "undefined alias") ||
        strstr(problem, "tag handle"))
        return "a text that begins with &, * or ! stands in quotes";
    if (strstr(problem, "unknown escape"))
        return "within \"...\" write \\\\ for \\, or write '...' around the text";
    if (strstr(context, "quoted scalar"))
        return arena_printf(arena, "the quotation that begins on line %zu has no end", from + 1);
    if (strstr(problem, "'-' indicator"))
        return "the items of a list begin in one column";
    if (strstr(problem, "block sequence entries"))
        return "write each item of the list on a line of its own, or all as [a, b]";
    const char *value = advice_of_value(line.bytes, column);
    if (value && (flow || strstr(problem, "mapping values") || strstr(problem, "expected key")))
        return value;
    if (flow && from < at)
        return arena_printf(arena, "the %c that opens on line %zu has no end, or a comma is missing", brace ? '{' : '[',
                            from + 1);
    if (flow)
        return brace ? "write {key: value, key: value}" : "write [one, another]";
    return strstr(problem, "expected key") || strstr(problem, "mapping values")
               ? "the keys of one mapping begin in one column"
               : NULL;
}

/* Where a quotation begins that runs over lines and ends just where libyaml could not go on: its end is missing on its
 * own line. Counted from 1; a line of 0 if there is none. */
static struct pos lost_quote(const struct source *source, yaml_mark_t problem) {
    struct pos pos = {source, 0, 0};
    yaml_parser_t parser;
    if (!yaml_parser_initialize(&parser))
        alloc_failed(sizeof parser);
    yaml_parser_set_input_string(&parser, (const unsigned char *)source->bytes, source->length);
    yaml_token_t token;
    for (bool done = false; !done && yaml_parser_scan(&parser, &token);) {
        const yaml_mark_t start = token.start_mark, end = token.end_mark;
        if (token.type == YAML_SCALAR_TOKEN && token.data.scalar.style != YAML_PLAIN_SCALAR_STYLE &&
            start.line < end.line && end.line == problem.line && end.column <= problem.column)
            pos = (struct pos){source, (int)start.line + 1, (int)start.column + 1};
        done = token.type == YAML_STREAM_END_TOKEN || token.type == YAML_NO_TOKEN || start.line > problem.line;
        yaml_token_delete(&token);
    }
    yaml_parser_delete(&parser);
    return pos;
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
        const char *right = parser.error == YAML_READER_ERROR ? NULL : advice(arena, source, &parser);
        const struct pos quote =
            parser.error == YAML_PARSER_ERROR ? lost_quote(source, parser.problem_mark) : (struct pos){source, 0, 0};
        if (quote.line) {
            right =
                arena_printf(arena, "the quotation that begins here runs to line %d; end it on its own line", pos.line);
            pos = quote;
        }
        diag_report(diag, SEVERITY_ERROR, pos, "this is not YAML: %s%s%s",
                    parser.problem ? parser.problem : "unreadable", right ? "; " : "", right ? right : "");
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
        good = check_tag(yaml, node) && good;
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
