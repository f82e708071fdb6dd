/* The rules for a question with one answer. The thresholds are in gaps: pen marks have 0.2 and more inside, empty boxes
 * at most 0.03. */
#include "scan/scan.h"

struct scan_decision scan_decide(const struct scan_box_reading *const *boxes, int count, bool bilevel) {
    struct scan_decision decision = {SCAN_DOUBT, -1, -1, NULL};
    int crossed = 0, maybe = 0, fullest = -1, darkest = -1;
    float second = 0, around = 0;
    for (int i = 0; i < count; i++) {
        crossed += boxes[i]->choice == SCAN_CROSSED;
        maybe += boxes[i]->choice == SCAN_MAYBE;
        if (boxes[i]->choice == SCAN_CROSSED && (fullest < 0 || boxes[i]->inside > boxes[fullest]->inside))
            fullest = i;
        if (darkest < 0 || boxes[i]->inside + boxes[i]->outside > boxes[darkest]->inside + boxes[darkest]->outside)
            darkest = i;
        if (boxes[i]->choice == SCAN_MAYBE) {
            second = boxes[i]->inside > second ? boxes[i]->inside : second;
            around = boxes[i]->outside > around ? boxes[i]->outside : around;
        }
    }
    if (crossed == 1) {
        const float inside = boxes[fullest]->inside;
        decision.proposal = fullest;
        if (!maybe || (inside >= 0.2F && second < 0.06F && second < inside / 4 && around < 0.12F)) {
            decision.verdict = SCAN_ONE;
            decision.box = fullest;
        } else {
            decision.why = "a box is marked, and something is at another";
        }
    } else if (crossed > 1) {
        /* a filled box was taken back, if just one is crossed and not filled */
        int open = 0, chosen = -1;
        for (int i = 0; i < count; i++)
            if (boxes[i]->choice == SCAN_CROSSED && boxes[i]->inside < 0.72F) {
                open++;
                chosen = i;
            }
        decision.proposal = open == 1 ? chosen : -1;
        decision.why = open == 1 ? "several boxes are marked, all but one filled" : "several boxes are marked";
    } else if (maybe) {
        decision.proposal = maybe == 1 ? darkest : -1;
        decision.why = "a mark is too faint, or beside the box";
    } else if (bilevel) {
        decision.why = "no mark is to be seen, but the scan is black and white: pencil may be lost";
    } else {
        decision.verdict = SCAN_NONE;
    }
    return decision;
}
