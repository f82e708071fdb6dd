/* Private to scan: programs and libraries of others, in a process of their own, with limits. */
#ifndef SCAN_PROGRAM_H
#define SCAN_PROGRAM_H

#include "scan/scan.h"

enum scan_ended { SCAN_ENDED_WELL, SCAN_ENDED_BADLY, SCAN_ENDED_LATE, SCAN_TOO_MUCH, SCAN_NOT_INSTALLED };
/* Runs a program of the PATH with arguments, the first its own name, up to a NULL. What it prints is appended to `out`,
 * of which more than `most` bytes end it, and the beginning of what it complains about to `complaint`. */
enum scan_ended scan_program_run(const char *const *arguments, size_t most, struct text *out, struct text *complaint);
/* The same for a function, which writes to a descriptor, and may leave the process. */
enum scan_ended scan_apart_run(void (*work)(const void *context, int out), const void *context, size_t most,
                               struct text *out, struct text *complaint);

#endif
