/* Templates of the shop's lab, written as text. */
#ifndef TESTS_UNIT_FILL_FIXTURE_H
#define TESTS_UNIT_FILL_FIXTURE_H

#include "fill/fill.h"
#include "grade_fixture.h"

/* A body below its front matter, whose other lines are `front`: `audience: student`. NULL after an error. */
static inline struct fill_template *fill_fixture_load(struct grade_fixture *f, const char *front, const char *body,
                                                      bool graded) {
    struct arena *arena = f->lab.arena;
    lab_fixture_write(&f->lab, "own.md", arena_printf(arena, "---\ntitle: t\ntarget: pdf\n%s\n---\n%s", front, body));
    struct lab_document *document = arena_alloc(arena, sizeof *document);
    *document =
        (struct lab_document){.name = "own", .path = arena_printf(arena, "%s/own.md", f->lab.folder), .graded = graded};
    return fill_load(arena, f->lab.lab, document, f->lab.diag);
}

/* The Markdown that it becomes for a subject; what is said, if that is an error. */
static inline const char *fill_fixture_filled(struct grade_fixture *f, const char *front, const char *body,
                                              const struct fill_subject *subject, bool graded) {
    struct arena *arena = f->lab.arena;
    struct fill_template *template = fill_fixture_load(f, front, body, graded);
    const struct fill_result result =
        template ? fill_document(template, arena, subject, f->lab.diag) : (struct fill_result){0};
    const char *said = lab_fixture_said(&f->lab);
    if (!result.document)
        return said;
    struct text out = {0};
    text_puts(&out, "");
    fill_print_markdown(&out, &result);
    const char *copy = arena_strdup(arena, out.bytes);
    text_free(&out);
    return copy;
}

/* A body, and what it becomes. */
struct filling {
    const char *body, *becomes;
};

#endif
