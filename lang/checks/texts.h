/* The texts of a node. Private to lang/checks/. */
#ifndef JIXIAO_LANG_CHECKS_TEXTS_H
#define JIXIAO_LANG_CHECKS_TEXTS_H

#include "lang/model.h"

/* Kinds whose texts are the report's own: not those of standards, waivers and measures. */
extern const kind_set texts_kinds;

struct text_visit {
    struct model *model;
    struct node *node;
    const void *context; /* of whoever visits */
};

/* Calls `judge` for each text that stands in the node itself: its label or prose, its properties,
 * its cells; with the source the text lies in. */
void texts_visit(const struct text_visit *visit,
                 void (*judge)(const struct text_visit *visit, const struct source *source,
                               const struct syntax_text *text));

/* What a text says without its interpolations, as written in the source. */
struct text texts_literal(struct arena *arena, const struct source *source,
                          const struct syntax_text *text);

/* Bytes of the blank (U+3000 is one) or line end at the start of `text`; 0 when there is none. */
size_t texts_blank_size(struct text text);
struct text texts_without_blanks(struct arena *arena, struct text text);
/* A heading or name for comparison: folded, without blanks, a closing remark in brackets, or a
 * colon at its end. */
struct text texts_plain(struct arena *arena, struct text words);
/* The same of a node's label, or its name. */
struct text texts_plain_label(struct arena *arena, const struct node *node);
bool texts_holds(struct text whole, struct text part);
/* Whether there is nothing but blanks. */
bool texts_is_blank(const struct source *source, const struct syntax_text *text);

#endif
