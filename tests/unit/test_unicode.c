#include "lang/base/unicode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>
#include <uniwidth.h>
#include <cmocka.h>

#include "tests/unit/fixture.h"

enum { SCALARS = 0x110000 };

static bool is_surrogate(uint32_t scalar)
{
    return scalar >= 0xD800 && scalar <= 0xDFFF;
}

/* `scalar` in UTF-8, by the library; in `room` of six bytes. */
static struct text encoded(uint32_t scalar, uint8_t *room)
{
    int length = u8_uctomb(room, scalar, 6);
    assert_true(length > 0);
    return (struct text){(char *)room, (size_t)length};
}

/* Validity */

static void check_finds_the_first_bad_byte(void **state)
{
    (void)state;
    static const struct {
        struct text bytes;
        size_t offset;
    } cases[] = {
        {{NULL, 0}, 0},
        {TEXT("绩效 a\0b 𠀀"), 15},
        {TEXT("a\xFF"), 1},
        {TEXT("中\x80"), 3},
        {TEXT("\xC0\x80"), 0},
        {TEXT("\xC1\xBF"), 0},
        {TEXT("\xE0\x9F\xBF"), 0},
        {TEXT("\xE0\xA0\x80"), 3},
        {TEXT("\xED\x9F\xBF"), 3},
        {TEXT("\xED\xA0\x80"), 0},
        {TEXT("\xED\xBF\xBF"), 0},
        {TEXT("\xF0\x8F\xBF\xBF"), 0},
        {TEXT("\xF0\x90\x80\x80"), 4},
        {TEXT("\xF4\x8F\xBF\xBF"), 4},
        {TEXT("\xF4\x90\x80\x80"), 0},
        {TEXT("\xF5\x80\x80\x80"), 0},
        {TEXT("12345678中\xE4\xB8"), 11},
        {TEXT("12345678\xE4"), 8},
        {TEXT("\xF0\x90\x80"), 0},
        {TEXT("\xC3"), 0},
        {TEXT("\xC3\xC3\xA9"), 0},
        {TEXT("0123456789\x80"), 10},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++)
        assert_int_equal(unicode_check(cases[i].bytes), cases[i].offset);
}

static void every_scalar_is_valid_and_read_back(void **state)
{
    (void)state;
    for (uint32_t scalar = 0; scalar < SCALARS; scalar++) {
        uint8_t room[6];
        size_t length;
        if (is_surrogate(scalar))
            continue;
        struct text bytes = encoded(scalar, room);
        if (unicode_check(bytes) != bytes.size || unicode_first(bytes, &length) != scalar ||
            length != bytes.size)
            fail_msg("U+%04X", scalar);
    }
}

static size_t offset_by_library(const uint8_t *bytes, size_t size)
{
    const uint8_t *bad = u8_check(bytes, size);
    return bad ? (size_t)(bad - bytes) : size;
}

/* Every pair of bytes, with what makes it three or four, behind ASCII of every phase. */
static void check_agrees_with_the_library(void **state)
{
    (void)state;
    static const struct text tails[] = {
        TEXT(""),      TEXT("\x80"),     TEXT("\x80\xBF"), TEXT("\xBF\x80\x80"),
        TEXT("a\x80"), TEXT("\x80\xC0"),
    };
    for (size_t pair = 0; pair < 0x10000; pair++) {
        for (size_t i = 0; i < ARRAY_SIZE(tails); i++) {
            uint8_t bytes[32] = "abcdefghijkl";
            size_t size = pair % 10;
            bytes[size++] = (uint8_t)(pair >> 8);
            bytes[size++] = (uint8_t)pair;
            memcpy(bytes + size, tails[i].data, tails[i].size);
            size += tails[i].size;
            if (unicode_check((struct text){(char *)bytes, size}) != offset_by_library(bytes, size))
                fail_msg("pair %04zX, tail %zu", pair, i);
        }
    }
}

static void assert_same_check(const uint8_t *bytes, size_t size)
{
    size_t offset = unicode_check((struct text){(const char *)bytes, size});
    if (offset != offset_by_library(bytes, size))
        fail_msg("%02X %02X %02X … (%zu): %zu", bytes[0], bytes[1], bytes[2], size, offset);
}

static void check_agrees_on_all_of_three_bytes(void **state)
{
    (void)state;
    for (uint32_t n = 0; n < 1u << 24; n++) {
        const uint8_t bytes[] = {(uint8_t)(n >> 16), (uint8_t)(n >> 8), (uint8_t)n};
        assert_same_check(bytes, 3);
        if ((n & 0xFF) == 0)
            assert_same_check(bytes, 2);
        if ((n & 0xFFFF) == 0)
            assert_same_check(bytes, 1);
    }
}

/* Mostly valid characters of all lengths, with a damaged byte now and then, cut anywhere. */
static void check_agrees_on_random_bytes(void **state)
{
    (void)state;
    static const uint32_t last[] = {0x7F, 0x7FF, 0xFFFF, 0x10FFFF};
    uint32_t seed = 2022;
    for (int round = 0; round < 50000; round++) {
        uint8_t bytes[64];
        size_t size = 0;
        while (size < sizeof bytes - 6) {
            seed = seed * 1664525 + 1013904223;
            uint32_t scalar = (seed >> 8) % (last[seed >> 30] + 1);
            if (!is_surrogate(scalar))
                size += encoded(scalar, bytes + size).size;
        }
        if (seed & 0x100)
            bytes[(seed >> 9) % size] ^= (uint8_t)(1u << (seed >> 29));
        assert_same_check(bytes, size - (seed >> 16) % 8);
    }
}

static void gb18030_is_told_from_other_bytes(void **state)
{
    (void)state;
    static const struct {
        struct text bytes;
        bool looks;
    } cases[] = {
        {TEXT("\xBC\xA8\xD0\xA7\xB1\xA8\xB8\xE6"), true}, /* 绩效报告 */
        {TEXT("name = \xBC\xA8\xD0\xA7\n"), true},        /* among ASCII */
        {TEXT("\xBC\xA8\xD0"), false},                    /* half a character */
        {TEXT("\xBC\xA8\xFF\xFF"), false},
        {TEXT("\xBC\xA8\x80"), false},
        {TEXT("\xBC\x7F"), false},
        {TEXT("caf\xE9"), false},              /* Latin-1 at the end */
        {TEXT("caf\xE9 au lait"), false},      /* and before a space */
        {TEXT("绩效自评报告\xE4\xB8"), false}, /* UTF-8, cut short */
        {TEXT("收入、支出\xFF绩效"), false},   /* and damaged */
        {TEXT("plain"), false},
        {TEXT(""), false},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        if (unicode_looks_gb18030(cases[i].bytes) != cases[i].looks)
            fail_msg("case %zu", i);
    }
}

static void gb18030_has_characters_of_four_bytes(void **state)
{
    (void)state;
    assert_true(unicode_looks_gb18030(TEXT("\xBC\xA8\xD0\xA7\xB1\xA8\xB8\xE6\x95\x32\x82\x36")));
    assert_false(unicode_looks_gb18030(TEXT("\xBC\xA8\xD0\xA7\xB1\xA8\x95\x32\x82")));
    assert_false(unicode_looks_gb18030(TEXT("\xBC\xA8\xD0\xA7\xB1\xA8\x95\x32\x82\x40")));
}

/* Flaws */

static enum unicode_flaw first_flaw(struct text bytes)
{
    size_t offset = 0, length;
    uint32_t scalar;
    enum unicode_flaw flaw;
    return unicode_next_flaw(bytes, &offset, &length, &scalar, &flaw) ? flaw : UNICODE_SOUND;
}

static void each_flaw_has_its_kind(void **state)
{
    (void)state;
    static const struct {
        uint32_t first, last;
        enum unicode_flaw flaw;
    } cases[] = {
        {0x00, 0x08, UNICODE_CONTROL},
        {'\t', '\n', UNICODE_SOUND},
        {0x0B, 0x1F, UNICODE_CONTROL},
        {0x20, 0x7E, UNICODE_SOUND},
        {0x7F, 0x84, UNICODE_CONTROL},
        {0x85, 0x85, UNICODE_SEPARATOR},
        {0x86, 0x9F, UNICODE_CONTROL},
        {0xA0, 0xAC, UNICODE_SOUND},
        {0xAD, 0xAD, UNICODE_INVISIBLE},
        {0xAE, 0x34E, UNICODE_SOUND},
        {0x34F, 0x34F, UNICODE_INVISIBLE},
        {0x61C, 0x61C, UNICODE_BIDI},
        {0x115F, 0x1160, UNICODE_INVISIBLE},
        {0x17B4, 0x17B5, UNICODE_INVISIBLE},
        {0x180B, 0x180F, UNICODE_INVISIBLE},
        {0x2000, 0x200A, UNICODE_SOUND},
        {0x200B, 0x200D, UNICODE_INVISIBLE},
        {0x200E, 0x200F, UNICODE_BIDI},
        {0x2010, 0x2027, UNICODE_SOUND},
        {0x2028, 0x2029, UNICODE_SEPARATOR},
        {0x202A, 0x202E, UNICODE_BIDI},
        {0x202F, 0x205F, UNICODE_SOUND},
        {0x2060, 0x2065, UNICODE_INVISIBLE},
        {0x2066, 0x2069, UNICODE_BIDI},
        {0x206A, 0x206F, UNICODE_INVISIBLE},
        {0x2070, 0x3163, UNICODE_SOUND},
        {0x3164, 0x3164, UNICODE_INVISIBLE},
        {0x3165, 0xD7FF, UNICODE_SOUND},
        {0xE000, 0xF8FF, UNICODE_PRIVATE},
        {0xF900, 0xFDCF, UNICODE_SOUND},
        {0xFDD0, 0xFDEF, UNICODE_NONCHARACTER},
        {0xFE00, 0xFE0F, UNICODE_INVISIBLE},
        {0xFE10, 0xFEFE, UNICODE_SOUND},
        {0xFEFF, 0xFEFF, UNICODE_INVISIBLE},
        {0xFF00, 0xFF9F, UNICODE_SOUND},
        {0xFFA0, 0xFFA0, UNICODE_INVISIBLE},
        {0xFFA1, 0xFFEF, UNICODE_SOUND},
        {0xFFF0, 0xFFFB, UNICODE_INVISIBLE},
        {0xFFFC, 0xFFFD, UNICODE_SOUND},
        {0xFFFE, 0xFFFF, UNICODE_NONCHARACTER},
        {0x1D173, 0x1D17A, UNICODE_INVISIBLE},
        {0x1F300, 0x1FFFD, UNICODE_SOUND},
        {0x1FFFE, 0x1FFFF, UNICODE_NONCHARACTER},
        {0x20000, 0x2FFFD, UNICODE_SOUND},
        {0x2FFFE, 0x2FFFF, UNICODE_NONCHARACTER},
        {0x30000, 0x3FFFD, UNICODE_SOUND},
        {0xE0000, 0xE0FFF, UNICODE_INVISIBLE},
        {0xF0000, 0xFFFFD, UNICODE_PRIVATE},
        {0xFFFFE, 0xFFFFF, UNICODE_NONCHARACTER},
        {0x100000, 0x10FFFD, UNICODE_PRIVATE},
        {0x10FFFE, 0x10FFFF, UNICODE_NONCHARACTER},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        for (uint32_t scalar = cases[i].first; scalar <= cases[i].last; scalar++) {
            uint8_t room[6];
            if (first_flaw(encoded(scalar, room)) != cases[i].flaw)
                fail_msg("U+%04X is not %d", scalar, (int)cases[i].flaw);
        }
    }
}

/* Nothing that the data calls dangerous slips through the table of first bytes. */
static void no_scalar_slips_through(void **state)
{
    (void)state;
    for (uint32_t scalar = 0xA0; scalar < SCALARS; scalar++) {
        uint8_t room[6];
        if (is_surrogate(scalar))
            continue;
        bool bad = uc_is_property_default_ignorable_code_point(scalar) ||
                   uc_is_property_bidi_control(scalar) || uc_is_property_private_use(scalar) ||
                   uc_is_property_not_a_character(scalar);
        if (bad && first_flaw(encoded(scalar, room)) == UNICODE_SOUND)
            fail_msg("U+%04X", scalar);
    }
}

static void company_makes_some_sound(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        enum unicode_flaw flaw;
    } cases[] = {
        {"a\r\nb", UNICODE_SOUND},
        {"a\rb", UNICODE_CONTROL},
        {"a\r\r\n", UNICODE_CONTROL},
        {"a\r", UNICODE_CONTROL},
        {"❤\uFE0F", UNICODE_SOUND},
        {"❤\uFE0E", UNICODE_SOUND},
        {"❤\uFE0F\uFE0F", UNICODE_INVISIBLE},
        {"\uFE0F", UNICODE_INVISIBLE},
        {"a\uFE0F", UNICODE_INVISIBLE},
        {"1\uFE0F", UNICODE_INVISIBLE},
        {"1\uFE0F\u20E3", UNICODE_SOUND},
        {"a\uFE0F\u20E3", UNICODE_INVISIBLE},
        {"、\uFE0F", UNICODE_INVISIBLE},
        {"葛\uFE00", UNICODE_SOUND},
        {"葛\U000E0100", UNICODE_SOUND},
        {"\U00020BB7\U000E0100", UNICODE_SOUND},
        {"a\U000E0100", UNICODE_INVISIBLE},
        {"❤\U000E0100", UNICODE_INVISIBLE},
        {"葛\U000E0100\U000E0100", UNICODE_INVISIBLE},
        {"👨\u200D👩\u200D👧", UNICODE_SOUND},
        {"🏳\uFE0F\u200D🌈", UNICODE_SOUND},
        {"👩🏽\u200D💻", UNICODE_SOUND},
        {"👨\u200D", UNICODE_INVISIBLE},
        {"\u200D👨", UNICODE_INVISIBLE},
        {"👨\u200Da", UNICODE_INVISIBLE},
        {"1\u200D2", UNICODE_INVISIBLE},
        {"收\u200D入", UNICODE_INVISIBLE},
        {"👨\u200D\u200D👩", UNICODE_INVISIBLE},
        {"👨\u200C👩", UNICODE_INVISIBLE},
        {"\uFE0F\u200D👨", UNICODE_INVISIBLE},
        {"ᠠ\u180B", UNICODE_SOUND},
        {"a\u180B", UNICODE_INVISIBLE},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        if (first_flaw(text_from(cases[i].text)) != cases[i].flaw)
            fail_msg("case %zu", i);
    }
}

static void flaws_are_found_one_after_the_other(void **state)
{
    (void)state;
    static const struct {
        size_t offset, length;
        uint32_t scalar;
        enum unicode_flaw flaw;
    } found[] = {
        {6, 3, 0x202E, UNICODE_BIDI},     {9, 3, 0x2066, UNICODE_BIDI},
        {15, 1, 0, UNICODE_CONTROL},      {19, 4, 0xF0000, UNICODE_PRIVATE},
        {23, 2, 0x85, UNICODE_SEPARATOR},
    };
    const struct text text = TEXT("预算\u202E\u2066　\0　\U000F0000\xC2\x85");
    size_t offset = 0, length;
    uint32_t scalar;
    enum unicode_flaw flaw;
    for (size_t i = 0; i < ARRAY_SIZE(found); i++, offset += length) {
        assert_true(unicode_next_flaw(text, &offset, &length, &scalar, &flaw));
        assert_int_equal(offset, found[i].offset);
        assert_int_equal(length, found[i].length);
        assert_int_equal(scalar, found[i].scalar);
        assert_int_equal(flaw, found[i].flaw);
    }
    assert_false(unicode_next_flaw(text, &offset, &length, &scalar, &flaw));
}

static void prose_has_no_flaws(void **state)
{
    (void)state;
    assert_int_equal(first_flaw(TEXT("")), UNICODE_SOUND);
    assert_int_equal(first_flaw((struct text){NULL, 0}), UNICODE_SOUND);
    assert_int_equal(first_flaw(TEXT("　　2022年“三公”经费：１２.５万元（↓3%）——㎡、①。\u00A0"
                                     "龘𠀀é\tα\n")),
                     UNICODE_SOUND);
}

/* Names */

static void names_are_identifiers(void **state)
{
    (void)state;
    static const char *const names[] = {
        "公用经费", "final2022", "_a", "a_",    "__",   "〇", "二〇二二",   "㎡",
        "每㎡成本", "㎞",        "é",  "阿·买", "龘",   "𠀀", "\U00031350", "\U0003FFFD",
        "䶿",      "鿿",       "々", "a",     "Ａ１", "Δ",
    };
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        if (!unicode_is_name(text_from(names[i])))
            fail_msg("%s is a name", names[i]);
    }
}

static void other_words_are_no_names(void **state)
{
    (void)state;
    static const char *const words[] = {
        "",    "_",        "1a",      "2022",       "·a",           "a b", "收 入",
        "a-b", "费、",     "a.b",     "“收”",       "㎢m²",         "℃",   "⼀",
        "①",   "收\u200B", "\u3164",  "a\u3164",    "葛\U000E0100", "❤",   "䷀",
        "　",  "\u0301a",  "a\uFE0F", "\U0002FFFE", "㏠",           "㍿",
    };
    for (size_t i = 0; i < ARRAY_SIZE(words); i++) {
        if (unicode_is_name(text_from(words[i])))
            fail_msg("%s (%zu) is no name", words[i], i);
    }
    assert_false(unicode_is_name((struct text){NULL, 0}));
    assert_false(unicode_is_name(TEXT("a\0")));
}

static void nfc_composes(void **state)
{
    assert_text(unicode_nfc(*state, TEXT("cafe\u0301")), TEXT("café"));
    assert_text(unicode_nfc(*state, TEXT("\uF9DC")), TEXT("隆"));
    assert_text(unicode_nfc(*state, TEXT("收\uF9DC入")), TEXT("收隆入"));
    assert_text(unicode_nfc(*state, TEXT("\u1112\u1161\u11AB")), TEXT("한"));
    assert_text(unicode_nfc(*state, TEXT("Ａ㎡①⼀")), TEXT("Ａ㎡①⼀"));
}

static void nfc_returns_the_same_slice_when_it_can(void **state)
{
    static const struct text names[] = {TEXT("公用经费2022"), TEXT("café"), TEXT("㎡"), TEXT(""),
                                        TEXT("𠀀")};
    for (size_t i = 0; i < ARRAY_SIZE(names); i++) {
        struct text normal = unicode_nfc(*state, names[i]);
        assert_ptr_equal(normal.data, names[i].data);
        assert_int_equal(normal.size, names[i].size);
    }
    assert_int_equal(unicode_nfc(*state, (struct text){NULL, 0}).size, 0);
}

/* U+1D160 grows to three times its size, more than any other. */
static void nfc_of_what_grows_most(void **state)
{
    struct buffer text = buffer_in(*state), expected = buffer_in(*state);
    buffer_repeat(&text, TEXT("\U0001D160"), 2000);
    buffer_repeat(&expected, TEXT("\U0001D158\U0001D165\U0001D16E"), 2000);
    assert_text(unicode_nfc(*state, buffer_text(&text)), buffer_text(&expected));
}

static void no_scalar_outgrows_nfc(void **state)
{
    for (uint32_t scalar = 0x80; scalar < SCALARS; scalar += scalar == 0x2FFFF ? 0xD0000 : 1) {
        uint8_t room[6];
        if (is_surrogate(scalar) || (scalar >= 0x4E00 && scalar < 0xF900))
            continue;
        struct text bytes = encoded(scalar, room);
        assert_true(unicode_nfc(*state, bytes).size <= 3 * bytes.size);
    }
}

static void radicals_stand_for_ideographs(void **state)
{
    (void)state;
    assert_int_equal(unicode_radical(0x2F00), 0x4E00);
    assert_int_equal(unicode_radical(0x2FD5), 0x9FA0);
    assert_int_equal(unicode_radical(0x2E9F), 0x6BCD);
    assert_int_equal(unicode_radical(0x2EF3), 0x9F9F);
    static const uint32_t others[] = {0,      'a',    0x2E7F, 0x2E80,  0x2FD6,   0x2FE0,
                                      0x4E00, 0xFF21, 0xF9DC, 0x2F800, 0x110000, UINT32_MAX};
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        assert_int_equal(unicode_radical(others[i]), others[i]);
}

static void add_writes_utf8(void **state)
{
    struct buffer out = buffer_in(*state);
    static const uint32_t scalars[] = {0, 'a', 0x7F, 0x80, 0x7FF, 0x800, 0xFFFF, 0x10000, 0x10FFFF};
    for (size_t i = 0; i < ARRAY_SIZE(scalars); i++)
        unicode_add(&out, scalars[i]);
    assert_text(buffer_text(&out), TEXT("\0a\x7F\xC2\x80\u07FF\u0800\uFFFF\U00010000\U0010FFFF"));
    out = buffer_in(*state);
    unicode_add(&out, 0xD800);
    unicode_add(&out, 0x110000);
    unicode_add(&out, UINT32_MAX);
    assert_text(buffer_text(&out), TEXT("\uFFFD\uFFFD\uFFFD"));
}

/* Measures */

static void widths(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width;
    } cases[] = {
        {"", 0},
        {"abc", 3},
        {"绩效", 4},
        {"，。（）", 8},
        {"“—”", 3},
        {"１２", 4},
        {"　", 2},
        {"e\u0301", 1},
        {"\t", 1},
        {"a\tb", 3},
        {"a\nb\x01", 2},
        {"\r\n", 0},
        {"\x7F", 0},
        {"👨\u200D👩\u200D👧", 2},
        {"❤", 1},
        {"❤\uFE0F", 2},
        {"❤\uFE0F❤", 3},
        {"🇨🇳", 2},
        {"🇨🇳🇨🇳", 4},
        {"🇨", 1},
        {"🇨🇳🇨", 3},
        {"👩🏽", 2},
        {"1\uFE0F\u20E3", 2},
        {"㎡", 2},
        {"𠀀", 2},
        {"葛\U000E0100", 2},
        {"\uFE0F", 0},
        {"\u200B", 0},
        {"한", 2},
        {"\u1112\u1161\u11AB", 2},
        {"é·≥", 3},
        {"a中\u0301b", 4},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        size_t width = unicode_width(text_from(cases[i].text));
        if (width != cases[i].width)
            fail_msg("%s (%zu): %zu, not %zu", cases[i].text, i, width, cases[i].width);
    }
    assert_int_equal(unicode_width((struct text){NULL, 0}), 0);
}

/* Clusters lie over every place where the text may be cut for measuring. */
static void widths_of_long_texts(void **state)
{
    static const struct {
        struct text unit;
        size_t width;
    } cases[] = {
        {TEXT("中"), 2},      {TEXT("👨\u200D👩\u200D👧"), 2},
        {TEXT("🇨🇳"), 2},      {TEXT("e\u0301\u0302"), 1},
        {TEXT("𠀀"), 2},      {TEXT("a"), 1},
        {TEXT("❤\uFE0F"), 2},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        for (size_t shift = 0; shift < 8; shift++) {
            struct buffer text = buffer_in(*state);
            buffer_repeat(&text, TEXT("x"), shift);
            buffer_repeat(&text, cases[i].unit, 1500);
            assert_int_equal(unicode_width(buffer_text(&text)), shift + 1500 * cases[i].width);
        }
    }
}

static size_t width_by_library(uint32_t scalar)
{
    int width = uc_width(scalar, "UTF-8");
    return scalar == '\t' ? 1 : width < 0 ? 0 : (size_t)width;
}

/* A character alone is as wide as the library says, and a mark behind it changes nothing. */
static void widths_of_all_scalars(void **state)
{
    (void)state;
    for (uint32_t scalar = 0; scalar < SCALARS; scalar++) {
        uint8_t room[16];
        if (is_surrogate(scalar))
            continue;
        struct text bytes = encoded(scalar, room);
        size_t width = unicode_width(bytes);
        memcpy(room + bytes.size, "\u0301", 2);
        bytes.size += 2;
        if (width != width_by_library(scalar) || unicode_width(bytes) != width)
            fail_msg("U+%04X: %zu", scalar, width);
    }
}

static void widths_of_mixed_texts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        size_t width;
    } cases[] = {
        {"“三公”经费", 10},     {"—中中—e\u0301中a", 10}, {"中\u0301中中\u0301\u0302a", 7},
        {"收入，支出。\n", 12}, {"a\tb中\u200Bc", 6},     {"❤\uFE0F中❤中", 7},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        size_t width = unicode_width(text_from(cases[i].text));
        if (width != cases[i].width)
            fail_msg("%s: %zu, not %zu", cases[i].text, width, cases[i].width);
    }
}

/* One cluster longer than any window: nothing hangs, and the marks stay without width. */
static void width_of_an_endless_cluster(void **state)
{
    struct buffer text = buffer_in(*state);
    buffer_literal(&text, "中");
    buffer_repeat(&text, TEXT("\u0301"), 100000);
    buffer_literal(&text, "b");
    assert_int_equal(unicode_width(buffer_text(&text)), 3);
}

static void lengths(void **state)
{
    (void)state;
    static const struct {
        struct text text;
        size_t length, utf16;
    } cases[] = {
        {{NULL, 0}, 0, 0},        {TEXT("abc"), 3, 3},
        {TEXT("绩效"), 2, 2},     {TEXT("𠀀"), 1, 2},
        {TEXT("e\u0301"), 2, 2},  {TEXT("a\0b"), 3, 3},
        {TEXT("👨\u200D👩"), 3, 5}, {TEXT("\uFFFF\U00010000\U0010FFFF"), 3, 5},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        assert_int_equal(unicode_length(cases[i].text), cases[i].length);
        assert_int_equal(unicode_utf16(cases[i].text), cases[i].utf16);
    }
}

/* Classes */

static void assert_class(bool (*is)(uint32_t), const uint32_t *scalars, size_t count, bool expected)
{
    for (size_t i = 0; i < count; i++) {
        if (is(scalars[i]) != expected)
            fail_msg("U+%04X", scalars[i]);
    }
}

#define ALL_ARE(is, ...)  ASSERT_CLASS(is, true, __VA_ARGS__)
#define NONE_ARE(is, ...) ASSERT_CLASS(is, false, __VA_ARGS__)
#define ASSERT_CLASS(is, expected, ...)                                                            \
    assert_class(is, (const uint32_t[]){__VA_ARGS__},                                              \
                 ARRAY_SIZE(((const uint32_t[]){__VA_ARGS__})), expected)

static void classes_of_commonmark(void **state)
{
    (void)state;
    ALL_ARE(unicode_is_punctuation, '!', '*', '$', '+', '~', '`', 0x3002, 0xFF0C, 0x201C, 0x2014,
            0xB1, 0x2265, 0x33A1, 0xFF04);
    NONE_ARE(unicode_is_punctuation, 'a', '1', ' ', '\n', 0x4E2D, 0x3000, 0xA0, 0x301, 0x110000,
             UINT32_MAX);
    ALL_ARE(unicode_is_space, ' ', '\t', '\n', '\f', '\r', 0xA0, 0x3000, 0x2003, 0x202F);
    NONE_ARE(unicode_is_space, 'a', '\v', 0x85, 0x200B, 0x2028, 0x4E2D, 0, UINT32_MAX);
}

static void class_of_cjk(void **state)
{
    (void)state;
    ALL_ARE(unicode_is_cjk, 0x4E00, 0x9FFF, 0x3400, 0x20000, 0x31350, 0x3007, 0x3001, 0x3002,
            0xFF0C, 0xFF08, 0xFF11, 0xFFE5, 0xF900, 0x2F00, 0x33A1, 0x3220, 0xFE30);
    NONE_ARE(unicode_is_cjk, 'a', '1', ' ', '.', 0xE9, 0x201C, 0x2014, 0x1100, 0x3131, 0xAC00,
             0xA000, 0xFF61, 0xFF71, 0x1F600, 0x40000, UINT32_MAX);
}

/* Escapes */

static void escapes(void **state)
{
    static const struct {
        struct text text, escaped;
    } cases[] = {
        {{NULL, 0}, TEXT("")},
        {TEXT("绩效 a\tb　𠀀"), TEXT("绩效 a\tb　𠀀")},
        {TEXT("a\u202Eb"), TEXT("a\\u{202E}b")},
        {TEXT("\x1B[31m\a\0"), TEXT("\\u{001B}[31m\\u{0007}\\u{0000}")},
        {TEXT("a\nb\r\n\rc"), TEXT("a\\u{000A}b\\u{000D}\\u{000A}\\u{000D}c")},
        {TEXT("\xC2\x85\u2028\x7F\xC2\x9B"), TEXT("\\u{0085}\\u{2028}\\u{007F}\\u{009B}")},
        {TEXT("\uFEFFa\u200B"), TEXT("\\u{FEFF}a\\u{200B}")},
        {TEXT("\uE000\U0010FFFD\uFFFE"), TEXT("\\u{E000}\\u{10FFFD}\\u{FFFE}")},
        {TEXT("a\xFF"), TEXT("a\\x{FF}")},
        {TEXT("\xE4\xB8中\x80"), TEXT("\\x{E4}\\x{B8}中\\x{80}")},
        {TEXT("\xED\xA0\x80"), TEXT("\\x{ED}\\x{A0}\\x{80}")},
        {TEXT("❤\uFE0F a\uFE0F"), TEXT("❤\uFE0F a\\u{FE0F}")},
        {TEXT("\xC2"), TEXT("\\x{C2}")},
        {TEXT("\n\n"), TEXT("\\u{000A}\\u{000A}")},
        {TEXT("\\u{202E}"), TEXT("\\u{202E}")},
    };
    for (size_t i = 0; i < ARRAY_SIZE(cases); i++) {
        struct buffer out = buffer_in(*state);
        buffer_literal(&out, "> ");
        unicode_escape(&out, cases[i].text);
        assert_text(text_skip(buffer_text(&out), 2), cases[i].escaped);
    }
}

/* Whatever the bytes are, what comes out is valid, of one line and without flaws. */
static void escaped_bytes_are_always_safe(void **state)
{
    uint32_t seed = 2022;
    for (int round = 0; round < 3000; round++) {
        static const uint8_t leads[] = {0xC2, 0xE2, 0xEF, 0xF3, 0xE4, 0x80, 0x8D, 0xA0, '\r', '\n'};
        char bytes[40];
        for (size_t i = 0; i < sizeof bytes; i++) {
            seed = seed * 1664525 + 1013904223;
            uint32_t pick = seed >> 16;
            bytes[i] = (char)(pick & 1 ? leads[(pick >> 1) % sizeof leads] : pick >> 1);
        }
        struct buffer out = buffer_in(*state);
        unicode_escape(&out, (struct text){bytes, sizeof bytes});
        struct text safe = buffer_text(&out);
        assert_int_equal(unicode_check(safe), safe.size);
        assert_int_equal(first_flaw(safe), UNICODE_SOUND);
        assert_null(memchr(safe.data, '\n', safe.size));
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(check_finds_the_first_bad_byte),
        TEST(every_scalar_is_valid_and_read_back),
        TEST(check_agrees_with_the_library),
        TEST(check_agrees_on_all_of_three_bytes),
        TEST(check_agrees_on_random_bytes),
        TEST(gb18030_is_told_from_other_bytes),
        TEST(gb18030_has_characters_of_four_bytes),
        TEST(each_flaw_has_its_kind),
        TEST(no_scalar_slips_through),
        TEST(company_makes_some_sound),
        TEST(flaws_are_found_one_after_the_other),
        TEST(prose_has_no_flaws),
        TEST(names_are_identifiers),
        TEST(other_words_are_no_names),
        TEST(nfc_composes),
        TEST(nfc_returns_the_same_slice_when_it_can),
        TEST(nfc_of_what_grows_most),
        TEST(no_scalar_outgrows_nfc),
        TEST(radicals_stand_for_ideographs),
        TEST(add_writes_utf8),
        TEST(widths),
        TEST(widths_of_long_texts),
        TEST(widths_of_all_scalars),
        TEST(widths_of_mixed_texts),
        TEST(width_of_an_endless_cluster),
        TEST(lengths),
        TEST(classes_of_commonmark),
        TEST(class_of_cjk),
        TEST(escapes),
        TEST(escaped_bytes_are_always_safe),
    };
    return cmocka_run_group_tests_name("unicode", tests, NULL, NULL);
}
