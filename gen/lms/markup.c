#include "lms/markup.h"

#include <md4c.h>
#include <string.h>

/* What is made of a text, for callbacks of MD4C. */
struct markup {
    struct text *out;
    bool blocks;
};

static int put_block(MD_BLOCKTYPE type, void *context, const char *tag) {
    struct markup *markup = context;
    if (markup->blocks && type == MD_BLOCK_P)
        text_puts(markup->out, tag);
    return 0;
}

static int begin_block(MD_BLOCKTYPE type, void *detail, void *context) {
    (void)detail;
    return put_block(type, context, "<p>");
}

static int end_block(MD_BLOCKTYPE type, void *detail, void *context) {
    (void)detail;
    struct markup *markup = context;
    if (!markup->blocks && type == MD_BLOCK_P)
        text_putc(markup->out, ' ');
    return put_block(type, context, "</p>");
}

/* Spans that all systems take; of others the text is left. */
static const char *tag_of(MD_SPANTYPE type) {
    return type == MD_SPAN_EM ? "em" : type == MD_SPAN_STRONG ? "strong" : type == MD_SPAN_CODE ? "code" : NULL;
}

static int begin_span(MD_SPANTYPE type, void *detail, void *context) {
    (void)detail;
    struct markup *markup = context;
    if (tag_of(type))
        text_printf(markup->out, "<%s>", tag_of(type));
    return 0;
}

static int end_span(MD_SPANTYPE type, void *detail, void *context) {
    (void)detail;
    struct markup *markup = context;
    if (tag_of(type))
        text_printf(markup->out, "</%s>", tag_of(type));
    return 0;
}

static int put_text(MD_TEXTTYPE type, const char *text, MD_SIZE size, void *context) {
    struct markup *markup = context;
    if (type == MD_TEXT_BR || type == MD_TEXT_SOFTBR)
        text_putc(markup->out, ' ');
    else if (type == MD_TEXT_ENTITY)
        text_append(markup->out, text, size);
    else
        text_append_xml(markup->out, text, size);
    return 0;
}

void lms_put_markup(struct text *out, const char *markdown, bool blocks) {
    static const MD_PARSER parser = {.flags = MD_FLAG_NOHTML | MD_FLAG_NOINDENTEDCODEBLOCKS,
                                     .enter_block = begin_block,
                                     .leave_block = end_block,
                                     .enter_span = begin_span,
                                     .leave_span = end_span,
                                     .text = put_text};
    struct markup markup = {out, blocks};
    text_puts(out, "");
    const size_t before = out->length;
    md_parse(markdown, (MD_SIZE)strlen(markdown), &parser, &markup);
    while (!blocks && out->length > before && out->bytes[out->length - 1] == ' ')
        out->bytes[--out->length] = '\0';
}

void lms_put_markup_as_text(struct text *out, const char *markdown) {
    struct text markup = {0};
    lms_put_markup(&markup, markdown, true);
    text_puts_xml(out, markup.bytes);
    text_free(&markup);
}
