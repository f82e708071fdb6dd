/* A small engine for machines without libFuzzer: gives a target every seed, then seeds that it has changed at random.
 * The same arguments give the same inputs. It does not look at coverage.
 *
 * TARGET EXECUTIONS SECONDS INPUT DICTIONARY FOLDER...
 *
 * Runs every file of the folders, then changed ones until that many EXECUTIONS are done or SECONDS are over. INPUT is a
 * file that always has the input of the present execution. A line on standard output says how many were done, and how
 * many of them reached the target's end. An execution that takes more than a minute of processor time ends the program.
 */
#include "engine/fuzz.h"

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

enum { MOST_BYTES = 1 << 16, MOST_CHANGES = 6, MOST_SECONDS = 60 };

struct words {
    struct text *list;
    size_t count, capacity;
};

static uint64_t state = 0x9E3779B97F4A7C15u;
static int input_file;

/* A number below `n`, from the xorshift generator of G. Marsaglia (Xorshift RNGs, Journal of Statistical Software 8,
 * 2003) with shifts 13, 7, 17. */
static size_t below(size_t n) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return n ? (size_t)(state >> 11) % n : 0;
}

static void add(struct words *words, const char *bytes, size_t length) {
    if (words->count == words->capacity) {
        words->capacity = words->capacity * 2 + 64;
        words->list = alloc_resize(words->list, words->capacity * sizeof *words->list);
    }
    struct text *word = &words->list[words->count++];
    *word = (struct text){0};
    text_append(word, bytes, length);
}

static void add_file(struct words *words, const char *path) {
    char buffer[MOST_BYTES];
    FILE *file = fopen(path, "rb");
    fuzz_expect(file, "a seed can be read");
    size_t length = fread(buffer, 1, sizeof buffer, file);
    fclose(file);
    add(words, buffer, length);
}

static int compare(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Adds the files of a folder, in the order of their names; none if there is no folder. */
static void add_folder(struct words *words, const char *path) {
    struct dirent **entries;
    int count = scandir(path, &entries, NULL, alphasort);
    for (int i = 0; i < count; i++) {
        char name[4096];
        snprintf(name, sizeof name, "%s/%s", path, entries[i]->d_name);
        if (entries[i]->d_name[0] != '.')
            add_file(words, name);
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
}

/* Adds the words of a dictionary of libFuzzer: a word in quotes on each line, \\ \" and \xAB being escapes. */
static void add_dictionary(struct words *words, const char *path) {
    char line[1024], word[1024];
    FILE *file = fopen(path, "r");
    while (file && fgets(line, sizeof line, file)) {
        const char *p = strchr(line, '"');
        size_t length = 0;
        if (line[0] == '#' || !p)
            continue;
        for (p++; *p && *p != '"'; p++) {
            if (*p != '\\') {
                word[length++] = *p;
            } else if (*++p == 'x') {
                char digits[3] = {p[1], p[2], '\0'};
                word[length++] = (char)strtol(digits, NULL, 16);
                p += 2;
            } else {
                word[length++] = *p;
            }
        }
        add(words, word, length);
    }
    if (file)
        fclose(file);
}

/* The input that is being made. */
static char made[MOST_BYTES];
static size_t made_length;

/* Replaces `removed` bytes at `place` by others, unless the input would become too long. */
static void replace(size_t place, size_t removed, const char *bytes, size_t length) {
    static char copy[MOST_BYTES];
    if (made_length - removed + length > MOST_BYTES)
        return;
    if (length)
        memcpy(copy, bytes, length);
    memmove(made + place + length, made + place + removed, made_length - place - removed);
    memcpy(made + place, copy, length);
    made_length = made_length - removed + length;
}

static void change(const struct words *seeds, const struct words *dictionary) {
    static const char *const numbers[] = {"0",   "1",    "-1",         "9",          "1e308", "1e-320",
                                          "nan", "1e99", "2147483648", "4294967296", "0.1",   "99999999999999999999"};
    const size_t place = below(made_length + 1), rest = made_length - place;
    const size_t length = below(rest < 16 ? rest + 1 : 16), removed = below(2) ? length : 0;
    const char byte = (char)below(256), *number = numbers[below(sizeof numbers / sizeof *numbers)];
    const struct text *word = dictionary->count ? &dictionary->list[below(dictionary->count)] : NULL;
    const struct text *other = &seeds->list[below(seeds->count)];
    const size_t from = below(other->length + 1);
    switch (below(8)) {
    case 0:
        replace(place, rest > 0, &byte, 1);
        break;
    case 1:
        replace(place, 0, &byte, 1);
        break;
    case 2:
        replace(place, length, NULL, 0);
        break;
    case 3: /* a part of it once more, somewhere else */
        replace(below(made_length + 1), 0, made + place, below(rest + 1));
        break;
    case 4:
        replace(place, removed, number, strlen(number));
        break;
    case 5:
        replace(place, removed, other->bytes + from, below(other->length - from + 1));
        break;
    default:
        if (word)
            replace(place, removed, word->bytes, word->length);
    }
}

static void execute(const char *bytes, size_t length) {
    /* The copy has exactly the input's size, so that reading beyond it is noticed. */
    uint8_t *data = alloc_bytes(length + !length);
    if (length)
        memcpy(data, bytes, length);
    fuzz_expect(ftruncate(input_file, 0) == 0 && pwrite(input_file, data, length, 0) == (ssize_t)length,
                "the present input can be written");
    setitimer(ITIMER_VIRTUAL, &(struct itimerval){.it_value = {MOST_SECONDS, 0}}, NULL);
    LLVMFuzzerTestOneInput(data, length);
    free(data);
}

static void hang(int signal) {
    (void)signal;
    static const char text[] = "this execution takes more than a minute of processor time\n";
    ssize_t put = write(STDERR_FILENO, text, sizeof text - 1);
    _exit(put > 0 ? 70 : 71);
}

int main(int count, char **arguments) {
    struct words seeds = {0}, dictionary = {0};
    fuzz_expect(count > 5, "the arguments are EXECUTIONS SECONDS INPUT DICTIONARY FOLDER...");
    const long executions = strtol(arguments[1], NULL, 10);
    const time_t end = time(NULL) + strtol(arguments[2], NULL, 10);
    input_file = open(arguments[3], O_RDWR | O_CREAT | O_TRUNC, 0600);
    add_dictionary(&dictionary, arguments[4]);
    qsort(&arguments[5], (size_t)count - 5, sizeof *arguments, compare);
    for (int i = 5; i < count; i++)
        add_folder(&seeds, arguments[i]);
    fuzz_expect(seeds.count, "there is a seed");
    signal(SIGVTALRM, hang);
    long done = 0;
    for (size_t i = 0; i < seeds.count; i++, done++)
        execute(seeds.list[i].bytes, seeds.list[i].length);
    for (; done < executions && time(NULL) < end; done++) {
        const struct text *seed = &seeds.list[below(seeds.count)];
        made_length = 0;
        replace(0, 0, seed->bytes, seed->length);
        for (size_t changes = 1 + below(1 + below(MOST_CHANGES)); changes; changes--)
            change(&seeds, &dictionary);
        execute(made, made_length);
    }
    for (size_t i = 0; i < seeds.count; i++)
        text_free(&seeds.list[i]);
    for (size_t i = 0; i < dictionary.count; i++)
        text_free(&dictionary.list[i]);
    free(seeds.list);
    free(dictionary.list);
    printf("%zu seeds, %ld executions, %ld to the end\n", seeds.count, done, fuzz_reached());
    return 0;
}
