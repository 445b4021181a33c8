#include "lang/number/interval.h"

/* Over a power of ten, so that halving a decimal reduces nothing. */
static const struct number one_half = {5, 10};

/* One end of an interval: a number, or infinity to the side of `infinite` (below or above 0). */
struct end {
    int infinite;
    struct number value; /* zero when infinite */
};

static struct end low_end(struct interval a)
{
    return a.no_low ? (struct end){-1, NUMBER_ZERO} : (struct end){0, a.low};
}

static struct end high_end(struct interval a)
{
    return a.no_high ? (struct end){1, NUMBER_ZERO} : (struct end){0, a.high};
}

static struct interval from_ends(struct end low, struct end high)
{
    return (struct interval){low.value, high.value, low.infinite != 0, high.infinite != 0};
}

static int end_compare(struct end a, struct end b)
{
    if (a.infinite || b.infinite)
        return a.infinite - b.infinite;
    return number_compare(a.value, b.value);
}

static struct end end_min(struct end a, struct end b)
{
    return end_compare(a, b) <= 0 ? a : b;
}

static struct end end_max(struct end a, struct end b)
{
    return end_compare(a, b) >= 0 ? a : b;
}

static int end_sign(struct end a)
{
    if (a.infinite)
        return a.infinite;
    return number_is_negative(a.value) ? -1 : !number_is_zero(a.value);
}

static struct end end_negate(struct end a)
{
    return (struct end){-a.infinite, number_negate(a.value)};
}

/* Ends of the same side, so never infinities of both signs. */
static bool end_add(struct end a, struct end b, struct end *result)
{
    *result = (struct end){a.infinite ? a.infinite : b.infinite, NUMBER_ZERO};
    return result->infinite || number_add(a.value, b.value, &result->value);
}

/* Zero times infinity is zero: no value in the interval is itself infinite. */
static bool end_multiply(struct end a, struct end b, struct end *result)
{
    int sign = end_sign(a) * end_sign(b);
    bool infinite = a.infinite || b.infinite;
    *result = (struct end){infinite ? sign : 0, NUMBER_ZERO};
    return infinite || number_multiply(a.value, b.value, &result->value);
}

struct interval interval_point(struct number value)
{
    return (struct interval){.low = value, .high = value};
}

bool interval_around(struct number value, struct number quantum, struct interval *result)
{
    struct interval around = {.low = value, .high = value};
    struct number half;
    if (!number_is_zero(quantum) &&
        !(number_multiply(quantum, one_half, &half) && number_subtract(value, half, &around.low) &&
          number_add(value, half, &around.high)))
        return false;
    *result = around;
    return true;
}

bool interval_approximate(struct number value, struct number unit, enum approximation how,
                          struct interval *result)
{
    struct end end = {0, value};
    switch (how) {
    case APPROXIMATE_ABOUT: return interval_around(value, unit, result);
    case APPROXIMATE_AT_LEAST: *result = from_ends(end, (struct end){1, NUMBER_ZERO}); break;
    case APPROXIMATE_AT_MOST: *result = from_ends((struct end){-1, NUMBER_ZERO}, end); break;
    case APPROXIMATE_NOT: *result = interval_point(value); break;
    }
    return true;
}

bool interval_add(struct interval a, struct interval b, struct interval *result)
{
    struct end low, high;
    if (!end_add(low_end(a), low_end(b), &low) || !end_add(high_end(a), high_end(b), &high))
        return false;
    *result = from_ends(low, high);
    return true;
}

bool interval_subtract(struct interval a, struct interval b, struct interval *result)
{
    return interval_add(a, interval_negate(b), result);
}

/* The extremes of a product of intervals are among the products of their ends. */
bool interval_multiply(struct interval a, struct interval b, struct interval *result)
{
    struct end product, low, high;
    if (!end_multiply(low_end(a), low_end(b), &product))
        return false;
    low = high = product;
    const struct end others[][2] = {
        {low_end(a), high_end(b)}, {high_end(a), low_end(b)}, {high_end(a), high_end(b)}};
    for (size_t i = 0; i < ARRAY_SIZE(others); i++) {
        if (!end_multiply(others[i][0], others[i][1], &product))
            return false;
        low = end_min(low, product);
        high = end_max(high, product);
    }
    *result = from_ends(low, high);
    return true;
}

/* One over an end that is not zero; one over infinity is zero, as near as the values come. */
static bool end_invert(struct end a, struct number *result)
{
    *result = NUMBER_ZERO;
    return a.infinite || number_divide(NUMBER_ONE, a.value, result);
}

bool interval_divide(struct interval a, struct interval b, struct interval *result)
{
    struct interval inverse = {.no_low = false};
    return !interval_holds(b, NUMBER_ZERO) && end_invert(high_end(b), &inverse.low) &&
           end_invert(low_end(b), &inverse.high) && interval_multiply(a, inverse, result);
}

struct interval interval_negate(struct interval a)
{
    return from_ends(end_negate(high_end(a)), end_negate(low_end(a)));
}

bool interval_round(struct interval a, struct number quantum, struct interval *result)
{
    struct end low = low_end(a), high = high_end(a);
    if (!low.infinite && !number_round(low.value, quantum, &low.value))
        return false;
    if (!high.infinite && !number_round(high.value, quantum, &high.value))
        return false;
    *result = from_ends(low, high);
    return true;
}

struct interval interval_min(struct interval a, struct interval b)
{
    return from_ends(end_min(low_end(a), low_end(b)), end_min(high_end(a), high_end(b)));
}

struct interval interval_max(struct interval a, struct interval b)
{
    return from_ends(end_max(low_end(a), low_end(b)), end_max(high_end(a), high_end(b)));
}

struct interval interval_absolute(struct interval a)
{
    if (end_sign(low_end(a)) >= 0)
        return a;
    struct interval mirror = interval_negate(a);
    if (end_sign(high_end(a)) <= 0)
        return mirror;
    return from_ends((struct end){0, NUMBER_ZERO}, end_max(high_end(a), high_end(mirror)));
}

bool interval_meets(struct interval a, struct interval b)
{
    return interval_may_be_at_most(a, b) && interval_may_be_at_most(b, a);
}

bool interval_holds(struct interval a, struct number value)
{
    return interval_meets(a, interval_point(value));
}

bool interval_may_be_at_most(struct interval a, struct interval b)
{
    return end_compare(low_end(a), high_end(b)) <= 0;
}
