#include "base/system.h"

#include "base/text.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <link.h>
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

struct build_id {
    unsigned char *id;
    size_t size, length;
};

/* Looks for the note in the first object, which is the program. */
static int find_build_id(struct dl_phdr_info *object, size_t size, void *context) {
    struct build_id *found = context;
    (void)size;
    for (size_t i = 0; i < object->dlpi_phnum; i++) {
        if (object->dlpi_phdr[i].p_type != PT_NOTE)
            continue;
        const char *at = (const char *)object->dlpi_addr + object->dlpi_phdr[i].p_vaddr;
        for (size_t left = object->dlpi_phdr[i].p_memsz; left >= sizeof(ElfW(Nhdr));) {
            ElfW(Nhdr) note;
            memcpy(&note, at, sizeof note);
            const size_t name = (note.n_namesz + 3) & ~(size_t)3, bytes = (note.n_descsz + 3) & ~(size_t)3;
            if (name > left - sizeof note || bytes > left - sizeof note - name)
                break;
            if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(at + sizeof note, "GNU", 4) == 0 &&
                note.n_descsz <= found->size) {
                memcpy(found->id, at + sizeof note + name, note.n_descsz);
                found->length = note.n_descsz;
            }
            at += sizeof note + name + bytes;
            left -= sizeof note + name + bytes;
        }
    }
    return 1;
}

size_t system_build_id(unsigned char *id, size_t size) {
    struct build_id found = {id, size, 0};
    dl_iterate_phdr(find_build_id, &found);
    return found.length;
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

/* The numbers at the beginning of a file; how many there are of them. */
static int read_numbers(const char *folder, const char *name, double *first, double *second) {
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/%s", folder, name) >= (int)sizeof path)
        return 0;
    FILE *file = fopen(path, "re");
    const int count = file ? fscanf(file, "%lf %lf", first, second) : 0;
    if (file)
        fclose(file);
    return count;
}

/* What a group alone has time for. */
static int quota_of(const char *folder) {
    double quota = 0, period = 0, none;
    if (read_numbers(folder, "cpu.max", &quota, &period) != 2 && /* "max 100000" begins with no number */
        (read_numbers(folder, "cpu.cfs_quota_us", &quota, &none) != 1 ||
         read_numbers(folder, "cpu.cfs_period_us", &period, &none) != 1))
        return 0;
    if (!(quota > 0) || !(period > 0) || quota / period > INT_MAX / 2)
        return 0;
    const int whole = (int)(quota / period);
    return whole < quota / period ? whole + 1 : whole;
}

static int least_of(int one, int other) {
    return !one || (other && other < one) ? other : one;
}

int system_group_processors(const char *own, const char *root) {
    char line[PATH_MAX], folder[2 * PATH_MAX];
    int least = 0;
    FILE *file = fopen(own, "re");
    while (file && fgets(line, sizeof line, file)) {
        /* `0::/path` of version 2, `4:cpu,cpuacct:/path` of version 1, whose groups have a folder for each kind. */
        char *kinds = strchr(line, ':'), *path = kinds ? strchr(kinds + 1, ':') : NULL;
        if (!path)
            continue;
        *kinds++ = *path++ = '\0';
        path[strcspn(path, "\n")] = '\0';
        if (*kinds && strncmp(kinds, "cpu,", 4) != 0 && strcmp(kinds, "cpu") != 0 && !strstr(kinds, ",cpu,") &&
            !text_ends_with(kinds, ",cpu"))
            continue;
        snprintf(folder, sizeof folder, "%s/%s%s", root, kinds, path);
        char *const top = folder + strlen(root) + 1 + strlen(kinds), *slash;
        do {
            least = least_of(least, quota_of(folder));
            if ((slash = strrchr(top, '/')))
                *slash = '\0';
        } while (slash);
    }
    if (file)
        fclose(file);
    return least;
}

/* A number from 1 on that the environment has; else 0. */
static int number_of(const char *name) {
    const char *text = getenv(name);
    char *end = NULL;
    const long number = text && *text >= '0' && *text <= '9' ? strtol(text, &end, 10) : 0;
    return end && !*end && number > 0 && number <= INT_MAX ? (int)number : 0;
}

int system_processors(void) {
    const char *const own = "/proc/self/cgroup", *const root = "/sys/fs/cgroup";
#ifdef __linux__
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 0;
#else
    int count = (int)sysconf(_SC_NPROCESSORS_ONLN);
#endif
    const int asked = number_of("SLURM_CPUS_PER_TASK");
    count = least_of(count > 0 ? count : 1, asked ? asked : number_of("SLURM_CPUS_ON_NODE"));
    return least_of(count, system_group_processors(own, root));
}

void system_end_with_parent(int signal) {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, signal);
#else
    (void)signal;
#endif
}

bool system_write(int file, const char *bytes, size_t length) {
    while (length) {
        const ssize_t written = write(file, bytes, length);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0) {
            errno = written < 0 ? errno : EIO;
            return false;
        }
        bytes += written;
        length -= (size_t)written;
    }
    return true;
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

const char *system_load(const char *library, const char *const *names, size_t count, void *functions) {
    void *opened = dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    for (size_t i = 0; opened && i < count; i++) {
        void *function = dlsym(opened, names[i]);
        if (!function)
            return dlerror();
        memcpy((char *)functions + i * sizeof function, &function, sizeof function);
    }
    return opened ? NULL : dlerror();
}
