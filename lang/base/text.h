/* UTF-8 slices and a growing buffer. A slice does not own its bytes and is not terminated. */
#ifndef JIXIAO_LANG_BASE_TEXT_H
#define JIXIAO_LANG_BASE_TEXT_H

#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lang/base/arena.h"

#define ARRAY_SIZE(array)     (sizeof(array) / sizeof((array)[0]))
#define PRINTF(string, first) __attribute__((format(printf, string, first)))

struct text {
    const char *data;
    size_t size; /* bytes */
};

/* An empty slice may have NULL for its data; everything here takes it.
 *
 * TEXT_ARG gives "%.*s" its two arguments. A slice above INT_MAX bytes is cut there, since a
 * negative precision would make printf read to a NUL that need not exist. */
#define TEXT(literal) ((struct text){("" literal), sizeof(literal) - 1})
#define TEXT_ARG(slice)                                                                            \
    ((slice).size < INT_MAX ? (int)(slice).size : INT_MAX), ((slice).data ? (slice).data : "")

struct text text_from(const char *terminated);
bool text_equal(struct text a, struct text b);
/* Byte order, shorter first among equals: below 0, 0, above 0. */
int text_compare(struct text a, struct text b);
bool text_starts(struct text whole, struct text prefix);
bool text_ends(struct text whole, struct text suffix);
/* `whole` without its first / last `bytes` bytes; `bytes` must not exceed the size. */
struct text text_skip(struct text whole, size_t bytes);
struct text text_chop(struct text whole, size_t bytes);
/* Without ASCII blanks (space and \t to \r) and U+3000 at both ends. */
struct text text_trim(struct text whole);
struct text text_copy(struct arena *arena, struct text source);
/* A NUL-terminated copy. */
const char *text_string(struct arena *arena, struct text source);
/* The slice is followed by a NUL that it does not count. */
struct text text_format(struct arena *arena, const char *format, ...) PRINTF(2, 3);

/* A buffer that grows in an arena; the bytes stay where they are only until the next add. What is
 * added may be a slice of the buffer itself. */
struct buffer {
    struct arena *arena;
    char *data;
    size_t size, capacity;
    unsigned depth; /* texts inside texts, while one is written into it; 0 otherwise */
};

struct buffer buffer_in(struct arena *arena);
void buffer_add(struct buffer *buffer, struct text more);
void buffer_byte(struct buffer *buffer, char byte);
void buffer_format(struct buffer *buffer, const char *format, ...) PRINTF(2, 3);
/* `count` copies of `more`. */
void buffer_repeat(struct buffer *buffer, struct text more, size_t count);
struct text buffer_text(const struct buffer *buffer);

#define buffer_literal(buffer, literal) buffer_add((buffer), TEXT(literal))

#endif
