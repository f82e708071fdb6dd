/* Memory for libraries, too: some take an allocation that failed for an answer (a unit that cannot be converted, a font
 * without glyphs) and go on, with wrong marks or pages as the result. Here it ends the program, as it does in the
 * program's own code, before the library sees it. */
#include "base/arena.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stdlib.h>

#if defined __has_feature
#define HAS(feature) __has_feature(feature)
#else
#define HAS(feature) 0
#endif

/* The sanitizers bring an allocator of their own, which ends the program itself. */
#if !defined __SANITIZE_ADDRESS__ && !defined __SANITIZE_THREAD__ && !HAS(address_sanitizer) &&                        \
    !HAS(thread_sanitizer) && !HAS(memory_sanitizer)

/* The C library's functions, or those of a library that was preloaded. */
static void *(*next_malloc)(size_t), *(*next_calloc)(size_t, size_t), *(*next_realloc)(void *, size_t);

/* Looks one of them up. dlsym allocates nothing if it finds it. */
static void *look_up(const char *name) {
    void *function = dlsym(RTLD_NEXT, name);
    if (!function)
        abort();
    return function;
}

/* The end of the program may allocate, too: then it gets NULL. Nothing is something to the C library: it returns NULL
 * for no bytes only if memory has run out, and libraries take that for a failure of theirs. */
static void *result_of(void *memory, size_t size) {
    static bool ending;
    if (!memory && !ending) {
        ending = true;
        alloc_failed(size);
    }
    return memory;
}

void *malloc(size_t size) {
    if (!next_malloc)
        *(void **)&next_malloc = look_up("malloc");
    return result_of(next_malloc(size), size);
}

void *calloc(size_t count, size_t size) {
    if (!next_calloc)
        *(void **)&next_calloc = look_up("calloc");
    return result_of(next_calloc(count, size), size);
}

void *realloc(void *memory, size_t size) {
    if (!next_realloc)
        *(void **)&next_realloc = look_up("realloc");
    void *resized = next_realloc(memory, size);
    return memory && !size ? resized : result_of(resized, size); /* to no bytes: it is freed */
}

#endif
