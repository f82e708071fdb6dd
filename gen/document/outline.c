/* The outline of a document for those who listen to it: they go from heading to heading, and take a level that is left
 * out for a part that they missed (PDF/UA-1, 7.4.2). */
#include "document/outline.h"

enum { MOST_DEPTH = 6 };

/* The headings that the next one may stand below, with their levels in the template. */
struct outline {
    int levels[MOST_DEPTH], depth;
    int questions; /* the depth of all headings of questions; 0: each has its own */
};

static int depth_of(struct outline *outline, const struct doc_node *heading) {
    while (outline->depth > 0 && outline->levels[outline->depth - 1] >= heading->level)
        outline->depth--;
    if (heading->scored && outline->questions && outline->depth >= outline->questions)
        outline->depth = outline->questions - 1;
    if (outline->depth < MOST_DEPTH)
        outline->levels[outline->depth++] = heading->level;
    return outline->depth;
}

/* Notes the depth of all headings in the node. Returns the least of those of questions, or `least`. */
static int find(struct outline *outline, struct doc_node *node, int least) {
    if (node->kind == NODE_HEADING) {
        node->depth = depth_of(outline, node);
        return node->scored && node->depth < least ? node->depth : least;
    }
    for (struct doc_node *child = node->first_child; child; child = child->next)
        least = find(outline, child, least);
    return least;
}

void doc_outline(struct doc_node *root) {
    struct outline each = {0};
    struct outline together = {.questions = find(&each, root, MOST_DEPTH)};
    find(&together, root, MOST_DEPTH);
}
