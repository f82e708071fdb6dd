/* The columns of Moodle's report of responses: families that are numbered from 1, such as `Response 1`, `Response 2`.
 */
#include "lms/shapes.h"

#include <stdlib.h>
#include <string.h>

/* What a family of columns has in Moodle, `Response 1`, in the languages of sites. */
static const char *const RESPONSE[] = {
    "response", "antwort",   "réponse", "respuesta", "risposta", "resposta",  "antwoord",  "svar",
    "vastaus",  "odpowiedź", "odpověď", "odpoveď",   "ответ",    "回答",      "responses", "解答",
    "回應",     "答案",      "응답",    "답변",      "yanıt",    "відповідь", "απάντηση",  "الإجابة",
    "תשובה",    "válasz",    "răspuns", "odgovor",   "vastus",   "atsakymas", "atbilde",   NULL};
static const char *const QUESTION[] = {
    "question",  "frage",     "pregunta", "domanda", "questão",   "pergunta",  "vraag",  "spørsmål", "spørgsmål",
    "fråga",     "kysymys",   "pytanie",  "úloha",   "otázka",    "вопрос",    "問題",   "题目",     "试题",
    "試題",      "문제",      "질문",     "soru",    "питання",   "ερώτηση",   "السؤال", "שאלה",     "kérdés",
    "întrebare", "vprašanje", "pitanje",  "küsimus", "klausimas", "jautājums", NULL};

/* The length of what precedes the number of a column, `Response 12`, and that number; 0 if it has none. */
static size_t family_length(const char *heading, long *number) {
    size_t length = strlen(heading), end = length;
    while (end && heading[end - 1] >= '0' && heading[end - 1] <= '9')
        end--;
    if (end == length || length - end > 6 || !end || heading[end - 1] != ' ') /* `response_1` is a name of a lab's */
        return 0;
    *number = strtol(heading + end, NULL, 10);
    return text_trimmed(heading, end);
}

static bool is_family(const char *heading, const char *const *words, long wanted) {
    long number = 0;
    const size_t length = family_length(heading, &number);
    char word[64];
    if (!length || length >= sizeof word || number != wanted)
        return false;
    memcpy(word, heading, length);
    word[length] = '\0';
    for (; *words; words++)
        if (csv_same_heading(word, *words))
            return true;
    return false;
}

static int find_family(const struct csv_row *header, const char *const *words, long number) {
    for (int i = 0; i < header->field_count; i++)
        if (is_family(header->fields[i].text, words, number))
            return i;
    return -1;
}

/* A family of columns in a language that is not known: `length` bytes of a heading, then numbers from 1 to `count`. */
struct family {
    const char *word;
    size_t length;
    int count;
    int *columns;
};

static bool is_of_family(const struct family *family, const char *heading, long *number) {
    const size_t length = family_length(heading, number);
    return length && length == family->length && strncmp(heading, family->word, length) == 0;
}

/* Lists up to three families, in the order of their first columns. */
static int list_families(struct arena *arena, const struct csv_row *header, struct family *families) {
    int count = 0;
    for (int i = 0; i < header->field_count && count < 3; i++) {
        long number = 0;
        struct family family = {.word = header->fields[i].text,
                                .length = family_length(header->fields[i].text, &number)};
        if (!family.length || number != 1)
            continue;
        family.columns = arena_array(arena, (size_t)header->field_count, sizeof *family.columns);
        for (int j = i; j < header->field_count; j++)
            if (is_of_family(&family, header->fields[j].text, &number) && number == family.count + 1)
                family.columns[family.count++] = j;
        families[count++] = family;
    }
    return count;
}

/* Whether each column of a family has the same text in all rows, which questions have and answers have not, or names in
 * brackets, which those of our quizzes have. */
static bool asks(const struct csv *csv, const struct family *family) {
    bool same = csv->row_count > 1, named = csv->row_count > 0;
    for (int i = 0; i < family->count; i++) {
        const char *first = NULL;
        for (size_t row = 0; row < csv->row_count; row++) {
            const char *text = csv->rows[row].bad ? "" : lms_cell(&csv->rows[row], family->columns[i]);
            if (lms_is_blank(text) || strcmp(text, "-") == 0)
                continue;
            first = first ? first : text;
            same = same && strcmp(text, first) == 0;
            named = named && strchr(text, '[') && strchr(text, ']');
        }
    }
    return same || named;
}

int lms_find_responses(const struct csv *csv, int *responses, int *texts, bool any, bool *guessed) {
    const struct csv_row *header = &csv->header;
    int count = 0;
    *guessed = false;
    for (int column; (column = find_family(header, RESPONSE, count + 1)) >= 0;) {
        texts[count] = find_family(header, QUESTION, count + 1);
        responses[count++] = column;
    }
    if (count || !any)
        return count;
    struct arena *arena = arena_new();
    struct family families[3];
    const int found = list_families(arena, header, families);
    /* Question, response, right answer: the report has them in this order, and each of them or not. */
    const bool asked = found == 3 || (found == 2 && asks(csv, &families[0]));
    const struct family *taken = found ? &families[asked ? 1 : 0] : NULL;
    for (int i = 0; taken && i < taken->count; i++) {
        texts[count] = asked && i < families[0].count ? families[0].columns[i] : -1;
        responses[count++] = taken->columns[i];
    }
    *guessed = found > 1;
    arena_free(arena);
    return count;
}
