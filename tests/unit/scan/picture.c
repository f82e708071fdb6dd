/* The process that reads pictures is there for the next one, whatever the last one was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include "scan/leptonica.h"
#include "scan/program.h"

static char path[64];

/* Writes a picture of some width, all grey; cut off after so many bytes, if any. */
static void put_picture(int width, long cut) {
    PIX *pixels = pixCreate(width, 40, 8);
    pixSetAllArbitrary(pixels, 100);
    pixSetPixel(pixels, 3, 2, 7);
    assert_int_equal(pixWrite(path, pixels, IFF_PNG), 0);
    pixDestroy(&pixels);
    if (cut)
        assert_int_equal(truncate(path, cut), 0);
}

static bool read_picture(int width) {
    struct scan_file file = {.path = path, .kind = SCAN_PNG, .pages = 1};
    struct scan_picture picture = {0};
    struct diag *diag = diag_new_silent();
    const bool good = scan_file_read(&file, 0, &picture, diag);
    assert_int_equal(diag_count(diag, SEVERITY_ERROR), !good);
    if (good) {
        assert_int_equal(picture.width, width);
        assert_int_equal(picture.height, 40);
        assert_int_equal(picture.grey[0], 100);
        assert_int_equal(picture.grey[2 * width + 3], 7);
        assert_false(picture.bilevel);
    }
    scan_picture_free(&picture);
    diag_free(diag);
    return good;
}

static void damaged_files_leave_nothing_behind(void **state) {
    (void)state;
    const int widths[] = {50, 33, 50};
    for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
        put_picture(widths[i], 0);
        assert_true(read_picture(widths[i]));
        assert_true(read_picture(widths[i]));
        put_picture(60, 70);
        assert_false(read_picture(60));
    }
    scan_pictures_end();
    put_picture(20, 0);
    assert_true(read_picture(20));
}

/* A process that is forked has a reader of its own, and the other one's stays. */
static void forked_processes_read_too(void **state) {
    (void)state;
    int status = 1;
    put_picture(24, 0);
    assert_true(read_picture(24));
    const pid_t child = fork();
    if (child == 0) {
        const bool good = read_picture(24) && read_picture(24);
        scan_pictures_end();
        _exit(good ? 0 : 1);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(read_picture(24));
}

static int set_up(void **state) {
    (void)state;
    const char *folder = getenv("TMPDIR");
    snprintf(path, sizeof path, "%s/picture-%ld.png", folder && strlen(folder) < 30 ? folder : "/tmp", (long)getpid());
    setMsgSeverity(L_SEVERITY_NONE);
    return scan_leptonica_load() ? -1 : 0;
}

static int tear_down(void **state) {
    (void)state;
    scan_pictures_end();
    return unlink(path);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(damaged_files_leave_nothing_behind),
                                       cmocka_unit_test(forked_processes_read_too)};
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
