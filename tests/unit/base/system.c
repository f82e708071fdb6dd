/* How many processors a control group has time for, in folders as the kernel makes them. */
#include "base/system.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char root[] = "/tmp/fleetsheet-groups-XXXXXX", own[64];

static void put(const char *name, const char *text) {
    char path[256];
    snprintf(path, sizeof path, "%s/%s", root, name);
    for (char *slash = path + strlen(root) + 1; (slash = strchr(slash, '/')); slash++) {
        *slash = '\0';
        mkdir(path, 0777);
        *slash = '/';
    }
    FILE *file = fopen(path, "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static int processors(const char *group) {
    put("own", group);
    return system_group_processors(own, root);
}

static void quotas_are_counted(void **state) {
    (void)state;
    assert_non_null(mkdtemp(root));
    snprintf(own, sizeof own, "%s/own", root);
    assert_int_equal(system_group_processors(own, root), 0); /* no such file */
    assert_int_equal(processors("0::/\n"), 0);
    put("slurm/job/cpu.max", "max 100000\n");
    assert_int_equal(processors("0::/slurm/job\n"), 0);
    put("slurm/job/cpu.max", "300000 100000\n");
    assert_int_equal(processors("0::/slurm/job/step\n"), 3); /* a group within has no more */
    put("slurm/job/step/cpu.max", "150000 100000\n");
    assert_int_equal(processors("0::/slurm/job/step\n"), 2); /* 1.5 */
    put("slurm/cpu.max", "50000 100000\n");
    assert_int_equal(processors("0::/slurm/job/step\n"), 1);
    assert_int_equal(processors("0::/other\n"), 0);
    put("cpu.max", "800000 100000\n");
    assert_int_equal(processors("0::/other\n"), 8); /* as a container sees its own group */
    put("cpu.max", "max 100000\n");
    put("cpu,cpuacct/docker/cpu.cfs_quota_us", "-1\n");
    put("cpu,cpuacct/docker/cpu.cfs_period_us", "100000\n");
    assert_int_equal(processors("11:memory:/docker\n4:cpu,cpuacct:/docker\n"), 0);
    put("cpu,cpuacct/docker/cpu.cfs_quota_us", "400000\n");
    assert_int_equal(processors("11:memory:/docker\n4:cpu,cpuacct:/docker\n"), 4);
    assert_int_equal(processors("5:cpuset:/docker\n"), 0);
    assert_int_equal(processors("nothing\n\n0:\n"), 0);
    char command[128];
    snprintf(command, sizeof command, "rm -r %s", root);
    assert_int_equal(system(command), 0);
}

static void slurm_says_how_many(void **state) {
    (void)state;
    unsetenv("SLURM_CPUS_PER_TASK");
    unsetenv("SLURM_CPUS_ON_NODE");
    const int all = system_processors();
    assert_true(all >= 1);
    setenv("SLURM_CPUS_ON_NODE", "1", 1);
    assert_int_equal(system_processors(), 1);
    setenv("SLURM_CPUS_PER_TASK", "100000", 1); /* more than there are */
    assert_int_equal(system_processors(), all);
    setenv("SLURM_CPUS_PER_TASK", "1", 1);
    assert_int_equal(system_processors(), 1);
    setenv("SLURM_CPUS_PER_TASK", "1x", 1);
    unsetenv("SLURM_CPUS_ON_NODE");
    assert_int_equal(system_processors(), all);
    unsetenv("SLURM_CPUS_PER_TASK");
}

/* Functions of a library that is not linked, and what cannot be had. */
static void functions_are_loaded(void **state) {
    (void)state;
    struct {
        double (*cosine)(double), (*root)(double);
    } functions;
    static const char *const names[] = {"cos", "sqrt"}, *const wrong[] = {"cos", "no_such_function"};
    assert_null(system_load("libm.so.6", names, 2, &functions));
    assert_true(functions.cosine(0) == 1 && functions.root(4) == 2);
    assert_non_null(strstr(system_load("libm.so.6", wrong, 2, &functions), "no_such_function"));
    assert_non_null(strstr(system_load("libnone.so.1", names, 2, &functions), "libnone.so.1"));
}

static void note(int number) {
    (void)number;
}

/* A pipe that nobody reads yet takes part of many bytes, and a signal ends the call then: the rest goes by later calls.
 */
static void all_is_written_whatever_signals_come(void **state) {
    (void)state;
    enum { LENGTH = 1 << 20 };
    char *bytes = malloc(LENGTH);
    for (size_t i = 0; i < LENGTH; i++)
        bytes[i] = (char)(i * 31 + i / 251);
    int ends[2], status;
    assert_int_equal(pipe(ends), 0);
    const pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[1]);
        size_t got = 0;
        bool same = true;
        char chunk[10007];
        usleep(200 * 1000);
        for (ssize_t length; (length = read(ends[0], chunk, sizeof chunk)) > 0; got += (size_t)length)
            same = same && got + (size_t)length <= LENGTH && memcmp(chunk, bytes + got, (size_t)length) == 0;
        _exit(same && got == LENGTH ? 0 : 1);
    }
    close(ends[0]);
    assert_int_equal(sigaction(SIGALRM, &(struct sigaction){.sa_handler = note}, NULL), 0);
    assert_int_equal(setitimer(ITIMER_REAL, &(struct itimerval){{0, 50000}, {0, 50000}}, NULL), 0);
    const bool written = system_write(ends[1], bytes, LENGTH);
    assert_int_equal(setitimer(ITIMER_REAL, &(struct itimerval){{0, 0}, {0, 0}}, NULL), 0);
    close(ends[1]);
    assert_true(written);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    free(bytes);
    const int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
    if (full >= 0) {
        assert_false(system_write(full, "text", 4));
        assert_int_equal(errno, ENOSPC);
        assert_true(system_write(full, "", 0));
        close(full);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(quotas_are_counted), cmocka_unit_test(slurm_says_how_many),
                                       cmocka_unit_test(functions_are_loaded),
                                       cmocka_unit_test(all_is_written_whatever_signals_come)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
