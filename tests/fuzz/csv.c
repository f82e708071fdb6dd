/* Tables in CSV files: read whole, read as an export, read row by row; what is written reads back the same. */
#include "csv/csv.h"
#include "engine/fuzz.h"

#include <math.h>
#include <string.h>

/* Writes the table and reads it again: nothing may have changed. A heading that begins with # would be taken for a
 * comment; the program writes none in the first column. */
static void write_and_read(struct fuzz_input *input, const struct csv *csv) {
    if (csv->header.fields[0].text[0] == '#')
        return;
    struct text out = {0};
    csv_begin(&out);
    for (int f = 0; f < csv->header.field_count; f++)
        csv_write_heading(&out, csv->header.fields[f].text, f == 0);
    csv_end_row(&out);
    size_t good = 0;
    for (size_t r = 0; r < csv->row_count; r++) {
        if (csv->rows[r].bad)
            continue;
        for (int f = 0; f < csv->rows[r].field_count; f++)
            csv_write(&out, csv->rows[r].fields[f].text, f == 0);
        csv_end_row(&out);
        good++;
    }
    struct diag *silent = diag_new();
    const struct csv *again =
        csv_read(input->arena, source_of_text(input->arena, "written", out.bytes, out.length), silent);
    for (size_t r = 0, place = 0; again && r < csv->row_count; r++) {
        if (csv->rows[r].bad)
            continue;
        fuzz_expect(place < again->row_count, "every row that is written is read");
        for (int f = 0; f < csv->rows[r].field_count && f < again->header.field_count; f++)
            fuzz_expect(strcmp(csv->rows[r].fields[f].text, again->rows[place].fields[f].text) == 0,
                        "a field that is written reads back the same");
        place++;
    }
    diag_free(silent);
    text_free(&out);
}

/* The reader that gives row by row gives the same rows, and the same again. */
static void read_rows(struct fuzz_input *input, const struct csv *csv) {
    struct diag *silent = diag_new();
    struct csv_reader *reader = csv_reader_new(input->arena, input->source, silent);
    fuzz_expect(reader, "a table that is read whole is read row by row");
    fuzz_expect(csv_separator(reader) == csv->separator && csv_count(reader) == csv->row_count,
                "both readers find the same table");
    struct csv_row row, again;
    for (size_t r = 0; csv_next(reader, input->arena, &row); r++) {
        fuzz_expect(r < csv->row_count && row.bad == csv->rows[r].bad && row.place == csv->rows[r].place,
                    "both readers find the same rows");
        if (row.bad)
            continue;
        csv_again(reader, row.place, row.pos, input->arena, &again);
        for (int f = 0; f < row.field_count; f++)
            fuzz_expect(strcmp(row.fields[f].text, again.fields[f].text) == 0 &&
                            strcmp(row.fields[f].text, csv->rows[r].fields[f].text) == 0,
                        "a row is the same whenever it is read");
    }
    diag_free(silent);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    struct fuzz_input input = fuzz_open(data, size);
    struct diag *silent = diag_new();
    csv_read_export(input.arena, input.source, silent);
    diag_free(silent);
    const struct csv *csv = csv_read(input.arena, input.source, input.diag);
    for (size_t r = 0; csv && r < csv->row_count; r++)
        for (int f = 0; f < csv->rows[r].field_count; f++) {
            double value = 0;
            const char *text = csv->rows[r].fields[f].text;
            if (csv_parse_number(csv->separator, text, strlen(text), &value) != CSV_NO_NUMBER)
                fuzz_expect(isfinite(value), "a number is finite");
        }
    if (csv) {
        read_rows(&input, csv);
        write_and_read(&input, csv);
        fuzz_reach();
    }
    fuzz_close(&input);
    return 0;
}
