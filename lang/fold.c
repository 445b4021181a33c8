#include "lang/fold.h"

#include <string.h>

#include "lang/base/unicode.h"

bool fold_is_plain(struct text word)
{
    for (size_t i = 0; i < word.size;) {
        unsigned char byte = (unsigned char)word.data[i];
        if (byte >= 0x80 && (byte < 0xE4 || byte > 0xE9))
            return false;
        i += byte < 0x80 ? 1 : 3;
    }
    return true;
}

/* What `scalar` stands for, or itself. */
static uint32_t fold_scalar(uint32_t scalar)
{
    if (scalar >= 0xFF01 && scalar <= 0xFF5E)
        return scalar - 0xFEE0;
    return unicode_radical(scalar);
}

bool fold_is_lookalike(struct text word)
{
    size_t length;
    for (; word.size > 0; word = text_skip(word, length)) {
        uint32_t scalar = unicode_first(word, &length);
        if (fold_scalar(scalar) != scalar)
            return true;
    }
    return false;
}

struct text fold_name(struct arena *arena, struct text word)
{
    if (fold_is_plain(word))
        return word;
    struct buffer folded = buffer_in(arena);
    size_t length;
    for (struct text rest = unicode_nfc(arena, word); rest.size > 0; rest = text_skip(rest, length))
        unicode_add(&folded, fold_scalar(unicode_first(rest, &length)));
    return buffer_text(&folded);
}

struct text fold_number(struct arena *arena, struct text digits)
{
    struct buffer folded = buffer_in(arena);
    size_t length;
    for (; digits.size > 0; digits = text_skip(digits, length)) {
        uint32_t scalar = fold_scalar(unicode_first(digits, &length));
        if (scalar >= '0' && scalar <= '9')
            buffer_byte(&folded, (char)scalar);
        else if (scalar != ',')
            buffer_byte(&folded, '.');
    }
    return buffer_text(&folded);
}
