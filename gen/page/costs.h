/* Private to page: what the pages of a document cost, in one place. breaks.c divides strips into pages at the least
 * total cost; the earlier stages set, for each strip, the cost of a page break after it. The unit is a hundredth of an
 * extra page; each figure is balanced against all others. */
#ifndef PAGE_COSTS_H
#define PAGE_COSTS_H

/* An extra page. Saving one is never worth a break within what belongs together. */
#define PAGE_COST 100.0

/* The same in a compact document: saving one is worth breaks between what belongs together, but not within. */
#define COMPACT_PAGE_COST 900.0

/* White space at the foot of a page: times the square of its share of the page. A tenth costs 3, a fifth 12, a third
 * 33. */
#define WHITE_COST 300.0
/* The last page may end early, but one that is filled less than this share looks forgotten; an empty one would cost
 * this much. */
#define LAST_LEAST 0.2
#define LAST_COST 12.0
/* Frames to calculate in, charts and lines to write on grow into white space. What they take costs this times its share
 * of the page instead. */
#define GROWN_COST 6.0
/* To avoid leaving a line or two over, a page takes up to this share off each of its gaps and up to what they allow off
 * its charts; the cost of taking all of that. */
#define TIGHT_MOST 0.2
#define TIGHT_COST 8.0

/* The cost of a page break after a strip. Between lines of a paragraph or an option: as much as an eighth of a page
 * left white. */
#define BREAK_IN_TEXT 5.0
/* Between a passage and the list, chart or table that it refers to: less, so that the break comes there rather than
 * within the passage. */
#define BREAK_BEFORE_SHOWN 3.0
/* Between items of a list: a tenth of a page. (In a key, options with their reasons part at no cost.) */
#define BREAK_IN_LIST 3.0
/* Between rows of a long table, whose header is repeated, and between a table and a paragraph below it: a sixth. */
#define BREAK_IN_TABLE 8.0
/* Between rows of a short table, between an equation and its caption, and between a passage and what it announces or
 * asks for: a third. */
#define BREAK_BEFORE_RELATED 35.0
/* Within what is kept together: only if it does not fit on a page. */
#define BREAK_AVOID 1000.0
/* After a heading, or before a single last line: only if a page could not be filled otherwise. */
#define BREAK_NEVER 1e6

/* By how much a chart that is read, not drawn in, may be taller than its width asks for, and by how much any may be
 * lower, in shares of its height. */
#define CHART_TALLER 0.2
#define CHART_LOWER 0.18
/* The same of a frame to calculate in, in a compact document. */
#define FRAME_LOWER 0.3

#endif
