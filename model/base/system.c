#include "base/system.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __linux__
#include <sched.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

#ifdef __linux__
/* linux/fs.h, which does not go with every C library; musl has no renameat2 before 1.2.6. */
enum { SYSTEM_NO_REPLACE = 1, SYSTEM_EXCHANGE = 2 };
#endif

bool system_program(char *path, size_t size) {
    ssize_t length = readlink("/proc/self/exe", path, size - 1);
    if (length > 0) {
        path[length] = '\0';
        return true;
    }
#ifdef __linux__
    const char *started = (const char *)getauxval(AT_EXECFN); /* as it was given to execve */
    char resolved[PATH_MAX];
    if (started && realpath(started, resolved) && strlen(resolved) < size) {
        strcpy(path, resolved);
        return true;
    }
#endif
    return false;
}

FILE *system_program_file(void) {
    char path[PATH_MAX];
    FILE *file = fopen("/proc/self/exe", "re");
    if (file)
        return file;
    if (system_program(path, sizeof path))
        return fopen(path, "re");
    errno = ENOENT;
    return NULL;
}

bool system_has_ended(pid_t process) {
    if (kill(process, 0) != 0)
        return errno == ESRCH;
    char path[64], state = ' ';
    snprintf(path, sizeof path, "/proc/%ld/stat", (long)process);
    FILE *file = fopen(path, "re");
    bool found = file && fscanf(file, "%*d (%*[^)]) %c", &state) == 1;
    if (file)
        fclose(file);
    return found && (state == 'Z' || state == 'X');
}

size_t system_address_space(void) {
    unsigned long pages = 0;
    FILE *sizes = fopen("/proc/self/statm", "re");
    if (!sizes || fscanf(sizes, "%lu", &pages) != 1)
        pages = 0;
    if (sizes)
        fclose(sizes);
    return (size_t)pages * (size_t)sysconf(_SC_PAGESIZE);
}

int system_processors(void) {
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) != 0)
        return 1;
    const long count = CPU_COUNT(&set);
#else
    const long count = sysconf(_SC_NPROCESSORS_ONLN);
#endif
    return count > 0 ? (int)count : 1;
}

void system_end_with_parent(int signal) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, signal);
#else
    (void)signal;
#endif
}

bool system_sync(int file) {
#ifdef __linux__
    return syncfs(file) == 0;
#else
    (void)file;
    sync();
    return true;
#endif
}

int system_exchange(const char *one, const char *other, bool exchange) {
#ifdef __linux__
    return syscall(SYS_renameat2, AT_FDCWD, one, AT_FDCWD, other, exchange ? SYSTEM_EXCHANGE : SYSTEM_NO_REPLACE) == 0
               ? 0
               : errno;
#else
    (void)one, (void)other, (void)exchange;
    return ENOSYS;
#endif
}
