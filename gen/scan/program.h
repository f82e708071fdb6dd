/* Private to scan: programs and libraries of others, in a process of their own, with limits. */
#ifndef SCAN_PROGRAM_H
#define SCAN_PROGRAM_H

#include "scan/scan.h"

enum scan_ended { SCAN_ENDED_WELL, SCAN_ENDED_BADLY, SCAN_ENDED_LATE, SCAN_TOO_MUCH, SCAN_NOT_INSTALLED };
/* Runs a program of the PATH with arguments, the first its own name, up to a NULL. What it prints is appended to `out`,
 * of which more than `most` bytes end it, and the beginning of what it complains about to `complaint`. */
enum scan_ended scan_program_run(const char *const *arguments, size_t most, struct text *out, struct text *complaint);
/* picture.c: reads a page (from 0) of a picture's file. A process that is kept for it does, within limits. */
enum scan_ended scan_pixels_read(const struct scan_file *file, int page, struct scan_picture *picture);
/* The longer side of the largest picture that is read, in pixels: others are halved. */
enum { SCAN_LONGEST = 4400 };

#endif
