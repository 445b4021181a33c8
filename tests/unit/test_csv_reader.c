#include "runtime/csv_reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static int set_up(void **state)
{
    struct arena *arena = malloc(sizeof *arena);
    arena_init(arena, NULL);
    *state = arena;
    return 0;
}

static int tear_down(void **state)
{
    arena_free(*state);
    free(*state);
    return 0;
}

/* A source whose bytes end where they end, so that reading on is seen by the sanitizers. */
static struct source exact_source(struct arena *arena, struct text bytes)
{
    struct source source = {.name = TEXT("t.csv"), .bytes = {arena_alloc(arena, bytes.size), 0}};
    if (bytes.size > 0)
        memcpy((char *)source.bytes.data, bytes.data, bytes.size);
    source.bytes.size = bytes.size;
    return source;
}

/* The table written out: cells in brackets with their spans, a row a line; or the fault. */
static struct text shown(struct arena *arena, struct text bytes)
{
    struct source source = exact_source(arena, bytes);
    struct csv_table table = {.count = 99};
    struct span at = {7777, 7777};
    enum csv_fault fault = csv_read(arena, &source, &table, &at);
    struct buffer out = buffer_in(arena);
    if (fault != CSV_SOUND) {
        assert_int_equal(table.count, 0);
        assert_null(table.rows);
        buffer_format(&out, "fault %d at %u-%u", (int)fault, at.start, at.end);
        return buffer_text(&out);
    }
    assert_int_equal(at.start, 7777); /* untouched */
    for (size_t row = 0; row < table.count; row++) {
        for (size_t i = 0; i < table.rows[row].count; i++) {
            const struct csv_cell *cell = &table.rows[row].cells[i];
            buffer_format(&out, "[%.*s]%u-%u", TEXT_ARG(cell->text), cell->at.start, cell->at.end);
        }
        buffer_byte(&out, '\n');
    }
    return buffer_text(&out);
}

struct example {
    struct text source;
    struct text shown;
};

#define EXAMPLE(source, shown)                                                                     \
    {                                                                                              \
        {(source), sizeof(source) - 1},                                                            \
        {                                                                                          \
            (shown), sizeof(shown) - 1                                                             \
        }                                                                                          \
    }

static void check_examples(void **state, const struct example *examples, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct text got = shown(*state, examples[i].source);
        if (!text_equal(got, examples[i].shown))
            fail_msg("example %zu «%.*s»\n got «%.*s»\nwant «%.*s»", i,
                     TEXT_ARG(examples[i].source), TEXT_ARG(got), TEXT_ARG(examples[i].shown));
    }
}

static void rows_and_cells_are_read(void **state)
{
    static const struct example examples[] = {
        EXAMPLE("", ""),
        EXAMPLE("a", "[a]0-1\n"),
        EXAMPLE("a\n", "[a]0-1\n"),
        EXAMPLE("a\r\n", "[a]0-1\n"),
        EXAMPLE("a,b\nc,d\n", "[a]0-1[b]2-3\n[c]4-5[d]6-7\n"),
        EXAMPLE("a,b\r\nc,d\r\n", "[a]0-1[b]2-3\n[c]5-6[d]7-8\n"),
        EXAMPLE("a,b\nc,d", "[a]0-1[b]2-3\n[c]4-5[d]6-7\n"),
        /* lines with both ends, rows of different lengths */
        EXAMPLE("a\r\nb,c\nd,e,f", "[a]0-1\n[b]3-4[c]5-6\n[d]7-8[e]9-10[f]11-12\n"),
        EXAMPLE("\xE9\xA1\xB9\xE7\x9B\xAE,1.5", "[\xE9\xA1\xB9\xE7\x9B\xAE]0-6[1.5]7-10\n"),
    };
    check_examples(state, examples, ARRAY_SIZE(examples));
}

static void empty_cells_count(void **state)
{
    static const struct example examples[] = {
        EXAMPLE(",", "[]0-0[]1-1\n"),
        EXAMPLE(",\n", "[]0-0[]1-1\n"),
        EXAMPLE("a,\n", "[a]0-1[]2-2\n"),
        EXAMPLE("a,", "[a]0-1[]2-2\n"),
        EXAMPLE("a\n,b", "[a]0-1\n[]2-2[b]3-4\n"),
        EXAMPLE("a\r\n,\r\n", "[a]0-1\n[]3-3[]4-4\n"),
        EXAMPLE(",,", "[]0-0[]1-1[]2-2\n"),
        EXAMPLE("\"\"", "[]0-2\n"),
        EXAMPLE("\"\"\n\n\"\"", "[]0-2\n[]4-6\n"),
        EXAMPLE("\"\",\"\"", "[]0-2[]3-5\n"),
    };
    check_examples(state, examples, ARRAY_SIZE(examples));
}

static void blank_lines_are_left_out(void **state)
{
    static const struct example examples[] = {
        EXAMPLE("\n", ""),
        EXAMPLE("\r\n\n\r\n", ""),
        EXAMPLE("\n\na\n\n\r\n\nb\n\n", "[a]2-3\n[b]8-9\n"),
        EXAMPLE("\r\na", "[a]2-3\n"),
        /* a line of blanks is not blank: it holds a cell */
        EXAMPLE(" \n\t", "[ ]0-1\n[\t]2-3\n"),
    };
    check_examples(state, examples, ARRAY_SIZE(examples));
}

static void plain_cells_are_taken_as_they_are(void **state)
{
    static const struct example examples[] = {
        EXAMPLE(" a , b ", "[ a ]0-3[ b ]4-7\n"),
        EXAMPLE("a\"b", "[a\"b]0-3\n"),
        EXAMPLE("a\"\"b,c\"", "[a\"\"b]0-4[c\"]5-7\n"),
        EXAMPLE("a\",b\"", "[a\"]0-2[b\"]3-5\n"),
        EXAMPLE(" \"a\"", "[ \"a\"]0-4\n"),
        EXAMPLE("'a;b\t|", "['a;b\t|]0-6\n"),
        /* CR is part of a line end only before LF */
        EXAMPLE("a\rb", "[a\rb]0-3\n"),
        EXAMPLE("a\r", "[a\r]0-2\n"),
        EXAMPLE("\r", "[\r]0-1\n"),
        EXAMPLE("a\r\r\nb", "[a\r]0-2\n[b]4-5\n"),
        EXAMPLE("a\n\rb", "[a]0-1\n[\rb]2-4\n"),
    };
    check_examples(state, examples, ARRAY_SIZE(examples));
}

static void nul_is_a_byte_like_others(void **state)
{
    struct source source = exact_source(*state, TEXT("a\0b,\0"));
    struct csv_table table;
    struct span at;
    assert_int_equal(csv_read(*state, &source, &table, &at), CSV_SOUND);
    assert_int_equal(table.rows[0].count, 2);
    assert_true(text_equal(table.rows[0].cells[0].text, TEXT("a\0b")));
    assert_true(text_equal(table.rows[0].cells[1].text, TEXT("\0")));
}

static void quoted_cells_are_unquoted(void **state)
{
    static const struct example examples[] = {
        EXAMPLE("\"a\"", "[a]0-3\n"),
        EXAMPLE("\" a \",\"b\"\n", "[ a ]0-5[b]6-9\n"),
        EXAMPLE("\"a,b\",c", "[a,b]0-5[c]6-7\n"),
        EXAMPLE("\"a\nb\"\nc", "[a\nb]0-5\n[c]6-7\n"),
        EXAMPLE("\"a\r\n\r\nb\"\r\nc", "[a\r\n\r\nb]0-8\n[c]10-11\n"),
        EXAMPLE("\"a\"\"b\"", "[a\"b]0-6\n"),
        EXAMPLE("\"\"\"\"", "[\"]0-4\n"),
        EXAMPLE("\"\"\"\"\"\"", "[\"\"]0-6\n"),
        EXAMPLE("\"\"\"a\"\"\"", "[\"a\"]0-7\n"),
        EXAMPLE("\"\"\",\"\"\"", "[\",\"]0-7\n"),
        EXAMPLE("1,\"2\",3\n4,\"5\"", "[1]0-1[2]2-5[3]6-7\n[4]8-9[5]10-13\n"),
    };
    check_examples(state, examples, ARRAY_SIZE(examples));
}

static void faults_say_where(void **state)
{
    static const struct example examples[] = {
        EXAMPLE("\"", "fault 1 at 0-1"),
        EXAMPLE("\"\"\"", "fault 1 at 0-1"),
        EXAMPLE("a,\"b\n", "fault 1 at 2-3"),
        EXAMPLE("a\n\"b\"\"\nc,d\n", "fault 1 at 2-3"),
        EXAMPLE("\"a\",\"b\",\"", "fault 1 at 8-9"),
        EXAMPLE("\"a\"b", "fault 2 at 3-4"),
        EXAMPLE("\"a\" ,b", "fault 2 at 3-4"),
        EXAMPLE("x,\"a\"bc\"d,e\n", "fault 2 at 5-9"),
        EXAMPLE("\"a\"b\r\n", "fault 2 at 3-4"),
        EXAMPLE("\"a\"b\n", "fault 2 at 3-4"),
        EXAMPLE("\"a\"\r", "fault 2 at 3-4"),
        EXAMPLE("\"\"\r\r\n", "fault 2 at 2-3"),
        /* the first fault is told */
        EXAMPLE("\"a\"b,\"", "fault 2 at 3-4"),
    };
    check_examples(state, examples, ARRAY_SIZE(examples));
}

/* --- Every short table, against a second reader that goes byte by byte --------------------------
 */

enum mode { AT_LINE, AT_CELL, PLAIN, QUOTED, CLOSED };

struct second_reader {
    struct buffer out, cell;
    enum mode mode;
    uint32_t start;
};

static void finish_cell(struct second_reader *reader, uint32_t end)
{
    buffer_format(&reader->out, "[%.*s]%u-%u", TEXT_ARG(buffer_text(&reader->cell)), reader->start,
                  end);
    reader->cell.size = 0;
}

static void start_cell(struct second_reader *reader, uint32_t offset, char byte)
{
    reader->start = offset;
    reader->mode = byte == '"' ? QUOTED : PLAIN;
    if (byte != '"')
        buffer_byte(&reader->cell, byte);
}

static void finish_row(struct second_reader *reader, uint32_t end)
{
    if (reader->mode == AT_CELL)
        reader->start = end;
    if (reader->mode != AT_LINE) {
        finish_cell(reader, end);
        buffer_byte(&reader->out, '\n');
    }
    reader->mode = AT_LINE;
}

/* One byte outside quotes that ends no line. False on text after a quote. */
static bool step(struct second_reader *reader, uint32_t offset, char byte)
{
    if (byte == ',') {
        if (reader->mode == AT_LINE || reader->mode == AT_CELL)
            reader->start = offset;
        finish_cell(reader, offset);
        reader->mode = AT_CELL;
    } else if (reader->mode == AT_LINE || reader->mode == AT_CELL) {
        start_cell(reader, offset, byte);
    } else if (reader->mode == PLAIN) {
        buffer_byte(&reader->cell, byte);
    } else {
        return false;
    }
    return true;
}

static bool starts_line_end(struct text rest)
{
    return rest.data[0] == '\n' || (rest.size > 1 && rest.data[0] == '\r' && rest.data[1] == '\n');
}

static struct text after_quote(struct arena *arena, struct text bytes, uint32_t start)
{
    uint32_t end = start;
    while (end < bytes.size && bytes.data[end] != ',' && !starts_line_end(text_skip(bytes, end)))
        end++;
    return text_format(arena, "fault 2 at %u-%u", start, end);
}

static struct text shown_by_second(struct arena *arena, struct text bytes)
{
    struct second_reader reader = {buffer_in(arena), buffer_in(arena), AT_LINE, 0};
    uint32_t i = 0;
    for (; i < bytes.size; i++) {
        char byte = bytes.data[i];
        bool twice = i + 1 < bytes.size && bytes.data[i + 1] == '"';
        if (reader.mode == QUOTED && byte == '"' && !twice) {
            reader.mode = CLOSED;
        } else if (reader.mode == QUOTED) {
            buffer_byte(&reader.cell, byte);
            i += byte == '"';
        } else if (starts_line_end(text_skip(bytes, i))) {
            finish_row(&reader, i);
            i += byte == '\r';
        } else if (!step(&reader, i, byte)) {
            return after_quote(arena, bytes, i);
        }
    }
    if (reader.mode == QUOTED)
        return text_format(arena, "fault 1 at %u-%u", reader.start, reader.start + 1);
    finish_row(&reader, i);
    return buffer_text(&reader.out);
}

static void every_short_table_is_read_alike(void **state)
{
    static const char alphabet[] = {'a', ',', '"', '\n', '\r'};
    enum { LONGEST = 7 };
    (void)state;
    for (size_t size = 0, count = 1; size <= LONGEST; size++, count *= sizeof alphabet) {
        struct arena arena;
        arena_init(&arena, NULL);
        for (size_t number = 0; number < count; number++) {
            char bytes[LONGEST + 1];
            for (size_t i = 0, rest = number; i < size; i++, rest /= sizeof alphabet)
                bytes[i] = alphabet[rest % sizeof alphabet];
            struct text source = {bytes, size};
            struct text first = shown(&arena, source), second = shown_by_second(&arena, source);
            if (!text_equal(first, second))
                fail_msg("«%.*s»\n got «%.*s»\nwant «%.*s»", TEXT_ARG(source), TEXT_ARG(first),
                         TEXT_ARG(second));
        }
        arena_free(&arena);
    }
}

/* --- Large ones ------------------------------------------------------------------------------- */

static struct text repeated(struct arena *arena, struct text head, struct text part, size_t count,
                            struct text tail)
{
    struct buffer buffer = buffer_in(arena);
    buffer_add(&buffer, head);
    buffer_repeat(&buffer, part, count);
    buffer_add(&buffer, tail);
    return buffer_text(&buffer);
}

static enum csv_fault read_large(struct arena *arena, struct text bytes, struct csv_table *table,
                                 struct span *at)
{
    struct source source = exact_source(arena, bytes);
    return csv_read(arena, &source, table, at);
}

static void as_many_cells_as_allowed(void **state)
{
    struct csv_table table;
    struct span at = {0, 0};
    struct text row = repeated(*state, TEXT(""), TEXT(","), CSV_MAX_CELLS - 1, TEXT(""));
    assert_int_equal(read_large(*state, row, &table, &at), CSV_SOUND);
    assert_int_equal(table.count, 1);
    assert_int_equal(table.rows[0].count, CSV_MAX_CELLS);

    struct text column = repeated(*state, TEXT(""), TEXT("1\n"), CSV_MAX_CELLS, TEXT("\n\n"));
    assert_int_equal(read_large(*state, column, &table, &at), CSV_SOUND);
    assert_int_equal(table.count, CSV_MAX_CELLS);
    assert_int_equal(table.rows[CSV_MAX_CELLS - 1].count, 1);
}

static void one_cell_too_many(void **state)
{
    struct csv_table table;
    struct span at = {0, 0};
    struct text column = repeated(*state, TEXT(""), TEXT("1\n"), CSV_MAX_CELLS, TEXT("\"xy\"\n3"));
    assert_int_equal(read_large(*state, column, &table, &at), CSV_TOO_MANY);
    assert_int_equal(at.start, 2 * CSV_MAX_CELLS);
    assert_int_equal(at.end, 2 * CSV_MAX_CELLS + 4);
    assert_int_equal(table.count, 0);

    struct text row = repeated(*state, TEXT(""), TEXT(","), CSV_MAX_CELLS, TEXT(""));
    assert_int_equal(read_large(*state, row, &table, &at), CSV_TOO_MANY);
    assert_int_equal(at.start, CSV_MAX_CELLS);
    assert_int_equal(at.end, CSV_MAX_CELLS);
}

static void large_cells_are_read(void **state)
{
    enum { COUNT = 2 << 20 };
    struct csv_table table;
    struct span at = {0, 0};
    struct text quotes = repeated(*state, TEXT("\""), TEXT("\"\""), COUNT, TEXT("\""));
    assert_int_equal(read_large(*state, quotes, &table, &at), CSV_SOUND);
    assert_int_equal(table.rows[0].cells[0].text.size, COUNT);
    assert_int_equal(table.rows[0].cells[0].at.end, 2 * COUNT + 2);

    struct text open = repeated(*state, TEXT("\""), TEXT("\"\""), COUNT, TEXT(""));
    assert_int_equal(read_large(*state, open, &table, &at), CSV_UNCLOSED_QUOTE);
    struct text returns = repeated(*state, TEXT(""), TEXT("\r"), COUNT, TEXT(""));
    assert_int_equal(read_large(*state, returns, &table, &at), CSV_SOUND);
    assert_int_equal(table.rows[0].cells[0].text.size, COUNT);
    struct text blank = repeated(*state, TEXT(""), TEXT("\r\n"), COUNT, TEXT("a"));
    assert_int_equal(read_large(*state, blank, &table, &at), CSV_SOUND);
    assert_int_equal(table.count, 1);
}

static void cells_without_doubled_quotes_are_slices(void **state)
{
    struct source source = exact_source(*state, TEXT("a,\"b\",\"c\"\"\""));
    struct csv_table table;
    struct span at;
    assert_int_equal(csv_read(*state, &source, &table, &at), CSV_SOUND);
    const struct csv_cell *cells = table.rows[0].cells;
    assert_ptr_equal(cells[0].text.data, source.bytes.data);
    assert_ptr_equal(cells[1].text.data, source.bytes.data + 3);
    assert_true(text_equal(cells[2].text, TEXT("c\"")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(rows_and_cells_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(empty_cells_count, set_up, tear_down),
        cmocka_unit_test_setup_teardown(blank_lines_are_left_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(plain_cells_are_taken_as_they_are, set_up, tear_down),
        cmocka_unit_test_setup_teardown(nul_is_a_byte_like_others, set_up, tear_down),
        cmocka_unit_test_setup_teardown(quoted_cells_are_unquoted, set_up, tear_down),
        cmocka_unit_test_setup_teardown(faults_say_where, set_up, tear_down),
        cmocka_unit_test_setup_teardown(every_short_table_is_read_alike, set_up, tear_down),
        cmocka_unit_test_setup_teardown(as_many_cells_as_allowed, set_up, tear_down),
        cmocka_unit_test_setup_teardown(one_cell_too_many, set_up, tear_down),
        cmocka_unit_test_setup_teardown(large_cells_are_read, set_up, tear_down),
        cmocka_unit_test_setup_teardown(cells_without_doubled_quotes_are_slices, set_up, tear_down),
    };
    return cmocka_run_group_tests_name("csv_reader", tests, NULL, NULL);
}
