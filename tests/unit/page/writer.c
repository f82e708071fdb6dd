/* The PDF writer: whole files, judged by poppler and qpdf. */
#include "document/document.h"
#include "page/page.h"
#include "sets/sets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct doc_writer *writer;
    struct text bytes;
    char path[40];
};

static int set_up(void **state) {
    struct arena *arena = arena_new();
    struct fixture *f = arena_alloc(arena, sizeof *f);
    f->arena = arena;
    f->diag = diag_new();
    f->writer = page_backend.new(".", NULL, f->diag);
    if (!f->writer)
        fputs(diag_text(f->diag), stderr);
    *state = f;
    return f->writer ? 0 : -1;
}

static int tear_down(void **state) {
    struct fixture *f = *state;
    if (*f->path)
        unlink(f->path);
    text_free(&f->bytes);
    doc_writer_free(f->writer);
    diag_free(f->diag);
    arena_free(f->arena);
    return 0;
}

static struct doc_node *add(struct arena *arena, struct doc_node *parent, enum doc_node_kind kind) {
    struct doc_node *node = doc_node_new(arena, kind, NOWHERE);
    doc_node_append(parent, node);
    return node;
}

static struct doc_node *add_text(struct arena *arena, struct doc_node *parent, enum doc_node_kind kind,
                                 const char *text) {
    struct doc_node *block = add(arena, parent, kind);
    add(arena, block, NODE_TEXT)->text = text;
    return block;
}

/* A document of `pages` pages for one person, with a heading on the first. */
static struct document *make_document(struct fixture *f, const char *id, const char *name, int pages) {
    struct document *document = arena_alloc(f->arena, sizeof *document);
    struct parameter_set *set = arena_alloc(f->arena, sizeof *set);
    *set = (struct parameter_set){.id = id, .stem = id, .name = name, .scenario = "", .fingerprint = "0123abcd"};
    *document = (struct document){.arena = f->arena,
                                  .name = "worksheet",
                                  .title = "Worksheet",
                                  .format = page_backend.format,
                                  .lab_title = "The lab",
                                  .language = "en",
                                  .locale = &number_locale_english,
                                  .root = doc_node_new(f->arena, NODE_DOCUMENT, NOWHERE),
                                  .set = set};
    add_text(f->arena, document->root, NODE_HEADING, "First things")->level = 1;
    for (int i = 0; i < pages; i++) {
        if (i)
            add(f->arena, add(f->arena, document->root, NODE_PARAGRAPH), NODE_PLACED)->placed.kind = PLACED_PAGE;
        struct doc_node *paragraph =
            add_text(f->arena, document->root, NODE_PARAGRAPH, "Here stands a paragraph of plain words, made out to ");
        struct doc_value *value = arena_alloc(f->arena, sizeof *value);
        *value = (struct doc_value){.kind = VALUE_TEXT, .text = name};
        add(f->arena, paragraph, NODE_VALUE)->value = value;
        struct doc_node *strong = add(f->arena, paragraph, NODE_TEXT);
        strong->text = ", bold";
        strong->style = STYLE_STRONG;
        add(f->arena, paragraph, NODE_TEXT)->text = " and long enough to be set in more than one line of the page.";
    }
    doc_arrange(document);
    return document;
}

/* What a command prints about the file. */
static const char *ask(struct fixture *f, const char *format) {
    if (!*f->path) {
        strcpy(f->path, "/tmp/fleetsheet-pdf-XXXXXX");
        int file = mkstemp(f->path);
        assert_true(file >= 0);
        assert_int_equal(write(file, f->bytes.bytes, f->bytes.length), (ssize_t)f->bytes.length);
        close(file);
    }
    const char *command = arena_printf(f->arena, format, f->path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    struct text out = {0};
    char chunk[4096];
    size_t n;
    while ((n = fread(chunk, 1, sizeof chunk, pipe)) > 0)
        text_append(&out, chunk, n);
    assert_int_equal(pclose(pipe), 0);
    const char *copy = arena_strndup(f->arena, out.bytes ? out.bytes : "", out.length);
    text_free(&out);
    return copy;
}

static void write_document(struct fixture *f, const struct document *document) {
    text_clear(&f->bytes);
    assert_true(doc_writer_write(f->writer, document, &f->bytes, f->diag));
    assert_string_equal(diag_text(f->diag), "");
}

static void test_text_comes_out_as_it_went_in(void **state) {
    struct fixture *f = *state;
    struct document *document = make_document(f, "s01", "Nguyễn Thị Ελένη 王小明", 1);
    write_document(f, document);
    assert_string_equal(
        ask(f, "pdftotext -raw -nopgbrk %s - 2>&1 | tr '\\n' ' ' | sed 's/  */ /g'"),
        "First things Here stands a paragraph of plain words, made out to Nguyễn Thị Ελένη 王小明, bold "
        "and long enough to be set in more than one line of the page. The lab – Worksheet Nguyễn Thị "
        "Ελένη 王小明 · s01 page 1 of 1 0123abcd ");
    ask(f, "qpdf --check %s 2>&1");
    assert_null(strstr(ask(f, "pdffonts %s 2>&1 | tail -n +3"), " no "));
}

static void test_same_bytes_twice(void **state) {
    struct fixture *f = *state;
    struct document *document = make_document(f, "s01", "Ann Lee", 2);
    write_document(f, document);
    struct text first = f->bytes;
    f->bytes = (struct text){0};
    struct document *other = make_document(f, "s02", "Bo Ek", 1);
    write_document(f, other); /* the file in between leaves no trace */
    write_document(f, document);
    assert_int_equal(first.length, f->bytes.length);
    assert_memory_equal(first.bytes, f->bytes.bytes, first.length);
    text_free(&first);
}

static void append(void *context, const char *bytes, size_t length) {
    text_append(context, bytes, length);
}

/* Writes a print file of the documents, and the text of each of them alone. */
static void write_print_file(struct fixture *f, struct document *const *documents, int count, const char **texts) {
    struct text print = {0};
    struct page_print_file *file =
        page_print_file_new(page_writer_fonts(f->writer, NULL, f->diag), "The title", append, &print);
    for (int i = 0; i < count; i++) {
        struct text packed = {0};
        text_clear(&f->bytes);
        *f->path = '\0';
        int pages;
        assert_true(page_write(f->writer, documents[i], &f->bytes, &packed, NULL, &pages, f->diag));
        assert_int_equal(pages, 3 - i);
        texts[i] = ask(f, "pdftotext -raw %s - 2>&1");
        unlink(f->path);
        page_print_file_add(file, packed.bytes, packed.length);
        text_free(&packed);
    }
    assert_true(page_print_file_finish(file, f->diag));
    page_print_file_free(file);
    text_free(&f->bytes);
    f->bytes = print;
    *f->path = '\0';
}

static void test_print_file(void **state) {
    struct fixture *f = *state;
    struct document *documents[] = {make_document(f, "s01", "Ann Lee", 3), make_document(f, "s02", "Bo Ek", 2),
                                    make_document(f, "s03", "Cy Dean", 1)};
    const char *texts[3];
    write_print_file(f, documents, 3, texts);
    ask(f, "qpdf --check %s 2>&1");
    assert_string_equal(ask(f, "pdftotext -raw %s - 2>&1"),
                        arena_printf(f->arena, "%s\f%s%s\f", texts[0], texts[1], texts[2]));
    /* 3 + 1, 2, 1 + 1 pages. */
    assert_non_null(strstr(ask(f, "pdfinfo %s 2>&1 | grep '^Pages:'"), " 8\n"));
    assert_non_null(strstr(ask(f, "pdftotext -f 3 -l 3 %s - 2>&1"), "page 3 of 3"));
    assert_string_equal(ask(f, "pdftotext -nopgbrk -f 4 -l 4 %s - 2>&1"), "");
    const char *second = ask(f, "pdftotext -f 5 -l 5 %s - 2>&1");
    assert_non_null(strstr(second, "page 1 of 2"));
    assert_non_null(strstr(second, "Bo Ek"));
    assert_non_null(strstr(ask(f, "pdftotext -f 7 -l 7 %s - 2>&1"), "page 1 of 1"));
    /* A bookmark for each person; no tags, since it is for paper. */
    assert_string_equal(ask(f, "qpdf --json --json-key=outlines %s | grep -E '\"(destpageposfrom1|title)\"' | "
                               "sed 's/^ *//' | tr -d '\\n'"),
                        "\"destpageposfrom1\": 1,\"title\": \"Ann Lee (s01)\"\"destpageposfrom1\": 5,\"title\": "
                        "\"Bo Ek (s02)\"\"destpageposfrom1\": 7,\"title\": \"Cy Dean (s03)\"");
    assert_non_null(strstr(ask(f, "pdfinfo %s 2>&1 | grep '^Tagged:'"), " no\n"));
}

static void test_print_file_of_nobody_is_none(void **state) {
    struct fixture *f = *state;
    struct page_print_file *file =
        page_print_file_new(page_writer_fonts(f->writer, NULL, f->diag), "The title", append, &f->bytes);
    assert_false(page_print_file_finish(file, f->diag));
    page_print_file_free(file);
    assert_int_equal(f->bytes.length, 0);
}

static void test_one_document_has_its_headings_on_top(void **state) {
    struct fixture *f = *state;
    struct document *document = make_document(f, "s01", "Ann Lee", 1);
    write_document(f, document);
    assert_string_equal(ask(f, "qpdf --json --json-key=outlines %s | grep title | sed 's/^ *//'"),
                        "\"title\": \"First things\"\n");
}

static void test_headings_of_an_outline_are_below_the_nearest_higher_one(void **state) {
    struct fixture *f = *state;
    struct document *document = make_document(f, "s01", "Ann Lee", 1);
    add_text(f->arena, document->root, NODE_HEADING, "Far below")->level = 4;
    add_text(f->arena, document->root, NODE_HEADING, "Beside it")->level = 3;
    add_text(f->arena, document->root, NODE_HEADING, "Above")->level = 1;
    write_document(f, document);
    /* How far each title is indented; those of its kids come before it. */
    assert_string_equal(ask(f, "qpdf --json --json-key=outlines %s | grep '\"title\"' | sed 's/\"title.*//' | "
                               "awk '{print length}' | tr '\n' ' '"),
                        "10 10 6 6 ");
}

static void test_document_that_cannot_be_laid_out_makes_no_file(void **state) {
    struct fixture *f = *state;
    struct document *good = make_document(f, "s01", "Ann Lee", 1), *bad = make_document(f, "s02", "Ra Mu", 1);
    add(f->arena, add(f->arena, bad->root, NODE_PARAGRAPH), NODE_RULE); /* no line of text has a rule in it */
    assert_false(doc_writer_write(f->writer, bad, &f->bytes, f->diag));
    assert_non_null(strstr(diag_text(f->diag), "a block cannot be part of a line of text"));
    assert_int_equal(f->bytes.length, 0);
    diag_free(f->diag);
    f->diag = diag_new();
    write_document(f, good); /* the writer is ready for the next one */
    assert_non_null(strstr(ask(f, "pdftotext %s - 2>&1"), "Ann Lee"));
}

int main(void) {
#define FILE_TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
    const struct CMUnitTest tests[] = {
        FILE_TEST(test_text_comes_out_as_it_went_in),
        FILE_TEST(test_same_bytes_twice),
        FILE_TEST(test_print_file),
        FILE_TEST(test_print_file_of_nobody_is_none),
        FILE_TEST(test_one_document_has_its_headings_on_top),
        FILE_TEST(test_headings_of_an_outline_are_below_the_nearest_higher_one),
        FILE_TEST(test_document_that_cannot_be_laid_out_makes_no_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
