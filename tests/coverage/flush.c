/* Part of every program of the build for coverage (`make COVERAGE=1`): processes that end without atexit, such as
 * workers, write their counters first. The linker puts these functions in place of the C library's. */
#include <signal.h>
#include <unistd.h>

void __gcov_dump(void);

_Noreturn void __real__exit(int status);
int __real_raise(int number);

_Noreturn void __wrap__exit(int status);
int __wrap_raise(int number);

_Noreturn void __wrap__exit(int status) {
    __gcov_dump();
    __real__exit(status);
}

/* The program ends itself by a signal after it has cleaned up. */
int __wrap_raise(int number) {
    __gcov_dump();
    return __real_raise(number);
}
