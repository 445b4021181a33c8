#include "lang/base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define BLOCK_PER_CHUNK true
#endif
#endif
#if defined(__SANITIZE_ADDRESS__)
#define BLOCK_PER_CHUNK true
#endif
/* With AddressSanitizer every block is a malloc of its own, so that running over it is seen. */
#ifndef BLOCK_PER_CHUNK
#define BLOCK_PER_CHUNK false
#endif

enum {
    ALIGNMENT = 16,
    FIRST_CHUNK = 64 << 10,
    LAST_CHUNK = 4 << 20,
};

struct arena_chunk {
    struct arena_chunk *older;
    size_t size; /* of the bytes behind this header */
    _Alignas(ALIGNMENT) char bytes[];
};

_Static_assert(_Alignof(max_align_t) <= ALIGNMENT, "blocks must suit every type");

void arena_init(struct arena *arena, jmp_buf *exhausted)
{
    *arena = (struct arena){.exhausted = exhausted};
}

void arena_free(struct arena *arena)
{
    struct arena_chunk *chunk = arena->chunks;
    while (chunk) {
        struct arena_chunk *older = chunk->older;
        free(chunk);
        chunk = older;
    }
    arena_init(arena, arena->exhausted);
}

_Noreturn void arena_exhaust(struct arena *arena)
{
    if (!arena->exhausted)
        abort();
    longjmp(*arena->exhausted, 1);
}

static struct arena_chunk *chunk_new(struct arena *arena, size_t size, bool zeroed)
{
    size_t total;
    struct arena_chunk *chunk = NULL;
    if (!__builtin_add_overflow(size, sizeof *chunk, &total))
        chunk = zeroed ? calloc(1, total) : malloc(total);
    if (!chunk)
        arena_exhaust(arena);
    chunk->older = NULL;
    chunk->size = size;
    return chunk;
}

/* A block with a chunk of its own, which goes behind the newest one so that the free space there
 * stays in use. Large blocks come from calloc: the system hands out zero pages anyway. */
static void *lone_block(struct arena *arena, size_t size)
{
    struct arena_chunk *chunk = chunk_new(arena, size, true);
    struct arena_chunk **link = arena->chunks ? &arena->chunks->older : &arena->chunks;
    chunk->older = *link;
    *link = chunk;
    return chunk->bytes;
}

/* The newest chunk may be a lone block, when that came first; its size says nothing then, and the
 * clamp keeps it harmless. */
static size_t next_chunk_size(const struct arena *arena)
{
    if (!arena->end)
        return FIRST_CHUNK;
    size_t size = arena->chunks->size;
    return size < LAST_CHUNK / 2 ? 2 * size : LAST_CHUNK;
}

static void chunk_add(struct arena *arena)
{
    struct arena_chunk *chunk = chunk_new(arena, next_chunk_size(arena), false);
    chunk->older = arena->chunks;
    arena->chunks = chunk;
    arena->next = chunk->bytes;
    arena->end = chunk->bytes + chunk->size;
}

static size_t room(const struct arena *arena)
{
    return (size_t)(arena->end - arena->next);
}

/* `size` is at most LAST_CHUNK here, so rounding up cannot overflow. */
static size_t rounded(size_t size)
{
    return (size + !size + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

/* The largest block that shares a chunk: a quarter of a chunk, so that at most a quarter of it is
 * left unused when the next one is started. */
static bool is_lone(const struct arena *arena, size_t size)
{
    return BLOCK_PER_CHUNK || (size > room(arena) && size > next_chunk_size(arena) / 4);
}

void *arena_alloc(struct arena *arena, size_t size)
{
    if (is_lone(arena, size))
        return lone_block(arena, size);
    size_t whole = rounded(size);
    if (whole > room(arena))
        chunk_add(arena);
    arena->last = arena->next;
    arena->next += whole;
    return memset(arena->last, 0, size);
}

/* Chunks and blocks are whole multiples of the alignment: what fits, fits rounded up as well. */
static bool grow_in_place(struct arena *arena, char *old, size_t size)
{
    if (!old || old != arena->last || size > (size_t)(arena->end - old))
        return false;
    arena->next = old + rounded(size);
    return true;
}

void *arena_grow(struct arena *arena, void *old, size_t used, size_t size)
{
    if (grow_in_place(arena, old, size)) {
        memset((char *)old + used, 0, size - used);
        return old;
    }
    void *block = arena_alloc(arena, size);
    if (used)
        memcpy(block, old, used);
    return block;
}

void *arena_array(struct arena *arena, size_t count, size_t size)
{
    size_t total;
    if (__builtin_mul_overflow(count, size, &total))
        arena_exhaust(arena);
    return arena_alloc(arena, total);
}

bool arena_run(void (*work)(struct arena *arena, void *context), void *context)
{
    struct arena arena;
    jmp_buf exhausted;
    arena_init(&arena, &exhausted);
    bool enough = setjmp(exhausted) == 0;
    if (enough)
        work(&arena, context);
    arena_free(&arena);
    return enough;
}
