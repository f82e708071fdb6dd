/* What only Linux has, and what does instead on other systems or where /proc is not mounted. */
#ifndef BASE_SYSTEM_H
#define BASE_SYSTEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/types.h>

/* The path of the running program, in `path` of so many bytes. False if it cannot be had. */
bool system_program(char *path, size_t size);
/* Its file, to be read and closed; NULL with errno. */
FILE *system_program_file(void);
/* What the linker calls the running program, which is another for other bytes: at most so many of them go to `id`, and
 * their number is returned; 0 if it has no such name. */
size_t system_build_id(unsigned char *id, size_t size);
/* Whether a process of this host has ended. One that was killed is listed until its parent has taken note, which is
 * known only where /proc is. */
bool system_has_ended(pid_t process);
/* Bytes of the address space that the process has; 0 if that cannot be known. */
size_t system_address_space(void);
/* The processors that the process may use, 1 at least: those it may run on, no more than a Slurm task has
 * (SLURM_CPUS_PER_TASK; if it does not say, SLURM_CPUS_ON_NODE) and than a control group has time for. */
int system_processors(void);
/* For tests: how many processors a control group (version 1 or 2) and those around it have time for, rounded up; 0: any
 * number. `own`: the file that says which group it is, as /proc/self/cgroup; `root`: where groups are mounted. */
int system_group_processors(const char *own, const char *root);
/* The calling process gets a signal when the one that made it ends; elsewhere nothing happens. */
void system_end_with_parent(int signal);
/* Writes all of some bytes to an open file, whatever signals come. False with errno. */
bool system_write(int file, const char *bytes, size_t length);
/* Has the disk take what was written in the file system of an open file. False with errno. */
bool system_sync(int file);
/* Exchanges two files, or moves one to where none is (`exchange` false), in one step. 0, or an errno: ENOSYS if the
 * system does not have this. */
int system_exchange(const char *one, const char *other, bool exchange);

/* Loads a library that few commands need, and looks up its functions: pointers in the order of their names. NULL, or
 * why it cannot be had; what the pointers are is then undefined. */
const char *system_load(const char *library, const char *const *names, size_t count, void *functions);

#endif
