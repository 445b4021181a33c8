#include "runtime/document.h"

#include <cmark.h>
#include <string.h>

#include "lang/base/unicode.h"

/* Stand-ins that the parser takes for letters. They keep it from decoding character references,
 * which could otherwise make placeholders, control characters and line feeds, and from looking for
 * images, in which libcmark 0.30 takes quadratic time. */
enum stand_in {
    AMPERSAND = 0x100000,
    ESCAPED_AMPERSAND, /* \& */
    IMAGE_MARK,        /* ! before [ */
    STAND_IN_END,
};

static const struct {
    struct text utf8, plain, verbatim; /* verbatim: as in code, where a backslash is itself */
} stand_ins[] = {
    {TEXT("\xF4\x80\x80\x80"), TEXT("&"), TEXT("&")},
    {TEXT("\xF4\x80\x80\x81"), TEXT("&"), TEXT("\\&")},
    {TEXT("\xF4\x80\x80\x82"), TEXT("!"), TEXT("!")},
};

static void add_stand_in(struct buffer *out, enum stand_in sign)
{
    buffer_add(out, stand_ins[sign - AMPERSAND].utf8);
}

void prose_placeholder(struct buffer *out, size_t index)
{
    buffer_byte(out, '\xF3');
    buffer_byte(out, (char)(0xB0 | (index >> 12 & 0x0F)));
    buffer_byte(out, (char)(0x80 | (index >> 6 & 0x3F)));
    buffer_byte(out, (char)(0x80 | (index & 0x3F)));
}

/* Preparation of the source for the parser. */

struct preparation {
    struct text source;
    size_t at;
    struct buffer out;
    bool escaped;              /* the byte before was an unescaped backslash */
    bool leading;              /* only blanks and container markers so far in this line */
    unsigned markers, indents; /* so far in this line */
};

static char peek(const struct preparation *p, size_t ahead)
{
    return p->source.size - p->at > ahead ? p->source.data[p->at + ahead] : '\n';
}

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static bool is_marker(const struct preparation *p)
{
    char byte = peek(p, 0);
    return byte == '>' || (strchr("-+*.)", byte) && byte && is_blank(peek(p, 1)));
}

/* libcmark visits every open container for every line, blank ones included. Bounding what one line
 * can open keeps that linear: markers beyond the bound are escaped, deep indentation is cut. Says
 * whether the byte is to be left out. */
static bool bound_nesting(struct preparation *p)
{
    enum { MAX_INDENT = 256 };
    char byte = peek(p, 0);
    if (byte == ' ' || byte == '\t')
        return ++p->indents > MAX_INDENT;
    bool marker = is_marker(p);
    if (marker && ++p->markers > PROSE_MAX_DEPTH)
        buffer_byte(&p->out, '\\');
    p->leading = p->markers <= PROSE_MAX_DEPTH && (marker || ('0' <= byte && byte <= '9'));
    return false;
}

static void prepare_byte(struct preparation *p)
{
    char byte = peek(p, 0);
    bool escaped = p->escaped;
    p->escaped = byte == '\\' && !escaped;
    if (p->leading && bound_nesting(p))
        return;
    if (byte == '\\' && !escaped && peek(p, 1) == '&')
        return; /* goes into the stand-in */
    if (byte == '&')
        add_stand_in(&p->out, escaped ? ESCAPED_AMPERSAND : AMPERSAND);
    else if (byte == '!' && !escaped && peek(p, 1) == '[')
        add_stand_in(&p->out, IMAGE_MARK);
    else
        buffer_byte(&p->out, byte);
    if (byte == '\n') {
        p->leading = true;
        p->markers = p->indents = 0;
    }
}

static struct text prepare(struct arena *arena, struct text source)
{
    struct preparation p = {.source = source, .out = buffer_in(arena), .leading = true};
    for (; p.at < source.size; p.at++)
        prepare_byte(&p);
    return buffer_text(&p.out);
}

/* Conversion of libcmark's tree into ours. */

struct conversion {
    struct arena *arena;
    const struct prose *prose;
    struct prose_node *at;   /* takes the next node */
    struct prose_node *soft; /* the text of a soft break still to be settled, or NULL */
    uint32_t last;           /* the character before it, or 0 */
    unsigned depth;
};

static struct prose_node *append(struct conversion *c, enum prose_kind kind)
{
    struct prose_node *node = ARENA_NEW(c->arena, struct prose_node);
    node->kind = kind;
    node->parent = c->at;
    if (c->at->last)
        c->at->last->next = node;
    else
        c->at->first = node;
    c->at->last = node;
    return node;
}

static struct prose_node *open(struct conversion *c, enum prose_kind kind)
{
    return c->at = append(c, kind);
}

static struct prose_node *open_nested(struct conversion *c, enum prose_kind kind)
{
    if (c->depth == PROSE_MAX_DEPTH)
        return NULL;
    c->depth++;
    return open(c, kind);
}

static bool is_nested(enum prose_kind kind)
{
    return kind == PROSE_QUOTE || kind == PROSE_BULLETS || kind == PROSE_NUMBERED ||
           kind == PROSE_EMPHASIS || kind == PROSE_STRONG;
}

static uint32_t last_scalar(struct text text)
{
    size_t start = text.size - 1, length;
    while (start && ((unsigned char)text.data[start] & 0xC0) == 0x80)
        start--;
    return unicode_first(text_skip(text, start), &length);
}

/* `shown`, not empty, follows: settles the soft break before it. */
static void follow(struct conversion *c, struct text shown)
{
    size_t length;
    if (c->soft) {
        bool joined =
            c->last && unicode_is_cjk(c->last) && unicode_is_cjk(unicode_first(shown, &length));
        c->soft->text = joined ? TEXT("") : TEXT(" ");
        c->soft = NULL;
    }
    c->last = last_scalar(shown);
}

static void break_softly(struct conversion *c)
{
    if (c->last && !c->soft)
        c->soft = append(c, PROSE_TEXT);
}

static void break_line(struct conversion *c)
{
    append(c, PROSE_LINE_BREAK);
    c->soft = NULL;
    c->last = 0;
}

static void flush(struct conversion *c, struct buffer *plain)
{
    if (!plain->size)
        return;
    struct text text = text_copy(c->arena, buffer_text(plain));
    follow(c, text);
    append(c, PROSE_TEXT)->text = text;
    plain->size = 0;
}

static void add_figure(struct conversion *c, size_t index)
{
    const struct inline_figure *figure = &c->prose->figures[index];
    if (figure->shown.size)
        follow(c, figure->shown);
    append(c, PROSE_VALUE)->figure = figure;
}

enum sign { SIGN_TEXT, SIGN_FIGURE, SIGN_STAND_IN, SIGN_LINE_FEED, SIGN_NOTHING };

/* The sign at the start of `rest` (not empty), its size and its number. */
static enum sign next_sign(const struct conversion *c, struct text rest, size_t *size,
                           size_t *number)
{
    *size = 1;
    if (rest.data[0] == '\n')
        return SIGN_LINE_FEED;
    if (rest.data[0] != '\xF3' && rest.data[0] != '\xF4')
        return SIGN_TEXT;
    uint32_t scalar = unicode_first(rest, size);
    *number = scalar - (scalar < AMPERSAND ? PROSE_FIGURE : AMPERSAND);
    if (AMPERSAND <= scalar && scalar < STAND_IN_END)
        return SIGN_STAND_IN;
    if (scalar < PROSE_FIGURE || PROSE_FIGURE + PROSE_MAX_FIGURES <= scalar)
        return SIGN_TEXT;
    return *number < c->prose->figure_count ? SIGN_FIGURE : SIGN_NOTHING;
}

static struct text stand_in(size_t number, bool verbatim)
{
    return verbatim ? stand_ins[number].verbatim : stand_ins[number].plain;
}

/* Appends `literal` as texts and values; `verbatim` in code. */
static void add_text(struct conversion *c, struct text literal, bool verbatim)
{
    struct buffer plain = buffer_in(c->arena);
    size_t size, number;
    for (; literal.size; literal = text_skip(literal, size)) {
        enum sign sign = next_sign(c, literal, &size, &number);
        if (sign == SIGN_STAND_IN) {
            buffer_add(&plain, stand_in(number, verbatim));
        } else if (sign == SIGN_FIGURE) {
            flush(c, &plain);
            add_figure(c, number);
        } else if (sign == SIGN_LINE_FEED && !verbatim) {
            flush(c, &plain);
            break_softly(c);
        } else if (sign != SIGN_NOTHING) {
            buffer_add(&plain, (struct text){literal.data, size});
        }
    }
    flush(c, &plain);
}

/* `literal` with its figures put in, for addresses and titles. */
static struct text expand(struct conversion *c, struct text literal)
{
    struct buffer out = buffer_in(c->arena);
    size_t size, number;
    for (; literal.size; literal = text_skip(literal, size)) {
        enum sign sign = next_sign(c, literal, &size, &number);
        if (sign == SIGN_STAND_IN)
            buffer_add(&out, stand_in(number, false));
        else if (sign == SIGN_FIGURE)
            buffer_add(&out, c->prose->figures[number].shown);
        else if (sign != SIGN_NOTHING)
            buffer_add(&out, (struct text){literal.data, size});
    }
    return buffer_text(&out);
}

static struct text one_line(struct arena *arena, struct text text)
{
    struct buffer out = buffer_in(arena);
    for (size_t i = 0; i < text.size; i++)
        buffer_byte(&out, is_blank(text.data[i]) ? ' ' : text.data[i]);
    return buffer_text(&out);
}

static char lower(char byte)
{
    return 'A' <= byte && byte <= 'Z' ? (char)(byte | 0x20) : byte;
}

static bool same_letters(struct text text, struct text lower_case)
{
    bool same = text.size == lower_case.size;
    for (size_t i = 0; same && i < text.size; i++)
        same = lower(text.data[i]) == lower_case.data[i];
    return same;
}

static bool has_control(struct text text)
{
    for (size_t i = 0; i < text.size; i++)
        if ((unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7F)
            return true;
    return false;
}

/* An allow-list: whatever stands before a colon in the first part of the path is a scheme. */
static bool is_allowed(struct text address)
{
    static const struct text schemes[] = {TEXT("http"), TEXT("https"), TEXT("mailto")};
    if (!address.size || has_control(address))
        return false;
    size_t end = 0;
    while (end < address.size && !memchr(":/?#", address.data[end], 4))
        end++;
    if (end == address.size || address.data[end] != ':')
        return true;
    for (size_t i = 0; i < ARRAY_SIZE(schemes); i++)
        if (same_letters((struct text){address.data, end}, schemes[i]))
            return true;
    return false;
}

static struct text literal_of(cmark_node *node)
{
    const char *literal = cmark_node_get_literal(node);
    return literal ? text_from(literal) : TEXT("");
}

static struct prose_node *open_list(struct conversion *c, cmark_node *node)
{
    bool numbered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST;
    struct prose_node *list = open_nested(c, numbered ? PROSE_NUMBERED : PROSE_BULLETS);
    if (!list)
        return NULL;
    list->tight = cmark_node_get_list_tight(node);
    list->start = numbered ? (unsigned)cmark_node_get_list_start(node) : 0;
    return list;
}

static struct prose_node *open_item(struct conversion *c)
{
    bool listed = c->at->kind == PROSE_BULLETS || c->at->kind == PROSE_NUMBERED;
    return listed ? open(c, PROSE_ITEM) : NULL; /* its list lies too deep */
}

static struct prose_node *open_leaf(struct conversion *c, enum prose_kind kind)
{
    c->soft = NULL;
    c->last = 0;
    return open(c, kind);
}

static struct prose_node *open_heading(struct conversion *c, cmark_node *node)
{
    struct prose_node *heading = open_leaf(c, PROSE_HEADING);
    heading->level = (unsigned)cmark_node_get_heading_level(node);
    return heading;
}

static struct prose_node *open_code(struct conversion *c, struct text literal)
{
    struct prose_node *code = open(c, PROSE_CODE);
    add_text(c, literal, true);
    return code;
}

static struct prose_node *open_code_block(struct conversion *c, struct text literal)
{
    struct prose_node *code = open_leaf(c, PROSE_CODE_BLOCK);
    add_text(c, text_ends(literal, TEXT("\n")) ? text_chop(literal, 1) : literal, true);
    return code;
}

static struct prose_node *open_html_block(struct conversion *c, struct text literal)
{
    struct prose_node *paragraph = open_leaf(c, PROSE_PARAGRAPH);
    add_text(c, text_trim(literal), false);
    return paragraph;
}

static struct prose_node *open_link(struct conversion *c, cmark_node *node)
{
    struct text address = expand(c, text_from(cmark_node_get_url(node)));
    if (!is_allowed(address) || !cmark_node_first_child(node))
        return NULL;
    struct prose_node *link = open(c, PROSE_LINK);
    link->text = address;
    link->title = one_line(c->arena, expand(c, text_from(cmark_node_get_title(node))));
    return link;
}

/* The mark of an image is no text of it. */
static struct text without_image_mark(cmark_node *node)
{
    struct text literal = literal_of(node), mark = stand_ins[IMAGE_MARK - AMPERSAND].utf8;
    cmark_node *next = cmark_node_next(node);
    bool image = next && cmark_node_get_type(next) == CMARK_NODE_LINK;
    return image && text_ends(literal, mark) ? text_chop(literal, mark.size) : literal;
}

/* Enters a node of libcmark's tree. The result is the container opened for it, or NULL. */
static struct prose_node *enter(struct conversion *c, cmark_node *node)
{
    switch (cmark_node_get_type(node)) {
    case CMARK_NODE_BLOCK_QUOTE: return open_nested(c, PROSE_QUOTE);
    case CMARK_NODE_LIST: return open_list(c, node);
    case CMARK_NODE_ITEM: return open_item(c);
    case CMARK_NODE_CODE_BLOCK: return open_code_block(c, literal_of(node));
    case CMARK_NODE_HTML_BLOCK: return open_html_block(c, literal_of(node));
    case CMARK_NODE_PARAGRAPH: return open_leaf(c, PROSE_PARAGRAPH);
    case CMARK_NODE_HEADING: return open_heading(c, node);
    case CMARK_NODE_THEMATIC_BREAK: return open(c, PROSE_RULE);
    case CMARK_NODE_CODE: return open_code(c, literal_of(node));
    case CMARK_NODE_EMPH: return open_nested(c, PROSE_EMPHASIS);
    case CMARK_NODE_STRONG: return open_nested(c, PROSE_STRONG);
    case CMARK_NODE_LINK: return open_link(c, node);
    case CMARK_NODE_TEXT: add_text(c, without_image_mark(node), false); return NULL;
    case CMARK_NODE_HTML_INLINE: add_text(c, literal_of(node), false); return NULL;
    case CMARK_NODE_SOFTBREAK: break_softly(c); return NULL;
    case CMARK_NODE_LINEBREAK: break_line(c); return NULL;
    default: return NULL; /* the document; no others are made */
    }
}

static void leave(struct conversion *c, cmark_node *node)
{
    struct prose_node *opened = cmark_node_get_user_data(node);
    if (!opened)
        return;
    c->depth -= is_nested(opened->kind);
    c->at = opened->parent;
}

/* Without recursion, since libcmark's trees may be of any depth. */
static void convert(struct conversion *c, cmark_node *root)
{
    cmark_node *node = root;
    for (;;) {
        cmark_node_set_user_data(node, enter(c, node));
        cmark_node *next = cmark_node_first_child(node);
        while (!next) {
            leave(c, node);
            if (node == root)
                return;
            next = cmark_node_next(node);
            node = cmark_node_parent(node);
        }
        node = next;
    }
}

/* libcmark's allocator is told no context, so its tree cannot live in the arena. It is freed on
 * both ways out: when all is converted and when the arena is exhausted. */
static void convert_and_free(struct conversion *c, cmark_node *root)
{
    jmp_buf *owner = c->arena->exhausted, here;
    if (setjmp(here)) {
        c->arena->exhausted = owner;
        cmark_node_free(root);
        arena_exhaust(c->arena);
    }
    c->arena->exhausted = &here;
    convert(c, root);
    c->arena->exhausted = owner;
    cmark_node_free(root);
}

struct prose *prose_parse(struct arena *arena, struct text commonmark,
                          struct inline_figure *figures, size_t figure_count)
{
    struct prose *prose = ARENA_NEW(arena, struct prose);
    *prose = (struct prose){ARENA_NEW(arena, struct prose_node), figures, figure_count};
    struct conversion c = {.arena = arena, .prose = prose, .at = prose->root};
    struct text prepared = prepare(arena, commonmark);
    const char *bytes = prepared.size ? prepared.data : "";
    cmark_node *root = cmark_parse_document(bytes, prepared.size, CMARK_OPT_DEFAULT);
    cmark_consolidate_text_nodes(root);
    convert_and_free(&c, root);
    return prose;
}
