/* What the scanner's actions do beyond naming a token: line ends, braces, lookalikes. */
#include "grammar/reader.h"

#include <string.h>

#include "grammar/parser.h"
#include "lang/base/unicode.h"
#include "lang/fold.h"

static struct place here(const struct reader *reader, struct span at)
{
    return (struct place){reader->builder.source, at};
}

static struct finding *report(struct reader *reader, enum check check, struct span at,
                              enum message message, const struct argument *arguments)
{
    return finding_add(reader->findings, check, here(reader, at), message, arguments);
}

static void report_syntax(struct reader *reader, struct span at, enum message message,
                          enum message help)
{
    if (!reader->broken)
        finding_help(reader->findings, report(reader, CHECK_SYNTAX, at, message, NO_ARGUMENTS),
                     help, NO_ARGUMENTS);
    reader->broken = true;
}

static bool is_ascii(struct text text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] >= 0x80)
            return false;
    return true;
}

static void report_lookalike(struct reader *reader, struct span at, enum message message,
                             struct text as)
{
    struct text written = source_text(reader->builder.source, at);
    struct finding *finding = report(reader, CHECK_LOOKALIKE, at, message,
                                     ARGUMENTS(argument_text(written), argument_text(as)));
    finding_help(reader->findings, finding, MESSAGE_WRITE_INSTEAD, ARGUMENTS(argument_text(as)));
}

static bool within_limit(struct reader *reader, struct span at)
{
    if (at.end - at.start <= LIMIT_TOKEN_BYTES)
        return true;
    if (!reader->builder.limited)
        report(reader, CHECK_LIMIT, at, MESSAGE_LIMIT_TOKEN,
               ARGUMENTS(argument_count(LIMIT_TOKEN_BYTES)));
    reader->builder.limited = true;
    return false;
}

int reader_number(struct reader *reader, struct span at)
{
    struct text digits = source_text(reader->builder.source, at);
    if (within_limit(reader, at) && !is_ascii(digits))
        report_lookalike(reader, at, MESSAGE_LOOKALIKE_DIGITS,
                         fold_number(reader->builder.arena, digits));
    return TOKEN_NUMBER;
}

int reader_word(struct reader *reader, struct span at)
{
    struct text word = source_text(reader->builder.source, at);
    if (!within_limit(reader, at) || is_ascii(word) || fold_is_plain(word))
        return TOKEN_WORD;
    struct text folded = fold_name(reader->builder.arena, word);
    if (!unicode_is_name(folded)) {
        if (!reader->broken) {
            struct finding *finding = report(reader, CHECK_SYNTAX, at, MESSAGE_NAME_INVALID,
                                             ARGUMENTS(argument_text(word)));
            finding_help(reader->findings, finding, MESSAGE_NAME_INVALID_HELP, NO_ARGUMENTS);
        }
        reader->broken = true;
        return TOKEN_PARSE_error;
    }
    if (fold_is_lookalike(word))
        report_lookalike(reader, at, MESSAGE_LOOKALIKE_WORD, folded);
    return TOKEN_WORD;
}

/* A single dash: minus before a digit or between operands, else “not applicable”. */
int reader_dash(struct reader *reader, struct span at)
{
    struct text rest = text_skip(reader->builder.source->bytes, at.end);
    bool before_digit = rest.size > 0 && rest.data[0] >= '0' && rest.data[0] <= '9';
    switch (reader->last) {
    case TOKEN_NUMBER:
    case TOKEN_WORD:
    case TOKEN_PERCENT:
    case TOKEN_CLOSE_PAREN: before_digit = true; break;
    default: break;
    }
    if (!before_digit)
        return TOKEN_NOT_APPLICABLE;
    report_lookalike(reader, at, MESSAGE_LOOKALIKE_DASH, TEXT("-"));
    return TOKEN_MINUS;
}

void reader_unknown_character(struct reader *reader, struct span at)
{
    if (!reader->broken && reader->skipped == 0) {
        struct text character = source_text(reader->builder.source, at);
        struct finding *finding = report(reader, CHECK_SYNTAX, at, MESSAGE_SYNTAX_CHARACTER,
                                         ARGUMENTS(argument_text(character)));
        finding_help(reader->findings, finding, MESSAGE_SYNTAX_CHARACTER_HELP, NO_ARGUMENTS);
    }
    reader->broken = true;
}

static struct text skip_blanks(struct text text)
{
    while (text.size > 0 && (text.data[0] == ' ' || text.data[0] == '\t'))
        text = text_skip(text, 1);
    return text_starts(text, TEXT("　")) ? skip_blanks(text_skip(text, 3)) : text;
}

/* What is open at the end of the file because something inside it was never closed is no news. */
static void note_end(struct reader *reader, uint32_t end)
{
    if (end == reader->builder.source->bytes.size)
        reader->unclosed_said = true;
}

void reader_unclosed_text(struct reader *reader, uint32_t end)
{
    struct text opened = source_text(reader->builder.source, reader->text_open);
    bool prose = opened.size > 1 && (opened.size % 9 == 0 || text_equal(opened, TEXT("\"\"\"")));
    reader->broken = reader->text_broken || reader->unclosed_said;
    report_syntax(reader, prose ? reader->text_open : (struct span){reader->text_open.start, end},
                  prose ? MESSAGE_SYNTAX_PROSE_OPEN : MESSAGE_SYNTAX_STRING_OPEN,
                  prose ? MESSAGE_SYNTAX_PROSE_HELP : MESSAGE_SYNTAX_STRING_HELP);
    reader->broken = reader->text_broken;
    note_end(reader, end);
}

bool reader_unclosed_interpolation(struct reader *reader, struct span *at)
{
    at->end = at->start;
    reader->parens = 0;
    reader->figure_broken = !reader->figure_broken;
    if (!reader->figure_broken)
        return false;
    report_syntax(reader, (struct span){reader->figure_open.start, at->end},
                  MESSAGE_SYNTAX_FIGURE_OPEN, MESSAGE_SYNTAX_FIGURE_HELP);
    note_end(reader, at->end);
    return true;
}

void reader_open_text(struct reader *reader, struct span at)
{
    reader->text_open = at;
    reader->text_broken = reader->broken;
}

bool reader_opens_block(const struct reader *reader, struct span at)
{
    struct text rest = text_skip(reader->builder.source->bytes, at.end);
    rest = skip_blanks(rest);
    return rest.size == 0 || rest.data[0] == '\n' || rest.data[0] == '\r';
}

/* Lines ------------------------------------------------------------------------------------- */

static bool starts_any(struct text text, const struct text *signs, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_starts(text, signs[i]))
            return true;
    return false;
}

static const struct text opening_braces[] = {{"{", 1}, {"｛", 3}};
static const struct text closing_braces[] = {{"}", 1}, {"｝", 3}};
static const struct text comment_signs[] = {{"#", 1}, {"＃", 3}};
static const struct text head_signs[] = {{":", 1}, {"：", 3}, {"\"", 1},
                                         {"“", 3}, {"”", 3},  {"＂", 3}};
/* Full-width and CJK signs that end a word. */
static const struct text word_ends[] = {
    {"：", 3}, {"；", 3}, {"，", 3}, {"、", 3}, {"。", 3}, {"｜", 3}, {"｛", 3}, {"｝", 3},
    {"（", 3}, {"）", 3}, {"＝", 3}, {"＋", 3}, {"－", 3}, {"／", 3}, {"＊", 3}, {"％", 3},
    {"＜", 3}, {"＞", 3}, {"～", 3}, {"＿", 3}, {"“", 3},  {"”", 3},  {"＂", 3}, {"×", 2},
    {"÷", 2},  {"　", 3}, {"≤", 3},  {"≥", 3},  {"≠", 3},  {"—", 3}};
#define STARTS(text, signs) starts_any((text), (signs), ARRAY_SIZE(signs))

static bool is_letter(unsigned char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || byte == '_';
}

/* The bytes of a word at the start of `text`; not exact, but enough to tell a statement's head. */
static size_t word_length(struct text text)
{
    size_t length = 0;
    while (length < text.size) {
        unsigned char byte = (unsigned char)text.data[length];
        bool letter = is_letter(byte) || (length && byte >= '0' && byte <= '9');
        if (byte < 0x80 ? !letter
                        : (byte & 0xC0) != 0x80 && STARTS(text_skip(text, length), word_ends))
            break;
        length++;
    }
    return length;
}

/* Whether a line can only be the head of a statement: a word and then a name, a text or a colon. */
static bool is_statement_head(struct text line)
{
    size_t word = word_length(line);
    if (word == 0)
        return false;
    struct text rest = skip_blanks(text_skip(line, word));
    return STARTS(rest, head_signs) || (rest.data != line.data + word && word_length(rest) > 0);
}

static bool goes_on(const struct reader *reader)
{
    switch (reader->last) {
    case TOKEN_BAR:
    case TOKEN_COMMA:
    case TOKEN_EQUAL:
    case TOKEN_PLUS:
    case TOKEN_MINUS:
    case TOKEN_TIMES:
    case TOKEN_OVER:
    case TOKEN_NEAREST: return true;
    default: return reader->parens > 0;
    }
}

/* Blanks, in bytes, at the start of the line on which the last statement began. */
static uint32_t line_indent(const struct reader *reader)
{
    struct text line = text_skip(reader->builder.source->bytes, reader->line_start);
    return (uint32_t)(skip_blanks(line).data - line.data);
}

/* Remembers where a block seems to have been left open: a line no deeper than the block's own. */
static void suspect_open_block(struct reader *reader, struct span at, struct text next)
{
    if (reader->open_suspect.kind != REPAIR_NONE || reader->depth == 0 ||
        STARTS(next, closing_braces) || STARTS(next, comment_signs) || next.size == 0)
        return;
    const struct brace *brace = &reader->braces[reader->depth - 1];
    if (line_indent(reader) <= brace->indent)
        reader->open_suspect = (struct repair){.kind = REPAIR_CLOSE, .at = at, .open = brace->at};
}

/* Remembers the `}` before a line that is deeper than the block which that `}` closed: the line
 * still seems to belong to the block. */
static void suspect_closed_block(struct reader *reader, struct text next)
{
    bool closed = reader->closed_at.end > reader->closed_at.start;
    if (!closed || next.size == 0 || STARTS(next, comment_signs))
        return;
    if (reader->close_suspect.kind == REPAIR_NONE && !STARTS(next, closing_braces) &&
        line_indent(reader) > reader->closed.indent)
        reader->close_suspect = (struct repair){
            .kind = REPAIR_IGNORE, .at = reader->closed_at, .open = reader->closed.at};
    reader->closed_at = (struct span){0, 0};
}

bool reader_ends_statement(struct reader *reader, struct span at)
{
    struct text next = text_skip(reader->builder.source->bytes, at.end);
    if (STARTS(next, opening_braces))
        return false;
    if (goes_on(reader) && !is_statement_head(next))
        return false;
    reader->parens = 0;
    reader->line_start = at.end;
    while (reader->line_start > 0 &&
           reader->builder.source->bytes.data[reader->line_start - 1] != '\n')
        reader->line_start--;
    suspect_open_block(reader, at, next);
    suspect_closed_block(reader, next);
    return true;
}

/* Braces ------------------------------------------------------------------------------------ */

int reader_open_brace(struct reader *reader, struct span at)
{
    reader->parens = 0;
    if (reader->skipped > 0 || reader->depth == LIMIT_NESTING) {
        if (!reader->builder.limited) {
            struct finding *finding = report(reader, CHECK_LIMIT, at, MESSAGE_LIMIT_NESTING,
                                             ARGUMENTS(argument_count(LIMIT_NESTING)));
            finding_help(reader->findings, finding, MESSAGE_LIMIT_NESTING_HELP, NO_ARGUMENTS);
        }
        reader->builder.limited = true;
        reader->skipped++;
        return 0;
    }
    reader->braces[reader->depth++] = (struct brace){at, line_indent(reader)};
    return TOKEN_OPEN_BRACE;
}

static bool is_ignored(const struct reader *reader, struct span at)
{
    for (unsigned i = 0; i < reader->repair_count; i++)
        if (reader->repairs[i].kind == REPAIR_IGNORE && reader->repairs[i].at.start == at.start)
            return true;
    return false;
}

/* Remembers a `}` at the start of a line that stands further out than the block it closes. */
static void suspect_close(struct reader *reader, struct span at)
{
    const struct brace *brace = &reader->braces[reader->depth - 1];
    uint32_t indent = line_indent(reader);
    if (reader->close_suspect.kind == REPAIR_NONE && at.start == reader->line_start + indent &&
        indent < brace->indent)
        reader->close_suspect = (struct repair){.kind = REPAIR_IGNORE, .at = at, .open = brace->at};
}

/* Whether another attempt will mend an imbalance that `suspect` explains. */
static bool is_explained(struct reader *reader, const struct repair *suspect)
{
    if (!reader->cause && suspect->kind != REPAIR_NONE &&
        reader->repair_count < LIMIT_BRACE_REPAIRS)
        reader->cause = suspect;
    return reader->cause || reader->builder.limited;
}

int reader_close_brace(struct reader *reader, struct span at)
{
    reader->parens = 0;
    if (reader->skipped > 0) {
        reader->skipped--;
        return 0;
    }
    if (is_ignored(reader, at))
        return 0;
    if (reader->depth == 0) {
        if (!is_explained(reader, &reader->close_suspect))
            report_syntax(reader, at, MESSAGE_SYNTAX_STRAY_CLOSE, MESSAGE_SYNTAX_STRAY_HELP);
        reader->broken = false;
        return 0;
    }
    suspect_close(reader, at);
    reader->closed = reader->braces[reader->depth - 1];
    reader->closed_at = at;
    reader->depth--;
    return TOKEN_CLOSE_BRACE;
}

static struct repair *repair_at(struct reader *reader, struct span at)
{
    for (unsigned i = 0; i < reader->repair_count; i++)
        if (reader->repairs[i].kind == REPAIR_CLOSE && !reader->repairs[i].done &&
            reader->repairs[i].at.start == at.start)
            return &reader->repairs[i];
    return NULL;
}

bool reader_closes_before(struct reader *reader, struct span at)
{
    return reader->depth > 0 && repair_at(reader, at);
}

void reader_close_before(struct reader *reader, struct span at)
{
    repair_at(reader, at)->done = true;
    reader->depth--;
    reader->parens = 0;
}

bool reader_closes_at_end(struct reader *reader)
{
    if (reader->depth == 0)
        return false;
    if (!reader->unclosed_said && !is_explained(reader, &reader->open_suspect))
        report_syntax(reader, reader->braces[reader->depth - 1].at, MESSAGE_SYNTAX_BLOCK_OPEN,
                      MESSAGE_SYNTAX_BLOCK_END_HELP);
    reader->unclosed_said = true;
    reader->depth--;
    return true;
}

int reader_open_paren(struct reader *reader, struct span at)
{
    if (reader->parens == LIMIT_NESTING) {
        if (!reader->builder.limited)
            report(reader, CHECK_LIMIT, at, MESSAGE_LIMIT_PARENS,
                   ARGUMENTS(argument_count(LIMIT_NESTING)));
        reader->builder.limited = true;
        reader->broken = true;
        return TOKEN_PARSE_error;
    }
    reader->parens++;
    return TOKEN_OPEN_PAREN;
}
