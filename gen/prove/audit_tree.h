/* Private to prove: how a grid was taken apart into boxes, and what each of them was found to be. The boxes of a tree
 * are disjoint and cover the grid, whatever it says: it begins with the whole grid, and each split makes two of one. */
#ifndef PROVE_AUDIT_TREE_H
#define PROVE_AUDIT_TREE_H

#include "language/language.h"

#include <stdint.h>

/* What a box is, if it is not one of the classes of a problem, which count from 0: outside of the conditions, open,
 * looked at set by set; and only in a tree that grows, split, or in another process. */
enum { CLASS_OUTSIDE = -1, CLASS_OPEN = -2, CLASS_WALKED = -3, CLASS_SPLIT = -4, CLASS_ELSEWHERE = -5 };

/* A tree that grows. Each box of it has a number, the whole grid 0. */
struct prove_tree;
struct prove_tree *prove_tree_new(void);
void prove_tree_free(struct prove_tree *tree);
/* Adds a box that is part of no other one, CLASS_OPEN so far, and returns its number. */
uint32_t prove_tree_root(struct prove_tree *tree);
/* Splits a box along an axis and returns the number of the lower half; the upper half has the next one. */
uint32_t prove_tree_split(struct prove_tree *tree, uint32_t box, int axis);
/* Says what a box was found to be; of CLASS_ELSEWHERE, which piece of `pieces` says more about it. */
void prove_tree_settle(struct prove_tree *tree, uint32_t box, int class, uint32_t piece);
/* Appends a box as text: of a split box the letter of the axis and both halves, else one sign. */
void prove_tree_put(struct text *out, const struct prove_tree *tree, uint32_t box, const char *const *pieces);
/* Splits the numbers of a box along an axis: the lower half stays, the upper one goes to `other_first` and
 * `other_count`. */
void prove_tree_halve(const struct grid *grid, int axis, uint64_t *first, uint64_t *count, uint64_t *other_first,
                      uint64_t *other_count);

/* A tree that is read from text, box by box. */
struct prove_tree_reader;
struct prove_tree_reader *prove_tree_open(const struct grid *grid, const char *text, size_t length);
void prove_tree_close(struct prove_tree_reader *reader);
/* The next box that is not split: its numbers along the axes, and what it is said to be. False at the end. */
bool prove_tree_next(struct prove_tree_reader *reader, uint64_t *first, uint64_t *count, int *class);
/* Whether the text ended where the tree did, and no box was split that cannot be. */
bool prove_tree_is_whole(const struct prove_tree_reader *reader);

#endif
