/* The rules for a question with one answer. The thresholds are in gaps: pen marks have 0.2 and more inside, empty boxes
 * at most 0.03. */
#include "scan/scan.h"

/* The ink of a box that is filled, which may mean that it was taken back. */
#define FILLED 0.72F
/* The share of the usual light below which a pencil's mark may be lost under something dark, though frames still show.
 */
#define DIM 0.65F

/* Whether something dark may hide a mark of this box: it is darker there than at `light`, the share of the usual light
 * at which a mark would be seen. A mark that shows in the same dark shows that it is a shadow. */
static bool is_dim(const struct scan_box_reading *box, float light) {
    return box->paper < DIM * light;
}

bool scan_is_filled(const struct scan_box_reading *box) {
    return box->inside >= FILLED;
}

struct scan_decision scan_decide(const struct scan_box_reading *const *boxes, int count, bool bilevel) {
    struct scan_decision decision = {SCAN_DOUBT, -1, -1, NULL};
    int crossed = 0, maybe = 0, fullest = -1, darkest = -1;
    float second = 0, around = 0;
    bool hidden = false, beside = false, dim = false;
    for (int i = 0; i < count; i++) {
        crossed += boxes[i]->choice == SCAN_CROSSED;
        maybe += boxes[i]->choice == SCAN_MAYBE;
        if (boxes[i]->choice == SCAN_CROSSED && (fullest < 0 || boxes[i]->inside > boxes[fullest]->inside))
            fullest = i;
        hidden = hidden || boxes[i]->hidden;
        beside = beside || boxes[i]->beside;
        if (darkest < 0 || boxes[i]->inside + boxes[i]->outside > boxes[darkest]->inside + boxes[darkest]->outside)
            darkest = i;
        if (boxes[i]->choice == SCAN_MAYBE) {
            second = boxes[i]->inside > second ? boxes[i]->inside : second;
            around = boxes[i]->outside > around ? boxes[i]->outside : around;
        }
    }
    for (int i = 0; i < count; i++)
        dim = dim || is_dim(boxes[i], fullest < 0 ? 1 : boxes[fullest]->paper);
    if (crossed == 1) {
        const float inside = boxes[fullest]->inside;
        decision.proposal = fullest;
        if (boxes[fullest]->through) {
            decision.why = "a line goes through the box: it may be an edge, a fold, or struck out";
        } else if (hidden) {
            decision.why = "a box is marked, and another cannot be seen";
        } else if (dim) {
            decision.why = "a box is marked, and something dark lies over another";
        } else if (boxes[fullest]->beside) {
            decision.why = "a box is marked, and something is written over its option: it may be struck out";
        } else if (beside) {
            decision.why = "a box is marked, and something is written beside another";
        } else if (!maybe || (inside >= 0.2F && !scan_is_filled(boxes[fullest]) && second < 0.06F &&
                              second < inside / 4 && around < 0.12F)) {
            decision.verdict = SCAN_ONE;
            decision.box = fullest;
        } else {
            decision.why = "a box is marked, and something is at another";
        }
    } else if (crossed > 1) {
        /* a filled box was taken back, if just one is crossed and not filled */
        int open = 0, chosen = -1;
        for (int i = 0; i < count; i++)
            if (boxes[i]->choice == SCAN_CROSSED && !scan_is_filled(boxes[i])) {
                open++;
                chosen = i;
            }
        decision.proposal = open == 1 ? chosen : -1;
        decision.why = open == 1 ? "several boxes are marked, all but one filled" : "several boxes are marked";
    } else if (hidden) {
        decision.why = "a box cannot be seen: something covers it, or it is torn off";
    } else if (maybe) {
        decision.proposal = maybe == 1 ? darkest : -1;
        decision.why = "a mark is too faint, or beside the box";
    } else if (dim) {
        decision.why = "no mark is to be seen, but something dark lies over a box: it may hide one";
    } else if (beside) {
        decision.why = "nothing is in the boxes, but something is written beside them";
    } else if (bilevel) {
        decision.why = "no mark is to be seen, but the scan is black and white: pencil may be lost";
    } else {
        decision.verdict = SCAN_NONE;
    }
    return decision;
}
