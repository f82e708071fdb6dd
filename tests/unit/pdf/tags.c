#include "page/style.h"
#include "pdf/pdf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct pdf_colour INK = {0, 0, 0};

struct fixture {
    struct arena *arena;
    struct diag *diag;
    struct pdf_fonts *fonts;
    char path[64];
};
static struct fixture fixture;

static int set_up(void **state) {
    (void)state;
    fixture = (struct fixture){.arena = arena_new(), .diag = diag_new(), .path = "/tmp/test_tags_XXXXXX"};
    const struct page_style *style = page_style_read(fixture.arena, ".", fixture.diag);
    fixture.fonts = style ? pdf_fonts_new(&style->fonts, fixture.diag) : NULL;
    int descriptor = mkstemp(fixture.path);
    return fixture.fonts && descriptor >= 0 && close(descriptor) == 0 ? 0 : -1;
}

static int tear_down(void **state) {
    (void)state;
    unlink(fixture.path);
    pdf_fonts_free(fixture.fonts);
    diag_free(fixture.diag);
    arena_free(fixture.arena);
    return 0;
}

/* The output of a command on the file. The command must not fail or write to standard error. */
static char *judge(const char *command) {
    FILE *pipe = popen(arena_printf(fixture.arena, "f=%s; %s 2>&1", fixture.path, command), "r");
    assert_non_null(pipe);
    struct text output = {0};
    char buffer[4096];
    for (size_t got; (got = fread(buffer, 1, sizeof buffer, pipe)) > 0;)
        text_append(&output, buffer, got);
    int status = pclose(pipe);
    if (status != 0)
        fail_msg("%s: status %d: %s", command, status, output.bytes);
    char *copy = arena_strndup(fixture.arena, output.bytes ? output.bytes : "", output.length);
    for (size_t i = 0; i < output.length; i++)
        if (copy[i] == '\0')
            copy[i] = ' ';
    text_free(&output);
    return copy;
}

static void save(struct pdf_canvas *canvas) {
    struct text pdf = {0};
    if (!pdf_finish(canvas, &pdf, fixture.diag))
        fail_msg("%s", diag_text(fixture.diag));
    pdf_free(canvas);
    FILE *file = fopen(fixture.path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(pdf.bytes, 1, pdf.length, file), pdf.length);
    assert_int_equal(fclose(file), 0);
    text_free(&pdf);
    judge("qpdf --check $f");
}

static void put(struct pdf_canvas *canvas, double y, const char *text) {
    pdf_text(canvas, 72, y, 10, INK, pdf_fonts_shape(fixture.fonts, FAMILY_BODY, FACE_REGULAR, text, strlen(text)));
}

/* An element with one line of text in it. */
static void put_element(struct pdf_canvas *canvas, const char *role, double y, const char *text) {
    pdf_begin(canvas, role, NULL);
    put(canvas, y, text);
    pdf_end(canvas);
}

static void make_document(void) {
    struct pdf_canvas *canvas = pdf_new(fixture.fonts, "Tags", "en");
    pdf_add_page(canvas, 595.28, 841.89);
    put_element(canvas, "H1", 80, "Heading");
    pdf_begin(canvas, "P", NULL);
    put(canvas, 100, "begins on a page ");
    pdf_add_page(canvas, 595.28, 841.89);
    put(canvas, 80, "and ends on the next");
    pdf_end(canvas);
    pdf_begin(canvas, "L", NULL);
    for (int i = 0; i < 2; i++) {
        pdf_begin(canvas, "LI", NULL);
        put_element(canvas, "Lbl", 120 + 20 * i, i ? "2." : "1.");
        put_element(canvas, "LBody", 120 + 20 * i, i ? "second" : "first");
        pdf_end(canvas);
    }
    pdf_end(canvas);
    pdf_begin(canvas, "Table", NULL);
    pdf_rectangle(canvas, 70, 150, 100, 20, 1, &INK, NULL); /* belongs to the table itself, between its rows */
    for (int row = 0; row < 2; row++) {
        pdf_begin(canvas, "TR", NULL);
        for (int column = 0; column < 2; column++) {
            pdf_begin(canvas, row ? "TD" : "TH", NULL);
            if (row + column < 2) /* the last cell is empty */
                put(canvas, 180 + 20 * row, row ? "cell" : column ? "right" : "left");
            pdf_end(canvas);
        }
        pdf_end(canvas);
    }
    pdf_end(canvas);
    pdf_begin(canvas, "Figure", "A line that rises, Ω");
    pdf_line(canvas, 70, 300, 170, 250, 1, INK, NULL, 0);
    pdf_polygon(canvas, (const double[]){0, 0, 10, 10, 20, 0}, 3, true, 1, &INK, NULL);
    pdf_end(canvas);
    pdf_begin(canvas, "Artifact", NULL);
    put_element(canvas, "P", 320, "(repeated)");
    pdf_end(canvas);
    pdf_line(canvas, 70, 700, 500, 700, 1, INK, NULL, 0); /* outside all elements */
    for (int page = 0; page < 2; page++) {
        pdf_select_page(canvas, page);
        put_element(canvas, "Pagination", 30, "(head)");
    }
    save(canvas);
}

static void readers_see_the_structure(void **state) {
    (void)state;
    make_document();
    static const char EXPECTED[] = "Document\n"
                                   "  H1\n    \"Heading\"\n"
                                   "  P\n    \"begins on a page \"\n    \"and ends on the next\"\n"
                                   "  L\n"
                                   "    LI\n"
                                   "      Lbl\n        \"1.\"\n"
                                   "      LBody\n        \"first\"\n"
                                   "    LI\n"
                                   "      Lbl\n        \"2.\"\n"
                                   "      LBody\n        \"second\"\n"
                                   "  Table\n"
                                   "    TR\n"
                                   "      TH\n        \"left\"\n"
                                   "      TH\n        \"right\"\n"
                                   "    TR\n"
                                   "      TD\n        \"cell\"\n"
                                   "      TD\n"
                                   "  Figure\n";
    /* Attributes, content without text and poppler's notes on types are left out. */
    const char *seen =
        judge("pdfinfo -struct-text $f | grep -v -e '^ */' -e '^ *$' -e '^ *\"\"$' | sed 's/:$//; s/ (block)$//'");
    assert_string_equal(seen, EXPECTED);
    assert_non_null(strstr(judge("pdfinfo $f"), "Tagged:          yes"));
    assert_non_null(strstr(judge("pdfinfo -struct $f"), "/Scope /Column"));
}

/* Every painting operator is in exactly one marked-content sequence; sequences and text objects do not cross; the MCIDs
 * of a page ascend from 0. */
static void content_is_marked(void **state) {
    (void)state;
    make_document();
    char *text = judge("qpdf --qdf --object-streams=disable $f -");
    bool in_stream = false, in_text = false, marked = false;
    int next = 0, sequences = 0, painted = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        size_t length = strlen(line);
        if (strcmp(line, "1 j") == 0) { /* the beginning of a page */
            in_stream = true;
            next = 0;
        } else if (in_stream && strcmp(line, "endstream") == 0) {
            assert_false(marked || in_text);
            in_stream = false;
        }
        if (!in_stream)
            continue;
        if (length > 3 && (strcmp(line + length - 3, "BDC") == 0 || strcmp(line + length - 3, "BMC") == 0)) {
            assert_false(marked || in_text);
            marked = true;
            sequences++;
            const char *number = strstr(line, "/MCID ");
            if (number)
                assert_int_equal(atoi(number + 6), next++);
            else
                assert_non_null(strstr(line, "/Artifact"));
        } else if (strcmp(line, "EMC") == 0) {
            assert_true(marked && !in_text);
            marked = false;
        } else if (strcmp(line, "BT") == 0) {
            assert_true(marked && !in_text);
            in_text = true;
        } else if (strcmp(line, "ET") == 0) {
            assert_true(marked && in_text);
            in_text = false;
        } else if (length > 1 && (strcmp(line + length - 2, "TJ") == 0 || strcmp(line + length - 2, " S") == 0 ||
                                  strcmp(line + length - 2, " B") == 0 || strcmp(line + length - 2, " f") == 0)) {
            assert_true(marked);
            painted++;
        }
    }
    /* By hand: heading, paragraph, its second half, 4 of the list, the table's frame, 3 cells, figure; artifacts: the
     * repeated line with the rule after it, and two heads. */
    assert_int_equal(sequences, 12 + 3);
    assert_true(painted >= 15);
}

static json_t *resolve(json_t *objects, json_t *value) {
    if (!json_is_string(value) || !strstr(json_string_value(value), " R"))
        return value;
    json_t *object = json_object_get(objects, arena_printf(fixture.arena, "obj:%s", json_string_value(value)));
    json_t *inner = json_object_get(object, "value");
    return inner ? inner : json_object_get(json_object_get(object, "stream"), "dict");
}

static json_t *member(json_t *objects, json_t *dict, const char *key) {
    return resolve(objects, json_object_get(dict, key));
}

/* Whether an element lists this content of this page among its kids. */
static bool owns(json_t *element, const char *page, int mcid) {
    const char *own_page = json_string_value(json_object_get(element, "/Pg"));
    size_t i;
    json_t *kid;
    json_array_foreach(json_object_get(element, "/K"), i, kid) {
        if (json_is_integer(kid) && json_integer_value(kid) == mcid && own_page && strcmp(own_page, page) == 0)
            return true;
        if (json_is_object(kid) && json_integer_value(json_object_get(kid, "/MCID")) == mcid &&
            strcmp(json_string_value(json_object_get(kid, "/Pg")), page) == 0)
            return true;
    }
    return false;
}

/* The parent tree and the elements' own lists agree. */
static void parents_and_kids_agree(void **state) {
    (void)state;
    make_document();
    json_error_t error;
    json_t *document = json_loads(judge("qpdf --json=2 --json-key=qpdf $f"), 0, &error);
    assert_non_null(document);
    json_t *objects = json_array_get(json_object_get(document, "qpdf"), 1);
    json_t *trailer = json_object_get(json_object_get(objects, "trailer"), "value");
    json_t *catalog = member(objects, trailer, "/Root"), *tree = member(objects, catalog, "/StructTreeRoot");
    json_t *leaves = member(objects, member(objects, tree, "/ParentTree"), "/Kids");
    assert_int_equal(json_array_size(leaves), 1);
    json_t *numbers = member(objects, resolve(objects, json_array_get(leaves, 0)), "/Nums");
    assert_true(json_is_true(member(objects, member(objects, catalog, "/MarkInfo"), "/Marked")));
    assert_int_equal(json_array_size(numbers), 4); /* two pages */
    int checked = 0, figures = 0;
    const char *key;
    json_t *object;
    json_object_foreach(objects, key, object) {
        json_t *value = json_object_get(object, "value");
        const char *role = json_string_value(json_object_get(value, "/S"));
        if (role && strcmp(role, "/Figure") == 0) {
            assert_string_equal(json_string_value(json_object_get(value, "/Alt")), "u:A line that rises, Ω");
            figures++;
        }
        const char *type = json_string_value(json_object_get(value, "/Type"));
        if (!type || strcmp(type, "/Page") != 0)
            continue;
        json_int_t entry = json_integer_value(json_object_get(value, "/StructParents"));
        assert_string_equal(json_string_value(json_object_get(value, "/Tabs")), "/S");
        for (size_t i = 0; i + 1 < json_array_size(numbers); i += 2) {
            if (json_integer_value(json_array_get(numbers, i)) != entry)
                continue;
            json_t *owners = json_array_get(numbers, i + 1);
            for (size_t mcid = 0; mcid < json_array_size(owners); mcid++, checked++)
                assert_true(owns(resolve(objects, json_array_get(owners, mcid)), key + strlen("obj:"), (int)mcid));
        }
    }
    assert_int_equal(checked, 12);
    assert_int_equal(figures, 1);
    json_decref(document);
}

static void deep_nesting_is_fine(void **state) {
    (void)state;
    enum { DEPTH = 20000 };
    struct pdf_canvas *canvas = pdf_new(fixture.fonts, "Deep", "en");
    pdf_add_page(canvas, 595.28, 841.89);
    for (int i = 0; i < DEPTH; i++)
        pdf_begin(canvas, "Div", NULL);
    put(canvas, 100, "x");
    for (int i = 0; i < DEPTH; i++)
        pdf_end(canvas);
    struct text pdf = {0};
    assert_true(pdf_finish(canvas, &pdf, fixture.diag));
    pdf_free(canvas);
    text_free(&pdf);
}

static void wrong_roles_are_refused(void **state) {
    (void)state;
    static const char *const ROLES[] = {"", "P /X", "a>>", "Überschrift", "ThisRoleIsLongerThanAnyStandardType"};
    for (size_t i = 0; i < sizeof ROLES / sizeof *ROLES; i++) {
        struct pdf_canvas *canvas = pdf_new(fixture.fonts, "Wrong", "en");
        pdf_add_page(canvas, 595.28, 841.89);
        put_element(canvas, ROLES[i], 100, "x");
        struct diag *diag = diag_new();
        struct text pdf = {0};
        assert_false(pdf_finish(canvas, &pdf, diag));
        assert_non_null(strstr(diag_text(diag), "is not the type of an element"));
        diag_free(diag);
        pdf_free(canvas);
        text_free(&pdf);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(readers_see_the_structure), cmocka_unit_test(content_is_marked),
        cmocka_unit_test(parents_and_kids_agree),    cmocka_unit_test(deep_nesting_is_fine),
        cmocka_unit_test(wrong_roles_are_refused),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
