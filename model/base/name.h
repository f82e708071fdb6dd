/* Suggestions for misspelt names. */
#ifndef BASE_NAME_H
#define BASE_NAME_H

#include <stddef.h>

/* The number of edits between two names: insert, delete or replace a letter, or swap two neighbours. SIZE_MAX if one is
 * longer than 63 bytes. */
size_t name_distance(const char *a, const char *b);
/* The candidate with the fewest edits from `name`. NULL if none is near enough to have been meant: the limit is a third
 * of the letters of `name`, but at least two edits. Names that are numbered differently, such as RAID 5 and RAID 10,
 * mean different things. */
const char *name_nearest(const char *name, const char *const *candidates, size_t count);

#endif
