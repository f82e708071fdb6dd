/* Answers on paper. An input is a line like those of tests/answers/cases.tsv: the unit asked for, a tab, the text, and
 * perhaps a tab, anything, a tab and the language of the paper. */
#include "answer/answer.h"
#include "engine/fuzz.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The units that may be asked for. Others are taken as the first, since a system of units keeps whatever it meets. */
static const char *const unit_names[] = {
    "USD", "day",       "%",   "x",  "TFLOP/s", "Wh",   "s",       "GB/s", "GB",   "EUR",   "year", "USD/(GPU.hour)",
    "kWh", "parameter", "GPU", "kW", "USD/GPU", "FLOP", "USD/kWh", "week", "hour", "month", "h",    "GBP"};
static const struct answer_language languages[] = {{"en", false}, {"de", true}, {"fr", true},     {"es", true},
                                                   {"it", true},  {"nl", true}, {"pt-BR", true},  {"de-CH", false},
                                                   {"da", true},  {"sv", true}, {"en-GB", false}, {"ja", false}};
enum { UNITS = sizeof unit_names / sizeof *unit_names, LANGUAGES = sizeof languages / sizeof *languages };

static struct answer_reader *readers[LANGUAGES];
static const struct unit *asked_units[UNITS];

static void prepare(void) {
    static struct units *units;
    if (units)
        return;
    units = units_new();
    for (int i = 0; i < LANGUAGES; i++)
        readers[i] = answer_reader_new(units, languages[i]);
    for (int i = 0; i < UNITS; i++) {
        const char *unknown;
        asked_units[i] = unit_parse(units, unit_names[i], &unknown);
    }
}

/* The next part of a line, up to a tab. */
static struct answer_span take(const char **at, const char *end) {
    const char *tab = memchr(*at, '\t', (size_t)(end - *at));
    struct answer_span part = {*at, (size_t)((tab ? tab : end) - *at)};
    *at = tab ? tab + 1 : end;
    return part;
}

static bool is(struct answer_span part, const char *word) {
    return part.length == strlen(word) && memcmp(part.start, word, part.length) == 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    prepare();
    struct fuzz_input input = fuzz_open(data, size);
    const char *at = input.source->bytes, *end = at + input.source->length;
    struct answer_span unit = take(&at, end), text = take(&at, end);
    take(&at, end);
    struct answer_span language = take(&at, end);
    int u = UNITS - 1, l = LANGUAGES - 1;
    while (u > 0 && (!asked_units[u] || !is(unit, unit_names[u])))
        u--;
    while (l > 0 && !is(language, languages[l].tag))
        l--;
    struct answer_asked asked = answer_ask(readers[l], asked_units[u], unit_names[u], NULL);
    struct answer answer = answer_read(readers[l], input.arena, &asked, text.start, text.length);
    fuzz_expect((answer.count > 0) == (answer.reason == ANSWER_READ), "there is a reading or a reason");
    fuzz_expect(answer.count <= ANSWER_READINGS && answer.doubt_count <= ANSWER_DOUBTS, "lists keep to their length");
    fuzz_expect(strlen(answer_reason_name(answer.reason)) < 20, "a reason has a name");
    if (answer.count)
        fuzz_reach();
    for (int i = 0; i < answer.count; i++) {
        fuzz_expect(isfinite(answer.readings[i].value), "a reading is finite");
        /* The text has 17 digits of the exact value, so that both may differ in the last bits. */
        double exact = strtod(answer.readings[i].text, NULL), value = answer.readings[i].value;
        fuzz_expect(fabs(exact - value) <= 1e-12 * fabs(exact) + 1e-300, "a reading and its text are the same number");
    }
    fuzz_close(&input);
    return 0;
}
