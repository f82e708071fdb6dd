/* Part of every program of the build for coverage (`make COVERAGE=1`): processes that end without atexit, such as
 * workers, write their counters first. The linker puts these functions in place of the C library's. */
#include <signal.h>
#include <unistd.h>

void __gcov_dump(void);

_Noreturn void __real__exit(int status);
int __real_raise(int number);

_Noreturn void __wrap__exit(int status);
int __wrap_raise(int number);

/* A signal that comes while counters are written finds them locked. */
static volatile sig_atomic_t writing;

/* The counters of a process that ends as usual are written after this. */
__attribute__((destructor)) static void end(void) {
    writing = 1;
}

static void write_counters(void) {
    if (writing)
        return;
    writing = 1;
    __gcov_dump();
}

_Noreturn void __wrap__exit(int status) {
    write_counters();
    __real__exit(status);
}

/* The program ends itself by a signal after it has cleaned up. */
int __wrap_raise(int number) {
    write_counters();
    return __real_raise(number);
}
