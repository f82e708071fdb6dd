/* Rendering Mustache: operations and the caller's values become text with its origins. */
#include "mustache/tree.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum {
    NESTING_LIMIT = 100, /* partials within partials */
    STEP_LIMIT =
        4 * 1000 * 1000,  /* operations; two calls of partials in each of them double the work with each level */
    MISSING_STEPS = 1000, /* for an unknown name, because the caller searches for a similar one */
    LOOKS_A_STEP = 8,     /* contexts to search for a name, per operation of work */
    TEXT_LIMIT = 64 * 1024 * 1024
};

/* An open section and, for a list, the number of the next item. */
struct mustache_frame {
    size_t op;
    const void *list;
    size_t next;
};

struct renderer {
    const struct mustache_view *view;
    void *caller;
    struct mustache_text *out;
    struct diag *diag;
    const void **contexts; /* the stack of context values, the innermost last */
    size_t context_count, context_capacity;
    struct mustache_frame *frames;
    size_t frame_count, frame_capacity;
    struct text indent; /* what every line of the current partial begins with */
    int depth;
    long steps;
    bool missed; /* an unknown name was reported */
};

static void add_origin(struct mustache_text *out, struct pos pos, bool fixed) {
    struct mustache_origin *last = out->origin_count ? &out->origins[out->origin_count - 1] : NULL;
    if (last && last->offset == out->text.length)
        out->origin_count--;
    if (out->origin_count == out->origin_capacity) {
        out->origin_capacity = out->origin_capacity ? out->origin_capacity * 2 : 64;
        out->origins = alloc_resize(out->origins, out->origin_capacity * sizeof *out->origins);
    }
    out->origins[out->origin_count++] = (struct mustache_origin){out->text.length, pos, fixed};
}

static void put_indent(struct renderer *r, struct pos pos) {
    if (!r->indent.length)
        return;
    add_origin(r->out, pos, true);
    text_append(&r->out->text, r->indent.bytes, r->indent.length);
}

/* Appends literal text line by line, with the indentation before every line that is not empty. */
static void put_literal(struct renderer *r, const struct mustache_op *op, bool line_start) {
    const char *p = op->bytes, *end = p + op->length;
    struct pos pos = op->pos;
    if (p == end && line_start)
        put_indent(r, pos);
    while (p < end) {
        const char *newline = memchr(p, '\n', (size_t)(end - p));
        const char *next = newline ? newline + 1 : end;
        if (line_start && *p != '\n' && *p != '\r')
            put_indent(r, pos);
        add_origin(r->out, pos, false);
        text_append(&r->out->text, p, (size_t)(next - p));
        p = next;
        pos.line++;
        pos.column = 1;
        line_start = true;
    }
}

static void push_context(struct renderer *r, const void *value) {
    if (r->context_count == r->context_capacity) {
        r->context_capacity = r->context_capacity ? r->context_capacity * 2 : 32;
        r->contexts = alloc_resize(r->contexts, r->context_capacity * sizeof *r->contexts);
    }
    r->contexts[r->context_count++] = value;
}

static void push_frame(struct renderer *r, struct mustache_frame frame) {
    if (r->frame_count == r->frame_capacity) {
        r->frame_capacity = r->frame_capacity ? r->frame_capacity * 2 : 32;
        r->frames = alloc_resize(r->frames, r->frame_capacity * sizeof *r->frames);
    }
    r->frames[r->frame_count++] = frame;
}

/* Looks up a name in the context stack: its first part in the innermost context that has it, the others within that
 * value. Unknown names are passed to view->missing; then the result is NULL. */
static const void *look_up(struct renderer *r, const struct mustache_op *op) {
    const void *inner = r->contexts[r->context_count - 1], *value = NULL;
    if (op->part_count == 0) {
        value = inner;
    } else {
        size_t i = r->context_count;
        for (; i > 0 && !value; i--)
            if (r->contexts[i - 1])
                value = r->view->member(r->caller, inner, r->contexts[i - 1], op->parts[0].text, op->parts[0].length);
        r->steps += (long)(r->context_count - i) / LOOKS_A_STEP;
        for (int i = 1; i < op->part_count && value; i++)
            value = r->view->member(r->caller, value, value, op->parts[i].text, op->parts[i].length);
    }
    if (value && r->view->kind(r->caller, value) != MUSTACHE_MISSING)
        return value;
    r->view->missing(r->caller, value, op->name, op->pos);
    r->steps += MISSING_STEPS;
    r->missed = true;
    return NULL;
}

/* The first context of a section: the value itself, or the first item of a list; NULL if the section is not
 * rendered. */
static const void *section_value(struct renderer *r, const void *value, bool *list) {
    *list = false;
    if (!value)
        return NULL;
    enum mustache_kind kind = r->view->kind(r->caller, value);
    *list = kind == MUSTACHE_LIST;
    return *list ? r->view->item(r->caller, value, 0) : kind == MUSTACHE_TRUE ? value : NULL;
}

static bool render(struct renderer *r, const struct mustache *mustache, bool indent_first);

/* Renders a partial, or a template that print returned, in place of a tag. */
static bool render_nested(struct renderer *r, const struct mustache *nested, const struct mustache_op *op) {
    if (r->depth >= NESTING_LIMIT) {
        diag_report(r->diag, SEVERITY_ERROR, op->pos, "'%s' is nested more than %d deep: it seems to contain itself",
                    op->name, NESTING_LIMIT);
        return false;
    }
    size_t frames = r->frame_count, indent = r->indent.length;
    bool partial = op->kind == OP_PARTIAL;
    char *outer = NULL;
    if (partial && !op->standalone && indent) {
        /* A partial within a line is never indented. */
        outer = alloc_bytes(indent);
        memcpy(outer, r->indent.bytes, indent);
        text_clear(&r->indent);
    } else if (!partial || op->standalone) {
        text_append(&r->indent, op->bytes, op->length);
    }
    r->depth++;
    bool good = render(r, nested, partial);
    r->depth--;
    if (outer) {
        text_clear(&r->indent);
        text_append(&r->indent, outer, indent);
        free(outer);
    }
    r->indent.length = indent;
    r->frame_count = frames;
    return good;
}

static bool render_variable(struct renderer *r, const struct mustache_op *op) {
    const void *value = look_up(r, op);
    if (!value)
        return true;
    add_origin(r->out, op->pos, true);
    struct mustache_text *out = r->out;
    struct mustache *nested = r->view->print(r->caller, value, op->escaped, op->format, op->pos, &out->text);
    size_t start = out->text.length;
    if (nested && !render_nested(r, nested, op))
        return false;
    /* Line ends after its last word would split the text around the tag. */
    while (nested && out->text.length > start && out->text.bytes[out->text.length - 1] == '\n')
        out->text.bytes[--out->text.length] = '\0';
    while (out->origin_count && out->origins[out->origin_count - 1].offset > out->text.length)
        out->origin_count--;
    return true;
}

/* At the end of a section: the number of the next operation. */
static size_t end_section(struct renderer *r, const struct mustache_op *ops, size_t close) {
    if (ops[ops[close].partner].kind == OP_INVERTED)
        return close + 1;
    struct mustache_frame *frame = &r->frames[r->frame_count - 1];
    const void *item = frame->list ? r->view->item(r->caller, frame->list, frame->next++) : NULL;
    if (item) {
        r->contexts[r->context_count - 1] = item;
        return frame->op + 1;
    }
    r->frame_count--;
    r->context_count--;
    return close + 1;
}

/* `indent_first`: the first line is indented too. False after an error that ends the rendering. */
static bool render(struct renderer *r, const struct mustache *mustache, bool indent_first) {
    const struct mustache_op *ops = mustache->ops;
    size_t start = r->out->text.length;
    for (size_t i = 0; i < mustache->count;) {
        const struct mustache_op *op = &ops[i];
        if (++r->steps > STEP_LIMIT || r->out->text.length > TEXT_LIMIT) {
            if (!r->missed)
                diag_report(r->diag, SEVERITY_ERROR, op->pos,
                            "the filled template has become too long (sections or partials multiply)");
            return false;
        }
        bool line_start = op->line_start && (indent_first || r->out->text.length > start), list;
        if (line_start && op->kind != OP_LITERAL)
            put_indent(r, op->pos);
        switch (op->kind) {
        case OP_LITERAL:
            put_literal(r, op, line_start);
            i++;
            break;
        case OP_VARIABLE:
            if (!render_variable(r, op))
                return false;
            i++;
            break;
        case OP_SECTION: {
            const void *value = look_up(r, op), *first = section_value(r, value, &list);
            if (first) {
                push_frame(r, (struct mustache_frame){i, list ? value : NULL, 1});
                push_context(r, first);
                i++;
            } else {
                i = op->partner + 1;
            }
            break;
        }
        case OP_INVERTED:
            i = section_value(r, look_up(r, op), &list) ? op->partner + 1 : i + 1;
            break;
        case OP_CLOSE:
            i = end_section(r, ops, i);
            break;
        case OP_PARTIAL: {
            const struct mustache *partial = r->view->partial(r->caller, op->name, op->pos);
            if (partial && !render_nested(r, partial, op))
                return false;
            i++;
            break;
        }
        }
    }
    return true;
}

bool mustache_render(struct mustache *mustache, const struct mustache_view *view, void *caller, const void *root,
                     struct mustache_text *out, struct diag *diag) {
    struct renderer r = {.view = view, .caller = caller, .out = out, .diag = diag};
    const struct diag_mark mark = diag_mark(diag);
    push_context(&r, root);
    bool good = render(&r, mustache, false);
    free(r.contexts);
    free(r.frames);
    text_free(&r.indent);
    return good && diag_clean_since(diag, mark);
}

void mustache_text_free(struct mustache_text *text) {
    text_free(&text->text);
    free(text->origins);
    *text = (struct mustache_text){0};
}

struct pos mustache_text_pos(struct mustache_text *text, size_t offset) {
    size_t low = 0, high = text->origin_count; /* the last origin at or before the offset is low - 1 */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (text->origins[middle].offset <= offset)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == 0)
        return NOWHERE;
    const struct mustache_origin *origin = &text->origins[low - 1];
    struct pos pos = origin->pos;
    if (origin->fixed)
        return pos;
    size_t i = text->asked_origin == low ? text->asked_offset : origin->offset;
    int columns = text->asked_origin == low ? text->asked_columns : 0;
    for (; i < offset && i < text->text.length; i++)
        columns += ((unsigned char)text->text.bytes[i] & 0xC0) != 0x80;
    for (; i > offset; i--)
        columns -= ((unsigned char)text->text.bytes[i - 1] & 0xC0) != 0x80;
    text->asked_origin = low;
    text->asked_offset = i;
    text->asked_columns = columns;
    pos.column += columns;
    return pos;
}
