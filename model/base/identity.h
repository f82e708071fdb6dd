/* What a student's copy of a document says of whose it is, in forms and workbooks that come back. */
#ifndef BASE_IDENTITY_H
#define BASE_IDENTITY_H

enum identity_part {
    IDENTITY_LAB,
    IDENTITY_ID,
    IDENTITY_SCENARIO,
    IDENTITY_FINGERPRINT,
    IDENTITY_DOCUMENT,
    IDENTITY_PARTS
};
/* What the parts are called. */
extern const char *const identity_names[IDENTITY_PARTS];
/* The name of a form's field that says all of them; properties of a workbook and names in it begin so. */
#define IDENTITY_OURS "fleetsheet"

#endif
