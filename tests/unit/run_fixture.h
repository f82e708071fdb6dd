/* A folder of output for the shop's class, and what is in it. */
#ifndef TESTS_UNIT_RUN_FIXTURE_H
#define TESTS_UNIT_RUN_FIXTURE_H

#include "grade_fixture.h"
#include "run/run.h"

struct run_fixture {
    struct lab_fixture lab;
    const char *out; /* the folder */
};

static inline const char *run_fixture_path(struct run_fixture *f, const char *path) {
    return arena_printf(f->lab.arena, "%s/%s", f->out, path);
}

static inline void run_fixture_put(struct run_fixture *f, const char *path, const char *text) {
    assert_true(file_write(run_fixture_path(f, path), text, strlen(text), f->lab.diag));
}

/* The text of a file, in the arena; NULL if there is none. */
static inline const char *run_fixture_get(struct run_fixture *f, const char *path) {
    return lab_fixture_get(&f->lab, run_fixture_path(f, path));
}

/* The shop, and a folder with `student` and `instructor` in it. */
static inline struct run_fixture run_fixture_shop(void) {
    static const struct lab_fixture_file files[] = {{"shop.yaml", SHOP_MODEL}, {NULL, NULL}};
    struct run_fixture f = {.lab = lab_fixture_text("shop", SHOP_LAB, files)};
    f.out = arena_printf(f.lab.arena, "%s/out", f.lab.above);
    assert_true(file_make_folder(run_fixture_path(&f, "student"), f.lab.diag));
    assert_true(file_make_folder(run_fixture_path(&f, "instructor"), f.lab.diag));
    return f;
}

static inline void run_fixture_free(struct run_fixture *f) {
    lab_fixture_free(&f->lab);
}

static inline struct run_digest run_fixture_digest(const char *text) {
    return run_digest_of(text, strlen(text));
}

static inline struct run_hold *run_fixture_hold(struct run_fixture *f, bool force) {
    struct run_hold *hold = run_hold_take(f->out, RUN_MANIFEST, "shop", "test", force, f->lab.diag);
    if (!hold)
        fail_msg("%s", diag_text(f->lab.diag));
    return hold;
}

static inline enum run_place run_fixture_write(struct run_fixture *f, struct run_hold *hold, const char *path,
                                               const char *text) {
    struct text bytes = {0};
    text_puts(&bytes, text);
    const struct run_written written = run_hold_write(hold, path, &bytes, f->lab.diag);
    const struct run_digest digest = run_fixture_digest(text);
    assert_int_equal(written.bytes, strlen(text));
    assert_memory_equal(&written.digest, &digest, sizeof digest);
    text_free(&bytes);
    return written.place;
}

/* What was printed, as a manifest and a table of values say it. */
static inline struct run_printed *run_fixture_printed(struct run_fixture *f) {
    struct run_printed *printed =
        run_printed_read(f->lab.arena, f->out, RUN_MANIFEST, RUN_VALUES, f->lab.lab, f->lab.diag);
    assert_non_null(printed);
    return printed;
}

#define run_fixture_said(f) lab_fixture_said(&(f)->lab)

#endif
