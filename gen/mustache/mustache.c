/* Parsing Mustache: PCRE2 finds the tags, and this file turns them into operations. */
#define PCRE2_CODE_UNIT_WIDTH 8
#include "mustache/tree.h"

#include <pcre2.h>
#include <string.h>

/* The groups in the pattern of a tag. An unclosed tag sets none of them. */
enum { GROUP_TRIPLE = 1, GROUP_TRIPLE_END, GROUP_DELIMITERS, GROUP_DELIMITERS_END, GROUP_SIGIL, GROUP_CONTENT };

enum { DEEPEST = 100 }; /* levels of nested sections: a name is looked up in all sections around it */

struct mustache_span {
    const char *bytes;
    size_t length;
};

struct mustache_parser {
    struct arena *arena;
    const struct source *source;
    struct diag *diag;
    bool good, too_deep;
    struct mustache_span open, close; /* the current delimiters */
    pcre2_code *pattern;
    struct mustache_op *ops;
    size_t count, capacity;
    size_t *sections; /* the open sections, as indices of operations */
    size_t section_count, section_capacity;
    size_t start, text_start; /* of the template; of the literal text that was not added yet */
    struct pos pos;           /* of pos_offset; positions are requested in ascending order */
    size_t pos_offset;
};

static struct pos pos_at(struct mustache_parser *parser, size_t offset) {
    const char *bytes = parser->source->bytes;
    for (; parser->pos_offset < offset; parser->pos_offset++) {
        if (bytes[parser->pos_offset] == '\n')
            parser->pos.line++, parser->pos.column = 1;
        else if (((unsigned char)bytes[parser->pos_offset] & 0xC0) != 0x80)
            parser->pos.column++;
    }
    return parser->pos;
}

static void put_quoted(struct text *pattern, struct mustache_span delimiter) {
    for (size_t i = 0; i < delimiter.length; i++) {
        unsigned char c = (unsigned char)delimiter.bytes[i];
        if (c < 0x80 && strchr("\\^$.|?*+()[]{}-/#", c))
            text_putc(pattern, '\\');
        text_putc(pattern, (char)c);
    }
}

/* Compiles the pattern that finds the next tag between a pair of delimiters. Its last alternative is empty, so that an
 * opening delimiter that nothing closes is found too, and no text is searched twice. */
static pcre2_code *compile_pattern(struct mustache_span open, struct mustache_span close) {
    struct text pattern = {0};
    put_quoted(&pattern, open);
    text_puts(&pattern, "(?:\\{(.*?)(\\}?)");
    put_quoted(&pattern, close);
    text_puts(&pattern, "|=(.*?)(=?)");
    put_quoted(&pattern, close);
    text_puts(&pattern, "|([#^/>&!]?)(.*?)");
    put_quoted(&pattern, close);
    text_puts(&pattern, "|)");
    int code;
    PCRE2_SIZE offset;
    pcre2_code *compiled = pcre2_compile((PCRE2_SPTR)pattern.bytes, pattern.length, PCRE2_DOTALL, &code, &offset, NULL);
    if (!compiled) /* the pattern is well-formed with any delimiters */
        alloc_failed(pattern.length);
    pcre2_jit_compile(compiled, PCRE2_JIT_COMPLETE); /* without a JIT, pcre2_match interprets */
    text_free(&pattern);
    return compiled;
}

/* The pattern for `{{ }}` is compiled once in a process, because labs have many small templates. */
static pcre2_code *default_pattern(void) {
    static pcre2_code *pattern;
    if (!pattern)
        pattern = compile_pattern((struct mustache_span){"{{", 2}, (struct mustache_span){"}}", 2});
    return pattern;
}

static void set_delimiters(struct mustache_parser *parser, struct mustache_span open, struct mustache_span close) {
    if (parser->pattern && parser->pattern != default_pattern())
        pcre2_code_free(parser->pattern);
    parser->open = open;
    parser->close = close;
    bool usual =
        open.length == 2 && memcmp(open.bytes, "{{", 2) == 0 && close.length == 2 && memcmp(close.bytes, "}}", 2) == 0;
    parser->pattern = usual ? default_pattern() : compile_pattern(open, close);
}

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\v' || c == '\f';
}

static struct mustache_span trim(struct mustache_span span) {
    while (span.length && is_space(span.bytes[0]))
        span.bytes++, span.length--;
    while (span.length && is_space(span.bytes[span.length - 1]))
        span.length--;
    return span;
}

static struct mustache_op *add_op(struct mustache_parser *parser, enum mustache_op_kind kind, size_t offset) {
    parser->ops = arena_grow(parser->arena, parser->ops, parser->count, &parser->capacity, sizeof *parser->ops);
    struct mustache_op *op = &parser->ops[parser->count++];
    *op = (struct mustache_op){.kind = kind, .bytes = "", .pos = pos_at(parser, offset)};
    op->line_start = offset == parser->start || parser->source->bytes[offset - 1] == '\n';
    return op;
}

/* Adds the literal text up to `end`. */
static void add_literal(struct mustache_parser *parser, size_t end) {
    if (end <= parser->text_start)
        return;
    struct mustache_op *op = add_op(parser, OP_LITERAL, parser->text_start);
    op->bytes = parser->source->bytes + parser->text_start;
    op->length = end - parser->text_start;
}

static void report(struct mustache_parser *parser, struct pos pos, const char *message) {
    parser->good = false;
    diag_report(parser->diag, SEVERITY_ERROR, pos, "%s", message);
}

/* Splits a name at its dots. False and an error if it is not a name. */
static bool parse_name(struct mustache_parser *parser, struct mustache_op *op, struct mustache_span name) {
    if (!name.length) {
        report(parser, op->pos, "a tag needs a name; a comment is written {{! like this }}");
        return false;
    }
    op->name = arena_strndup(parser->arena, name.bytes, name.length);
    if (name.length == 1 && name.bytes[0] == '.')
        return true;
    bool good = utf8_check(name.bytes, name.length) == name.length;
    int parts = 1;
    for (size_t i = 0; i < name.length && good; i++) {
        char c = name.bytes[i];
        if (c == '.') {
            parts++;
            good = i > 0 && i + 1 < name.length && name.bytes[i + 1] != '.';
        } else {
            good = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
                   c == ' ' || (unsigned char)c >= 0x80;
        }
    }
    if (!good) {
        parser->good = false;
        diag_report(
            parser->diag, SEVERITY_ERROR, op->pos,
            "'%.60s' is not a name; names consist of letters, digits, '_', '-' and spaces, with single dots between "
            "their parts",
            op->name);
        return false;
    }
    struct mustache_part *part = arena_array(parser->arena, (size_t)parts, sizeof *part);
    op->parts = part;
    op->part_count = parts;
    const char *p = op->name, *end = op->name + name.length;
    for (const char *dot; (dot = memchr(p, '.', (size_t)(end - p))); p = dot + 1)
        *part++ = (struct mustache_part){p, (size_t)(dot - p)};
    *part = (struct mustache_part){p, (size_t)(end - p)};
    return true;
}

/* Parses the content of a tag with a name: `name` or `name | format`. */
static void parse_content(struct mustache_parser *parser, struct mustache_op *op, struct mustache_span content) {
    const char *opened = memmem(content.bytes, content.length, parser->open.bytes, parser->open.length);
    if (opened) {
        parser->good = false;
        diag_report(parser->diag, SEVERITY_ERROR, op->pos,
                    "this tag is not closed: '%.*s' is missing before the next '%.*s'", (int)parser->close.length,
                    parser->close.bytes, (int)parser->open.length, parser->open.bytes);
        return;
    }
    struct mustache_span name = content;
    const char *bar = memchr(content.bytes, '|', content.length);
    if (bar) {
        name.length = (size_t)(bar - content.bytes);
        struct mustache_span format = trim((struct mustache_span){bar + 1, content.length - name.length - 1});
        if (op->kind != OP_VARIABLE)
            report(parser, op->pos, "only a value takes a format: {{name | format}}");
        else if (!format.length)
            report(parser, op->pos, "a format is missing after '|', as in {{name | percent 1}}");
        op->format = arena_strndup(parser->arena, format.bytes, format.length);
    }
    parse_name(parser, op, trim(name));
}

static void open_section(struct mustache_parser *parser) {
    const struct mustache_op *op = &parser->ops[parser->count - 1];
    parser->too_deep = parser->section_count == DEEPEST;
    if (parser->too_deep)
        diag_report(parser->diag, SEVERITY_ERROR, op->pos,
                    "this section is nested in %d others, which is the limit; close some before it", DEEPEST);
    parser->sections = arena_grow(parser->arena, parser->sections, parser->section_count, &parser->section_capacity,
                                  sizeof *parser->sections);
    parser->sections[parser->section_count++] = parser->count - 1;
}

static void report_unclosed(struct mustache_parser *parser, size_t section, const struct mustache_op *before) {
    const struct mustache_op *op = &parser->ops[section];
    const char *sigil = op->kind == OP_SECTION ? "#" : "^";
    parser->good = false;
    if (!op->name)
        return;
    if (before)
        diag_report(parser->diag, SEVERITY_ERROR, op->pos,
                    "{{%s%s}} is not closed: {{/%s}} is missing before {{/%s}} on line %d", sigil, op->name, op->name,
                    before->name, before->pos.line);
    else
        diag_report(parser->diag, SEVERITY_ERROR, op->pos,
                    "{{%s%s}} is never closed: {{/%s}} is missing before the end", sigil, op->name, op->name);
}

/* Lets the operation added last close the innermost section of its name. Sections inside that one were left open. */
static void close_section(struct mustache_parser *parser) {
    struct mustache_op *close = &parser->ops[parser->count - 1];
    if (!close->name)
        return;
    size_t i = parser->section_count;
    while (i > 0) {
        const char *name = parser->ops[parser->sections[i - 1]].name;
        if (name && strcmp(name, close->name) == 0)
            break;
        i--;
    }
    if (i == 0) {
        parser->good = false;
        const struct mustache_op *open =
            parser->section_count ? &parser->ops[parser->sections[parser->section_count - 1]] : NULL;
        if (!open || !open->name)
            diag_report(parser->diag, SEVERITY_ERROR, close->pos, "{{/%s}} closes no section: none is open",
                        close->name);
        else
            diag_report(parser->diag, SEVERITY_ERROR, close->pos,
                        "{{/%s}} closes no section; the open one, of line %d, needs {{/%s}}", close->name,
                        open->pos.line, open->name);
        /* A misspelt closing tag: one error is enough. */
        if (open && open->name && name_nearest(close->name, &open->name, 1))
            parser->section_count--;
        return;
    }
    for (size_t j = parser->section_count; j > i; j--)
        report_unclosed(parser, parser->sections[j - 1], close);
    close->partner = parser->sections[i - 1];
    parser->ops[close->partner].partner = parser->count - 1;
    parser->section_count = i - 1;
}

/* Parses `content` of {{=content=}}: two words. */
static void parse_delimiters(struct mustache_parser *parser, struct pos pos, struct mustache_span content,
                             bool closed) {
    content = trim(content);
    size_t first = 0;
    while (first < content.length && !is_space(content.bytes[first]))
        first++;
    struct mustache_span open = {content.bytes, first},
                         close = trim((struct mustache_span){content.bytes + first, content.length - first});
    bool good = closed && open.length && close.length && !memchr(content.bytes, '=', content.length);
    for (size_t i = 0; i < close.length; i++)
        good = good && !is_space(close.bytes[i]);
    if (good)
        set_delimiters(parser, open, close);
    else
        report(parser, pos, "delimiters are set by two words between '=' signs, as in {{=<% %>=}}");
}

/* The start of the line, if only white space precedes `offset` on it; else SIZE_MAX. */
static size_t line_begin(const struct mustache_parser *parser, size_t offset) {
    const char *bytes = parser->source->bytes;
    while (offset > parser->start && (bytes[offset - 1] == ' ' || bytes[offset - 1] == '\t'))
        offset--;
    return offset == parser->start || bytes[offset - 1] == '\n' ? offset : SIZE_MAX;
}

/* The offset after the end of the line, if only white space follows `offset` on it; else SIZE_MAX. */
static size_t line_end(const struct mustache_parser *parser, size_t offset) {
    const char *bytes = parser->source->bytes;
    size_t length = parser->source->length;
    while (offset < length && (bytes[offset] == ' ' || bytes[offset] == '\t'))
        offset++;
    if (offset == length)
        return offset;
    if (bytes[offset] == '\r' && offset + 1 < length && bytes[offset + 1] == '\n')
        offset++;
    return bytes[offset] == '\n' ? offset + 1 : SIZE_MAX;
}

/* Parses one tag: its bytes from `begin` to `end` and the groups of its match. */
static void parse_tag(struct mustache_parser *parser, size_t begin, size_t end, const PCRE2_SIZE *groups) {
    const char *bytes = parser->source->bytes;
    bool triple = groups[2 * GROUP_TRIPLE] != PCRE2_UNSET, delimiters = groups[2 * GROUP_DELIMITERS] != PCRE2_UNSET;
    int group = triple ? GROUP_TRIPLE : delimiters ? GROUP_DELIMITERS : GROUP_CONTENT;
    struct mustache_span content = {bytes + groups[2 * group], groups[2 * group + 1] - groups[2 * group]};
    char sigil = triple                                                   ? '{'
                 : delimiters                                             ? '='
                 : groups[2 * GROUP_SIGIL] != groups[2 * GROUP_SIGIL + 1] ? bytes[groups[2 * GROUP_SIGIL]]
                                                                          : '&';
    bool escaped = !triple && !delimiters && groups[2 * GROUP_SIGIL] == groups[2 * GROUP_SIGIL + 1];
    bool ended = (!triple || groups[2 * GROUP_TRIPLE_END] != groups[2 * GROUP_TRIPLE_END + 1]) &&
                 (!delimiters || groups[2 * GROUP_DELIMITERS_END] != groups[2 * GROUP_DELIMITERS_END + 1]);

    size_t before = line_begin(parser, begin), after = line_end(parser, end);
    bool standalone = sigil != '{' && sigil != '&' && before != SIZE_MAX && after != SIZE_MAX;
    add_literal(parser, standalone ? before : begin);
    parser->text_start = standalone ? after : end;

    static const struct {
        char sigil;
        enum mustache_op_kind kind;
    } kinds[] = {{'{', OP_VARIABLE}, {'&', OP_VARIABLE}, {'#', OP_SECTION},
                 {'^', OP_INVERTED}, {'/', OP_CLOSE},    {'>', OP_PARTIAL}};
    enum mustache_op_kind kind =
        OP_LITERAL; /* for comments and delimiters: an empty text, which may still begin a line */
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (kinds[i].sigil == sigil)
            kind = kinds[i].kind;
    struct mustache_op *op = add_op(parser, kind, begin);
    op->line_start = op->line_start && !standalone;
    op->standalone = standalone;
    op->escaped = escaped;
    if (before != SIZE_MAX && (kind == OP_VARIABLE || kind == OP_PARTIAL)) {
        op->bytes = bytes + before;
        op->length = begin - before;
    }
    if (sigil == '=')
        parse_delimiters(parser, op->pos, content, ended);
    else if (!ended)
        report(parser, op->pos, "a tag that begins with three braces must end with three: {{{name}}}");
    else if (sigil != '!')
        parse_content(parser, op, trim(content));
    if (kind == OP_SECTION || kind == OP_INVERTED)
        open_section(parser);
    else if (kind == OP_CLOSE)
        close_section(parser);
}

struct mustache *mustache_parse(struct arena *arena, const struct source *source, size_t start, struct diag *diag) {
    struct mustache_parser parser = {.arena = arena,
                                     .source = source,
                                     .diag = diag,
                                     .good = true,
                                     .start = start,
                                     .text_start = start,
                                     .pos = source_pos(source, start),
                                     .pos_offset = start};
    set_delimiters(&parser, (struct mustache_span){"{{", 2}, (struct mustache_span){"}}", 2});
    pcre2_match_data *match = pcre2_match_data_create(GROUP_CONTENT + 1, NULL);
    if (!match)
        alloc_failed(GROUP_CONTENT + 1);
    const PCRE2_SIZE *groups = pcre2_get_ovector_pointer(match);
    size_t at = start;
    while (at < source->length && !parser.too_deep) {
        int found = pcre2_match(parser.pattern, (PCRE2_SPTR)source->bytes, source->length, at, 0, match, NULL);
        if (found == PCRE2_ERROR_NOMATCH)
            break;
        if (found == PCRE2_ERROR_NOMEMORY)
            alloc_failed(source->length);
        if (found < 0) {
            report(&parser, pos_at(&parser, at), "the tags from here on are too long to be read");
            break;
        }
        if (found == 1) {
            parser.good = false;
            diag_report(diag, SEVERITY_ERROR, pos_at(&parser, groups[0]), "this tag is never closed: '%.*s' is missing",
                        (int)parser.close.length, parser.close.bytes);
            break;
        }
        at = groups[1];
        parse_tag(&parser, groups[0], groups[1], groups);
    }
    if (parser.text_start < source->length)
        add_literal(&parser, source->length);
    parser.good = parser.good && !parser.too_deep;
    for (size_t i = 0; i < parser.section_count && !parser.too_deep; i++)
        report_unclosed(&parser, parser.sections[i], NULL);
    pcre2_match_data_free(match);
    set_delimiters(&parser, (struct mustache_span){"{{", 2},
                   (struct mustache_span){"}}", 2}); /* frees the pattern of other delimiters */
    if (!parser.good)
        return NULL;
    struct mustache *mustache = arena_alloc(arena, sizeof *mustache);
    *mustache = (struct mustache){source, parser.ops, parser.count};
    return mustache;
}

void mustache_visit_names(const struct mustache *mustache,
                          void (*visit)(void *context, const char *name, size_t length, struct pos pos),
                          void *context) {
    for (size_t i = 0; i < mustache->count; i++) {
        const struct mustache_op *op = &mustache->ops[i];
        if (op->part_count && (op->kind == OP_VARIABLE || op->kind == OP_SECTION || op->kind == OP_INVERTED))
            visit(context, op->parts[0].text, op->parts[0].length, op->pos);
    }
}
