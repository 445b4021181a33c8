#include "lang/base/text.h"

#include <stdio.h>
#include <string.h>

static const struct text ideographic_space = {"\xE3\x80\x80", 3};

struct text text_from(const char *terminated)
{
    return (struct text){terminated, strlen(terminated)};
}

/* memcmp and memcpy must not be given NULL, not even for no bytes. */
static bool same_bytes(const char *a, const char *b, size_t size)
{
    return size == 0 || memcmp(a, b, size) == 0;
}

bool text_equal(struct text a, struct text b)
{
    return a.size == b.size && same_bytes(a.data, b.data, a.size);
}

int text_compare(struct text a, struct text b)
{
    size_t shared = a.size < b.size ? a.size : b.size;
    int order = shared ? memcmp(a.data, b.data, shared) : 0;
    return order ? order : (a.size > b.size) - (a.size < b.size);
}

bool text_starts(struct text whole, struct text prefix)
{
    return whole.size >= prefix.size && same_bytes(whole.data, prefix.data, prefix.size);
}

bool text_ends(struct text whole, struct text suffix)
{
    return whole.size >= suffix.size &&
           text_equal(text_skip(whole, whole.size - suffix.size), suffix);
}

struct text text_skip(struct text whole, size_t bytes)
{
    return bytes ? (struct text){whole.data + bytes, whole.size - bytes} : whole;
}

struct text text_chop(struct text whole, size_t bytes)
{
    return (struct text){whole.data, whole.size - bytes};
}

static bool is_blank(char byte)
{
    return byte == ' ' || ('\t' <= byte && byte <= '\r');
}

struct text text_trim(struct text whole)
{
    for (;;) {
        if (whole.size && is_blank(whole.data[0]))
            whole = text_skip(whole, 1);
        else if (text_starts(whole, ideographic_space))
            whole = text_skip(whole, ideographic_space.size);
        else if (whole.size && is_blank(whole.data[whole.size - 1]))
            whole = text_chop(whole, 1);
        else if (text_ends(whole, ideographic_space))
            whole = text_chop(whole, ideographic_space.size);
        else
            return whole;
    }
}

/* The copy is followed by a NUL. */
static char *copy(struct arena *arena, struct text source)
{
    if (source.size == SIZE_MAX)
        arena_exhaust(arena);
    char *data = arena_alloc(arena, source.size + 1);
    if (source.size)
        memcpy(data, source.data, source.size);
    return data;
}

struct text text_copy(struct arena *arena, struct text source)
{
    return (struct text){copy(arena, source), source.size};
}

const char *text_string(struct arena *arena, struct text source)
{
    return copy(arena, source);
}

struct text text_format(struct arena *arena, const char *format, ...)
{
    char small[256];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(small, sizeof small, format, arguments);
    va_end(arguments);
    if (size < 0) /* longer than INT_MAX */
        arena_exhaust(arena);
    if ((size_t)size < sizeof small)
        return text_copy(arena, (struct text){small, (size_t)size});
    char *data = arena_alloc(arena, (size_t)size + 1);
    va_start(arguments, format);
    vsnprintf(data, (size_t)size + 1, format, arguments);
    va_end(arguments);
    return (struct text){data, (size_t)size};
}

struct buffer buffer_in(struct arena *arena)
{
    return (struct buffer){.arena = arena};
}

/* Makes room for `more` bytes behind those in use. */
static void buffer_reserve(struct buffer *buffer, size_t more)
{
    enum { LEAST = 64 };
    if (more <= buffer->capacity - buffer->size)
        return;
    size_t needed;
    if (__builtin_add_overflow(buffer->size, more, &needed))
        arena_exhaust(buffer->arena);
    size_t capacity = buffer->capacity < SIZE_MAX / 2 ? 2 * buffer->capacity : SIZE_MAX;
    if (capacity < needed)
        capacity = needed;
    if (capacity < LEAST)
        capacity = LEAST;
    buffer->data = arena_grow(buffer->arena, buffer->data, buffer->size, capacity);
    buffer->capacity = capacity;
}

void buffer_add(struct buffer *buffer, struct text more)
{
    if (!more.size)
        return;
    buffer_reserve(buffer, more.size);
    memcpy(buffer->data + buffer->size, more.data, more.size);
    buffer->size += more.size;
}

void buffer_byte(struct buffer *buffer, char byte)
{
    buffer_reserve(buffer, 1);
    buffer->data[buffer->size++] = byte;
}

void buffer_format(struct buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0) /* longer than INT_MAX */
        arena_exhaust(buffer->arena);
    buffer_reserve(buffer, (size_t)size + 1);
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, arguments);
    va_end(arguments);
    buffer->size += (size_t)size;
}

void buffer_repeat(struct buffer *buffer, struct text more, size_t count)
{
    size_t total;
    if (__builtin_mul_overflow(more.size, count, &total))
        arena_exhaust(buffer->arena);
    buffer_reserve(buffer, total);
    for (size_t i = 0; total && i < count; i++)
        buffer_add(buffer, more);
}

struct text buffer_text(const struct buffer *buffer)
{
    return (struct text){buffer->data, buffer->size};
}
