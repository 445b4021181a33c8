#include "lang/base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <wchar.h>
#include <cmocka.h>

#include "tests/unit/fixture.h"

static const struct text nothing = {NULL, 0};

static void equality_is_of_bytes(void **state)
{
    (void)state;
    assert_true(text_equal(TEXT("绩效"), text_from("绩效")));
    assert_false(text_equal(TEXT("绩效"), TEXT("绩")));
    assert_false(text_equal(TEXT("a\0b"), TEXT("a\0c")));
    assert_true(text_equal(nothing, TEXT("")));
    assert_true(text_equal(nothing, nothing));
    assert_false(text_equal(nothing, TEXT("a")));
}

static void order_is_of_bytes_shorter_first(void **state)
{
    (void)state;
    const struct text sorted[] = {nothing,    TEXT("\0"), TEXT("a"),  TEXT("a\0"),  TEXT("a\0b"),
                                  TEXT("aa"), TEXT("b"),  TEXT("中"), TEXT("中国"), TEXT("\xFF")};
    for (size_t i = 0; i < ARRAY_SIZE(sorted); i++) {
        for (size_t j = 0; j < ARRAY_SIZE(sorted); j++) {
            int order = text_compare(sorted[i], sorted[j]);
            assert_int_equal((order > 0) - (order < 0), (i > j) - (i < j));
        }
    }
}

static void starts_and_ends(void **state)
{
    (void)state;
    assert_true(text_starts(TEXT("预算.csv"), TEXT("预算")));
    assert_true(text_ends(TEXT("预算.csv"), TEXT(".csv")));
    assert_false(text_starts(TEXT("预"), TEXT("预算")));
    assert_false(text_ends(TEXT("sv"), TEXT(".csv")));
    assert_false(text_starts(TEXT("abc"), TEXT("bc")));
    assert_false(text_ends(TEXT("abc"), TEXT("ab")));
    assert_true(text_starts(TEXT("abc"), nothing));
    assert_true(text_ends(nothing, nothing));
    assert_false(text_starts(nothing, TEXT("a")));
}

static void skip_and_chop(void **state)
{
    (void)state;
    assert_text(text_skip(TEXT("abc"), 1), TEXT("bc"));
    assert_text(text_chop(TEXT("abc"), 1), TEXT("ab"));
    assert_text(text_skip(TEXT("abc"), 3), nothing);
    assert_text(text_chop(TEXT("abc"), 3), nothing);
    assert_text(text_skip(nothing, 0), nothing);
}

static void trim_takes_ascii_blanks_and_ideographic_spaces(void **state)
{
    (void)state;
    assert_text(text_trim(TEXT(" \t\v\f\r\n\u3000 收 入 \u3000\n\u3000")), TEXT("收 入"));
    assert_text(text_trim(TEXT("\u3000\u3000 ")), nothing);
    assert_text(text_trim(nothing), nothing);
    assert_text(text_trim(TEXT("\0 ")), TEXT("\0"));
    assert_text(text_trim(TEXT("\u00A0a")), TEXT("\u00A0a"));
    /* Half an ideographic space is none. */
    assert_text(text_trim(TEXT("\x80\x80")), TEXT("\x80\x80"));
    assert_text(text_trim(TEXT("\xE3\x80")), TEXT("\xE3\x80"));
}

static void copies_are_terminated_and_apart(void **state)
{
    char original[] = "年度";
    struct text copy = text_copy(*state, text_from(original));
    const char *string = text_string(*state, (struct text){original, 3});
    original[0] = 'x';
    assert_text(copy, TEXT("年度"));
    assert_int_equal(copy.data[copy.size], 0);
    assert_string_equal(string, "年");
    assert_string_equal(text_string(*state, nothing), "");
    assert_int_equal(text_copy(*state, nothing).size, 0);
}

static void text_argument_stops_at_the_slice(void **state)
{
    (void)state;
    char out[16];
    snprintf(out, sizeof out, "<%.*s>", TEXT_ARG(text_chop(TEXT("abc"), 1)));
    assert_string_equal(out, "<ab>");
    snprintf(out, sizeof out, "<%.*s>", TEXT_ARG(nothing));
    assert_string_equal(out, "<>");
    struct text huge = {"abc", SIZE_MAX};
    snprintf(out, sizeof out, "<%.*s>", TEXT_ARG(huge));
    assert_string_equal(out, "<abc>");
}

/* Around the size up to which a format needs no second pass. */
static void formats_of_every_length(void **state)
{
    for (int length = 0; length < 600; length++) {
        struct text text = text_format(*state, "%*s", length, "");
        assert_int_equal(text.size, length);
        assert_int_equal(text.data[text.size], 0);
        for (size_t i = 0; i < text.size; i++)
            assert_int_equal(text.data[i], ' ');
    }
    assert_text(text_format(*state, "%d 万元", 12), TEXT("12 万元"));
}

static void a_buffer_starts_empty(void **state)
{
    struct buffer buffer = buffer_in(*state);
    assert_text(buffer_text(&buffer), nothing);
    buffer_add(&buffer, nothing);
    buffer_repeat(&buffer, TEXT("ab"), 0);
    buffer_repeat(&buffer, nothing, 1000);
    buffer_format(&buffer, "%s", "");
    assert_text(buffer_text(&buffer), nothing);
}

static void a_buffer_takes_everything_in_order(void **state)
{
    struct buffer buffer = buffer_in(*state);
    buffer_literal(&buffer, "表");
    buffer_byte(&buffer, '\0');
    buffer_format(&buffer, "%d%%", 75);
    buffer_repeat(&buffer, TEXT("-="), 3);
    assert_text(buffer_text(&buffer), TEXT("表\0"
                                           "75%-=-=-="));
}

static void a_buffer_grows_by_bytes_and_by_blocks(void **state)
{
    struct buffer buffer = buffer_in(*state);
    for (int i = 0; i < 5000; i++) {
        buffer_byte(&buffer, (char)('a' + i % 26));
        arena_alloc(*state, 1); /* so that it cannot always grow in place */
    }
    buffer_repeat(&buffer, TEXT("中"), 5000);
    struct text text = buffer_text(&buffer);
    assert_int_equal(text.size, 20000);
    for (size_t i = 0; i < 5000; i++)
        assert_int_equal(text.data[i], 'a' + i % 26);
    for (size_t i = 5000; i < 20000; i += 3)
        assert_memory_equal(text.data + i, "中", 3);
}

static void a_buffer_takes_a_slice_of_itself(void **state)
{
    struct buffer buffer = buffer_in(*state);
    buffer_literal(&buffer, "0123456789");
    for (int i = 0; i < 10; i++)
        buffer_add(&buffer, buffer_text(&buffer));
    buffer_repeat(&buffer, (struct text){buffer.data, 10}, 100);
    struct text text = buffer_text(&buffer);
    assert_int_equal(text.size, 10240 + 1000);
    for (size_t i = 0; i < text.size; i++)
        assert_int_equal(text.data[i], '0' + i % 10);
}

static void repeat_too_often(struct arena *arena)
{
    struct buffer buffer = buffer_in(arena);
    buffer_repeat(&buffer, TEXT("ab"), SIZE_MAX / 2 + 1);
}

static void add_too_much(struct arena *arena)
{
    struct buffer buffer = buffer_in(arena);
    buffer_byte(&buffer, 'a');
    buffer_add(&buffer, (struct text){"", SIZE_MAX});
}

static void copy_too_much(struct arena *arena)
{
    text_copy(arena, (struct text){"", SIZE_MAX});
}

/* printf says no to this character in every locale, as it does to more than INT_MAX bytes. */
static const wint_t no_character = 0x7FFFFFFF;

static void format_in_vain(struct arena *arena)
{
    text_format(arena, "%lc", no_character);
}

static void add_formatted_in_vain(struct arena *arena)
{
    struct buffer buffer = buffer_in(arena);
    buffer_format(&buffer, "%lc", no_character);
}

static void what_cannot_be_made_jumps_to_the_owner(void **state)
{
    static void (*const requests[])(struct arena *) = {
        repeat_too_often, add_too_much, copy_too_much, format_in_vain, add_formatted_in_vain};
    struct arena *arena = *state;
    volatile size_t jumps = 0;
    for (volatile size_t i = 0; i < ARRAY_SIZE(requests); i++) {
        jmp_buf point;
        arena->exhausted = &point;
        if (setjmp(point) == 0)
            requests[i](arena);
        else
            jumps++;
    }
    assert_int_equal(jumps, ARRAY_SIZE(requests));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(equality_is_of_bytes),
        TEST(order_is_of_bytes_shorter_first),
        TEST(starts_and_ends),
        TEST(skip_and_chop),
        TEST(trim_takes_ascii_blanks_and_ideographic_spaces),
        TEST(copies_are_terminated_and_apart),
        TEST(text_argument_stops_at_the_slice),
        TEST(formats_of_every_length),
        TEST(a_buffer_starts_empty),
        TEST(a_buffer_takes_everything_in_order),
        TEST(a_buffer_grows_by_bytes_and_by_blocks),
        TEST(a_buffer_takes_a_slice_of_itself),
        TEST(what_cannot_be_made_jumps_to_the_owner),
    };
    return cmocka_run_group_tests_name("text", tests, NULL, NULL);
}
