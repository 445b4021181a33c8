/* J407: brackets and quotation marks come in pairs. */
#include "lang/checks/prose.h"

#include <stdlib.h>

#include "lang/base/unicode.h"

#define IN(kind) KIND_BIT(KIND_##kind)

/* Pairs of one family are mistaken for one another. */
enum family { ROUND, SQUARE, TITLE, DOUBLE, SINGLE, FAMILIES };

static const struct pair {
    uint32_t open, close;
    enum family family;
} pairs[] = {
    {U'（', U'）', ROUND}, {'(', ')', ROUND},        {U'【', U'】', SQUARE}, {U'〔', U'〕', SQUARE},
    {'[', ']', SQUARE},    {0xFF3B, 0xFF3D, SQUARE}, {U'《', U'》', TITLE},  {U'〈', U'〉', TITLE},
    {U'“', U'”', DOUBLE},  {U'‘', U'’', SINGLE},
};

/* A bracket or quotation mark of the text. */
struct mark {
    const struct pair *pair;
    struct span at;
    unsigned paragraph;
    bool opens;       /* a paragraph */
    unsigned content; /* signs so far that no range such as [80, 100) has */
    struct mark *below;
};

struct balance {
    struct model *model;
    struct node *node;
    struct reading reading;
    struct mark *open; /* innermost first */
    unsigned open_count[FAMILIES];
    struct mark *unpaired;
    size_t unpaired_count;
    unsigned paragraph, content;
    bool paragraph_start;
    uint32_t before;
    unsigned marker; /* signs that a list marker may have, since a blank or point; or NO_MARKER */
};

enum { NO_MARKER = 100, MARKER_SIGNS = 3 };

static struct text mark_text(const struct balance *b, const struct mark *mark)
{
    return source_text(b->node->source, mark->at);
}

static struct text sign_text(struct model *model, uint32_t scalar)
{
    struct buffer out = buffer_in(model->arena);
    unicode_add(&out, scalar);
    return buffer_text(&out);
}

static void pop(struct balance *b)
{
    b->open_count[b->open->pair->family]--;
    b->open = b->open->below;
}

static void leave_unpaired(struct balance *b, struct mark *mark)
{
    mark->below = b->unpaired;
    b->unpaired = mark;
    b->unpaired_count++;
}

static void pop_unpaired(struct balance *b)
{
    struct mark *mark = b->open;
    pop(b);
    leave_unpaired(b, mark);
}

static struct mark *new_mark(struct balance *b, const struct pair *pair, const struct sign *sign)
{
    struct mark *mark = ARENA_NEW(b->model->arena, struct mark);
    *mark = (struct mark){.pair = pair,
                          .at = sign->at,
                          .paragraph = b->paragraph,
                          .opens = b->paragraph_start,
                          .content = b->content};
    return mark;
}

/* A quotation over several paragraphs opens each of them anew and is closed once. */
static bool continues_quotation(const struct balance *b, const struct pair *pair)
{
    return b->open && b->paragraph_start && b->open->opens && b->open->pair == pair &&
           b->open->paragraph + 1 == b->paragraph;
}

static void open_mark(struct balance *b, const struct pair *pair, const struct sign *sign)
{
    if (continues_quotation(b, pair))
        pop(b);
    struct mark *mark = new_mark(b, pair, sign);
    mark->below = b->open;
    b->open = mark;
    b->open_count[pair->family]++;
}

static void report_mixed(struct balance *b, const struct mark *open, const struct mark *close)
{
    struct findings *findings = b->model->findings;
    struct finding *finding = finding_add(
        findings, CHECK_PAIRING, place_in(b->node, close->at), MESSAGE_PAIRING_MIXED,
        ARGUMENTS(argument_text(mark_text(b, open)), argument_text(mark_text(b, close))));
    finding_label(findings, finding, place_in(b->node, open->at), MESSAGE_PAIRING_OPENED,
                  NO_ARGUMENTS);
    finding_help(findings, finding, MESSAGE_PAIRING_MIXED_HELP,
                 ARGUMENTS(argument_text(mark_text(b, open)),
                           argument_text(sign_text(b->model, open->pair->close))));
}

/* [80, 100) is a range that holds one of its ends. */
static bool closes_range(const struct balance *b, const struct pair *pair)
{
    return b->open && b->open->content == b->content &&
           b->open->pair->family + pair->family == ROUND + SQUARE &&
           b->open->pair->family != pair->family;
}

/* Passes over the address of a link, where `(` follows. */
static void pass_link(struct balance *b)
{
    struct reading ahead = b->reading;
    if (reading_next(&ahead).scalar != '(')
        return;
    unsigned depth = 1;
    for (struct sign sign; depth > 0;) {
        b->reading = ahead;
        sign = reading_next(&ahead);
        if (sign.scalar == SIGN_END || sign.scalar == SIGN_PARAGRAPH || sign.scalar == '\n')
            return;
        depth += sign.scalar == '(';
        depth -= sign.scalar == ')';
    }
    b->reading = ahead;
}

static void close_mark(struct balance *b, const struct pair *pair, const struct sign *sign)
{
    if (closes_range(b, pair)) {
        pop(b);
        return;
    }
    bool exact = b->open && b->open->pair == pair;
    bool marker = pair->family == ROUND && b->marker > 0 && b->marker <= MARKER_SIGNS;
    if (!exact && marker)
        return;
    struct mark *mark = new_mark(b, pair, sign);
    if (b->open_count[pair->family] == 0) {
        leave_unpaired(b, mark);
        return;
    }
    while (b->open->pair->family != pair->family)
        pop_unpaired(b);
    if (b->open->pair != pair)
        report_mixed(b, b->open, mark);
    pop(b);
    if (sign->scalar == ']')
        pass_link(b);
}

/* ’ in don’t and the cities’ is an apostrophe. */
static bool is_apostrophe(const struct balance *b, uint32_t scalar)
{
    uint32_t letter = b->before | 0x20;
    if (scalar != U'’' || letter < 'a' || letter > 'z')
        return false;
    struct reading ahead = b->reading;
    uint32_t next = reading_next(&ahead).scalar | 0x20;
    return b->open_count[SINGLE] == 0 || (next >= 'a' && next <= 'z');
}

static bool parts_words(uint32_t scalar)
{
    static const uint32_t signs[] = {U'；', U'，', U'。', U'、', U'：', ';', ',', ':'};
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
        if (signs[i] == scalar)
            return true;
    return is_blank_sign(scalar) || scalar == SIGN_PARAGRAPH;
}

/* Follows what may be the marker of a list: 1), a), 一）, 1.1). */
static unsigned marker_after(unsigned marker, uint32_t scalar)
{
    if (parts_words(scalar))
        return 0;
    if (scalar == '*' || scalar == '.')
        return marker;
    if (marker < MARKER_SIGNS && (digit_of(scalar) >= 0 || numeral_of(scalar) > 0))
        return marker + 1;
    bool letter = (scalar | 0x20) >= 'a' && (scalar | 0x20) <= 'z';
    return letter && marker == 0 ? MARKER_SIGNS : NO_MARKER;
}

static bool is_range_sign(uint32_t scalar)
{
    static const uint32_t signs[] = {'.',   ',',  '%', '-',   '+',  U'，',
                                     U'％', U'∞', '~', U'～', U'、'};
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
        if (signs[i] == scalar)
            return true;
    return digit_of(scalar) >= 0 || is_blank_sign(scalar) || scalar == SIGN_SHOWN;
}

static void take_sign(struct balance *b, const struct sign *sign)
{
    const struct pair *pair = pairs;
    while (pair < pairs + ARRAY_SIZE(pairs) && pair->open != sign->scalar &&
           pair->close != sign->scalar)
        pair++;
    if (pair == pairs + ARRAY_SIZE(pairs)) {
        b->content += !is_range_sign(sign->scalar);
        return;
    }
    if (pair->open == sign->scalar)
        open_mark(b, pair, sign);
    else if (!is_apostrophe(b, sign->scalar))
        close_mark(b, pair, sign);
}

/* Findings ------------------------------------------------------------------------------------- */

static int compare_marks(const void *left, const void *right)
{
    const struct mark *const *a = left, *const *b = right;
    return ((*a)->at.start > (*b)->at.start) - ((*a)->at.start < (*b)->at.start);
}

/* Two of one family in one paragraph are likely to belong together: “…“. */
static bool belong_together(const struct mark *a, const struct mark *b)
{
    return a->pair->family == b->pair->family && a->paragraph == b->paragraph;
}

static void report_unpaired(struct balance *b)
{
    struct findings *findings = b->model->findings;
    size_t count = 0;
    struct mark **marks = ARENA_ARRAY(b->model->arena, struct mark *, b->unpaired_count);
    for (struct mark *mark = b->unpaired; mark; mark = mark->below)
        marks[count++] = mark;
    if (count > 1)
        qsort(marks, count, sizeof(struct mark *), compare_marks);
    for (size_t i = 0; i < count; i++) {
        struct finding *finding =
            finding_add(findings, CHECK_PAIRING, place_in(b->node, marks[i]->at),
                        MESSAGE_PAIRING_OPEN, ARGUMENTS(argument_text(mark_text(b, marks[i]))));
        if (i + 1 < count && belong_together(marks[i], marks[i + 1])) {
            i++;
            finding_label(findings, finding, place_in(b->node, marks[i]->at), MESSAGE_PAIRING_OTHER,
                          NO_ARGUMENTS);
        }
        finding_help(findings, finding, MESSAGE_PAIRING_OPEN_HELP, NO_ARGUMENTS);
    }
}

static void check_pairing(struct model *model, struct node *node)
{
    struct balance balance = {.model = model, .node = node, .paragraph_start = true};
    if (!node->label || !is_whole(node))
        return;
    balance.reading = reading_of(node);
    for (struct sign sign; (sign = reading_next(&balance.reading)).scalar != SIGN_END;) {
        take_sign(&balance, &sign);
        bool paragraph = sign.scalar == SIGN_PARAGRAPH;
        balance.paragraph += paragraph;
        balance.paragraph_start =
            paragraph || (balance.paragraph_start && is_blank_sign(sign.scalar));
        balance.marker = marker_after(balance.marker, sign.scalar);
        balance.before = sign.scalar;
    }
    while (balance.open)
        pop_unpaired(&balance);
    if (balance.unpaired)
        report_unpaired(&balance);
}

const struct rule pairing_rule = {.check = CHECK_PAIRING,
                                  .kinds = IN(PROSE) | IN(CLAUSE) | IN(NONE) | IN(SECTION),
                                  .node = check_pairing};
