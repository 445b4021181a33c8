#include "lang/base/unicode.h"

#include <string.h>
#include <unictype.h>
#include <unigbrk.h>
#include <uninorm.h>
#include <unistr.h>
#include <uniwidth.h>

enum {
    REPLACEMENT = 0xFFFD,
    ZERO_WIDTH_JOINER = 0x200D,
    TEXT_STYLE = 0xFE0E,
    EMOJI_STYLE = 0xFE0F,
    KEYCAP = 0x20E3,
};

struct range {
    uint32_t first, last;
};

static bool in_range(uint32_t scalar, struct range range)
{
    return range.first <= scalar && scalar <= range.last;
}

static bool in_any(uint32_t scalar, const struct range *ranges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (in_range(scalar, ranges[i]))
            return true;
    return false;
}

static const uint8_t *units(struct text text)
{
    return (const uint8_t *)text.data;
}

/* --- Validity --- */

static bool is_continuation(uint8_t byte)
{
    return (byte & 0xC0) == 0x80;
}

/* The length of the run of ASCII that starts at `at`. */
static size_t ascii_run(const uint8_t *at, size_t size)
{
    const uint64_t high_bits = 0x8080808080808080;
    size_t i = 0;
    for (uint64_t word; size - i >= sizeof word; i += sizeof word) {
        memcpy(&word, at + i, sizeof word);
        if (word & high_bits)
            break;
    }
    while (i < size && at[i] < 0x80)
        i++;
    return i;
}

/* Whether three bytes are one character. Most bytes of Chinese text pass here, so all three are
 * looked at in one word: the marks that make them three, then the four bits of the first and the
 * highest of the second, which must neither be all zero (a shorter form) nor D and 1 (surrogates).
 */
static bool is_three(const uint8_t *at)
{
    uint32_t word = (uint32_t)at[0] << 16 | (uint32_t)at[1] << 8 | at[2];
    uint32_t top = word & 0x0F2000;
    return (word & 0xF0C0C0) == 0xE08080 && top != 0 && top != 0x0D2000;
}

static bool is_four(const uint8_t *at)
{
    uint32_t scalar = (at[0] & 0x07u) << 18 | (at[1] & 0x3Fu) << 12;
    return (at[0] & 0xF8) == 0xF0 && is_continuation(at[1]) && is_continuation(at[2]) &&
           is_continuation(at[3]) && in_range(scalar, (struct range){0x10000, 0x10FFFF});
}

/* The size of the character of two or four bytes that starts at `at`, or 0 when there is none. */
static size_t rare_character(const uint8_t *at, size_t size)
{
    if (size >= 2 && 0xC2 <= at[0] && at[0] <= 0xDF && is_continuation(at[1]))
        return 2;
    if (size >= 4 && is_four(at))
        return 4;
    return 0;
}

size_t unicode_check(struct text bytes)
{
    const uint8_t *data = units(bytes);
    size_t i = 0;
    for (size_t run = 1; run != 0 && i < bytes.size; i += run) {
        while (bytes.size - i >= 3 && is_three(data + i))
            i += 3;
        run = ascii_run(data + i, bytes.size - i);
        if (run == 0 && i < bytes.size)
            run = rare_character(data + i, bytes.size - i);
    }
    return i;
}

uint32_t unicode_first(struct text bytes, size_t *length)
{
    ucs4_t scalar;
    *length = (size_t)u8_mbtouc(&scalar, units(bytes), bytes.size);
    return scalar;
}

/* The code point that starts at `offset`, or 0 at the end. */
static uint32_t scalar_at(struct text bytes, size_t offset)
{
    size_t length;
    return offset < bytes.size ? unicode_first(text_skip(bytes, offset), &length) : 0;
}

/* The code point that ends at *offset, or 0 at the start; moves *offset to its start. */
static uint32_t scalar_before(struct text bytes, size_t *offset)
{
    size_t start = *offset;
    while (start > 0 && is_continuation(units(bytes)[--start]))
        ;
    uint32_t scalar = *offset ? scalar_at(bytes, start) : 0;
    *offset = start;
    return scalar;
}

/* --- GB18030 --- */

static bool is_between(uint8_t byte, uint8_t first, uint8_t last)
{
    return first <= byte && byte <= last;
}

/* The size of the GB18030 character at `at`, or 0 when there is none. */
static size_t gb18030_character(const uint8_t *at, size_t size)
{
    if (at[0] < 0x80)
        return 1;
    if (!is_between(at[0], 0x81, 0xFE) || size < 2)
        return 0;
    if (is_between(at[1], 0x40, 0xFE) && at[1] != 0x7F)
        return 2;
    bool four = size >= 4 && is_between(at[1], 0x30, 0x39) && is_between(at[2], 0x81, 0xFE) &&
                is_between(at[3], 0x30, 0x39);
    return four ? 4 : 0;
}

/* In Chinese text nearly all characters belong to GB2312, whose bytes are both above A0. Latin-1
 * and damaged UTF-8 may be well-formed by chance, but hardly ever have such pairs throughout. */
bool unicode_looks_gb18030(struct text bytes)
{
    const uint8_t *data = units(bytes);
    size_t ideographs = 0, signs = 0, others = 0;
    for (size_t i = 0, length; i < bytes.size; i += length) {
        length = gb18030_character(data + i, bytes.size - i);
        if (length == 0)
            return false;
        bool common = length == 2 && data[i + 1] > 0xA0;
        ideographs += common && is_between(data[i], 0xB0, 0xF7);
        signs += common && is_between(data[i], 0xA1, 0xA9);
        others += length > 1;
    }
    return ideographs > 0 && 4 * (ideographs + signs) >= 3 * others;
}

/* --- Classes --- */

/* Planes 2 and 3 are set aside for ideographs, whichever of them the data knows already. */
static bool is_ideograph(uint32_t scalar)
{
    static const struct range known[] = {
        {0x4E00, 0x9FFF}, {0x3400, 0x4DBF}, {0x20000, 0x2FFFD}, {0x30000, 0x3FFFD}};
    return in_any(scalar, known, ARRAY_SIZE(known)) || uc_is_property_unified_ideograph(scalar);
}

/* The property covers the digits, # and * as well, which are emoji only as keycaps. */
static bool is_emoji(uint32_t scalar)
{
    return scalar >= 0x80 && uc_is_property_emoji(scalar);
}

static bool is_mongolian(uint32_t scalar)
{
    return in_range(scalar, (struct range){0x1820, 0x18AA});
}

bool unicode_is_punctuation(uint32_t scalar)
{
    return uc_is_general_category_withtable(scalar, UC_CATEGORY_MASK_P | UC_CATEGORY_MASK_S);
}

bool unicode_is_space(uint32_t scalar)
{
    return scalar == '\t' || scalar == '\n' || scalar == '\f' || scalar == '\r' ||
           uc_is_general_category_withtable(scalar, UC_CATEGORY_MASK_Zs);
}

bool unicode_is_cjk(uint32_t scalar)
{
    static const struct range cjk[] = {
        {0x3190, 0x9FFF},   /* Kanbun to the ideographs, with strokes, circled signs and units */
        {0xFF01, 0xFF60},   /* full-width forms */
        {0x2E80, 0x312F},   /* radicals, punctuation, kana, bopomofo; then comes Hangul */
        {0xF900, 0xFAFF},   /* compatibility ideographs */
        {0xFE10, 0xFE1F},   /* vertical forms */
        {0xFE30, 0xFE6F},   /* vertical and small forms */
        {0xFFE0, 0xFFE6},   /* full-width signs */
        {0x20000, 0x3FFFD}, /* ideographs */
    };
    return in_any(scalar, cjk, ARRAY_SIZE(cjk));
}

/* --- Characters that must not be in a source --- */

/* By first byte: bit n is set when the second byte 80 + n may make a character that
 * flaw_of calls unsound. For ASCII, whose second byte is another character, all bits are. So common
 * text passes at a look into the table; what the table lets through is decoded and classified. */
#define BITS(first, last) (UINT64_MAX >> (63 - (last) + (first)) << ((first)-0x80))
#define ALL               UINT64_MAX

static const uint64_t suspects[256] = {
    [0x00 ... 0x08] = ALL,
    [0x0B ... 0x1F] = ALL,
    [0x7F] = ALL,
    [0xC2] = BITS(0x80, 0x9F) | BITS(0xAD, 0xAD),                    /* C1, U+00AD */
    [0xCD] = BITS(0x8F, 0x8F),                                       /* U+034F */
    [0xD8] = BITS(0x80, 0x85) | BITS(0x9C, 0x9C),                    /* U+0600, U+061C */
    [0xDB] = BITS(0x9D, 0x9D),                                       /* U+06DD */
    [0xDC] = BITS(0x8F, 0x8F),                                       /* U+070F */
    [0xE0] = BITS(0xA2, 0xA3),                                       /* U+0890, U+08E2 */
    [0xE1] = BITS(0x85, 0x85) | BITS(0x9E, 0x9E) | BITS(0xA0, 0xA0), /* U+115F, 17B4, 180B */
    [0xE2] = BITS(0x80, 0x81),                                       /* U+2000 to 207F */
    [0xE3] = BITS(0x85, 0x85),                                       /* U+3164 */
    [0xEE] = ALL,                                                    /* private use */
    [0xEF] = BITS(0x80, 0xA3) | BITS(0xB7, 0xB8) | BITS(0xBB, 0xBB)  /* and U+FDD0, FE00, FEFF */
             | BITS(0xBE, 0xBF),                                     /* U+FFA0, FFF0 */
    [0xF0 ... 0xF4] = ALL,
};

static enum unicode_flaw control_flaw(uint32_t scalar)
{
    return scalar == '\t' || scalar == '\n' ? UNICODE_SOUND : UNICODE_CONTROL;
}

/* What is wrong with a character wherever it stands. */
static enum unicode_flaw flaw_of(uint32_t scalar)
{
    if ((scalar & 0xFFFE) == 0xFFFE || in_range(scalar, (struct range){0xFDD0, 0xFDEF}))
        return UNICODE_NONCHARACTER;
    if (scalar == 0x85 || scalar == 0x2028 || scalar == 0x2029)
        return UNICODE_SEPARATOR;
    if (uc_is_property_bidi_control(scalar))
        return UNICODE_BIDI;
    if (uc_is_general_category_withtable(scalar, UC_CATEGORY_MASK_Cc))
        return control_flaw(scalar);
    if (uc_is_general_category_withtable(scalar, UC_CATEGORY_MASK_Co))
        return UNICODE_PRIVATE;
    if (uc_is_property_default_ignorable_code_point(scalar) || uc_is_property_zero_width(scalar))
        return UNICODE_INVISIBLE;
    return UNICODE_SOUND;
}

/* Whether the character before `offset` is an emoji, be it with a style of its own. */
static bool follows_emoji(struct text bytes, size_t offset)
{
    uint32_t before = scalar_before(bytes, &offset);
    if (before == EMOJI_STYLE)
        before = scalar_before(bytes, &offset);
    return is_emoji(before);
}

/* A style may follow an emoji; the emoji style also a digit, # or * that a keycap closes. */
static bool is_styled(uint32_t base, uint32_t style, uint32_t after)
{
    return is_emoji(base) ||
           (base != 0 && base < 0x80 && strchr("0123456789#*", (char)base) != NULL &&
            style == EMOJI_STYLE && after == KEYCAP);
}

/* Whether a variation selector stands behind a character that it can vary. */
static bool is_selecting(uint32_t base, uint32_t selector, uint32_t after)
{
    if ((selector == TEXT_STYLE || selector == EMOJI_STYLE) && is_styled(base, selector, after))
        return true;
    if (in_range(selector, (struct range){0x180B, 0x180F}))
        return is_mongolian(base);
    return uc_is_property_variation_selector(selector) && is_ideograph(base);
}

/* Whether the company a character is in makes it sound. */
static bool is_sound_there(struct text bytes, size_t offset, size_t length, uint32_t scalar)
{
    uint32_t after = scalar_at(bytes, offset + length);
    if (scalar == '\r')
        return after == '\n';
    if (scalar == ZERO_WIDTH_JOINER)
        return is_emoji(after) && follows_emoji(bytes, offset);
    size_t start = offset;
    return is_selecting(scalar_before(bytes, &start), scalar, after);
}

static bool is_suspect(const uint8_t *at)
{
    return at[0] < 0x80 || (suspects[at[0]] >> (at[1] & 0x3F) & 1);
}

bool unicode_next_flaw(struct text bytes, size_t *offset, size_t *length, uint32_t *scalar,
                       enum unicode_flaw *flaw)
{
    const uint8_t *data = units(bytes);
    for (size_t i = *offset; i < bytes.size; i++) {
        if (suspects[data[i]] == 0 || (i + 1 < bytes.size && !is_suspect(data + i)))
            continue;
        *scalar = unicode_first(text_skip(bytes, i), length);
        *flaw = flaw_of(*scalar);
        if (*flaw != UNICODE_SOUND && !is_sound_there(bytes, i, *length, *scalar)) {
            *offset = i;
            return true;
        }
    }
    return false;
}

/* --- Names --- */

/* Units in one sign, such as ㎡ and ㎞: no letters to Unicode, but words where they stand. */
static bool is_unit_sign(uint32_t scalar)
{
    return in_range(scalar, (struct range){0x3380, 0x33DF});
}

static bool may_start(uint32_t scalar)
{
    return scalar == '_' || is_ideograph(scalar) || is_unit_sign(scalar) ||
           uc_is_property_xid_start(scalar);
}

static bool may_continue(uint32_t scalar)
{
    return is_ideograph(scalar) || is_unit_sign(scalar) || uc_is_property_xid_continue(scalar);
}

bool unicode_is_name(struct text name)
{
    size_t length;
    if (name.size == 0 || text_equal(name, TEXT("_")) || !may_start(unicode_first(name, &length)))
        return false;
    for (struct text rest = name; rest.size; rest = text_skip(rest, length)) {
        uint32_t scalar = unicode_first(rest, &length);
        if (!may_continue(scalar) || uc_is_property_default_ignorable_code_point(scalar))
            return false;
    }
    return true;
}

/* Whether all of `name` is ASCII and common ideographs, which NFC neither changes nor combines. */
static bool is_plain(struct text name)
{
    static const struct range plain[] = {{0x4E00, 0x9FFF}, {0, 0x7F}, {0x3400, 0x4DBF}};
    for (size_t length; name.size; name = text_skip(name, length))
        if (!in_any(unicode_first(name, &length), plain, ARRAY_SIZE(plain)))
            return false;
    return true;
}

/* The result is made in the arena, where it always fits, so that there is nothing to free. */
struct text unicode_nfc(struct arena *arena, struct text name)
{
    enum { MOST_GROWTH = 3 }; /* of UTF-8 under NFC (UAX #15) */
    if (is_plain(name))
        return name;
    uint8_t *room = arena_array(arena, name.size, MOST_GROWTH);
    size_t size = name.size * MOST_GROWTH;
    if (!u8_normalize(UNINORM_NFC, units(name), name.size, room, &size))
        arena_exhaust(arena);
    struct text normal = {(const char *)room, size};
    return text_equal(normal, name) ? name : normal;
}

uint32_t unicode_radical(uint32_t scalar)
{
    static const struct range radicals = {0x2E80, 0x2FDF};
    ucs4_t parts[UC_DECOMPOSITION_MAX_LENGTH];
    int tag;
    bool stands_for_one = in_range(scalar, radicals) && uc_decomposition(scalar, &tag, parts) == 1;
    return stands_for_one ? parts[0] : scalar;
}

void unicode_add(struct buffer *out, uint32_t scalar)
{
    uint8_t bytes[6];
    int length = u8_uctomb(bytes, scalar, sizeof bytes);
    if (length < 0)
        length = u8_uctomb(bytes, REPLACEMENT, sizeof bytes);
    buffer_add(out, (struct text){(const char *)bytes, (size_t)length});
}

/* --- Length and width --- */

size_t unicode_length(struct text text)
{
    size_t length = 0;
    for (size_t i = 0; i < text.size; i++)
        length += !is_continuation(units(text)[i]);
    return length;
}

/* One more for each first byte of four: that character takes a surrogate pair. */
size_t unicode_utf16(struct text text)
{
    size_t length = unicode_length(text);
    for (size_t i = 0; i < text.size; i++)
        length += units(text)[i] >= 0xF0;
    return length;
}

static int scalar_width(uint32_t scalar)
{
    int width = uc_width(scalar, "UTF-8");
    if (scalar == '\t')
        return 1;
    return width < 0 ? 0 : width;
}

static bool is_regional_indicator(uint32_t scalar)
{
    return in_range(scalar, (struct range){0x1F1E6, 0x1F1FF});
}

/* A cluster is as wide as its widest character, but a flag as its two letters together; the emoji
 * style makes it two columns. */
static size_t cluster_width(struct text cluster)
{
    int widest = 0;
    for (size_t length; cluster.size; cluster = text_skip(cluster, length)) {
        uint32_t scalar = unicode_first(cluster, &length);
        int width = scalar_width(scalar);
        if (is_regional_indicator(scalar))
            widest += width;
        else if (scalar == EMOJI_STYLE && widest > 0)
            widest = 2;
        else if (width > widest)
            widest = width;
    }
    return widest < 2 ? (size_t)widest : 2;
}

/* The width of a character that never shares a cluster with another such one, or 0. */
static size_t plain_width(uint32_t scalar)
{
    static const struct range wide[] = {{0x4E00, 0x9FFF}, {0x3000, 0x3029}, {0xFF01, 0xFF60}};
    if (in_range(scalar, (struct range){' ', '~'}))
        return 1;
    return in_any(scalar, wide, ARRAY_SIZE(wide)) ? 2 : 0;
}

enum { WINDOW = 128, LONGEST_CHARACTER = 4 };

/* As much from the start of `text` as is looked at together: to the next two plain characters,
 * between which there is always a break, within bounds that no real cluster exceeds. */
static struct text window(struct text text)
{
    size_t size = 0, last = 0;
    for (size_t length; size < text.size && size <= WINDOW - LONGEST_CHARACTER; size += length) {
        size_t next = plain_width(unicode_first(text_skip(text, size), &length));
        if (last && next)
            break;
        last = next;
    }
    return (struct text){text.data, size};
}

/* Adds the widths of the clusters of `view` to *width and returns how many bytes they take. When
 * there is `more`, the last cluster is left to the next window, unless it fills this one. */
static size_t add_widths(struct text view, bool more, size_t *width)
{
    char breaks[WINDOW];
    u8_grapheme_breaks(units(view), view.size, breaks);
    size_t start = 0;
    for (size_t end = 1; end <= view.size; end++) {
        if (end < view.size ? !breaks[end] : more && start > 0)
            continue;
        *width += cluster_width((struct text){view.data + start, end - start});
        start = end;
    }
    return start;
}

/* Adds the widths of the plain characters at the start to *width and returns how many bytes they
 * take, without the last one when a character follows that it may share a cluster with. */
static size_t add_plain_widths(struct text text, size_t *width)
{
    size_t done = 0, last = 0, length;
    for (size_t at = 0; at < text.size; at += length) {
        size_t next = plain_width(unicode_first(text_skip(text, at), &length));
        if (next == 0)
            return done;
        *width += last;
        done = at;
        last = next;
    }
    *width += last;
    return text.size;
}

/* Common text is counted by characters; the rest by windows, since libunistring tells about breaks
 * through an array only: u8_grapheme_next takes emoji sequences and flags apart. */
size_t unicode_width(struct text text)
{
    size_t width = 0;
    while (text.size) {
        text = text_skip(text, add_plain_widths(text, &width));
        struct text view = window(text);
        text = text_skip(text, add_widths(view, view.size < text.size, &width));
    }
    return width;
}

/* --- Escapes --- */

/* `line` is UTF-8 without a line feed. */
static void escape_line(struct buffer *out, struct text line)
{
    size_t done = 0, at = 0, length;
    uint32_t scalar;
    enum unicode_flaw flaw;
    while (unicode_next_flaw(line, &at, &length, &scalar, &flaw)) {
        buffer_add(out, (struct text){line.data + done, at - done});
        buffer_format(out, "\\u{%04X}", (unsigned)scalar);
        at += length;
        done = at;
    }
    buffer_add(out, text_skip(line, done));
}

/* `valid` is UTF-8. */
static void escape_lines(struct buffer *out, struct text valid)
{
    const char *feed;
    while (valid.size && (feed = memchr(valid.data, '\n', valid.size)) != NULL) {
        size_t size = (size_t)(feed - valid.data);
        escape_line(out, (struct text){valid.data, size});
        buffer_literal(out, "\\u{000A}");
        valid = text_skip(valid, size + 1);
    }
    escape_line(out, valid);
}

void unicode_escape(struct buffer *out, struct text text)
{
    while (text.size) {
        size_t valid = unicode_check(text);
        escape_lines(out, (struct text){text.data, valid});
        text = text_skip(text, valid);
        if (text.size) {
            buffer_format(out, "\\x{%02X}", units(text)[0]);
            text = text_skip(text, 1);
        }
    }
}
