#include "key/shuffle.h"

struct key_option_order key_shuffle_options(struct arena *arena, const struct lab *lab,
                                            const struct lab_question *question, const char *id) {
    int count = question->option_count;
    struct key_option_order order;
    order.place_of = arena_array(arena, (size_t)count, sizeof *order.place_of);
    order.option_at = arena_array(arena, (size_t)count, sizeof *order.option_at);
    for (int i = 0; i < count; i++)
        order.option_at[i] = i;
    if (question->shuffle) {
        struct key_stream stream;
        key_stream_start(&stream, "", lab->name, id, arena_printf(arena, "order %s", question->name));
        for (int i = count - 1; i > 0; i--) {
            int other = (int)key_stream_below(&stream, (uint64_t)i + 1), kept = order.option_at[i];
            order.option_at[i] = order.option_at[other];
            order.option_at[other] = kept;
        }
    }
    for (int i = 0; i < count; i++)
        order.place_of[order.option_at[i]] = i;
    return order;
}
