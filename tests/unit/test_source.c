#include "lang/source.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/unit/fixture.h"

struct expected {
    uint32_t offset, line, column, start;
    struct text text;
};

static void assert_positions(struct arena *arena, struct text bytes, const struct expected *places,
                             size_t count)
{
    struct source *source = source_new(arena, TEXT("a"), bytes);
    for (size_t i = 0; i < count; i++) {
        struct position position = source_position(arena, source, places[i].offset);
        assert_int_equal(position.line, places[i].line);
        assert_int_equal(position.column, places[i].column);
        assert_int_equal(position.start, places[i].start);
        assert_text(position.text, places[i].text);
    }
}

static void bytes_are_copied_and_terminated(void **state)
{
    char bytes[] = "报告";
    char name[] = "a.jx";
    struct source *source = source_new(*state, text_from(name), text_from(bytes));
    bytes[0] = name[0] = 'x';
    assert_text(source->bytes, TEXT("报告"));
    assert_text(source->name, TEXT("a.jx"));
    assert_memory_equal(source->bytes.data + source->bytes.size, "\0\0", 2);
    assert_int_equal(source->order, 0);
    assert_false(source->shown);
}

static void copy_too_much(struct arena *arena)
{
    source_new(arena, TEXT("a"), (struct text){"too much", (size_t)UINT32_MAX - 1});
}

static void offsets_have_32_bits(void **state)
{
    jmp_buf point;
    struct arena *arena = *state;
    arena->exhausted = &point;
    if (setjmp(point) == 0) {
        copy_too_much(arena);
        fail_msg("no jump");
    }
}

static void one_byte_order_mark_goes(void **state)
{
    static const struct {
        struct text given, kept;
    } cases[] = {
        {TEXT("\uFEFFa"), TEXT("a")},
        {TEXT("\uFEFF"), TEXT("")},
        {TEXT("\uFEFF\uFEFFa"), TEXT("\uFEFFa")},
        {TEXT("a\uFEFF"), TEXT("a\uFEFF")},
        {TEXT("\xEF\xBB"), TEXT("\xEF\xBB")},
        {{NULL, 0}, TEXT("")},
        {TEXT("a\0b"), TEXT("a\0b")},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct source *source = source_new(*state, TEXT("a"), cases[i].given);
        assert_text(source->bytes, cases[i].kept);
        assert_memory_equal(source->bytes.data + source->bytes.size, "\0\0", 2);
    }
}

static void path_is_the_directory(void **state)
{
    static const struct {
        struct text name, path;
    } cases[] = {
        {TEXT("a.jx"), TEXT("")},       {TEXT("2022/a.jx"), TEXT("2022/")},
        {TEXT("/a.jx"), TEXT("/")},     {TEXT("../年报/a.jx"), TEXT("../年报/")},
        {TEXT("2022/"), TEXT("2022/")}, {TEXT("./a"), TEXT("./")},
        {{NULL, 0}, TEXT("")},          {TEXT("a/b/c"), TEXT("a/b/")},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_text(source_new(*state, cases[i].name, TEXT(""))->path, cases[i].path);
}

static void columns_count_code_points(void **state)
{
    static const struct expected places[] = {
        {9, 2, 4, 2, TEXT("收a入𠀀b")},  {0, 1, 1, 0, TEXT("x")},
        {1, 1, 2, 0, TEXT("x")},         {2, 2, 1, 2, TEXT("收a入𠀀b")},
        {5, 2, 2, 2, TEXT("收a入𠀀b")},  {13, 2, 5, 2, TEXT("收a入𠀀b")},
        {14, 2, 6, 2, TEXT("收a入𠀀b")},
    };
    assert_positions(*state, TEXT("x\n收a入𠀀b"), places, ARRAY_SIZE(places));
}

static void line_ends_are_not_in_the_text(void **state)
{
    static const struct expected places[] = {
        {0, 1, 1, 0, TEXT("a")},   {1, 1, 2, 0, TEXT("a")},   {2, 1, 3, 0, TEXT("a")},
        {3, 2, 1, 3, TEXT("")},    {4, 3, 1, 4, TEXT("b\r")}, {6, 3, 3, 4, TEXT("b\r")},
        {7, 3, 4, 4, TEXT("b\r")}, {8, 4, 1, 8, TEXT("c\r")}, {10, 4, 3, 8, TEXT("c\r")},
    };
    assert_positions(*state, TEXT("a\r\n\nb\r\r\nc\r"), places, ARRAY_SIZE(places));
}

static void the_end_has_a_place(void **state)
{
    static const struct expected empty[] = {{0, 1, 1, 0, TEXT("")}, {7, 1, 1, 0, TEXT("")}};
    static const struct expected open[] = {{3, 1, 2, 0, TEXT("中")},
                                           {UINT32_MAX, 1, 2, 0, TEXT("中")}};
    static const struct expected closed[] = {{4, 2, 1, 4, TEXT("")}, {99, 2, 1, 4, TEXT("")}};
    static const struct expected feed[] = {{0, 1, 1, 0, TEXT("")}, {1, 2, 1, 1, TEXT("")}};
    assert_positions(*state, (struct text){NULL, 0}, empty, ARRAY_SIZE(empty));
    assert_positions(*state, TEXT("\uFEFF"), empty, ARRAY_SIZE(empty));
    assert_positions(*state, TEXT("中"), open, ARRAY_SIZE(open));
    assert_positions(*state, TEXT("中\n"), closed, ARRAY_SIZE(closed));
    assert_positions(*state, TEXT("\n"), feed, ARRAY_SIZE(feed));
}

/* Against a walk from the start. */
static void every_offset_of_many_lines(void **state)
{
    struct buffer text = buffer_in(*state);
    for (size_t i = 0; i < 300; i++) {
        buffer_repeat(&text, TEXT("z"), i % 7);
        buffer_literal(&text, "\n");
    }
    struct source *source = source_new(*state, TEXT("a"), buffer_text(&text));
    uint32_t line = 1, column = 1;
    for (uint32_t offset = 0; offset <= source->bytes.size; offset++) {
        struct position position = source_position(*state, source, offset);
        assert_int_equal(position.line, line);
        assert_int_equal(position.column, column);
        assert_int_equal(position.start, offset - (column - 1));
        column++;
        if (source->bytes.data[offset] == '\n') {
            line++;
            column = 1;
        }
    }
    assert_int_equal(source->line_count, 301);
}

static void lines_are_found_once(void **state)
{
    struct source *source = source_new(*state, TEXT("a"), TEXT("a\nb"));
    assert_null(source->lines);
    source_position(*state, source, 0);
    const uint32_t *lines = source->lines;
    assert_non_null(lines);
    source_position(*state, source, 2);
    assert_ptr_equal(source->lines, lines);
}

/* The first invalid byte of a file is reported by its place. */
static void invalid_bytes_have_a_place(void **state)
{
    static const struct expected places[] = {{5, 2, 2, 2, TEXT("收\xFF\x80z")}};
    assert_positions(*state, TEXT("a\n收\xFF\x80z"), places, ARRAY_SIZE(places));
}

static void text_of_a_span(void **state)
{
    struct source *source = source_new(*state, TEXT("a"), TEXT("\uFEFF收入 = 1"));
    assert_text(source_text(source, (struct span){0, 6}), TEXT("收入"));
    assert_text(source_text(source, (struct span){9, 10}), TEXT("1"));
    assert_text(source_text(source, (struct span){10, 10}), TEXT(""));
    assert_text(source_text(source, (struct span){3, 3}), TEXT(""));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bytes_are_copied_and_terminated),
        TEST(offsets_have_32_bits),
        TEST(one_byte_order_mark_goes),
        TEST(path_is_the_directory),
        TEST(columns_count_code_points),
        TEST(line_ends_are_not_in_the_text),
        TEST(the_end_has_a_place),
        TEST(every_offset_of_many_lines),
        TEST(lines_are_found_once),
        TEST(invalid_bytes_have_a_place),
        TEST(text_of_a_span),
    };
    return cmocka_run_group_tests_name("source", tests, NULL, NULL);
}
