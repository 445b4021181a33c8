#include "lang/checks/texts.h"

#include <string.h>

#include "lang/fold.h"

#define IN(kind) KIND_BIT(KIND_##kind)

const kind_set texts_kinds = ~(IN(FILE) | IN(STANDARD) | IN(WEIGHT) | IN(BAND) | IN(QUALITY) |
                               IN(STEP) | IN(LENGTH) | IN(ALLOW) | IN(INCLUDE) | IN(MEASURE));

void texts_visit(const struct text_visit *visit,
                 void (*judge)(const struct text_visit *visit, const struct source *source,
                               const struct syntax_text *text))
{
    const struct node *node = visit->node;
    if (node->label)
        judge(visit, node->source, node->label);
    for (const struct node_property *said = node->properties; said; said = said->next)
        for (const struct syntax_value *value = said->syntax->content.values; value;
             value = value->next)
            if (value->kind == VALUE_TEXT)
                judge(visit, said->source, value->text);
    for (unsigned i = 0; i < node->figure_count; i++) {
        const struct figure *figure = &node->figures[i];
        if (figure->stated && figure->stated->kind == VALUE_TEXT)
            judge(visit, figure->source ? figure->source : node->source, figure->stated->text);
    }
}

struct text texts_literal(struct arena *arena, const struct source *source,
                          const struct syntax_text *text)
{
    struct buffer out = buffer_in(arena);
    const struct syntax_piece *only = text->pieces;
    if (only && !only->next && !only->value)
        return source_text(source, only->at);
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next)
        if (!piece->value)
            buffer_add(&out, source_text(source, piece->at));
    return buffer_text(&out);
}

size_t texts_blank_size(struct text text)
{
    if (text.size > 0 && strchr(" \t\r\n", text.data[0]) && text.data[0])
        return 1;
    return text_starts(text, TEXT("\xE3\x80\x80")) ? 3 : 0;
}

struct text texts_without_blanks(struct arena *arena, struct text text)
{
    struct buffer out = buffer_in(arena);
    while (text.size > 0) {
        size_t blank = texts_blank_size(text);
        if (blank == 0)
            buffer_byte(&out, text.data[0]);
        text = text_skip(text, blank > 0 ? blank : 1);
    }
    return buffer_text(&out);
}

/* A heading or name for comparison: folded, without blanks, a closing remark in brackets, or a
 * colon at its end. */
struct text texts_plain(struct arena *arena, struct text words)
{
    struct text plain = fold_name(arena, texts_without_blanks(arena, words));
    if (text_ends(plain, TEXT(":")))
        plain = text_chop(plain, 1);
    const char *bracket = text_ends(plain, TEXT(")")) ? memrchr(plain.data, '(', plain.size) : NULL;
    if (bracket && bracket > plain.data)
        plain.size = (size_t)(bracket - plain.data);
    return plain;
}

struct text texts_plain_label(struct arena *arena, const struct node *node)
{
    return texts_plain(arena,
                       node->label ? texts_literal(arena, node->source, node->label) : node->name);
}

bool texts_holds(struct text whole, struct text part)
{
    return part.size > 0 && memmem(whole.data, whole.size, part.data, part.size) != NULL;
}

bool texts_is_blank(const struct source *source, const struct syntax_text *text)
{
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next)
        if (piece->value || text_trim(source_text(source, piece->at)).size > 0)
            return false;
    return true;
}
