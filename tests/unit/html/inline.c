/* Words, symbols and blanks of a line as HTML, on a page on which nothing is filled in. */
#include "html/put.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#define EMPTY "<span class=\"blank\" role=\"img\" aria-label=\"answer blank\"></span>"

struct fixture {
    struct document document;
    struct html_page page;
    struct text out;
};

static int set_up(void **state) {
    struct fixture *f = alloc_bytes(sizeof *f);
    *f = (struct fixture){.document = {.arena = arena_new(), .language = "en", .locale = &number_locale_english}};
    f->page = (struct html_page){.document = &f->document, .language = words_language_lookup("en"), .out = &f->out};
    *state = f;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *f = *state;
    arena_free(f->document.arena);
    text_free(&f->out);
    free(f);
    return 0;
}

static struct doc_node *add(struct fixture *f, struct doc_node *parent, enum doc_node_kind kind) {
    struct doc_node *node = doc_node_new(f->document.arena, kind, NOWHERE);
    if (parent->last_child)
        parent->last_child->next = node;
    else
        parent->first_child = node;
    parent->last_child = node;
    return node;
}

/* A dollar sign stands before what is filled in, the rest of the unit behind it. */
static void units_stand_around_blanks(void **state) {
    struct fixture *f = *state;
    static const struct {
        const char *unit, *before, *after;
    } cases[] = {{"days", "", " days"}, {"$", "$ ", ""}, {"$M", "$ ", " M"}, {"", "", ""}, {"<h>", "", " &lt;h&gt;"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena *arena = f->document.arena;
        struct doc_node *blank = doc_node_new(arena, NODE_PLACED, NOWHERE);
        blank->placed.kind = PLACED_BLANK;
        blank->placed.unit_word = arena_printf(arena, "x%s", cases[i].unit) + 1;
        text_clear(&f->out);
        html_put_blank(&f->page, blank);
        assert_string_equal(f->out.bytes, arena_printf(arena, "<span class=\"field\">%s" EMPTY "%s</span>",
                                                       cases[i].before, cases[i].after));
    }
}

/* A symbol, an equals sign and the blank behind it stay on one line; with anything else between them they need not. */
static void symbols_stay_with_their_blanks(void **state) {
    struct fixture *f = *state;
    static const struct quantity quantity = {.name = "price", .symbol = "p"};
    static const struct doc_value value = {.kind = VALUE_TEXT, .text = "p", .quantity = &quantity};
    static const struct {
        const char *sign;
        bool together;
    } cases[] = {{"=", true},    {" = ", true},   {" =  ", true},  {"  =", true},
                 {" =x", false}, {" = 5", false}, {" == ", false}, {" ", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct doc_node *line = doc_node_new(f->document.arena, NODE_PARAGRAPH, NOWHERE);
        add(f, line, NODE_VALUE)->value = &value;
        add(f, line, NODE_TEXT)->text = cases[i].sign;
        add(f, line, NODE_PLACED)->placed.kind = PLACED_BLANK;
        text_clear(&f->out);
        html_put_inlines(&f->page, line->first_child, NULL);
        const bool together = strncmp(f->out.bytes, "<span class=\"field\"><", 20) == 0 &&
                              strcmp(f->out.bytes + f->out.length - 14, "</span></span>") == 0;
        if (together != cases[i].together)
            fail_msg("'%s': %s", cases[i].sign, f->out.bytes);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void) {
    const struct CMUnitTest tests[] = {TEST(units_stand_around_blanks), TEST(symbols_stay_with_their_blanks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
