/* Private to page: what the pages of a document cost, in one place. breaks.c divides strips into pages at the least sum
 * of what stands here, and the stages before it say of each strip what an end of a page behind it would cost. The unit
 * is a hundredth of a page more; each figure is weighed against all others. */
#ifndef PAGE_COSTS_H
#define PAGE_COSTS_H

/* A page more: no saving of it is worth dividing what belongs together. */
#define PAGE_COST 100.0

/* White at the foot of a page, times the square of its share of the page: a tenth costs 3, a fifth 12, a third 33. */
#define WHITE_COST 300.0
/* The last page may end early, but one that is less full than this share looks forgotten: an empty one costs so much.
 */
#define LAST_LEAST 0.2
#define LAST_COST 12.0
/* Frames to calculate in, charts and lines to write on grow into white: what they take of a page costs this times its
 * share of the page instead. */
#define GROWN_COST 6.0
/* Rather than leave a line or two over, a page takes up to this share off each of its gaps, and up to what they allow
 * off its charts; what all of that costs. */
#define TIGHT_MOST 0.2
#define TIGHT_COST 8.0

/* An end of the page behind a strip: between lines of a paragraph or an option, as much as an eighth of a page white;
 */
#define BREAK_IN_TEXT 5.0
/* between a passage and the list, chart or table that it speaks of, no more: rather there than within the passage; */
#define BREAK_BEFORE_SHOWN 3.0
/* between items of a list, a tenth: options in a key, with their reasons, part for nothing; */
#define BREAK_IN_LIST 3.0
/* between rows of a long table, whose head is repeated, a sixth; */
#define BREAK_IN_TABLE 8.0
/* between rows of a short table, an equation and its caption, a passage and what it announces or asks for, a third; */
#define BREAK_BEFORE_RELATED 35.0
/* within what is kept together, only where that does not fit a page; */
#define BREAK_AVOID 1000.0
/* after a heading, before a single last line: only where a page could not be filled otherwise. */
#define BREAK_NEVER 1e6

/* Charts that are read, not drawn in, may be so much taller or less tall than their width asks for, in shares of their
 * height. */
#define CHART_TALLER 0.2
#define CHART_LOWER 0.18

#endif
