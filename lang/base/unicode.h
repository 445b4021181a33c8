/* What Jixiao asks of Unicode, on top of libunistring: validity, names, hidden characters, display
 * width. Everything works on bytes that unicode_check has passed unless it says otherwise. */
#ifndef JIXIAO_LANG_BASE_UNICODE_H
#define JIXIAO_LANG_BASE_UNICODE_H

#include "lang/base/text.h"

/* Offset of the first byte that is not UTF-8 (RFC 3629), or bytes.size when all is well.
 * U+0000 is valid UTF-8 and must be looked for separately. */
size_t unicode_check(struct text bytes);

/* Whether bytes that are not UTF-8 are well-formed GB18030 with some Chinese in it, for a hint. */
bool unicode_looks_gb18030(struct text bytes);

enum unicode_flaw {
    UNICODE_SOUND,
    UNICODE_CONTROL,   /* C0 but tab and line feed (and CR before LF), C1, DEL */
    UNICODE_BIDI,      /* bidirectional controls: text would be shown in another order */
    UNICODE_INVISIBLE, /* default-ignorable and zero-width characters; U+FEFF */
    UNICODE_SEPARATOR, /* U+2028, U+2029, U+0085: line ends that editors disagree on */
    UNICODE_PRIVATE,   /* private use: shown differently, or not at all, elsewhere */
    UNICODE_NONCHARACTER,
};

/* The next character from `*offset` on that must not be in a source, or false when there is none.
 * Advances *offset to it; *length is its size in bytes and *scalar its code point. What stands
 * before
 * `*offset` is looked at too: variation selectors after an emoji, ideograph or Mongolian letter,
 * and ZWJ between emoji, are sound. */
bool unicode_next_flaw(struct text bytes, size_t *offset, size_t *length, uint32_t *scalar,
                       enum unicode_flaw *flaw);

/* The code point at the start of `bytes` (not empty) and its length. */
uint32_t unicode_first(struct text bytes, size_t *length);

/* The ideograph that a Kangxi or CJK radical stands for (NFKC), or the scalar itself. */
uint32_t unicode_radical(uint32_t scalar);

/* Appends `scalar` in UTF-8; U+FFFD when there is no such character. */
void unicode_add(struct buffer *out, uint32_t scalar);

/* Whether `name` is an identifier by UAX #31: XID; `_` may start one, but alone is none; planes 2
 * and 3 count as ideographs whatever the data's version; CJK signs of units (U+3380 to U+33DF, as
 * ㎡) are letters; no invisible characters. */
bool unicode_is_name(struct text name);

/* NFC of `name`; the same slice when nothing changes (plain ASCII and Han never do). */
struct text unicode_nfc(struct arena *arena, struct text name);

/* Columns that `text` takes on a terminal, East-Asian ambiguous characters counting one; tabs count
 * one (whoever prints expands them), control characters none. By grapheme cluster. */
size_t unicode_width(struct text text);

/* Number of code points, and of UTF-16 units. */
size_t unicode_length(struct text text);
size_t unicode_utf16(struct text text);

/* CommonMark's classes (general category P or S; Zs, tab, line feed, form feed, CR). */
bool unicode_is_punctuation(uint32_t scalar);
bool unicode_is_space(uint32_t scalar);
/* Han ideographs and CJK punctuation and full-width forms: written without spaces between. */
bool unicode_is_cjk(uint32_t scalar);

/* Appends `text`, which may be any bytes, with every control, bidi, invisible, private or invalid
 * character as `\u{202E}` (invalid bytes as `\x{FF}`), so that it is safe on a terminal and stays
 * on one line. A tab stays as it is. */
void unicode_escape(struct buffer *out, struct text text);

#endif
