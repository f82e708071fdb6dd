/* Units without memory: UDUNITS returns NULL then, as it does for units that cannot be converted. Some of its functions
 * are replaced here by ones that fail in that way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/base.h"
#include "language/units.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <udunits2.h>
#include <unistd.h>

enum { NOTHING, DIVIDE, CONVERT, SCALE };
static int failing;

/* The real function of this name, as a pointer of the type of `function`. */
#define REAL(function) (*(void **)&function = dlsym(RTLD_NEXT, #function + 5))

static bool fails(int what) {
    if (failing != what)
        return false;
    ut_set_status(UT_OS);
    return true;
}

ut_unit *ut_divide(const ut_unit *a, const ut_unit *b) {
    ut_unit *(*real_ut_divide)(const ut_unit *, const ut_unit *);
    REAL(real_ut_divide);
    return fails(DIVIDE) ? NULL : real_ut_divide(a, b);
}

cv_converter *ut_get_converter(ut_unit *from, ut_unit *to) {
    cv_converter *(*real_ut_get_converter)(ut_unit *, ut_unit *);
    REAL(real_ut_get_converter);
    return fails(CONVERT) ? NULL : real_ut_get_converter(from, to);
}

ut_unit *ut_scale(double factor, const ut_unit *unit) {
    ut_unit *(*real_ut_scale)(double, const ut_unit *);
    REAL(real_ut_scale);
    return fails(SCALE) ? NULL : real_ut_scale(factor, unit);
}

static void make(void) {
    units_free(units_new());
}
static void convert(void) {
    int kept = failing;
    const char *unknown;
    failing = NOTHING;
    struct units *units = units_new();
    const struct unit *hour = unit_parse(units, "h", &unknown), *day = unit_parse(units, "day", &unknown);
    failing = kept;
    if (unit_factor(day, hour) != 24)
        abort();
    units_free(units);
}
static void parse(void) {
    int kept = failing;
    const char *unknown;
    failing = NOTHING;
    struct units *units = units_new();
    failing = kept;
    if (!unit_parse(units, "km/h", &unknown))
        abort();
    units_free(units);
}

/* The exit status of a process that does something. */
static int end_of(void (*act)(void)) {
    pid_t process = fork();
    assert_true(process >= 0);
    if (process == 0) {
        close(STDERR_FILENO);
        act();
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(process, &status, 0), process);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

static void no_unit_is_wrong_for_want_of_memory(void **state) {
    (void)state;
    static const struct {
        int failing;
        void (*act)(void);
        int status;
    } cases[] = {{NOTHING, make, 0},
                 {NOTHING, convert, 0},
                 {NOTHING, parse, 0},
                 {DIVIDE, make, ALLOC_EXIT},
                 {DIVIDE, convert, ALLOC_EXIT},
                 {DIVIDE, parse, ALLOC_EXIT},
                 {CONVERT, convert, ALLOC_EXIT},
                 {SCALE, make, ALLOC_EXIT},
                 {SCALE, parse, ALLOC_EXIT}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        failing = cases[i].failing;
        int status = end_of(cases[i].act);
        failing = NOTHING;
        if (status != cases[i].status)
            fail_msg("case %zu: status %d", i, status);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(no_unit_is_wrong_for_want_of_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
