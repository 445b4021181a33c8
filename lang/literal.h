/* Numbers as they are written: digits, approximation, measure. Private to lang/. */
#ifndef JIXIAO_LANG_LITERAL_H
#define JIXIAO_LANG_LITERAL_H

#include "lang/model.h"

struct literal {
    struct number number; /* in the base measure; as written when it is bare */
    struct number unit;   /* place value of the last digit other than zero, likewise */
    int decimals;         /* digits written after the point */
    bool grouped;         /* has commas between its digits */
    enum approximation approximation;
    const struct measure *measure; /* NULL: bare */
    struct text measure_word;      /* the measure's name in the language it was written in */
    bool touching;                 /* the measure was written right behind the digits */
};

/* Reads a number; what is wrong is reported at its place in `source`, and false given back. */
bool literal_read(struct model *model, const struct source *source,
                  const struct syntax_number *written, struct literal *literal);

/* The measure that `word` names, reporting when there is none; its name as printed in *printed. */
const struct measure *literal_measure(struct model *model, struct place place, struct text word,
                                      struct text *printed);

/* Whether `written` (folded) is a date that there is: 2022-12-31, 2022年12月31日, 2022年12月. */
bool literal_is_date(struct text written);

/* As it is printed: ASCII digits, the words around them, and the measure when `measured`; with a
 * blank before the measure where one was written. */
void literal_write(struct buffer *out, const struct syntax_number *written, bool measured);

#endif
