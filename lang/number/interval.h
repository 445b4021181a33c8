/* Closed intervals of numbers, either end possibly open to infinity: what a rounded or approximate
 * figure stands for. Operations give the tightest interval that holds every result; `false` as for
 * numbers, or when a division's divisor may be zero. */
#ifndef JIXIAO_LANG_NUMBER_INTERVAL_H
#define JIXIAO_LANG_NUMBER_INTERVAL_H

#include "lang/number/measure.h"
#include "lang/number/number.h"

struct interval {
    struct number low, high;
    bool no_low, no_high; /* unbounded; low or high is then without meaning (zero) */
};

struct interval interval_point(struct number value);
/* value ± half of quantum; a quantum of zero gives the point. */
bool interval_around(struct number value, struct number quantum, struct interval *result);
/* What an approximate number stands for; `unit` is the place value of its last nonzero digit. */
bool interval_approximate(struct number value, struct number unit, enum approximation how,
                          struct interval *result);

bool interval_add(struct interval a, struct interval b, struct interval *result);
bool interval_subtract(struct interval a, struct interval b, struct interval *result);
bool interval_multiply(struct interval a, struct interval b, struct interval *result);
bool interval_divide(struct interval a, struct interval b, struct interval *result);
struct interval interval_negate(struct interval a);
/* Both ends to the nearest multiple of quantum. */
bool interval_round(struct interval a, struct number quantum, struct interval *result);
struct interval interval_min(struct interval a, struct interval b);
struct interval interval_max(struct interval a, struct interval b);
struct interval interval_absolute(struct interval a);

bool interval_meets(struct interval a, struct interval b);
bool interval_holds(struct interval a, struct number value);
/* Whether some value of a is <= some value of b. */
bool interval_may_be_at_most(struct interval a, struct interval b);

#endif
