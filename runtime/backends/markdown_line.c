#include "runtime/backends/markdown_line.h"

#include <unictype.h>
#include <unistr.h>

#include "lang/base/unicode.h"

/* Making the line. */

void markdown_line_clear(struct markdown_line *line)
{
    line->begin = line->end = line->link_count = 0;
}

static void add(struct markdown_line *line, enum glyph_kind kind, size_t value)
{
    if (line->end == UINT32_MAX)
        arena_exhaust(line->arena);
    if (line->end == line->capacity) {
        size_t capacity = line->capacity ? 2 * line->capacity : 64;
        line->glyphs = arena_grow(line->arena, line->glyphs, line->end * sizeof *line->glyphs,
                                  capacity * sizeof *line->glyphs);
        line->capacity = capacity;
    }
    line->glyphs[line->end++] = (struct glyph){kind, (uint32_t)value};
}

void markdown_line_text(struct markdown_line *line, struct text text)
{
    size_t length;
    for (; text.size; text = text_skip(text, length)) {
        uint32_t scalar = unicode_first(text, &length);
        if (scalar == '\n')
            add(line, GLYPH_BREAK, 0);
        else if (scalar != '\r')
            add(line, GLYPH_CHARACTER, scalar == '\t' ? ' ' : scalar);
    }
}

size_t markdown_line_open(struct markdown_line *line, enum glyph_kind kind)
{
    add(line, kind, 0);
    return line->end - 1;
}

void markdown_line_close(struct markdown_line *line, size_t opened)
{
    struct glyph *open = &line->glyphs[opened];
    if (opened + 1 == line->end) {
        line->end = opened;
        return;
    }
    open->value = (uint32_t)line->end;
    add(line, open->kind + 1, opened);
}

static void add_link(struct markdown_line *line, const struct prose_node *link)
{
    if (line->link_count == line->link_capacity) {
        size_t capacity = line->link_capacity ? 2 * line->link_capacity : 8;
        line->links = arena_grow(line->arena, line->links, line->link_count * sizeof *line->links,
                                 capacity * sizeof *line->links);
        line->link_capacity = capacity;
    }
    line->links[line->link_count++] = link;
}

static void close_link(struct markdown_line *line, size_t opened, const struct prose_node *link)
{
    markdown_line_close(line, opened);
    if (line->end == opened)
        return;
    line->glyphs[line->end - 1].value = (uint32_t)line->link_count;
    add_link(line, link);
}

static void add_figure(struct markdown_line *line, const struct inline_figure *figure,
                       struct text mark)
{
    markdown_line_text(line, figure->shown);
    if (figure->doubtful)
        markdown_line_text(line, mark);
}

static void add_element(struct markdown_line *line, const struct prose_node *node,
                        enum glyph_kind kind, struct text mark)
{
    size_t opened = markdown_line_open(line, kind);
    markdown_line_inlines(line, node->first, mark);
    if (kind == GLYPH_LINK)
        close_link(line, opened, node);
    else
        markdown_line_close(line, opened);
}

void markdown_line_inlines(struct markdown_line *line, const struct prose_node *first,
                           struct text mark)
{
    for (const struct prose_node *node = first; node; node = node->next) {
        switch (node->kind) {
        case PROSE_VALUE: add_figure(line, node->figure, mark); break;
        case PROSE_LINE_BREAK: add(line, GLYPH_BREAK, 0); break;
        case PROSE_CODE: add_element(line, node, GLYPH_CODE, mark); break;
        case PROSE_EMPHASIS: add_element(line, node, GLYPH_EMPHASIS, mark); break;
        case PROSE_STRONG: add_element(line, node, GLYPH_STRONG, mark); break;
        case PROSE_LINK: add_element(line, node, GLYPH_LINK, mark); break;
        default: markdown_line_text(line, node->text);
        }
    }
}

static bool is_trimmed(struct glyph glyph)
{
    return glyph.kind == GLYPH_BREAK || (glyph.kind == GLYPH_CHARACTER && glyph.value == ' ');
}

bool markdown_line_trim(struct markdown_line *line)
{
    while (line->begin < line->end && is_trimmed(line->glyphs[line->begin]))
        line->begin++;
    while (line->begin < line->end && is_trimmed(line->glyphs[line->end - 1]))
        line->end--;
    return line->begin < line->end;
}

/* Writing it. */

struct writing {
    const struct markdown_line *line;
    enum markdown_place place;
    struct buffer *out;
    unsigned depth; /* of emphases */
};

/* The character that is written for glyph `i`, as far as neighbours can tell: a line end outside of
 * the line, else of markup any of its signs, which are all ASCII punctuation. */
static uint32_t sign_at(const struct writing *w, size_t i)
{
    if (i < w->line->begin || w->line->end <= i)
        return '\n';
    struct glyph glyph = w->line->glyphs[i];
    return glyph.kind == GLYPH_CHARACTER ? glyph.value : '*';
}

static bool is_digit(uint32_t scalar)
{
    return '0' <= scalar && scalar <= '9';
}

static bool is_alphanumeric(uint32_t scalar)
{
    return is_digit(scalar) || ('a' <= (scalar | 0x20) && (scalar | 0x20) <= 'z');
}

static bool is_word(uint32_t scalar)
{
    return !unicode_is_space(scalar) && !unicode_is_punctuation(scalar);
}

static bool is_line_blank(uint32_t scalar)
{
    return scalar == ' ' || scalar == '\n';
}

/* Where each sign could act. */

static bool always(const struct writing *w, size_t i)
{
    (void)w, (void)i;
    return true;
}

static bool starts_block(const struct writing *w, size_t i)
{
    return w->place == PLACE_PARAGRAPH && i == w->line->begin;
}

/* A list, a thematic break, the underline of a heading, front matter. */
static bool starts_item(const struct writing *w, size_t i)
{
    uint32_t next = sign_at(w, i + 1);
    return starts_block(w, i) && (is_line_blank(next) || next == sign_at(w, i));
}

/* `12.` or `12)` at the start of a block; numbers of list items have at most nine digits. */
static bool ends_number(const struct writing *w, size_t i)
{
    size_t digits = i - w->line->begin;
    if (w->place != PLACE_PARAGRAPH || digits < 1 || 9 < digits ||
        !is_line_blank(sign_at(w, i + 1)))
        return false;
    for (size_t k = w->line->begin; k < i; k++)
        if (!is_digit(sign_at(w, k)))
            return false;
    return true;
}

/* `www.`, which would take Chinese punctuation and all that follows into the link. */
static bool ends_number_or_www(const struct writing *w, size_t i)
{
    bool www = i >= 3;
    for (size_t k = 1; www && k <= 3; k++)
        www = (sign_at(w, i - k) | 0x20) == 'w';
    return www || ends_number(w, i);
}

static bool ends_scheme(const struct writing *w, size_t i)
{
    return sign_at(w, i + 1) == '/' && sign_at(w, i + 2) == '/';
}

/* A heading may be closed by number signs. */
static bool starts_or_ends_heading(const struct writing *w, size_t i)
{
    return starts_block(w, i) || (w->place == PLACE_HEADING && is_line_blank(sign_at(w, i - 1)));
}

static bool precedes_link(const struct writing *w, size_t i)
{
    return i + 1 < w->line->end && w->line->glyphs[i + 1].kind == GLYPH_LINK;
}

static bool outside_word(const struct writing *w, size_t i)
{
    return !is_word(sign_at(w, i - 1)) || !is_word(sign_at(w, i + 1));
}

static bool in_cell(const struct writing *w, size_t i)
{
    (void)i;
    return w->place == PLACE_CELL;
}

typedef bool condition(const struct writing *w, size_t i);

static condition *const escapes[128] = {
    ['\\'] = always,
    ['`'] = always,
    ['*'] = always,
    ['['] = always,
    [']'] = always,
    ['<'] = always,
    ['&'] = always,
    ['~'] = always,
    ['$'] = always, /* mathematics */
    ['{'] = always, /* attributes, templates */
    ['|'] = in_cell,
    ['_'] = outside_word,
    ['!'] = precedes_link,
    ['#'] = starts_or_ends_heading,
    ['>'] = starts_block,
    ['+'] = starts_item,
    ['-'] = starts_item,
    ['='] = starts_item,
    ['.'] = ends_number_or_www,
    [')'] = ends_number,
    [':'] = ends_scheme,
};

/* Addresses of mail are looked for after escapes have been resolved, so none helps. */
static bool is_mail(const struct writing *w, size_t i)
{
    uint32_t before = sign_at(w, i - 1), after = sign_at(w, i + 1);
    bool local =
        is_alphanumeric(before) || before == '.' || before == '+' || before == '-' || before == '_';
    return sign_at(w, i) == '@' && local && after < 128 && !is_line_blank(after);
}

static void write_scalar(struct buffer *out, uint32_t scalar)
{
    uint8_t bytes[6];
    int size = u8_uctomb(bytes, scalar, sizeof bytes);
    if (size > 0)
        buffer_add(out, (struct text){(const char *)bytes, (size_t)size});
}

static void write_character(const struct writing *w, size_t i)
{
    uint32_t scalar = sign_at(w, i);
    if (scalar < ARRAY_SIZE(escapes) && escapes[scalar] && escapes[scalar](w, i))
        buffer_byte(w->out, '\\');
    if (is_mail(w, i))
        buffer_literal(w->out, "<!-- -->");
    write_scalar(w->out, scalar);
}

/* CommonMark 0.30 counts only the category P as punctuation beside ASCII's, 0.31 S as well. */
static bool is_punctuation(uint32_t scalar, bool symbols)
{
    if (scalar < 128 || symbols)
        return unicode_is_punctuation(scalar);
    return uc_is_general_category_withtable(scalar, UC_CATEGORY_MASK_P);
}

/* Whether asterisks between `inner` and `outer` open or close an emphasis with `inner` inside. */
static bool flanks(uint32_t inner, uint32_t outer, bool symbols)
{
    return !unicode_is_space(inner) && (!is_punctuation(inner, symbols) ||
                                        unicode_is_space(outer) || is_punctuation(outer, symbols));
}

static bool is_emphasis_mark(const struct writing *w, size_t i)
{
    if (i < w->line->begin || w->line->end <= i)
        return false;
    uint32_t kind = w->line->glyphs[i].kind;
    return GLYPH_EMPHASIS <= kind && kind <= GLYPH_STRONG_END;
}

static bool takes_asterisks(const struct writing *w, size_t inside, size_t outside)
{
    uint32_t inner = sign_at(w, inside), outer = sign_at(w, outside);
    return !is_emphasis_mark(w, inside) && !is_emphasis_mark(w, outside) &&
           flanks(inner, outer, false) && flanks(inner, outer, true);
}

/* Asterisks only where every reader takes them for this emphasis: not next to others, not within
 * another emphasis, and with neighbours that all versions agree on. The answer is the same for both
 * ends. */
static bool has_asterisks(const struct writing *w, size_t open, size_t close)
{
    return w->depth == 0 && takes_asterisks(w, open + 1, open - 1) &&
           takes_asterisks(w, close - 1, close + 1);
}

static void write_emphasis(struct writing *w, size_t i)
{
    static const struct text asterisks[] = {TEXT("*"), TEXT("*"), TEXT("**"), TEXT("**")};
    static const struct text tags[] = {TEXT("<em>"), TEXT("</em>"), TEXT("<strong>"),
                                       TEXT("</strong>")};
    struct glyph glyph = w->line->glyphs[i];
    bool closes = glyph.kind == GLYPH_EMPHASIS_END || glyph.kind == GLYPH_STRONG_END;
    size_t open = closes ? glyph.value : i, close = closes ? i : glyph.value;
    w->depth -= closes;
    bool plain = has_asterisks(w, open, close);
    buffer_add(w->out, (plain ? asterisks : tags)[glyph.kind - GLYPH_EMPHASIS]);
    w->depth += !closes;
}

/* Code spans know no breaks. */
static uint32_t code_sign_at(const struct writing *w, size_t i)
{
    struct glyph glyph = w->line->glyphs[i];
    return glyph.kind == GLYPH_CHARACTER ? glyph.value : ' ';
}

static void write_code_sign(const struct writing *w, uint32_t sign)
{
    if (sign == '|' && w->place == PLACE_CELL)
        buffer_byte(w->out, '\\');
    write_scalar(w->out, sign);
}

static size_t longest_fence(const struct writing *w, size_t open, size_t close)
{
    size_t longest = 0, run = 0;
    for (size_t i = open + 1; i < close; i++) {
        run = code_sign_at(w, i) == '`' ? run + 1 : 0;
        longest = run > longest ? run : longest;
    }
    return longest;
}

/* The reader takes a blank away at both ends where there are two. */
static bool needs_padding(const struct writing *w, size_t open, size_t close)
{
    uint32_t first = code_sign_at(w, open + 1), last = code_sign_at(w, close - 1);
    return first == '`' || last == '`' || (first == ' ' && last == ' ');
}

/* Returns the place of the code's end. */
static size_t write_code(const struct writing *w, size_t open)
{
    size_t close = w->line->glyphs[open].value;
    size_t fence = longest_fence(w, open, close) + 1;
    size_t padding = needs_padding(w, open, close);
    buffer_repeat(w->out, TEXT("`"), fence);
    buffer_repeat(w->out, TEXT(" "), padding);
    for (size_t i = open + 1; i < close; i++)
        write_code_sign(w, code_sign_at(w, i));
    buffer_repeat(w->out, TEXT(" "), padding);
    buffer_repeat(w->out, TEXT("`"), fence);
    return close;
}

static void write_escaped(struct buffer *out, struct text text, struct text special)
{
    for (size_t i = 0; i < text.size; i++) {
        for (size_t k = 0; k < special.size; k++)
            if (text.data[i] == special.data[k])
                buffer_byte(out, '\\');
        buffer_byte(out, text.data[i]);
    }
}

static void write_link_end(const struct writing *w, const struct prose_node *link)
{
    buffer_literal(w->out, "](<");
    write_escaped(w->out, link->text, TEXT("\\<>&"));
    buffer_byte(w->out, '>');
    if (link->title.size) {
        buffer_literal(w->out, " \"");
        write_escaped(w->out, link->title, TEXT("\\\"&"));
        buffer_byte(w->out, '"');
    }
    buffer_byte(w->out, ')');
}

/* Returns the place of the last glyph that is written now. */
static size_t write_glyph(struct writing *w, size_t i)
{
    struct glyph glyph = w->line->glyphs[i];
    switch ((enum glyph_kind)glyph.kind) {
    case GLYPH_CHARACTER: write_character(w, i); break;
    case GLYPH_BREAK: buffer_literal(w->out, "<br>"); break;
    case GLYPH_CODE: return write_code(w, i);
    case GLYPH_LINK: buffer_byte(w->out, '['); break;
    case GLYPH_LINK_END: write_link_end(w, w->line->links[glyph.value]); break;
    default: write_emphasis(w, i);
    }
    return i;
}

void markdown_line_write(const struct markdown_line *line, enum markdown_place place,
                         struct buffer *out)
{
    struct writing w = {.line = line, .place = place, .out = out};
    for (size_t i = line->begin; i < line->end; i++)
        i = write_glyph(&w, i);
}
