#include "language/model_names.h"

#include <string.h>

/* Columns that a file of parameter sets has besides those of parameters. */
static const char *const column_names[] = {"id", "name", "scenario"};

/* Names that a spreadsheet keeps for itself: truth values, and what Office Open XML (ECMA-376, part 1, 18.2.5) and its
 * predecessors define within each workbook. */
static const char *const workbook_names[] = {
    "true",       "false",         "print_area",      "print_titles",    "consolidate_area", "criteria",
    "database",   "extract",       "sheet_title",     "filter_database", "filterdatabase",   "auto_open",
    "auto_close", "auto_activate", "auto_deactivate", "data_form",       "recorder"};

/* Whether a spreadsheet would take the name for the address of a cell: a column up to XFD with a row, or a form of R1C1
 * (r, c, rc, r2c, rc3). */
static bool is_cell_address(const char *name) {
    size_t letters = strspn(name, "abcdefghijklmnopqrstuvwxyz"), digits = strspn(name + letters, "0123456789");
    if (letters >= 1 && digits >= 1 && name[letters + digits] == '\0' &&
        (letters < 3 || (letters == 3 && strncmp(name, "xfd", 3) <= 0)))
        return true;
    const char *p = name;
    if (*p == 'r')
        for (p++; *p >= '0' && *p <= '9';)
            p++;
    if (*p == 'c')
        for (p++; *p >= '0' && *p <= '9';)
            p++;
    return *p == '\0';
}

static bool is_one_of(const char *name, const char *const *names, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (strcmp(name, names[i]) == 0)
            return true;
    return false;
}

bool model_check_name(const struct model *model, const char *name, struct pos pos, struct diag *diag) {
    size_t length = strlen(name);
    if (length == 0 || strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_") != length || name[0] < 'a') {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "'%s' is not a name; write a lower-case letter, then lower-case letters, digits and _, such as "
                    "cluster_size",
                    name);
        return false;
    }
    if (length > NAME_LIMIT) {
        diag_report(diag, SEVERITY_ERROR, pos, "the name has %zu characters; at most %d are allowed", length,
                    NAME_LIMIT);
        return false;
    }
    for (int op = EXPR_AND; op < EXPR_OPS; op++)
        if (op != EXPR_SUM && op != EXPR_PRODUCT && strcmp(name, expr_op_text((enum expr_op)op)) == 0) {
            diag_report(diag, SEVERITY_ERROR, pos,
                        "'%s' is a word of expressions; choose another name, such as %s_value", name, name);
            return false;
        }
    if (is_one_of(name, column_names, sizeof column_names / sizeof *column_names)) {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "'%s' is a column of every file of parameter sets; choose another name, such as %s_value", name,
                    name);
        return false;
    }
    if (is_one_of(name, workbook_names, sizeof workbook_names / sizeof *workbook_names)) {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "'%s' is a name that spreadsheets reserve; choose another name, such as %s_value", name, name);
        return false;
    }
    if (is_cell_address(name)) {
        diag_report(diag, SEVERITY_ERROR, pos,
                    "'%s' is the address of a cell in a spreadsheet; choose another name, such as %s_value", name,
                    name);
        return false;
    }
    const struct quantity *other = model_lookup(model, name);
    if (other) {
        diag_report(diag, SEVERITY_ERROR, pos, "the name '%s' is taken by the %s at %s:%d; choose another one", name,
                    quantity_kind_names[other->kind], other->pos.source ? other->pos.source->name : "(memory)",
                    other->pos.line);
        return false;
    }
    return true;
}
