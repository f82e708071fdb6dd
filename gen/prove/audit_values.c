/* The values of a column in a block, from the outputs of a program. */
#include "prove/audit_count.h"

#include "key/key.h"

#include <float.h>
#include <math.h>
#include <string.h>

void prove_counted_mark_rest(const struct prove_counted *column, const double *values, double *marks, size_t rows) {
    for (size_t i = 0; i < rows; i++) {
        bool known = isnan(values[i]) || values[i] == PROVE_OUTSIDE;
        for (int k = 0; k < column->target_count; k++)
            known = known || values[i] == column->targets[k];
        marks[i] = known ? 0 : 1;
    }
}

bool prove_counted_is_changed(const struct prove_counted *column, double before, double after) {
    if (isnan(before) || isnan(after))
        return isnan(before) != isnan(after);
    if (column->kind == COUNTED_STATE)
        return (before == DBL_MAX) != (after == DBL_MAX);
    if (column->kind != COUNTED_NUMBER || before == DBL_MAX || after == DBL_MAX)
        return before != after;
    return fabs(after - before) > (column->tolerance + CLAIM_TOLERANCE) * fabs(before);
}

/* Decides for which rows a mistaken number is accepted: within the tolerance of the right one, equal to it as printed,
 * or within the tolerance of what follows from printed parameters, constants or both. `printed` has the outputs for
 * printed parameters. */
static void judge_mistakes(const struct prove_counted *column, const double *const *outputs,
                           const double *const *printed, double *values, size_t rows) {
    const double *mistaken = outputs[column->first_output], *right = outputs[column->first_output + 1];
    memset(values, 0, rows * sizeof *values);
    const double tolerance = column->tolerance + CLAIM_TOLERANCE;
    column_near(values, mistaken, right, tolerance, true, rows);
    column_near(values, mistaken, outputs[column->first_output + 2], CLAIM_TOLERANCE, true, rows);
    column_near(values, mistaken, outputs[column->first_output + 4], tolerance, false, rows);
    for (int part = 3; part < 5 && printed; part++)
        column_near(values, mistaken, printed[column->first_output + part], tolerance, false, rows);
    for (size_t i = 0; i < rows; i++) {
        bool known = !isnan(mistaken[i]) && !isnan(right[i]);
        values[i] = right[i] == DBL_MAX ? ABSENT_CODE : known ? values[i] : NAN;
    }
}

const double *prove_counted_values(const struct prove_counted *column, const double *const *outputs,
                                   const double *const *printed, double *values, size_t rows) {
    if (column->kind == COUNTED_MISTAKE)
        judge_mistakes(column, outputs, printed, values, rows);
    else if (column->output_count == 1)
        return outputs[column->first_output];
    else
        column_code(values, outputs + column->first_output, column->output_count, rows);
    return values;
}
