/* The gate before the scanner: nothing passes but UTF-8 text without NUL and hidden characters. */
#include "grammar/parse.h"

#include <string.h>

#include "lang/base/unicode.h"

static struct place place_of(const struct source *source, size_t offset, size_t length)
{
    return (struct place){source, {(uint32_t)offset, (uint32_t)(offset + length)}};
}

static bool has_nul(struct source *source, struct findings *findings)
{
    const char *nul = memchr(source->bytes.data, 0, source->bytes.size);
    if (!nul)
        return false;
    struct finding *finding = finding_add(findings, CHECK_ENCODING,
                                          place_of(source, (size_t)(nul - source->bytes.data), 1),
                                          MESSAGE_NUL_BYTE, NO_ARGUMENTS);
    finding_help(findings, finding, MESSAGE_RESAVE_UTF8, NO_ARGUMENTS);
    return true;
}

static bool is_not_utf8(struct source *source, struct findings *findings)
{
    size_t bad = unicode_check(source->bytes);
    if (bad == source->bytes.size)
        return false;
    struct place place = place_of(source, bad, 1);
    struct finding *finding =
        finding_add(findings, CHECK_ENCODING, place, MESSAGE_NOT_UTF8, NO_ARGUMENTS);
    struct text byte =
        text_format(findings->arena, "0x%02X", (unsigned char)source->bytes.data[bad]);
    finding_label(findings, finding, place, MESSAGE_NOT_UTF8_HERE, ARGUMENTS(argument_text(byte)));
    finding_help(findings, finding,
                 unicode_looks_gb18030(source->bytes) ? MESSAGE_GB18030 : MESSAGE_RESAVE_UTF8,
                 NO_ARGUMENTS);
    return true;
}

static bool has_hidden(struct source *source, struct findings *findings)
{
    static const enum message messages[] = {
        [UNICODE_CONTROL] = MESSAGE_HIDDEN_CONTROL,
        [UNICODE_BIDI] = MESSAGE_HIDDEN_BIDI,
        [UNICODE_INVISIBLE] = MESSAGE_HIDDEN_INVISIBLE,
        [UNICODE_SEPARATOR] = MESSAGE_HIDDEN_SEPARATOR,
        [UNICODE_PRIVATE] = MESSAGE_HIDDEN_PRIVATE,
        [UNICODE_NONCHARACTER] = MESSAGE_HIDDEN_NONCHARACTER,
    };
    static const enum message helps[] = {
        [UNICODE_CONTROL] = MESSAGE_DELETE_IT,     [UNICODE_BIDI] = MESSAGE_DELETE_IT,
        [UNICODE_INVISIBLE] = MESSAGE_DELETE_IT,   [UNICODE_SEPARATOR] = MESSAGE_BREAK_INSTEAD,
        [UNICODE_PRIVATE] = MESSAGE_STANDARD_FORM, [UNICODE_NONCHARACTER] = MESSAGE_DELETE_IT,
    };
    bool found = false;
    size_t offset = 0, length;
    uint32_t scalar;
    enum unicode_flaw flaw;
    while (unicode_next_flaw(source->bytes, &offset, &length, &scalar, &flaw)) {
        struct text code = text_format(findings->arena, "U+%04X", (unsigned)scalar);
        struct finding *finding =
            finding_add(findings, CHECK_INVISIBLE, place_of(source, offset, length), messages[flaw],
                        ARGUMENTS(argument_text(code)));
        finding_help(findings, finding, scalar == '\r' ? MESSAGE_BREAK_INSTEAD : helps[flaw],
                     NO_ARGUMENTS);
        found = true;
        offset += length;
    }
    return found;
}

bool parse_gate(struct source *source, struct findings *findings)
{
    return !has_nul(source, findings) && !is_not_utf8(source, findings) &&
           !has_hidden(source, findings);
}
