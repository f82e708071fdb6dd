/* Pictures are read by leptonica in a process of its own, which holds limits, and which is kept for one picture after
 * the other: to start one for each would copy our memory, page by page. */
#include "scan/black.h"
#include "scan/leptonica.h"
#include "scan/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

/* A picture to read; its path follows. */
struct pixels_wanted {
    enum scan_kind kind;
    int page;
    size_t length;
};
/* What came of it. The pixels are in shared memory. */
struct pixels_laid {
    int width, height; /* 0: it is damaged */
    bool bilevel;
};

/* The process that reads, our end of the line to it, and the memory that it shares. */
static struct {
    pid_t owner, child; /* 0: there is none; a process that is forked has its own */
    int line;
    uint8_t *pixels;
} kept;

static PIX *read_pixels(enum scan_kind kind, const char *path, int page) {
    if (kind == SCAN_TIFF)
        return scan_leptonica.pixReadTiff(path, page);
    if (kind == SCAN_JPEG) {
        PIX *grey = scan_leptonica.pixReadJpeg(path, 0, 1, NULL, L_JPEG_READ_LUMINANCE);
        return grey ? grey : scan_leptonica.pixReadJpeg(path, 0, 1, NULL, 0); /* CMYK has no luminance of its own */
    }
    return scan_leptonica.pixRead(path);
}

static void replace(PIX **pixels, PIX *by) {
    scan_leptonica.pixDestroy(pixels);
    *pixels = by;
}

/* Whether all pixels but few are black or white. */
static bool has_no_grey(PIX *pixels) {
    const size_t width = (size_t)scan_leptonica.pixGetWidth(pixels),
                 height = (size_t)scan_leptonica.pixGetHeight(pixels);
    scan_leptonica.pixSetPadBits(pixels, 0);
    return scan_is_bilevel((const uint8_t *)scan_leptonica.pixGetData(pixels),
                           4 * (size_t)scan_leptonica.pixGetWpl(pixels) * height, width * height);
}

/* Stretches a picture whose dots are not as far apart downwards as across: a fax has 204 and 98 to an inch. */
static void make_square(PIX **pixels) {
    enum { MOST = 4 };
    const float across = (float)scan_leptonica.pixGetXRes(*pixels), down = (float)scan_leptonica.pixGetYRes(*pixels);
    const bool wide = across > down;
    const float by = wide ? across / down : down / across;
    if (across > 0 && down > 0 && by > 1.02F && by <= MOST &&
        by * (float)scan_leptonica.pixGetWidth(*pixels) * (float)scan_leptonica.pixGetHeight(*pixels) <=
            (float)SCAN_MOST_PIXELS)
        replace(pixels, scan_leptonica.pixScale(*pixels, wide ? 1 : by, wide ? by : 1));
}

/* Lays the pixels of a picture down, grey. */
static struct pixels_laid lay_down(const struct pixels_wanted *request, const char *path, uint8_t *out) {
    struct pixels_laid answer = {0};
    PIX *pixels = read_pixels(request->kind, path, request->page);
    if (pixels && scan_leptonica.pixGetDepth(pixels) == 32 && scan_leptonica.pixGetSpp(pixels) == 4)
        replace(&pixels, scan_leptonica.pixAlphaBlendUniform(pixels, 0xFFFFFF00));
    if (pixels)
        replace(&pixels, scan_leptonica.pixConvertTo8(pixels, 0));
    if (!pixels)
        return answer;
    answer.bilevel = has_no_grey(pixels);
    make_square(&pixels);
    while (pixels &&
           (scan_leptonica.pixGetWidth(pixels) > SCAN_LONGEST || scan_leptonica.pixGetHeight(pixels) > SCAN_LONGEST))
        replace(&pixels, scan_leptonica.pixScaleAreaMap2(pixels));
    if (!pixels)
        return answer;
    answer.width = scan_leptonica.pixGetWidth(pixels);
    answer.height = scan_leptonica.pixGetHeight(pixels);
    if ((double)answer.width * answer.height > SCAN_MOST_PIXELS) { /* its head said otherwise */
        scan_leptonica.pixDestroy(&pixels);
        return (struct pixels_laid){0};
    }
    scan_leptonica.pixEndianByteSwap(pixels);
    for (int y = 0; y < answer.height; y++)
        memcpy(out + (size_t)y * (size_t)answer.width,
               scan_leptonica.pixGetData(pixels) + (size_t)y * (size_t)scan_leptonica.pixGetWpl(pixels),
               (size_t)answer.width);
    scan_leptonica.pixDestroy(&pixels);
    return answer;
}

/* Sends or receives all of some bytes. False if nobody is at the other end. */
static bool pass(int line, void *bytes, size_t length, bool out) {
    for (char *at = bytes; length;) {
        const ssize_t n = out ? send(line, at, length, MSG_NOSIGNAL) : recv(line, at, length, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return false;
        at += n;
        length -= (size_t)n;
    }
    return true;
}

/* The limit of time holds for each picture; what the processor counts is of all of them. */
static void limit_time(void) {
    struct rusage used;
    struct rlimit bound;
    if (getrusage(RUSAGE_SELF, &used) != 0 || getrlimit(RLIMIT_CPU, &bound) != 0)
        return;
    const rlim_t most = (rlim_t)(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1 + SCAN_MOST_SECONDS);
    bound.rlim_cur = bound.rlim_max < most ? bound.rlim_max : most;
    setrlimit(RLIMIT_CPU, &bound);
}

static _Noreturn void serve(int line, pid_t parent) {
    static const int usual[] = {SIGINT, SIGTERM, SIGHUP};
    const struct rlimit none = {0, 0};
    const int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);
    struct pixels_wanted request;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        signal(usual[i], SIG_DFL);
    system_end_with_parent(SIGKILL);
    setrlimit(RLIMIT_CORE, &none);
    dup2(nothing, STDERR_FILENO); /* libraries complain there */
    while (getppid() == parent && pass(line, &request, sizeof request, false)) {
        char *path = alloc_bytes(request.length + 1);
        path[request.length] = '\0';
        if (!pass(line, path, request.length, false))
            break;
        limit_time();
        struct pixels_laid answer = lay_down(&request, path, kept.pixels);
        free(path);
        if (!pass(line, &answer, sizeof answer, true))
            break;
    }
    _exit(0);
}

static bool start(void) {
    int ends[2];
    const pid_t parent = getpid();
    if (kept.child && kept.owner == parent)
        return true;
    kept.pixels =
        mmap(NULL, SCAN_MOST_PIXELS, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (kept.pixels == MAP_FAILED)
        return false;
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
        munmap(kept.pixels, SCAN_MOST_PIXELS);
        return false;
    }
    const pid_t child = fork();
    if (child == 0) {
        close(ends[0]);
        serve(ends[1], parent);
    }
    kept.owner = parent;
    kept.child = child;
    kept.line = ends[0];
    close(ends[1]);
    if (child > 0)
        return true;
    scan_pictures_end();
    return false;
}

/* Ends the process; returns its status. */
static int end(void) {
    int status = 0;
    close(kept.line);
    if (kept.child > 0) {
        kill(kept.child, SIGKILL);
        while (waitpid(kept.child, &status, 0) < 0 && errno == EINTR)
            continue;
    }
    munmap(kept.pixels, SCAN_MOST_PIXELS);
    kept.child = 0;
    return status;
}

void scan_pictures_begin(void) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 32 << 20);
    mallopt(M_TRIM_THRESHOLD, 256 << 20);
#endif
}

void scan_pictures_end(void) {
    if (kept.child && kept.owner == getpid())
        end();
}

/* Waits for an answer. LATE: there was none in time. BADLY: the process is gone. */
static enum scan_ended listen_for(struct pixels_laid *answer) {
    struct pollfd poll_for = {kept.line, POLLIN, 0};
    int ready;
    do
        ready = poll(&poll_for, 1, 2 * SCAN_MOST_SECONDS * 1000);
    while (ready < 0 && errno == EINTR);
    if (ready == 0)
        return SCAN_ENDED_LATE;
    return pass(kept.line, answer, sizeof *answer, false) ? SCAN_ENDED_WELL : SCAN_ENDED_BADLY;
}

enum scan_ended scan_pixels_read(const struct scan_file *file, int page, struct scan_picture *picture) {
    enum { LARGE = 24 * 1000 * 1000 }; /* pixels whose memory is not kept */
    if (!start())
        return SCAN_ENDED_BADLY;
    struct pixels_wanted request = {file->kind, page, strlen(file->path)};
    struct pixels_laid answer = {0};
    enum scan_ended ended = SCAN_ENDED_BADLY;
    if (pass(kept.line, &request, sizeof request, true) && pass(kept.line, (char *)file->path, request.length, true))
        ended = listen_for(&answer);
    const bool fits = answer.width > 0 && answer.height > 0 && answer.width <= SCAN_MOST_PIXELS / answer.height;
    const size_t count = fits ? (size_t)answer.width * (size_t)answer.height : 0;
    if (ended == SCAN_ENDED_WELL && count) {
        *picture = (struct scan_picture){answer.width, answer.height, alloc_bytes(count), answer.bilevel};
        memcpy(picture->grey, kept.pixels, count);
    } else { /* a damaged file may leave anything behind */
        const int status = end(), by = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
        const bool is_late = ended == SCAN_ENDED_BADLY ? by == SIGXCPU || by == SIGKILL : ended == SCAN_ENDED_LATE;
        return is_late ? SCAN_ENDED_LATE : SCAN_ENDED_BADLY;
    }
    if (count > LARGE)
        end();
    return SCAN_ENDED_WELL;
}
