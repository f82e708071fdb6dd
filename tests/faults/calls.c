/* Runs a program and lets the n-th of its system calls of some kinds fail, be short, or end it: also calls that a
 * library makes by way of the C library's streams, which a preloaded function would not see.
 *
 * calls LOG KINDS N ACTION COMMAND...
 * KINDS: letters, below; `*`: all. N: which of these calls, from 1 on; 0: none. ACTION: an errno's number, `short`
 * (half of what was asked), `kill` (all processes, before the call), or a number with `+`: this call and all that
 * follow. The log receives the number of calls of each kind, a letter and a number a line, and `hit` if the call came.
 *
 * Calls count from the time on when the program ignores SIGXFSZ, its first act: what the loader does is not its own. */
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

struct call {
    long number;
    char kind;
    int length; /* the argument that says how many bytes; 0: none */
};
static const struct call calls[] = {
    {SYS_read, 'r', 2},      {SYS_pread64, 'r', 2},    {SYS_write, 'w', 2},     {SYS_pwrite64, 'w', 2},
    {SYS_writev, 'w', 0},    {SYS_openat, 'o', 0},     {SYS_close, 'c', 0},     {SYS_renameat2, 'n', 0},
    {SYS_linkat, 'n', 0},    {SYS_unlinkat, 'u', 0},   {SYS_mkdirat, 'm', 0},   {SYS_fsync, 's', 0},
    {SYS_fdatasync, 's', 0}, {SYS_syncfs, 's', 0},     {SYS_ftruncate, 't', 0}, {SYS_fchmod, 'p', 0},
    {SYS_flock, 'l', 0},     {SYS_getdents64, 'd', 0},
#ifdef SYS_open
    {SYS_open, 'o', 0},      {SYS_rename, 'n', 0},     {SYS_link, 'n', 0},      {SYS_unlink, 'u', 0},
    {SYS_rmdir, 'u', 0},     {SYS_mkdir, 'm', 0},
#endif
#ifdef SYS_renameat
    {SYS_renameat, 'n', 0},
#endif
};
enum { CALLS = sizeof calls / sizeof *calls, MOST_PROCESSES = 64 };

/* The registers of a process that is about to make a call. */
#if defined __x86_64__
struct registers {
    struct user_regs_struct all;
};
static long argument(const struct registers *registers, int number) {
    const unsigned long long values[] = {registers->all.rdi, registers->all.rsi, registers->all.rdx};
    return (long)values[number];
}
static void set_length(struct registers *registers, long length) {
    registers->all.rdx = (unsigned long long)length;
}
static void skip_call(pid_t process, struct registers *registers, long result) {
    (void)process;
    registers->all.orig_rax = (unsigned long long)-1;
    registers->all.rax = (unsigned long long)result;
}
#define THIS_MACHINE AUDIT_ARCH_X86_64
#elif defined __aarch64__
struct registers {
    struct user_regs_struct all;
};
static long argument(const struct registers *registers, int number) {
    return (long)registers->all.regs[number];
}
static void set_length(struct registers *registers, long length) {
    registers->all.regs[2] = (unsigned long long)length;
}
static void skip_call(pid_t process, struct registers *registers, long result) {
    int none = -1;
    struct iovec part = {&none, sizeof none};
    ptrace(PTRACE_SETREGSET, process, (void *)0x404 /* NT_ARM_SYSTEM_CALL */, &part);
    registers->all.regs[0] = (unsigned long long)result;
}
#define THIS_MACHINE AUDIT_ARCH_AARCH64
#else
#error "calls.c knows the registers of x86-64 and 64-bit ARM"
#endif

static void get_registers(pid_t process, struct registers *registers) {
    struct iovec part = {&registers->all, sizeof registers->all};
    ptrace(PTRACE_GETREGSET, process, (void *)1 /* NT_PRSTATUS */, &part);
}

static void set_registers(pid_t process, struct registers *registers) {
    struct iovec part = {&registers->all, sizeof registers->all};
    ptrace(PTRACE_SETREGSET, process, (void *)1, &part);
}

/* Stops this process and its children at these calls, and when it ignores a signal. Each call has its place in `calls`
 * as the data of its stop. */
static void install_filter(void) {
    struct sock_filter filter[2 * CALLS + 8];
    unsigned short count = 0;
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
    filter[count++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, THIS_MACHINE, 1, 0);
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
    for (int i = 0; i <= CALLS; i++) {
        unsigned number = (unsigned)(i < CALLS ? calls[i].number : SYS_rt_sigaction);
        filter[count++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, number, 0, 1);
        filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE | (unsigned)i);
    }
    filter[count++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    struct sock_fprog program = {count, filter};
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) != 0)
        _exit(126);
}

struct run {
    const char *kinds, *action;
    long at, seen, counts[128];
    bool started, hit;
    pid_t processes[MOST_PROCESSES];
    int process_count;
};

static void kill_all(struct run *run) {
    for (int i = 0; i < run->process_count; i++)
        kill(run->processes[i], SIGKILL);
}

/* A process is about to make a call. */
static void at_call(struct run *run, pid_t process, unsigned long place) {
    struct registers registers;
    if (place >= CALLS) {
        get_registers(process, &registers);
        run->started = run->started || argument(&registers, 0) == SIGXFSZ;
        return;
    }
    const struct call *call = &calls[place];
    if (!run->started)
        return;
    run->counts[(int)call->kind]++;
    if (*run->kinds != '*' && !strchr(run->kinds, call->kind))
        return;
    run->seen++;
    const char *action = run->action;
    bool follows = action[strlen(action) - 1] == '+';
    if (!run->at || run->seen < run->at || (run->seen > run->at && !follows))
        return;
    run->hit = true;
    if (strcmp(action, "kill") == 0) {
        kill_all(run);
        return;
    }
    get_registers(process, &registers);
    if (strcmp(action, "short") != 0)
        skip_call(process, &registers, -strtol(action, NULL, 10));
    else if (call->length && argument(&registers, call->length) > 1)
        set_length(&registers, argument(&registers, call->length) / 2);
    set_registers(process, &registers);
}

static void add_process(struct run *run, pid_t process) {
    for (int i = 0; i < run->process_count; i++)
        if (run->processes[i] == process)
            return;
    if (run->process_count < MOST_PROCESSES)
        run->processes[run->process_count++] = process;
}

/* Follows the processes to their end. Returns the wait status of the first. */
static int follow(struct run *run, pid_t first) {
    int status, result = 0;
    pid_t process;
    while ((process = waitpid(-1, &status, __WALL)) > 0 || errno == EINTR) {
        if (process <= 0)
            continue;
        if (!WIFSTOPPED(status)) {
            if (process == first)
                result = status;
            continue;
        }
        int given = WSTOPSIG(status), event = status >> 16;
        unsigned long data = 0;
        add_process(run, process);
        if (event == PTRACE_EVENT_SECCOMP) {
            ptrace(PTRACE_GETEVENTMSG, process, NULL, &data);
            at_call(run, process, data);
        }
        if (event || given == SIGSTOP)
            given = 0;
        ptrace(PTRACE_CONT, process, NULL, (void *)(long)given);
    }
    return result;
}

int main(int count, char **arguments) {
    if (count < 6)
        return 125;
    struct run run = {.kinds = arguments[2], .at = strtol(arguments[3], NULL, 10), .action = arguments[4]};
    pid_t process = fork();
    if (process == 0) {
        ptrace(PTRACE_TRACEME, 0, NULL, NULL);
        raise(SIGSTOP);
        install_filter();
        execvp(arguments[5], arguments + 5);
        _exit(127);
    }
    int status;
    if (process < 0 || waitpid(process, &status, 0) < 0 || !WIFSTOPPED(status))
        return 125;
    add_process(&run, process);
    ptrace(PTRACE_SETOPTIONS, process, NULL,
           (void *)(PTRACE_O_TRACESECCOMP | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                    PTRACE_O_TRACEEXEC | PTRACE_O_EXITKILL));
    ptrace(PTRACE_CONT, process, NULL, NULL);
    status = follow(&run, process);
    FILE *log = fopen(arguments[1], "w");
    if (!log)
        return 125;
    for (int kind = 'a'; kind <= 'z'; kind++)
        if (run.counts[kind])
            fprintf(log, "%c %ld\n", kind, run.counts[kind]);
    if (run.hit)
        fputs("hit\n", log);
    fclose(log);
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}
