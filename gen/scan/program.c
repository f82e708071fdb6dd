#include "scan/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { NOT_THERE = 127, CHUNK = 1 << 19 };

/* A limit that is tighter already holds. */
static void limit(int what, rlim_t most) {
    struct rlimit bound;
    if (getrlimit(what, &bound) != 0 || bound.rlim_cur > most)
        bound.rlim_cur = most;
    bound.rlim_max = bound.rlim_cur;
    setrlimit(what, &bound);
}

/* Turns the child into a program. It has our memory until then, and leaves it as it is. */
static _Noreturn void become(const char *const *arguments, pid_t parent, int out, int complaint) {
    system_end_with_parent(SIGKILL);
    if (getppid() != parent)
        _exit(1);
    limit(RLIMIT_CPU, SCAN_MOST_SECONDS);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_AS, (rlim_t)SCAN_MOST_MEMORY << 20);
    const int nothing = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup2(nothing, STDIN_FILENO);
    dup2(out, STDOUT_FILENO);
    dup2(complaint, STDERR_FILENO);
    execvp(arguments[0], (char *const *)arguments);
    _exit(NOT_THERE);
}

static long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

/* Reads both pipes until they end. False if it was too much, or took too long. */
static enum scan_ended listen(int out_end, int complaint_end, size_t most, struct text *out, struct text *complaint) {
    enum { COMPLAINT = 4096 };
    struct pollfd ends[] = {{out_end, POLLIN, 0}, {complaint_end, POLLIN, 0}};
    const long until = now() + 2 * SCAN_MOST_SECONDS;
    static char chunk[CHUNK];
    while (ends[0].fd >= 0 || ends[1].fd >= 0) {
        if (now() > until)
            return SCAN_ENDED_LATE;
        if (poll(ends, 2, 1000) < 0 && errno != EINTR)
            return SCAN_ENDED_BADLY;
        for (int i = 0; i < 2; i++) {
            if (ends[i].fd < 0 || !ends[i].revents)
                continue;
            const ssize_t n = read(ends[i].fd, chunk, sizeof chunk);
            if (n < 0 && (errno == EINTR || errno == EAGAIN))
                continue;
            if (n <= 0)
                ends[i].fd = -1;
            else if (i == 0)
                text_append(out, chunk, (size_t)n);
            else if (complaint->length < COMPLAINT)
                text_append(complaint, chunk, (size_t)n);
            if (out->length > most)
                return SCAN_TOO_MUCH;
        }
    }
    return SCAN_ENDED_WELL;
}

static enum scan_ended how_ended(int status) {
    if (WIFSIGNALED(status))
        return WTERMSIG(status) == SIGXCPU || WTERMSIG(status) == SIGKILL ? SCAN_ENDED_LATE : SCAN_ENDED_BADLY;
    return WEXITSTATUS(status) == NOT_THERE ? SCAN_NOT_INSTALLED
           : WEXITSTATUS(status)            ? SCAN_ENDED_BADLY
                                            : SCAN_ENDED_WELL;
}

enum scan_ended scan_program_run(const char *const *arguments, size_t most, struct text *out, struct text *complaint) {
    int output[2], complaints[2];
    const pid_t parent = getpid();
    if (pipe2(output, O_CLOEXEC) != 0)
        return SCAN_ENDED_BADLY;
    if (pipe2(complaints, O_CLOEXEC) != 0) {
        close(output[0]);
        close(output[1]);
        return SCAN_ENDED_BADLY;
    }
    fcntl(output[1], F_SETPIPE_SZ, CHUNK); /* fewer turns; a smaller one does, too */
    void (*const before)(int) = signal(SIGPIPE, SIG_DFL);
    const pid_t child = vfork(); /* a copy of our memory would cost more than what the program does */
    if (child == 0)
        become(arguments, parent, output[1], complaints[1]);
    signal(SIGPIPE, before);
    close(output[1]);
    close(complaints[1]);
    enum scan_ended ended = child < 0 ? SCAN_ENDED_BADLY : listen(output[0], complaints[0], most, out, complaint);
    close(output[0]);
    close(complaints[0]);
    int status = 0;
    if (child > 0 && ended != SCAN_ENDED_WELL)
        kill(child, SIGKILL);
    while (child > 0 && waitpid(child, &status, 0) < 0 && errno == EINTR)
        continue;
    return ended == SCAN_ENDED_WELL ? how_ended(status) : ended;
}
