/* The page as a whole. It loads nothing, and runs no script but its own: its policy has the sums of what is in it. */
#include "html/html.h"
#include "html/put.h"
#include "page/page.h"
#include "sets/sets.h"

#include <math.h>
#include <nettle/base64.h>
#include <nettle/sha2.h>
#include <stdlib.h>
#include <string.h>

struct html_writer {
    struct doc_writer writer;
    struct doc_writer *paper;
};

/* `'sha256-...'` */
static void put_sum(struct text *out, const char *const *source) {
    struct sha256_ctx sum;
    uint8_t digest[SHA256_DIGEST_SIZE];
    char encoded[BASE64_ENCODE_RAW_LENGTH(SHA256_DIGEST_SIZE) + 1] = "";
    sha256_init(&sum);
    for (; *source; source++)
        sha256_update(&sum, strlen(*source), (const uint8_t *)*source);
    sha256_digest(&sum, sizeof digest, digest);
    base64_encode_raw(encoded, sizeof digest, digest);
    text_printf(out, "'sha256-%s'", encoded);
}

static void put_parts(struct text *out, const char *const *parts) {
    for (; *parts; parts++)
        text_puts(out, *parts);
}

static int count_titles(const struct doc_node *node) {
    int count = node->kind == NODE_HEADING && node->level <= 1;
    for (const struct doc_node *child = node->first_child; child; child = child->next)
        count += count_titles(child);
    return count;
}

/* What is different in a style for single people; "" for others. A screen's usual text is taken for 12 points. Nothing
 * is in italics, and its ground is that of paper only where pages are light. */
static const char *print_style(struct html_page *page) {
    struct arena *arena = page->document->arena;
    struct page_screen_look look;
    if (!page->document->print || !page_look_of(page->paper, page->document, &look, page->diag))
        return "";
    const int red = (int)lround(255 * look.ground.red), green = (int)lround(255 * look.ground.green),
              blue = (int)lround(255 * look.ground.blue);
    const char *ground =
        look.has_ground
            ? arena_printf(arena, "@media screen and (prefers-color-scheme:light){:root{--ground:#%02x%02x%02x}}\n",
                           (unsigned)red, (unsigned)green, (unsigned)blue)
            : "";
    return arena_printf(arena,
                        "%shtml{font-size:%d%%}\nbody{line-height:%.2f}\nem{font-style:normal;font-weight:bold}\n"
                        "mi{text-transform:none}\n@media print{html{font-size:%.1fpt}}\n",
                        ground, (int)lround(100 * fmax(look.text / 12, 1.0625)), fmax(look.line_height, 1.5),
                        look.text);
}

static void put_head(struct html_page *page) {
    const struct document *document = page->document;
    const struct parameter_set *set = document->set;
    struct text *out = page->out;
    text_puts(out, "<!DOCTYPE html>\n<html");
    html_put_attribute(out, "lang", document->language);
    text_puts(out, ">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\""
                   "default-src 'none'; base-uri 'none'; form-action 'none'; style-src ");
    put_sum(out, html_style);
    const char *print = print_style(page);
    if (*print) {
        text_putc(out, ' ');
        put_sum(out, (const char *const[]){print, NULL});
    }
    text_puts(out, "; script-src ");
    if (page->fields)
        put_sum(out, html_script);
    else
        text_puts(out, "'none'");
    text_puts(out, "\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    text_puts_xml(out, document->title && *document->title ? document->title : document->name);
    if (set && set->name && *set->name) {
        text_puts(out, ", ");
        text_puts_xml(out, set->name);
    }
    text_puts(out, "</title>\n<style>");
    put_parts(out, html_style);
    if (*print)
        text_printf(out, "</style>\n<style>%s", print);
    text_puts(out, "</style>\n</head>\n<body>\n<main>\n");
}

/* Whose the page is, for what is saved. */
static void begin_form(struct html_page *page) {
    const struct parameter_set *set = page->document->set;
    text_puts(page->out, "<form autocomplete=\"off\"");
    html_put_attribute(page->out, "data-id", set->id);
    if (set->scenario && *set->scenario)
        html_put_attribute(page->out, "data-scenario", set->scenario);
    html_put_attribute(page->out, "data-fingerprint", set->fingerprint);
    html_put_attribute(page->out, "data-file", set->stem ? set->stem : set->id);
    text_puts(page->out, ">\n");
}

/* Whose the page is, for readers: name, id and fingerprint, which paper has at its head. */
static void put_owner(struct html_page *page) {
    const struct parameter_set *set = page->document->set;
    const char *const parts[] = {set->name && strcmp(set->name, set->id) != 0 ? set->name : NULL, set->id,
                                 set->scenario, set->fingerprint};
    const char *before = "<p class=\"owner\">";
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        if (!parts[i] || !*parts[i])
            continue;
        text_puts(page->out, before);
        text_puts_xml(page->out, parts[i]);
        before = " · ";
    }
    text_puts(page->out, "</p>\n");
}

static void end_form(struct html_page *page) {
    text_puts(page->out, "<div class=\"save\" hidden><button type=\"button\">");
    text_puts_xml(page->out, page->words->save);
    text_puts(page->out, "</button>\n<p>");
    text_puts_xml(page->out, page->words->how);
    text_puts(page->out, "</p></div>\n</form>\n");
}

static bool write_document(struct doc_writer *writer, const struct document *document, struct text *out,
                           struct diag *diag) {
    const struct words_language *language = words_language_lookup(document->language);
    struct html_page page = {.document = document,
                             .language = language,
                             .words = words_screen_lookup(language),
                             .paper = ((struct html_writer *)writer)->paper,
                             .diag = diag,
                             .out = out,
                             .fields = doc_is_copy(document) ? doc_field_names(document) : NULL};
    put_head(&page);
    if (count_titles(document->root) != 1) {
        text_puts(out, "<h1>");
        text_puts_xml(out, document->title && *document->title ? document->title : document->name);
        text_puts(out, "</h1>\n");
        page.titled = 1;
    }
    if (document->set && document->set->id)
        put_owner(&page);
    if (page.fields)
        begin_form(&page);
    html_put_blocks(&page, document->root);
    if (page.fields)
        end_form(&page);
    text_puts(out, "</main>\n");
    if (page.fields) {
        text_puts(out, "<script>");
        put_parts(out, html_script);
        text_puts(out, "</script>\n");
    }
    text_puts(out, "</body>\n</html>\n");
    return !page.failed;
}

static void free_writer(struct doc_writer *writer) {
    doc_writer_free(((struct html_writer *)writer)->paper);
    free(writer);
}

static struct doc_writer *new_writer(const char *home, const char *folder, struct diag *diag) {
    struct doc_writer *paper = page_backend.new(home, folder, diag);
    if (!paper)
        return NULL;
    struct html_writer *html = alloc_bytes(sizeof *html);
    *html = (struct html_writer){{&html_backend}, paper};
    return &html->writer;
}

const struct doc_backend html_backend = {&doc_formats[FORMAT_HTML], new_writer, write_document, free_writer};
