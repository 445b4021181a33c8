/* Memory by lifetime: everything a compilation makes lives in one arena and goes with it.
 *
 * An arena never returns NULL. When the system has no memory left it jumps to the `exhausted`
 * point of its owner, who drops the arena and reports; so no caller checks an allocation.
 * flex gets its memory from the arena too, bison asks for none, and what libcmark makes is freed on
 * the way: so the jump leaks nothing. */
#ifndef JIXIAO_LANG_BASE_ARENA_H
#define JIXIAO_LANG_BASE_ARENA_H

#include <setjmp.h>
#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
    struct arena_chunk *chunks; /* newest first */
    char *next, *end;           /* free space of the newest chunk */
    char *last;                 /* the last block given out there, or NULL */
    jmp_buf *exhausted;         /* where to go when memory runs out; set by the owner */
};

/* An empty arena; allocates nothing yet. Without a point (NULL) exhaustion aborts. */
void arena_init(struct arena *arena, jmp_buf *exhausted);

/* Frees everything; the arena is empty and usable again. */
void arena_free(struct arena *arena);

/* `size` zeroed bytes aligned for any type. Never NULL; `size` may be 0. */
void *arena_alloc(struct arena *arena, size_t size);

/* A block of `size` bytes that starts with the `used` bytes at `old` (which may be NULL with
 * `used` 0); the rest is zero, and `used` must not exceed `size`. In place when `old` was the last
 * allocation and there is room; otherwise a new block, and the bytes at `old` stay as they were. */
void *arena_grow(struct arena *arena, void *old, size_t used, size_t size);

/* One zeroed object, or an array of them; the product of count and size is checked. */
#define ARENA_NEW(arena, type)          ((type *)arena_alloc((arena), sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_array((arena), (count), sizeof(type)))
void *arena_array(struct arena *arena, size_t count, size_t size);

/* Jumps to the `exhausted` point with value 1; aborts when none is set. For memory that a library
 * could not get, and for sizes that cannot be added up. */
_Noreturn void arena_exhaust(struct arena *arena);

/* Runs `work` with an arena of its own, which is freed afterwards. False when memory ran out. */
bool arena_run(void (*work)(struct arena *arena, void *context), void *context);

#endif
