/* Private to returned: the parts of a workbook's file, and what their XML says. */
#ifndef RETURNED_PACKAGE_H
#define RETURNED_PACKAGE_H

#include "returned/reader.h"

struct returned_package; /* an open ZIP file */

/* NULL, after an error, if it is no whole ZIP file. */
struct returned_package *returned_package_open(const struct returned_file *file);
void returned_package_close(struct returned_package *package);
/* Whether there is a part. */
bool returned_package_has(struct returned_package *package, const char *name);

/* What a reader of XML is told, in order. Names are without their namespace. */
struct returned_xml {
    void *context;
    /* `attributes`: names and values in turn, up to a NULL. */
    void (*begin)(void *context, const char *name, const char **attributes);
    /* `text`: all that stands directly in the element. */
    void (*end)(void *context, const char *name, const char *text);
};
/* Reads a part. False, after an error, if it is not there, too large, or no plain XML: a part has no document type and
 * no entities of its own. */
bool returned_package_read(struct returned_package *package, const char *name, const struct returned_xml *xml);
/* The value of an attribute; NULL if there is none. */
const char *returned_attribute(const char **attributes, const char *name);

#endif
