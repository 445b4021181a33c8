#include "lang/number/number.h"

#include <assert.h>

#include "lang/number/wide.h"

/* Every operation has a fast way, which serves decimals of everyday size and divides nothing it
 * need not, and an exact way (…_exact), which finds the lowest terms in 256 bits and so fails only
 * when the result itself is too long. The fast way leads into the exact one wherever it overflows.
 *
 * What comes from an exact way is over a power of ten whenever such a fraction fits. */

#define TEN19 ((uint128)10000000000000000000U)

static const uint128 powers[NUMBER_MAX_DIGITS + 1] = {
    1U,
    10U,
    100U,
    1000U,
    10000U,
    100000U,
    1000000U,
    10000000U,
    100000000U,
    1000000000U,
    10000000000U,
    100000000000U,
    1000000000000U,
    10000000000000U,
    100000000000000U,
    1000000000000000U,
    10000000000000000U,
    100000000000000000U,
    1000000000000000000U,
    TEN19,
    TEN19 * 10U,
    TEN19 * 100U,
    TEN19 * 1000U,
    TEN19 * 10000U,
    TEN19 * 100000U,
    TEN19 * 1000000U,
    TEN19 * 10000000U,
    TEN19 * 100000000U,
    TEN19 * 1000000000U,
    TEN19 * 10000000000U,
    TEN19 * 100000000000U,
    TEN19 * 1000000000000U,
    TEN19 * 10000000000000U,
    TEN19 * 100000000000000U,
    TEN19 * 1000000000000000U,
    TEN19 * 10000000000000000U,
    TEN19 * 100000000000000000U,
    TEN19 * 1000000000000000000U,
    TEN19 *TEN19,
};

#define LIMIT (TEN19 * TEN19)

/* The k with 10^k == below, or -1. The number of bits leaves only one candidate: 1233/4096 is just
 * under the logarithm of 2. */
static int exponent(int128 below)
{
    int candidate = ((bits((uint128)below) - 1) * 1233 + 4095) >> 12;
    return powers[candidate] == (uint128)below ? candidate : -1;
}

static uint128 magnitude(int128 value)
{
    return value < 0 ? -(uint128)value : (uint128)value;
}

static int128 with_sign(bool negative, uint128 value)
{
    return negative ? -(int128)value : (int128)value;
}

/* False when the product is not below LIMIT. */
static bool times(uint128 a, uint128 b, uint128 *product)
{
    struct wide whole = {0, 0};
    if ((a | b) >> 64)
        whole = wide_product(a, b);
    else
        whole.low = a * b;
    *product = whole.low;
    return !whole.high && whole.low < LIMIT;
}

static int trailing_zero_bits(uint128 value)
{
    uint64_t low = (uint64_t)value;
    return low ? __builtin_ctzll(low) : 64 + __builtin_ctzll((uint64_t)(value >> 64));
}

static uint64_t short_divisor(uint64_t a, uint64_t odd)
{
    while (a) {
        a >>= __builtin_ctzll(a);
        if (a < odd) {
            uint64_t larger = odd;
            odd = a;
            a = larger;
        }
        a -= odd;
    }
    return odd;
}

/* The greatest common divisor of `a` and an odd number, by halving and subtraction. */
static uint128 odd_divisor(uint128 a, uint128 odd)
{
    while (a && (a | odd) >> 64) {
        a >>= trailing_zero_bits(a);
        if (a < odd) {
            uint128 larger = odd;
            odd = a;
            a = larger;
        }
        a -= odd;
    }
    return a ? short_divisor((uint64_t)a, (uint64_t)odd) : odd;
}

/* The greatest common divisor; `b` is not zero. */
static uint128 common_divisor(uint128 a, uint128 b)
{
    if (a == 0 || b == 1)
        return b;
    int twos = trailing_zero_bits(b), others = trailing_zero_bits(a);
    return odd_divisor(a, b >> twos) << (twos < others ? twos : others);
}

static struct number reduced(struct number a)
{
    uint128 divisor = common_divisor(magnitude(a.above), (uint128)a.below);
    if (divisor == 1)
        return a;
    return (struct number){a.above / (int128)divisor, a.below / (int128)divisor};
}

/* Takes `below` apart; false when it has a prime factor other than 2 and 5. */
static bool decimal_factors(uint128 below, int *twos, int *fives)
{
    *twos = trailing_zero_bits(below);
    below >>= *twos;
    for (*fives = 0; below % 5 == 0; below /= 5)
        ++*fives;
    return below == 1;
}

/* What makes 2^twos * 5^fives a power of ten; 0 when it is too large to be of use. */
static uint128 decimal_complement(int twos, int fives)
{
    uint128 factor = 1;
    if (twos > NUMBER_MAX_DIGITS || fives > NUMBER_MAX_DIGITS)
        return 0;
    for (int i = fives; i < twos; i++)
        factor *= 5;
    return twos < fives ? factor << (fives - twos) : factor;
}

/* Stores a fraction in lowest terms, over a power of ten where that fits. */
static bool settle(bool negative, uint128 above, uint128 below, struct number *result)
{
    int twos, fives;
    uint128 factor, wider_above, wider_below;
    if (above >= LIMIT || below >= LIMIT)
        return false;
    if (decimal_factors(below, &twos, &fives)) {
        factor = decimal_complement(twos, fives);
        if (factor && times(above, factor, &wider_above) && times(below, factor, &wider_below)) {
            above = wider_above;
            below = wider_below;
        }
    }
    *result = (struct number){with_sign(negative, above), (int128)below};
    return true;
}

struct number number_from(int64_t value)
{
    return (struct number){value, 1};
}

struct number number_power(int decimals)
{
    assert(-NUMBER_MAX_DIGITS < decimals && decimals < NUMBER_MAX_DIGITS);
    if (decimals < 0)
        return (struct number){(int128)powers[-decimals], 1};
    return (struct number){1, (int128)powers[decimals]};
}

/* The size of the run of ASCII digits at the start. */
static size_t run_of_digits(struct text text)
{
    size_t size = 0;
    while (size < text.size && '0' <= text.data[size] && text.data[size] <= '9')
        size++;
    return size;
}

static struct text without_leading_zeros(struct text digits)
{
    while (digits.size && digits.data[0] == '0')
        digits = text_skip(digits, 1);
    return digits;
}

/* Takes apart `digits[.digits]`; false when it is not of that form. */
static bool split_at_point(struct text digits, struct text *whole, struct text *fraction)
{
    size_t size = run_of_digits(digits);
    *whole = (struct text){digits.data, size};
    *fraction = text_skip(digits, size);
    if (!size || !fraction->size)
        return size > 0;
    if (fraction->data[0] != '.')
        return false;
    *fraction = text_skip(*fraction, 1);
    return fraction->size && run_of_digits(*fraction) == fraction->size;
}

static bool digits_fit(struct text whole, struct text fraction)
{
    size_t significant = whole.size ? fraction.size : without_leading_zeros(fraction).size;
    return fraction.size < NUMBER_MAX_DIGITS && whole.size + significant <= NUMBER_MAX_DIGITS;
}

static uint128 append_digits(uint128 value, struct text digits)
{
    for (size_t i = 0; i < digits.size; i++)
        value = value * 10 + (unsigned char)(digits.data[i] - '0');
    return value;
}

enum number_fault number_parse(struct text digits, struct number *result, int *decimals)
{
    struct text whole, fraction;
    if (digits.size > NUMBER_MAX_LENGTH)
        return NUMBER_TOO_LONG;
    if (!split_at_point(digits, &whole, &fraction))
        return NUMBER_MALFORMED;
    int written = (int)fraction.size;
    whole = without_leading_zeros(whole);
    while (!digits_fit(whole, fraction)) {
        if (!fraction.size || fraction.data[fraction.size - 1] != '0')
            return NUMBER_TOO_LONG;
        fraction = text_chop(fraction, 1);
    }
    *result = (struct number){(int128)append_digits(append_digits(0, whole), fraction),
                              (int128)powers[fraction.size]};
    *decimals = written;
    return NUMBER_SOUND;
}

/* a + b from numbers in lowest terms. With g the common divisor of what is below, the sum is
 * (a.above * (b.below/g) + b.above * (a.below/g)) / (a.below/g * b.below), and all it can still be
 * reduced by divides g. */
static bool add_exact(struct number a, struct number b, struct number *result)
{
    a = reduced(a);
    b = reduced(b);
    uint128 shared = common_divisor((uint128)a.below, (uint128)b.below);
    uint128 rest_of_a = (uint128)a.below / shared;
    struct wide x = wide_product(magnitude(a.above), (uint128)b.below / shared);
    struct wide y = wide_product(magnitude(b.above), rest_of_a);
    struct wide sum, rest;
    bool negative = wide_compare(x, y) < 0 ? b.above < 0 : a.above < 0;
    if ((a.above < 0) == (b.above < 0))
        sum = wide_sum(x, y);
    else
        sum = wide_compare(x, y) < 0 ? wide_difference(y, x) : wide_difference(x, y);
    wide_quotient(sum, (struct wide){0, shared}, &rest);
    uint128 divisor = common_divisor(rest.low, shared), below;
    sum = wide_quotient(sum, (struct wide){0, divisor}, &rest);
    return !sum.high && times(rest_of_a, (uint128)b.below / divisor, &below) &&
           settle(negative, sum.low, below, result);
}

static bool widen(struct number *a, int by)
{
    uint128 above;
    if (!times(magnitude(a->above), powers[by], &above))
        return false;
    a->above = with_sign(a->above < 0, above);
    a->below *= (int128)powers[by];
    return true;
}

/* Brings two numbers over powers of ten over the larger one of these; false when one is not over a
 * power of ten or gets too long. Either way they keep their values. */
static bool share_power(struct number *a, struct number *b)
{
    int of_a = exponent(a->below), of_b = exponent(b->below);
    if (of_a < 0 || of_b < 0)
        return false;
    return of_a < of_b ? widen(a, of_b - of_a) : widen(b, of_a - of_b);
}

bool number_add(struct number a, struct number b, struct number *result)
{
    int128 sum;
    if (a.below != b.below && !share_power(&a, &b))
        return add_exact(a, b, result);
    if (__builtin_add_overflow(a.above, b.above, &sum) || magnitude(sum) >= LIMIT)
        return add_exact(a, b, result);
    *result = (struct number){sum, a.below};
    return true;
}

bool number_subtract(struct number a, struct number b, struct number *result)
{
    return number_add(a, number_negate(b), result);
}

static bool multiply_exact(struct number a, struct number b, struct number *result)
{
    uint128 above, below;
    a = reduced(a);
    b = reduced(b);
    uint128 one = common_divisor(magnitude(a.above), (uint128)b.below);
    uint128 other = common_divisor(magnitude(b.above), (uint128)a.below);
    return times(magnitude(a.above) / one, magnitude(b.above) / other, &above) &&
           times((uint128)a.below / other, (uint128)b.below / one, &below) &&
           settle((a.above < 0) != (b.above < 0), above, below, result);
}

bool number_multiply(struct number a, struct number b, struct number *result)
{
    uint128 above, below;
    if (!times(magnitude(a.above), magnitude(b.above), &above) ||
        !times((uint128)a.below, (uint128)b.below, &below) || exponent((int128)below) < 0)
        return multiply_exact(a, b, result);
    *result = (struct number){with_sign((a.above < 0) != (b.above < 0), above), (int128)below};
    return true;
}

bool number_divide(struct number a, struct number b, struct number *result)
{
    if (b.above == 0)
        return false;
    if (a.below == b.below)
        a.below = b.below = 1;
    struct number inverse = {with_sign(b.above < 0, (uint128)b.below), (int128)magnitude(b.above)};
    return multiply_exact(a, inverse, result);
}

struct number number_negate(struct number a)
{
    return (struct number){-a.above, a.below};
}

struct number number_absolute(struct number a)
{
    return a.above < 0 ? number_negate(a) : a;
}

static int compare_integers(int128 a, int128 b)
{
    return (a > b) - (a < b);
}

int number_compare(struct number a, struct number b)
{
    if (a.below == b.below || (a.above < 0) != (b.above < 0))
        return compare_integers(a.above, b.above);
    int order = wide_compare(wide_product(magnitude(a.above), (uint128)b.below),
                             wide_product(magnitude(b.above), (uint128)a.below));
    return a.above < 0 ? -order : order;
}

bool number_is_zero(struct number a)
{
    return a.above == 0;
}

bool number_is_negative(struct number a)
{
    return a.above < 0;
}

static bool round_exact(struct number value, struct number quantum, struct number *result)
{
    quantum = reduced(quantum);
    struct wide rest, divisor = wide_product((uint128)value.below, (uint128)quantum.above);
    struct wide whole = wide_product(magnitude(value.above), (uint128)quantum.below);
    struct wide multiple = wide_quotient(whole, divisor, &rest);
    if (wide_compare(rest, wide_difference(divisor, rest)) >= 0)
        multiple = wide_sum(multiple, (struct wide){0, 1});
    wide_quotient(multiple, (struct wide){0, (uint128)quantum.below}, &rest);
    uint128 above, shared = common_divisor(rest.low, (uint128)quantum.below);
    multiple = wide_quotient(multiple, (struct wide){0, shared}, &rest);
    return !multiple.high && times(multiple.low, (uint128)quantum.above, &above) &&
           settle(value.above < 0, above, (uint128)quantum.below / shared, result);
}

/* How many quanta `value` has, as whole / divisor, where both are over powers of ten. */
static bool decimal_quanta(struct number value, struct number quantum, uint128 *whole,
                           uint128 *divisor)
{
    int of_value = exponent(value.below), of_quantum = exponent(quantum.below);
    if (of_value < 0 || of_quantum < 0)
        return false;
    int up = of_quantum > of_value ? of_quantum - of_value : 0;
    int down = of_value > of_quantum ? of_value - of_quantum : 0;
    return times(magnitude(value.above), powers[up], whole) &&
           times((uint128)quantum.above, powers[down], divisor);
}

bool number_round(struct number value, struct number quantum, struct number *result)
{
    uint128 whole, divisor, above;
    if (quantum.above <= 0)
        return false;
    if (!decimal_quanta(value, quantum, &whole, &divisor))
        return round_exact(value, quantum, result);
    uint128 multiple = whole / divisor, rest = whole - multiple * divisor;
    if (rest >= divisor - rest)
        multiple++;
    if (!times(multiple, (uint128)quantum.above, &above))
        return round_exact(value, quantum, result);
    *result = (struct number){with_sign(value.above < 0, above), quantum.below};
    return true;
}

int number_decimals(struct number value)
{
    int twos, fives, decimals = exponent(value.below);
    if (value.above == 0)
        return 0;
    if (decimals >= 0) {
        uint128 above = magnitude(value.above);
        for (; decimals > 0 && !(above & 1) && above % 10 == 0; decimals--)
            above /= 10;
        return decimals;
    }
    if (!decimal_factors((uint128)reduced(value).below, &twos, &fives))
        return -1;
    return twos > fives ? twos : fives;
}

/* rest / below as a number of `decimals` digits, rounded half up; so up to 10^decimals. */
static uint128 fraction_digits(uint128 rest, uint128 below, int decimals)
{
    struct wide digits = wide_product(rest, powers[decimals]), left;
    if (digits.high) {
        digits = wide_quotient(digits, (struct wide){0, below}, &left);
    } else {
        left.low = digits.low % below;
        digits.low /= below;
    }
    return digits.low + (left.low >= below - left.low);
}

/* Writes backwards from `end`, at least `least` digits; returns the first one. */
static char *write_digits(char *end, uint128 value, int least)
{
    char *first = end;
    uint64_t group = (uint64_t)(value % TEN19);
    for (value /= TEN19; value; value /= TEN19) {
        for (char *stop = first - 19; first > stop; group /= 10)
            *--first = (char)('0' + group % 10);
        group = (uint64_t)(value % TEN19);
    }
    for (; group; group /= 10)
        *--first = (char)('0' + group % 10);
    while (end - first < least)
        *--first = '0';
    return first;
}

void number_write(struct buffer *out, struct number value, int decimals)
{
    char text[2 * NUMBER_MAX_DIGITS + 4]; /* sign, 39 digits, point, 38 digits */
    char *end = text + sizeof text, *first = end;
    if (decimals > NUMBER_MAX_DIGITS)
        decimals = NUMBER_MAX_DIGITS;
    assert(decimals >= 0);
    uint128 whole = magnitude(value.above) / (uint128)value.below;
    uint128 rest = magnitude(value.above) - whole * (uint128)value.below;
    uint128 fraction = fraction_digits(rest, (uint128)value.below, decimals);
    if (fraction == powers[decimals]) {
        fraction = 0;
        whole++;
    }
    if (decimals) {
        first = write_digits(first, fraction, decimals);
        *--first = '.';
    }
    first = write_digits(first, whole, 1);
    if (value.above < 0 && (whole || fraction))
        *--first = '-';
    buffer_add(out, (struct text){first, (size_t)(end - first)});
}
