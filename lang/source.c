#include "lang/source.h"

#include <string.h>

#include "lang/base/unicode.h"

static const struct text byte_order_mark = {"\xEF\xBB\xBF", 3};

/* `name` up to its last slash and with it, so that what is put behind lies in the same place. */
static struct text directory(struct text name)
{
    while (name.size && name.data[name.size - 1] != '/')
        name.size--;
    return name;
}

struct source *source_new(struct arena *arena, struct text name, struct text bytes)
{
    enum { ENDING = 2 }; /* the NULs that flex wants behind a buffer */
    if (text_starts(bytes, byte_order_mark))
        bytes = text_skip(bytes, byte_order_mark.size);
    if (bytes.size > UINT32_MAX - ENDING)
        arena_exhaust(arena);
    char *copy = arena_alloc(arena, bytes.size + ENDING);
    if (bytes.size)
        memcpy(copy, bytes.data, bytes.size);
    struct source *source = ARENA_NEW(arena, struct source);
    source->name = text_copy(arena, name);
    source->path = directory(source->name);
    source->bytes = (struct text){copy, bytes.size};
    return source;
}

/* Offset behind the next line feed from `offset` on, or 0 when there is none. */
static uint32_t next_line(struct text bytes, uint32_t offset)
{
    const char *feed = memchr(bytes.data + offset, '\n', bytes.size - offset);
    return feed ? (uint32_t)(feed - bytes.data) + 1 : 0;
}

static void find_lines(struct arena *arena, struct source *source)
{
    uint32_t count = 1;
    for (uint32_t at = 0; (at = next_line(source->bytes, at)) != 0;)
        count++;
    uint32_t *lines = ARENA_ARRAY(arena, uint32_t, count);
    for (uint32_t i = 1; i < count; i++)
        lines[i] = next_line(source->bytes, lines[i - 1]);
    source->lines = lines;
    source->line_count = count;
}

/* Index of the last line that starts at `offset` or before. */
static uint32_t line_of(const struct source *source, uint32_t offset)
{
    uint32_t first = 0, behind = source->line_count;
    while (behind - first > 1) {
        uint32_t middle = first + (behind - first) / 2;
        if (source->lines[middle] <= offset)
            first = middle;
        else
            behind = middle;
    }
    return first;
}

static struct text without_line_end(struct text line)
{
    if (text_ends(line, TEXT("\r\n")))
        return text_chop(line, 2);
    return text_ends(line, TEXT("\n")) ? text_chop(line, 1) : line;
}

struct position source_position(struct arena *arena, struct source *source, uint32_t offset)
{
    uint32_t size = (uint32_t)source->bytes.size;
    if (!source->lines)
        find_lines(arena, source);
    if (offset > size)
        offset = size;
    uint32_t line = line_of(source, offset);
    uint32_t start = source->lines[line];
    uint32_t end = line + 1 < source->line_count ? source->lines[line + 1] : size;
    struct text before = source_text(source, (struct span){start, offset});
    return (struct position){
        .line = line + 1,
        .column = (uint32_t)unicode_length(before) + 1,
        .text = without_line_end(source_text(source, (struct span){start, end})),
        .start = start,
    };
}

struct text source_text(const struct source *source, struct span span)
{
    return (struct text){source->bytes.data + span.start, span.end - span.start};
}
