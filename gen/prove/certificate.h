/* Private to prove: what writing and reading a certificate share.
 *
 * A certificate is JSON, of which every byte follows from the files of the lab, the program, what was asked, and how
 * each grid was taken apart into boxes. Only the last of these is taken from it: whoever verifies it makes all the rest
 * anew and compares the bytes. */
#ifndef PROVE_CERTIFICATE_H
#define PROVE_CERTIFICATE_H

#include "files/files.h"
#include "prove/prove.h"

#include <errno.h>

/* The words of enum prove_way; ends with NULL. */
extern const char *const prove_way_names[];

/* The files that a lab's keys follow from: lab.yaml and the models, each with its SHA-256. */
struct prove_file {
    const struct source *source;
    const char *name, *sum;
};
struct prove_files {
    struct prove_file *files;
    size_t count, room;
};
struct prove_files prove_files_of(struct arena *arena, const struct lab *lab);
struct prove_proven prove_proven_of(const struct prove_audit *audit);
/* Appends the certificate of an audit that has a proof. `names`: what was asked for. */
void prove_certificate_print(struct text *out, const struct prove_audit *audit, const struct prove_files *files,
                             const char *program, const char *const *names, int name_count);
const char *prove_certificate_id(struct arena *arena, const char *bytes, size_t length);

#endif
