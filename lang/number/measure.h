/* Measures: what a figure counts. Measures of one dimension convert exactly (元, 万元, 亿元); other
 * dimensions never mix. The built-in measures are one list; a report declares more. */
#ifndef JIXIAO_LANG_NUMBER_MEASURE_H
#define JIXIAO_LANG_NUMBER_MEASURE_H

#include "lang/base/text.h"
#include "lang/number/number.h"

/* Dimensions with a meaning of their own; every counter (人, 件 …) has the number of its measure.
 */
enum dimension {
    DIMENSION_BARE,  /* a number written without a measure */
    DIMENSION_RATIO, /* %, ‰, and quotients of one dimension */
    DIMENSION_MONEY,
    DIMENSION_SCORE,
    DIMENSION_COUNTER, /* the first counter; all above are counters too */
};

struct measure {
    struct text zh, en;    /* both are accepted everywhere; zh or en is printed as was written */
    unsigned dimension;    /* enum dimension, or above for counters */
    struct number scale;   /* one of it in the base measure of its dimension: 万元 is 10000 */
    struct number quantum; /* default precision in the base measure; zero: exact */
    bool touching;         /* printed without a space before it: %, ‰ */
};

/* The measures known to one compilation: the built-in ones and those declared. */
struct measures;

struct measures *measures_new(struct arena *arena);

/* By its zh or en name; NULL when unknown. */
const struct measure *measures_find(const struct measures *measures, struct text name);

/* Declares a counter with a dimension of its own, or, with `of`, a multiple of a known measure.
 * NULL when the name is taken or the scale has too many digits. */
const struct measure *measures_declare(struct measures *measures, struct text name,
                                       const struct measure *of, struct number scale);

/* The known measure whose name is nearest to `name`, for "did you mean"; NULL when none is near. */
const struct measure *measures_nearest(const struct measures *measures, struct text name);

/* The built-in measures in the order of the table, for the reference. Returns how many. */
size_t measures_builtin(const struct measure **first);

/* How an approximate number bounds what it stands for. */
enum approximation {
    APPROXIMATE_NOT,
    APPROXIMATE_ABOUT, /* 约, 左右: half a unit of its last digit other than zero, to both sides */
    APPROXIMATE_AT_LEAST, /* 余, 多, 以上, 逾, 超过: that or more */
    APPROXIMATE_AT_MOST,  /* 近, 不足, 以下, 不到: that or less */
};

/* The word before a number (约, 近, 逾 …, about, nearly …); false when it is none. */
bool measure_prefix(struct text word, enum approximation *approximation);

/* The word after a number, taken apart: [十百千万亿…] [余|多|来] measure [以上|以下|左右 …]. */
struct suffix {
    struct number scale;              /* of 万 and the like before a counter; 1 without */
    enum approximation approximation; /* APPROXIMATE_NOT when the word says nothing of it */
    const struct measure *measure;    /* NULL when only a scale or approximation was written */
};

/* False when `word` is none; a full measure name wins over a scale and a rest (万元 is a measure).
 */
bool measure_suffix(const struct measures *measures, struct text word, struct suffix *suffix);

#endif
