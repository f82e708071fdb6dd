/* Private to grade: fingerprints as they come back in a table of answers. */
#ifndef GRADE_FINGERPRINT_H
#define GRADE_FINGERPRINT_H

/* What a cell says: the fingerprint, in any case, or what a spreadsheet program made of it by taking it for a number
 * (08721627 becomes 8721627, and 96632e30 becomes 9.66E+34); that of another set; or none at all. */
enum grade_fingerprint { FINGERPRINT_SAME, FINGERPRINT_OTHER, FINGERPRINT_NONE };
/* `text` has no blanks around it. */
enum grade_fingerprint grade_fingerprint_compare(const char *text, const char *fingerprint);

#endif
