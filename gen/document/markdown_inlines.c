/* The content of Markdown blocks (text, values, emphasis, links and placements) to nodes. */
#include "document/markdown_reader.h"

#include "document/entity.h"

#include <stdint.h>
#include <string.h>

bool doc_has_private_use(const char *text, size_t length, size_t *offset) {
    for (size_t i = 0; i < length; i++) {
        unsigned c; /* 0xEE is the first byte of U+E000 */
        if ((unsigned char)text[i] >= 0xEE && utf8_decode(text + i, length - i, &c) &&
            character_is(c, CHARACTER_PRIVATE)) {
            *offset = i;
            return true;
        }
    }
    return false;
}

static bool is_input(const struct doc_reader *r, const char *bytes) {
    uintptr_t begin = (uintptr_t)r->filled->text.bytes, at = (uintptr_t)bytes;
    return bytes && at >= begin && at - begin < r->filled->text.length;
}

struct pos doc_reader_pos(struct doc_reader *r, const char *bytes) {
    if (is_input(r, bytes))
        r->known = (size_t)(bytes - r->filled->text.bytes);
    return mustache_text_pos(r->filled, r->known);
}

void doc_reader_report(struct doc_reader *r, struct pos pos, const char *message) {
    r->good = false;
    diag_report(r->diag, SEVERITY_ERROR, pos, "%s", message);
}

void doc_reader_set_places(struct doc_reader *r, struct pos pos) {
    for (struct doc_node *node = r->current; node && !node->pos.source; node = node->parent)
        node->pos = pos;
}

void doc_reader_flush(struct doc_reader *r) {
    if (!r->pending.length)
        return;
    struct doc_node *node = doc_node_new(r->document->arena, NODE_TEXT, r->pending_pos);
    node->text = arena_strndup(r->document->arena, r->pending.bytes, r->pending.length);
    node->style = r->pending_style;
    node->link = r->pending_link;
    doc_node_append(r->current, node);
    text_clear(&r->pending);
}

static unsigned style_of(const struct doc_reader *r) {
    return (r->strong ? STYLE_STRONG : 0) | (r->emphasis ? STYLE_EMPHASIS : 0) | (r->code ? STYLE_CODE : 0);
}

/* The items of a tight list have no paragraphs in md4c. This gives them one, so that an item always holds blocks. */
static void begin_inline(struct doc_reader *r) {
    if (r->current->kind != NODE_ITEM)
        return;
    struct doc_node *paragraph = doc_node_new(r->document->arena, NODE_PARAGRAPH, NOWHERE);
    doc_node_append(r->current, paragraph);
    r->current = paragraph;
}

void doc_reader_end_inline(struct doc_reader *r) {
    doc_reader_flush(r);
    if (r->current->kind == NODE_PARAGRAPH)
        r->current = r->current->parent;
}

static void put_bytes(struct doc_reader *r, struct pos pos, const char *bytes, size_t length) {
    if (r->pending.length && (r->pending_style != style_of(r) || r->pending_link != r->link))
        doc_reader_flush(r);
    if (!r->pending.length) {
        r->pending_pos = pos;
        r->pending_style = style_of(r);
        r->pending_link = r->link;
    }
    text_append(&r->pending, bytes, length);
}

static struct doc_node *put_node(struct doc_reader *r, enum doc_node_kind kind, struct pos pos) {
    doc_reader_flush(r);
    struct doc_node *node = doc_node_new(r->document->arena, kind, pos);
    node->style = style_of(r);
    node->link = r->link;
    doc_node_append(r->current, node);
    return node;
}

/* Appends text of the template, in which tokens represent values. */
static void put_text(struct doc_reader *r, const char *bytes, size_t length) {
    const char *p = bytes, *end = bytes + length;
    for (const char *at = bytes; at < end;) {
        unsigned c;
        int n = 1;
        if ((unsigned char)*at < 0xEE || !(n = utf8_decode(at, (size_t)(end - at), &c)) ||
            !character_is(c, CHARACTER_PRIVATE)) {
            at += n ? n : 1;
            continue;
        }
        if (at > p)
            put_bytes(r, doc_reader_pos(r, p), p, (size_t)(at - p));
        struct pos pos = doc_reader_pos(r, at);
        if (c >= VALUE_TOKEN_FIRST && c <= VALUE_TOKEN_LAST && c - VALUE_TOKEN_FIRST < r->value_count)
            put_node(r, NODE_VALUE, pos)->value = r->values[c - VALUE_TOKEN_FIRST];
        else
            doc_reader_report(
                r, pos, "a private-use character: fonts do not have these, and the generator uses them internally");
        at += n;
        p = at;
    }
    if (end > p)
        put_bytes(r, doc_reader_pos(r, p), p, (size_t)(end - p));
}

/* Appends the character of `&name;` or `&#number;`. */
static void append_entity(struct doc_reader *r, struct text *out, struct pos pos, const char *bytes, size_t length) {
    unsigned c = 0;
    const char *near;
    bool known = doc_entity_decode(bytes, length, &c, &near);
    if (known && (c < 0xD800 || c >= 0xE000) && c <= 0x10FFFF &&
        !character_is(c, CHARACTER_CONTROL | CHARACTER_LINE_END | CHARACTER_PRIVATE | CHARACTER_NONCHARACTER)) {
        text_put_code_point(out, c);
        return;
    }
    r->good = false;
    int shown = length > 60 ? 60 : (int)length;
    if (known)
        diag_report(r->diag, SEVERITY_ERROR, pos, "%.*s is not a character that can be printed", shown, bytes);
    else if (near)
        diag_report(r->diag, SEVERITY_ERROR, pos, "no character is called %.*s; did you mean &%s;?", shown, bytes,
                    near);
    else
        diag_report(r->diag, SEVERITY_ERROR, pos,
                    "no character is called %.*s; write the character itself, its number (&#8364;), or &amp; for '&'",
                    shown, bytes);
}

static void report_html(struct doc_reader *r, const char *bytes, size_t length) {
    struct pos pos = doc_reader_pos(r, bytes);
    if (!r->html_reported && length >= 4 && memcmp(bytes, "<!--", 4) == 0)
        doc_reader_report(r, pos, "HTML is not allowed in a template; a comment is written {{! like this }}");
    else if (!r->html_reported)
        doc_reader_report(r, pos, "HTML is not allowed in a template: write Markdown, or \\< for the character itself");
    r->html_reported = true;
}

/* `<br>` in a cell, which has no other way to say where a line ends. */
static bool is_break(const struct doc_reader *r, MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE size) {
    return type == MD_TEXT_HTML && r->current && r->current->kind == NODE_CELL &&
           ((size == 4 && memcmp(bytes, "<br>", 4) == 0) || (size == 5 && memcmp(bytes, "<br/>", 5) == 0));
}

int doc_reader_text(MD_TEXTTYPE type, const MD_CHAR *bytes, MD_SIZE size, void *userdata) {
    struct doc_reader *r = userdata;
    if (is_break(r, type, bytes, size)) {
        put_node(r, NODE_BREAK, doc_reader_pos(r, bytes));
        return 0;
    }
    if (r->in_html || type == MD_TEXT_HTML) {
        report_html(r, bytes, size);
        return 0;
    }
    if (type == MD_TEXT_NULLCHAR) { /* md4c passes a replacement, not the byte itself */
        size_t length = r->filled->text.length;
        doc_reader_report(r, doc_reader_pos(r, memchr(r->filled->text.bytes + r->next, 0, length - r->next)),
                          "a NUL byte is not allowed here");
        r->next = r->known + (r->known < length);
        return 0;
    }
    struct pos pos = doc_reader_pos(r, bytes);
    if (is_input(r, bytes) && r->known + size > r->next)
        r->next = r->known + size;
    if (r->current->kind == NODE_FENCE) {
        size_t offset;
        doc_reader_set_places(r, pos);
        if (doc_has_private_use(bytes, size, &offset))
            doc_reader_report(r, doc_reader_pos(r, bytes + offset), "a fenced or indented block cannot contain values");
        text_append(&r->fence, bytes, size);
        return 0;
    }
    begin_inline(r);
    doc_reader_set_places(r, pos);
    switch (type) {
    case MD_TEXT_BR:
        put_node(r, NODE_BREAK, pos);
        break;
    case MD_TEXT_SOFTBR:
        put_bytes(r, pos, " ", 1);
        break;
    case MD_TEXT_ENTITY: {
        struct text character = {0};
        append_entity(r, &character, pos, bytes, size);
        put_bytes(r, pos, character.bytes, character.length);
        text_free(&character);
        break;
    }
    default: {
        const char *image = type == MD_TEXT_NORMAL ? memmem(bytes, size, "![", 2) : NULL;
        if (image)
            doc_reader_report(
                r, doc_reader_pos(r, image),
                "a placement is written ![caption](kind:name), without spaces in the round brackets; the characters "
                "themselves are written !\\[");
        put_text(r, bytes, size);
        break;
    }
    }
    return 0;
}

/* Appends text in which tokens may represent only words of the lab (such as a question's name), which are the same for
 * all sets. */
static void append_words(const struct doc_reader *r, struct text *out, const char *bytes, size_t length) {
    for (size_t i = 0; i < length;) {
        unsigned c;
        int n = utf8_decode(bytes + i, length - i, &c);
        const struct doc_value *value =
            n == 4 && c >= VALUE_TOKEN_FIRST && c <= VALUE_TOKEN_LAST && c - VALUE_TOKEN_FIRST < r->value_count
                ? r->values[c - VALUE_TOKEN_FIRST]
                : NULL;
        if (value && value->kind == VALUE_TEXT && value->fixed)
            text_puts(out, value->text);
        else
            text_append(out, bytes + i, n ? (size_t)n : 1);
        i += n ? (size_t)n : 1;
    }
}

const char *doc_reader_attribute(struct doc_reader *r, const MD_ATTRIBUTE *attribute, struct pos pos,
                                 const char *what) {
    struct text text = {0};
    for (MD_SIZE i = 0; attribute->size && attribute->substr_offsets[i] < attribute->size; i++) {
        MD_OFFSET from = attribute->substr_offsets[i], to = attribute->substr_offsets[i + 1];
        if (attribute->substr_types[i] == MD_TEXT_ENTITY)
            append_entity(r, &text, pos, attribute->text + from, to - from);
        else if (attribute->substr_types[i] == MD_TEXT_NORMAL)
            append_words(r, &text, attribute->text + from, to - from);
        else
            doc_reader_report(r, pos, "a NUL byte is not allowed here");
    }
    size_t offset;
    const char *result = NULL;
    if (text.length && doc_has_private_use(text.bytes, text.length, &offset)) {
        r->good = false;
        diag_report(r->diag, SEVERITY_ERROR, pos, "%s cannot contain values", what);
    } else {
        result = arena_strndup(r->document->arena, text.bytes, text.length);
    }
    text_free(&text);
    return result;
}

/* The position of the `![` of the image that begins: the next one, since everything before it was text. */
static struct pos image_pos(struct doc_reader *r) {
    const char *bytes = r->filled->text.bytes;
    const char *image = memmem(bytes + r->next, r->filled->text.length - r->next, "![", 2);
    if (image)
        r->next = (size_t)(image - bytes) + 2;
    return doc_reader_pos(r, image);
}

static void enter_image(struct doc_reader *r, const MD_SPAN_IMG_DETAIL *detail) {
    struct pos pos = image_pos(r);
    doc_reader_set_places(r, pos);
    if (r->captions++) {
        doc_reader_report(r, pos, "a caption cannot hold another placement");
        return;
    }
    struct doc_node *node = put_node(r, NODE_PLACED, pos);
    r->current = node;
    if (detail->title.size)
        doc_reader_report(r, pos, "a placement has no title in quotes; its caption goes in the square brackets");
    const char *address =
        doc_reader_attribute(r, &detail->src, pos, "the address of a placement, which must be the same for all,");
    if (address) {
        node->placed.filled_in = detail->src.size != strlen(address) ||
                                 (detail->src.size && memcmp(address, detail->src.text, detail->src.size) != 0);
        r->good = doc_placement_read(&r->placements, &node->placed, address, pos) && r->good;
    }
}

int doc_reader_enter_span(MD_SPANTYPE type, void *detail, void *userdata) {
    struct doc_reader *r = userdata;
    begin_inline(r);
    if (type == MD_SPAN_STRONG) {
        r->strong++;
    } else if (type == MD_SPAN_EM) {
        r->emphasis++;
    } else if (type == MD_SPAN_CODE) {
        r->code++;
    } else if (type == MD_SPAN_A) {
        const MD_SPAN_A_DETAIL *link = detail;
        size_t before = r->known;
        struct pos pos = doc_reader_pos(r, link->href.text);
        r->known = before; /* the address comes after the text of the link */
        doc_reader_flush(r);
        r->link = doc_reader_attribute(r, &link->href, pos, "the address of a link");
    } else if (type == MD_SPAN_IMG) {
        enter_image(r, detail);
    }
    return 0;
}

int doc_reader_leave_span(MD_SPANTYPE type, void *detail, void *userdata) {
    (void)detail;
    struct doc_reader *r = userdata;
    if (type == MD_SPAN_STRONG) {
        r->strong--;
    } else if (type == MD_SPAN_EM) {
        r->emphasis--;
    } else if (type == MD_SPAN_CODE) {
        r->code--;
    } else if (type == MD_SPAN_A) {
        doc_reader_flush(r);
        r->link = NULL;
    } else if (type == MD_SPAN_IMG && --r->captions == 0) {
        doc_reader_flush(r);
        r->current = r->current->parent;
    }
    return 0;
}
