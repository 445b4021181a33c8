/* What the checks of prose share. Private to lang/checks/. */
#ifndef JIXIAO_LANG_CHECKS_PROSE_H
#define JIXIAO_LANG_CHECKS_PROSE_H

#include "lang/checks/check.h"

/* Whether `node` is a text of the narrative: prose, a clause, a sentence that there is nothing. */
bool is_narrative(const struct node *node);

/* Whether all of the label or text of `node` was read: no interpolation in it is broken. */
bool is_whole(const struct node *node);

/* What stands in a text, one by one: a character, or one of these. */
enum {
    SIGN_END = 0,
    SIGN_SHOWN = 0x110000, /* an interpolation */
    SIGN_PARAGRAPH,        /* one or more empty lines */
};

struct sign {
    uint32_t scalar;
    struct span at;
    const struct syntax_piece *shown; /* of SIGN_SHOWN */
};

/* A reading is a plain value: a copy of it reads ahead. */
struct reading {
    const struct source *source;
    const struct syntax_piece *piece;
    uint32_t at; /* offset in the source, inside of `piece` */
    bool prose;
};

struct reading reading_of(const struct node *node);
/* The next sign. A backslash that keeps a sign from acting is passed over, as are carriage returns.
 */
struct sign reading_next(struct reading *reading);

bool is_blank_sign(uint32_t scalar);
/* The digit that `scalar` is, full-width ones too; -1 when it is none. */
int digit_of(uint32_t scalar);
/* 1 to 10 of 一 to 十 and 两; 0 when `scalar` is none. */
unsigned numeral_of(uint32_t scalar);

/* Finds measures where words have no ends. */
struct measuring {
    const struct measures *measures;
    size_t longest; /* bytes of the names looked for */
};

struct measuring measuring_in(const struct model *model);
/* The bytes at the start of `rest` that measure the number before them (` 万余份`, `%`), a blank
 * included; 0 when there are none: 项目 and 人民 only begin like a measure. */
size_t measuring_read(const struct measuring *measuring, struct text rest, struct suffix *suffix);

/* Bytes of the blank at the start of `rest`: spaces and at most one line end. */
size_t blank_size(struct text rest);

extern const struct rule bare_figure_rule, annex_list_rule, staff_rule, list_count_rule,
    duplicate_text_rule, pairing_rule;

#endif
