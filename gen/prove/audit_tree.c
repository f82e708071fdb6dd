#include "prove/audit_tree.h"

#include <stdlib.h>
#include <string.h>

/* As text: a letter for each axis, with a `_` before it for 52 further ones; a digit for each class, with a `+` before
 * it for each ten more. */
static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
enum { LETTERS = 52, DIGITS = 10 };
static const char outside = '.', open = '?', walked = '*', further = '_', ten = '+';

struct tree_node {
    int16_t class, axis;
    uint32_t next; /* the lower half, or the piece */
};

struct prove_tree {
    struct tree_node *nodes;
    size_t count, room;
};

struct prove_tree *prove_tree_new(void) {
    struct prove_tree *tree = alloc_bytes(sizeof *tree);
    *tree = (struct prove_tree){NULL, 0, 0};
    return tree;
}

void prove_tree_free(struct prove_tree *tree) {
    if (!tree)
        return;
    free(tree->nodes);
    free(tree);
}

uint32_t prove_tree_root(struct prove_tree *tree) {
    if (tree->count == tree->room) {
        tree->room = tree->room ? 2 * tree->room : 64;
        tree->nodes = alloc_resize(tree->nodes, tree->room * sizeof *tree->nodes);
    }
    tree->nodes[tree->count] = (struct tree_node){CLASS_OPEN, 0, 0};
    return (uint32_t)tree->count++;
}

uint32_t prove_tree_split(struct prove_tree *tree, uint32_t box, int axis) {
    const uint32_t lower = prove_tree_root(tree);
    prove_tree_root(tree);
    tree->nodes[box] = (struct tree_node){CLASS_SPLIT, (int16_t)axis, lower};
    return lower;
}

void prove_tree_settle(struct prove_tree *tree, uint32_t box, int class, uint32_t piece) {
    tree->nodes[box] = (struct tree_node){(int16_t) class, 0, piece};
}

void prove_tree_put(struct text *out, const struct prove_tree *tree, uint32_t box, const char *const *pieces) {
    const struct tree_node node = tree->nodes[box];
    switch (node.class) {
    case CLASS_SPLIT:
        if (node.axis >= LETTERS)
            text_putc(out, further);
        text_putc(out, letters[node.axis % LETTERS]);
        prove_tree_put(out, tree, node.next, pieces);
        prove_tree_put(out, tree, node.next + 1, pieces);
        break;
    case CLASS_ELSEWHERE:
        text_puts(out, pieces[node.next]);
        break;
    case CLASS_OPEN:
        text_putc(out, open);
        break;
    case CLASS_WALKED:
        text_putc(out, walked);
        break;
    case CLASS_OUTSIDE:
        text_putc(out, outside);
        break;
    default:
        for (int tens = 0; tens < node.class / DIGITS; tens++)
            text_putc(out, ten);
        text_putc(out, (char)('0' + node.class % DIGITS));
    }
}

void prove_tree_halve(const struct grid *grid, int axis, uint64_t *first, uint64_t *count, uint64_t *other_first,
                      uint64_t *other_count) {
    const size_t axes = (size_t)grid->axis_count;
    const uint64_t half = count[axis] / 2;
    memcpy(other_first, first, axes * sizeof *first);
    memcpy(other_count, count, axes * sizeof *count);
    count[axis] -= half;
    other_first[axis] += count[axis];
    other_count[axis] = half;
}

struct prove_tree_reader {
    const struct grid *grid;
    const char *at, *end;
    uint64_t *boxes; /* that are still to come, the next one last: first, count */
    size_t waiting, room;
    bool damaged;
};

/* The box on top of those that are still to come. */
static uint64_t *top(const struct prove_tree_reader *reader) {
    return reader->boxes + (reader->waiting - 1) * 2 * (size_t)reader->grid->axis_count;
}

static void push(struct prove_tree_reader *reader) {
    if (reader->waiting == reader->room) {
        reader->room = reader->room ? 2 * reader->room : 64;
        reader->boxes =
            alloc_resize(reader->boxes, (reader->room * 2 * (size_t)reader->grid->axis_count + 1) * sizeof(uint64_t));
    }
    reader->waiting++;
}

struct prove_tree_reader *prove_tree_open(const struct grid *grid, const char *text, size_t length) {
    struct prove_tree_reader *reader = alloc_bytes(sizeof *reader);
    *reader = (struct prove_tree_reader){.grid = grid, .at = text, .end = text + length};
    push(reader);
    for (int i = 0; i < grid->axis_count; i++) {
        top(reader)[i] = 0;
        top(reader)[grid->axis_count + i] = grid->axes[i].count;
    }
    return reader;
}

void prove_tree_close(struct prove_tree_reader *reader) {
    free(reader->boxes);
    free(reader);
}

static bool is_damaged(struct prove_tree_reader *reader) {
    reader->damaged = true;
    return false;
}

/* Splits the next box. */
static bool read_split(struct prove_tree_reader *reader, int axis) {
    const size_t axes = (size_t)reader->grid->axis_count;
    if (axis >= reader->grid->axis_count || top(reader)[axes + (size_t)axis] < 2)
        return is_damaged(reader);
    push(reader);
    uint64_t *lower = top(reader), *upper = lower - 2 * axes;
    memcpy(lower, upper, 2 * axes * sizeof *lower);
    prove_tree_halve(reader->grid, axis, lower, lower + axes, upper, upper + axes);
    return true;
}

/* The class that the text is at, after which it goes on; -9 if there is none. */
static int read_class(struct prove_tree_reader *reader) {
    enum { NO_CLASS = -9, MOST_TENS = 3 };
    int tens = 0;
    while (reader->at < reader->end && *reader->at == ten && tens < MOST_TENS) {
        tens++;
        reader->at++;
    }
    if (reader->at == reader->end)
        return NO_CLASS;
    const char sign = *reader->at++;
    if (sign >= '0' && sign <= '9')
        return tens * DIGITS + sign - '0';
    return tens              ? NO_CLASS
           : sign == outside ? CLASS_OUTSIDE
           : sign == open    ? CLASS_OPEN
           : sign == walked  ? CLASS_WALKED
                             : NO_CLASS;
}

bool prove_tree_next(struct prove_tree_reader *reader, uint64_t *first, uint64_t *count, int *class) {
    const size_t axes = (size_t)reader->grid->axis_count;
    while (reader->waiting && !reader->damaged) {
        const bool more = reader->at < reader->end && *reader->at == further;
        const char *letter =
            reader->end - reader->at > more && reader->at[more] ? strchr(letters, reader->at[more]) : NULL;
        if (!letter && more)
            return is_damaged(reader);
        if (letter) {
            reader->at += 1 + more;
            if (!read_split(reader, (int)(letter - letters) + (more ? LETTERS : 0)))
                return false;
            continue;
        }
        *class = read_class(reader);
        if (*class < CLASS_WALKED)
            return is_damaged(reader);
        memcpy(first, top(reader), axes * sizeof *first);
        memcpy(count, top(reader) + axes, axes * sizeof *count);
        reader->waiting--;
        return true;
    }
    return false;
}

bool prove_tree_is_whole(const struct prove_tree_reader *reader) {
    return !reader->damaged && !reader->waiting && reader->at == reader->end;
}
