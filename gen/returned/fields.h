/* Private to returned: the fields of a form, as its file has them, and what they answer. */
#ifndef RETURNED_FIELDS_H
#define RETURNED_FIELDS_H

#include "returned/reader.h"

/* A place of a field on a page. */
struct returned_widget {
    struct returned_widget *next;
    int page;          /* from 1; 0: on none */
    const char *on;    /* the state that ticks it, without the slash; NULL: it has none */
    const char *state; /* its present state; NULL: none is said */
    const char *value; /* of its own, if it is not that of the field; NULL */
};

enum returned_field_kind { RETURNED_TEXT, RETURNED_BOXES, RETURNED_ELSE };

struct returned_field {
    const char *name; /* with those of the fields around it, and periods between */
    enum returned_field_kind kind;
    const char *value;  /* NULL: none */
    const char *unread; /* why the value cannot be read; NULL */
    struct returned_widget *widgets, *last_widget;
};

struct returned_fields {
    struct returned_field *fields;
    size_t count, capacity;
    const char **marked; /* by page, from 1: the kind of a drawing or note on it that is no field; NULL for none */
    int page_count;
    const char *damage; /* what is wrong with the file, although it could be read; NULL */
};

/* pdf.c: loads the library that it needs, once. NULL, or why it cannot be loaded. */
const char *returned_load_fields(void);
/* Reads the fields of a PDF file. False after reporting an error. */
bool returned_read_fields(const struct returned_file *file, struct returned_fields *fields);

#endif
