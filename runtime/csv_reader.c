#include "runtime/csv_reader.h"

#include <string.h>

/* Goes through a source cell by cell. */
struct reader {
    struct text bytes;
    size_t offset;
    bool in_row; /* a cell of the current row has been read */
    bool row_begins;
    struct span cell;
    enum csv_fault fault;
    struct span fault_at;
};

static struct span span_between(size_t start, size_t end)
{
    return (struct span){(uint32_t)start, (uint32_t)end};
}

static bool is_next(const struct reader *reader, char byte)
{
    return reader->offset < reader->bytes.size && reader->bytes.data[reader->offset] == byte;
}

/* The size of the line end at the offset, or 0. */
static size_t line_end(const struct reader *reader)
{
    if (is_next(reader, '\n'))
        return 1;
    size_t after = reader->offset + 1;
    bool is_crlf =
        is_next(reader, '\r') && after < reader->bytes.size && reader->bytes.data[after] == '\n';
    return is_crlf ? 2 : 0;
}

static void skip_to_cell_end(struct reader *reader)
{
    while (reader->offset < reader->bytes.size && !is_next(reader, ',') && !line_end(reader))
        reader->offset++;
}

static bool fail(struct reader *reader, enum csv_fault fault, size_t start, size_t end)
{
    reader->fault = fault;
    reader->fault_at = span_between(start, end);
    return false;
}

/* Leaves the offset behind the closing quote. */
static bool skip_quoted(struct reader *reader)
{
    size_t start = reader->offset;
    do {
        struct text rest = text_skip(reader->bytes, reader->offset + 1);
        const char *quote = memchr(rest.data, '"', rest.size);
        if (!quote)
            return fail(reader, CSV_UNCLOSED_QUOTE, start, start + 1);
        reader->offset = (size_t)(quote - reader->bytes.data) + 1;
    } while (is_next(reader, '"'));
    return true;
}

static bool skip_cell(struct reader *reader)
{
    if (!is_next(reader, '"')) {
        skip_to_cell_end(reader);
        return true;
    }
    if (!skip_quoted(reader))
        return false;
    size_t closed = reader->offset;
    skip_to_cell_end(reader);
    if (reader->offset == closed)
        return true;
    return fail(reader, CSV_TEXT_AFTER_QUOTE, closed, reader->offset);
}

/* Steps over what stands between cells; false at the end of the table. */
static bool find_cell(struct reader *reader)
{
    reader->row_begins = !(reader->in_row && is_next(reader, ','));
    reader->in_row = true;
    if (!reader->row_begins) {
        reader->offset++;
        return true;
    }
    for (size_t size; (size = line_end(reader)) > 0;)
        reader->offset += size;
    return reader->offset < reader->bytes.size;
}

static bool next_cell(struct reader *reader)
{
    if (!find_cell(reader))
        return false;
    size_t start = reader->offset;
    bool sound = skip_cell(reader);
    reader->cell = span_between(start, reader->offset);
    return sound;
}

static struct text halve_quotes(struct arena *arena, struct text inside)
{
    if (!memchr(inside.data, '"', inside.size))
        return inside;
    char *halved = arena_alloc(arena, inside.size);
    size_t size = 0;
    for (size_t i = 0; i < inside.size; i++) {
        halved[size++] = inside.data[i];
        i += inside.data[i] == '"';
    }
    return (struct text){halved, size};
}

static struct text cell_text(struct arena *arena, struct text bytes, struct span cell)
{
    struct text whole = {bytes.data + cell.start, cell.end - cell.start};
    if (!text_starts(whole, TEXT("\"")))
        return whole;
    return halve_quotes(arena, text_chop(text_skip(whole, 1), 1));
}

/* Counts first, so that everything has its place at once; only here faults can come up. */
static enum csv_fault measure(struct text bytes, size_t *rows, size_t *cells, struct span *at)
{
    struct reader reader = {.bytes = bytes};
    for (*rows = *cells = 0; next_cell(&reader); ++*cells) {
        if (*cells == CSV_MAX_CELLS) {
            fail(&reader, CSV_TOO_MANY, reader.cell.start, reader.cell.end);
            break;
        }
        *rows += reader.row_begins;
    }
    if (reader.fault != CSV_SOUND)
        *at = reader.fault_at;
    return reader.fault;
}

enum csv_fault csv_read(struct arena *arena, const struct source *source, struct csv_table *table,
                        struct span *at)
{
    size_t rows, cells;
    *table = (struct csv_table){NULL, 0};
    enum csv_fault fault = measure(source->bytes, &rows, &cells, at);
    if (fault != CSV_SOUND)
        return fault;
    struct csv_cell *cell = ARENA_ARRAY(arena, struct csv_cell, cells);
    table->rows = ARENA_ARRAY(arena, struct csv_row, rows);
    struct reader reader = {.bytes = source->bytes};
    for (; next_cell(&reader); cell++) {
        if (reader.row_begins)
            table->rows[table->count++].cells = cell;
        table->rows[table->count - 1].count++;
        *cell = (struct csv_cell){cell_text(arena, source->bytes, reader.cell), reader.cell};
    }
    return CSV_SOUND;
}
