/* The second half of binding: what names and measures refer to. Private to lang/. */
#ifndef JIXIAO_LANG_RESOLVE_H
#define JIXIAO_LANG_RESOLVE_H

#include "lang/bind.h"
#include "lang/names.h"

/* Source text of statements that were left out: what they declared is not known. */
struct left_out {
    struct text text;
    struct left_out *next;
};

/* A name standing alone in a text. */
struct pending {
    struct node *node;
    struct syntax_piece *piece;
    struct pending *next;
};

struct binder {
    struct model *model;
    struct names names;
    const struct data_table *data;
    const struct file_reference *references;
    struct left_out *left_out;
    struct pending *pending;
};

/* Adds the measure that a `计量单位` declares. */
void declare_measure(struct binder *b, struct node *node);
/* Gives every figure the measure and precision of its place. */
void settle_measures(struct binder *b);
/* Resolves the names in all formulas and texts, and what tables and reports refer to. */
void resolve_all(struct binder *b);

#endif
