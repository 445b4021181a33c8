/* J406: paragraphs that stand twice. */
#include "lang/checks/prose.h"

#include "lang/base/unicode.h"
#include "lang/format.h"

#define IN(kind) KIND_BIT(KIND_##kind)

enum { SHORT = 40 }; /* characters: shorter paragraphs may well be equal */

/* A paragraph as it is shown, without its blanks. */
struct paragraph {
    const struct node *node;
    struct span at;
    struct text shown;
    size_t index;                  /* among the paragraphs that are long enough */
    const struct paragraph *first; /* the first one equal to it, or itself */
    struct paragraph *chain;
};

struct comparison {
    struct model *model;
    struct paragraph **buckets;
    size_t count, capacity; /* capacity: a power of two, or 0 */
    const struct paragraph *last;
};

/* FNV-1a begun with an address, so that no file can be made to fill one bucket. */
static struct paragraph **bucket_of(const struct comparison *c, struct text text)
{
    uint64_t value = 0xcbf29ce484222325u ^ ((uintptr_t)c->model >> 4);
    for (size_t i = 0; i < text.size; i++)
        value = (value ^ (unsigned char)text.data[i]) * 0x100000001b3u;
    return &c->buckets[(size_t)(value ^ value >> 32) & (c->capacity - 1)];
}

static void put(struct comparison *c, struct paragraph *paragraph)
{
    struct paragraph **bucket = bucket_of(c, paragraph->shown);
    paragraph->chain = *bucket;
    *bucket = paragraph;
}

static void grow(struct comparison *c)
{
    struct paragraph **old = c->buckets;
    size_t size = c->capacity;
    c->capacity = size ? size * 2 : 64;
    c->buckets = ARENA_ARRAY(c->model->arena, struct paragraph *, c->capacity);
    for (size_t i = 0; i < size; i++)
        for (struct paragraph *each = old[i], *next; each; each = next) {
            next = each->chain;
            put(c, each);
        }
}

/* A run of paragraphs that repeats an earlier run, or one paragraph over and over, is one cause. */
static bool goes_on(const struct comparison *c, const struct paragraph *paragraph)
{
    const struct paragraph *last = c->last;
    return last && last->first != last &&
           (paragraph->first->index == last->first->index + 1 || paragraph->first == last->first);
}

static void report(struct comparison *c, const struct paragraph *paragraph)
{
    struct findings *findings = c->model->findings;
    struct finding *finding =
        finding_add(findings, CHECK_DUPLICATE_TEXT, place_in(paragraph->node, paragraph->at),
                    MESSAGE_DUPLICATE_PARAGRAPH, NO_ARGUMENTS);
    finding_label(findings, finding, place_in(paragraph->first->node, paragraph->first->at),
                  MESSAGE_DUPLICATE_FIRST, NO_ARGUMENTS);
    finding_help(findings, finding, MESSAGE_DUPLICATE_HELP, NO_ARGUMENTS);
}

static void add_paragraph(struct comparison *c, struct paragraph found)
{
    if (c->count == c->capacity)
        grow(c);
    struct paragraph *paragraph = ARENA_NEW(c->model->arena, struct paragraph);
    *paragraph = found;
    paragraph->index = c->count++;
    paragraph->first = paragraph;
    for (struct paragraph *each = *bucket_of(c, found.shown); each; each = each->chain)
        if (text_equal(each->shown, found.shown))
            paragraph->first = each;
    if (paragraph->first == paragraph)
        put(c, paragraph);
    else if (!goes_on(c, paragraph))
        report(c, paragraph);
    c->last = paragraph;
}

/* A number stands for what is printed; anything else for itself: labels may show labels without
 * end. */
static void add_shown(struct buffer *out, const struct syntax_piece *piece)
{
    const struct target *target = piece->target;
    const struct figure *figure = target ? target->figure : NULL;
    if (target && target->property && !target->property->referred)
        figure = target->property->figure;
    if (figure && figure->value.kind == VALUE_KIND_NUMBER) {
        struct text text = figure_text(out->arena, figure, true);
        for (size_t i = 0; i < text.size; i++)
            if (text.data[i] != ' ')
                buffer_byte(out, text.data[i]);
    } else if (target) {
        buffer_format(out, "\001%p%p%p", (const void *)target->figure, (const void *)target->node,
                      (const void *)target->property);
    }
}

struct gathering {
    struct comparison *comparison;
    struct paragraph paragraph; /* `at` empty before its first sign */
    struct buffer shown;
    size_t length;
};

static void end_paragraph(struct gathering *g)
{
    if (g->length > SHORT) {
        g->paragraph.shown = buffer_text(&g->shown);
        add_paragraph(g->comparison, g->paragraph);
        g->shown = buffer_in(g->comparison->model->arena);
    }
    g->paragraph.at = (struct span){0, 0};
    g->shown.size = 0;
    g->length = 0;
}

static void add_sign(struct gathering *g, const struct sign *sign)
{
    if (g->paragraph.at.end == 0)
        g->paragraph.at.start = sign->at.start;
    g->paragraph.at.end = sign->at.end;
    if (sign->scalar == SIGN_SHOWN) {
        size_t before = g->shown.size;
        add_shown(&g->shown, sign->shown);
        g->length += unicode_length(text_skip(buffer_text(&g->shown), before));
        return;
    }
    unicode_add(&g->shown, sign->scalar);
    g->length++;
}

static void gather_paragraphs(struct comparison *c, const struct node *node)
{
    struct gathering g = {.comparison = c, .paragraph.node = node};
    g.shown = buffer_in(c->model->arena);
    struct reading reading = reading_of(node);
    struct sign sign;
    while ((sign = reading_next(&reading)).scalar != SIGN_END) {
        if (sign.scalar == SIGN_PARAGRAPH)
            end_paragraph(&g);
        else if (!is_blank_sign(sign.scalar))
            add_sign(&g, &sign);
    }
    end_paragraph(&g);
}

static void visit_texts(struct comparison *c, const struct node *node)
{
    if (is_narrative(node) && node->kind != KIND_NONE && is_whole(node))
        gather_paragraphs(c, node);
    for_each_child(child, node)
        visit_texts(c, child);
}

static void check_duplicates(struct model *model, struct node *file)
{
    struct comparison comparison = {.model = model};
    visit_texts(&comparison, file);
}

const struct rule duplicate_text_rule = {
    .check = CHECK_DUPLICATE_TEXT, .kinds = IN(FILE), .node = check_duplicates};
