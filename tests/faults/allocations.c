/* A library to preload (LD_PRELOAD): makes allocations of a process fail, the program's and those of its libraries.
 *
 * FAULT_AT=N: the Nth allocation fails once; with FAULT_FOREVER, all from the Nth on.
 * FAULT_EACH=FIRST:STEP: allocations FIRST, FIRST + STEP ... fail, each in a process of its own, which is forked for it
 * and goes on to its end without the files that were open, while the process itself waits and then goes on as if
 * nothing had failed. FAULT_LOG is a file for the ends of these processes: a line for each that did not end with
 * status 3. FAULT_LOG also gets a line with the number of allocations, at the end. */
#include <dlfcn.h>
#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXPECTED = 3, MOST_FILES = 256, MOST_SECONDS = 300 };

static void *(*real_malloc)(size_t), *(*real_calloc)(size_t, size_t), *(*real_realloc)(void *, size_t);
static unsigned long count, next, step, forked;
static bool forever, busy;
static int log_file = -1, nowhere = -1;
static locale_t locale;

static unsigned long number_of(const char *name) {
    const char *text = getenv(name);
    return text ? strtoul(text, NULL, 10) : 0;
}

/* A descriptor that the program does not come upon. */
static int put_away(int file) {
    int away = fcntl(file, F_DUPFD_CLOEXEC, MOST_FILES);
    close(file);
    return away;
}

static void set_up(void) {
    *(void **)&real_malloc = dlsym(RTLD_NEXT, "malloc");
    *(void **)&real_calloc = dlsym(RTLD_NEXT, "calloc");
    *(void **)&real_realloc = dlsym(RTLD_NEXT, "realloc");
    const char *each = getenv("FAULT_EACH"), *path = getenv("FAULT_LOG");
    forever = getenv("FAULT_FOREVER");
    next = each ? number_of("FAULT_EACH") : number_of("FAULT_AT");
    step = each && strchr(each, ':') ? strtoul(strchr(each, ':') + 1, NULL, 10) : 0;
    if (path)
        log_file = put_away(open(path, O_WRONLY | O_CREAT | O_APPEND, 0666));
    nowhere = put_away(open("/dev/null", O_RDWR));
}

__attribute__((constructor)) static void begin(void) {
    busy = true;
    locale = newlocale(LC_ALL_MASK, "C.UTF-8", (locale_t)0);
    busy = false;
}

static void note(const char *what, unsigned long number, int status) {
    char line[100];
    int length = snprintf(line, sizeof line, "%s %lu %d\n", what, number, status);
    if (log_file >= 0 && write(log_file, line, (size_t)length) != length)
        abort();
}

/* A file that both processes have open has one position, which the end of the forked one would move: it writes what its
 * streams hold, and gives back what they read ahead. So it leaves all files. */
static void leave_files(void) {
    for (int file = 0; file < MOST_FILES; file++)
        if (fcntl(file, F_GETFD) >= 0)
            dup2(nowhere, file);
}

/* Whether this allocation fails. */
static bool fails(void) {
    if (!real_malloc)
        set_up();
    if (busy || ++count < next || !next)
        return false;
    if (!step)
        return forever || count == next;
    next += step;
    busy = true;
    pid_t process = fork();
    if (process == 0) {
        leave_files();
        alarm(MOST_SECONDS);
        log_file = -1;
        next = step = 0;
        busy = false;
        return true;
    }
    int status = -1;
    if (process < 0 || waitpid(process, &status, 0) != process || !WIFEXITED(status) || WEXITSTATUS(status) != EXPECTED)
        note(process < 0           ? "unforked"
             : WIFSIGNALED(status) ? "signal"
                                   : "status",
             count, WIFSIGNALED(status) ? WTERMSIG(status) : WEXITSTATUS(status));
    forked++;
    busy = false;
    return false;
}

void *malloc(size_t size) {
    return fails() ? NULL : real_malloc(size);
}

void *calloc(size_t number, size_t size) {
    return fails() ? NULL : real_calloc(number, size);
}

void *realloc(void *memory, size_t size) {
    return fails() ? NULL : real_realloc(memory, size);
}

/* Libraries clean up at the end with functions that take the C library's locks. A program must not come here from
 * within the C library, where it holds them. */
__attribute__((destructor)) static void end(void) {
    if (locale)
        freelocale(locale);
    note("allocations", count, (int)forked);
}
