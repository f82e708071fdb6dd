#include "language/maths_build.h"

#include <ctype.h>
#include <string.h>

struct maths *maths_new(struct arena *arena, enum maths_kind kind, const char *text, int count,
                        struct maths *const *children) {
    struct maths *maths = arena_alloc(arena, sizeof *maths);
    maths->kind = kind;
    maths->text = text;
    maths->count = count;
    if (count > 0) {
        maths->children = arena_array(arena, (size_t)count, sizeof(struct maths *));
        memcpy(maths->children, children, (size_t)count * sizeof(struct maths *));
    }
    return maths;
}

struct maths *maths_leaf(struct arena *arena, enum maths_kind kind, const char *text) {
    return maths_new(arena, kind, text, 0, NULL);
}

struct maths *maths_row(struct arena *arena) {
    return maths_new(arena, MATHS_ROW, NULL, 0, NULL);
}

void maths_row_add(struct arena *arena, struct maths *row, struct maths *member) {
    if (!member)
        return;
    /* The capacity doubles: it is used up whenever the count is a power of two. */
    if ((row->count & (row->count - 1)) == 0) {
        struct maths **members = arena_array(arena, row->count ? (size_t)row->count * 2 : 1, sizeof *members);
        if (row->count)
            memcpy(members, row->children, (size_t)row->count * sizeof *members);
        row->children = members;
    }
    row->children[row->count++] = member;
}

void maths_row_add_operator(struct arena *arena, struct maths *row, const char *text) {
    maths_row_add(arena, row, maths_leaf(arena, MATHS_OPERATOR, text));
}

struct maths *maths_in_brackets(struct arena *arena, struct maths *inside, const char *brackets) {
    return maths_new(arena, MATHS_BRACKETS, brackets, 1, &inside);
}

static struct maths *subscript(struct arena *arena, const char *text, size_t length) {
    if (length >= 2 && text[0] == '{' && text[length - 1] == '}') {
        text++;
        length -= 2;
    }
    bool digits = true;
    for (size_t i = 0; i < length; i++)
        digits = digits && isdigit((unsigned char)text[i]);
    return maths_leaf(arena, digits ? MATHS_NUMBER : MATHS_VARIABLE, arena_strndup(arena, text, length));
}

struct maths *maths_symbol(struct arena *arena, const struct quantity *quantity) {
    const char *symbol = quantity->symbol && *quantity->symbol ? quantity->symbol : quantity->name;
    const char *mark = strchr(symbol, '_');
    struct maths *maths;
    /* Underscores in a name that serves as a symbol separate words, not subscripts. */
    if (!mark || mark == symbol || !mark[1] || strcmp(symbol, quantity->name) == 0) {
        maths = maths_leaf(arena, MATHS_VARIABLE, arena_strdup(arena, symbol));
    } else {
        struct maths *base = maths_leaf(arena, MATHS_VARIABLE, arena_strndup(arena, symbol, (size_t)(mark - symbol)));
        struct maths *parts[3] = {base, subscript(arena, mark + 1, strlen(mark + 1)), NULL};
        maths = maths_new(arena, MATHS_SCRIPT, NULL, 3, parts);
    }
    maths->quantity = quantity;
    return maths;
}
