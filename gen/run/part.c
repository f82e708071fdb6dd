/* A part of a run, as it is written. */
#include "run/run.h"

#include <stdlib.h>
#include <string.h>

void run_part_begin(struct run_part *part, const char *head) {
    part->count = 0;
    part->put(part->file, head, strlen(head));
    part->put(part->file, "\n", 1);
}

bool run_part_has_head(const char *path, const char *head) {
    struct source_fault fault;
    FILE *file = source_open_stream(path, SIZE_MAX, &fault);
    char *line = NULL;
    size_t room = 0;
    const size_t length = strlen(head);
    const bool same = file && getline(&line, &room, file) == (ssize_t)length + 1 && memcmp(line, head, length) == 0;
    free(line);
    if (file)
        fclose(file);
    return same;
}

void run_part_add(struct run_part *part, uint64_t number, const char *bytes, size_t length) {
    struct text sent = {0};
    run_record_put(&sent, number, &(struct text){.bytes = (char *)bytes, .length = length});
    part->put(part->file, sent.bytes, sent.length);
    part->count++;
    text_free(&sent);
}

void run_part_end(struct run_part *part) {
    struct text record = {0};
    record_put_number(&record, part->count);
    run_part_add(part, RUN_PART_END, record.bytes, record.length);
    text_free(&record);
}

/* A number from 0 on, all of the text. */
static bool read_number(const char *text, const char *end, long *number) {
    char *stop = NULL;
    *number = text && *text >= '0' && *text <= '9' ? strtol(text, &stop, 10) : -1;
    return stop == end && *number >= 0;
}

bool run_shard_read(const char *text, int *shard, int *of) {
    long number, count;
    if (strcmp(text, "slurm") == 0) {
        const char *task = getenv("SLURM_ARRAY_TASK_ID"), *least = getenv("SLURM_ARRAY_TASK_MIN"),
                   *most = getenv("SLURM_ARRAY_TASK_MAX"), *tasks = getenv("SLURM_ARRAY_TASK_COUNT");
        long first, last;
        if (!task || !least || !most || !tasks || !read_number(task, strchr(task, '\0'), &number) ||
            !read_number(least, strchr(least, '\0'), &first) || !read_number(most, strchr(most, '\0'), &last) ||
            !read_number(tasks, strchr(tasks, '\0'), &count) || last - first + 1 != count)
            return false; /* an array with gaps has no K-th task */
        number += 1 - first;
    } else {
        const char *slash = strchr(text, '/');
        if (!slash || !read_number(text, slash, &number) || !read_number(slash + 1, strchr(slash, '\0'), &count))
            return false;
    }
    if (number < 1 || number > count || count > RUN_MOST_PARTS)
        return false;
    *shard = (int)number;
    *of = (int)count;
    return true;
}
