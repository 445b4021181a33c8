/* Unsigned integers of 256 bits: products of two of 128 bits, and what is left of them. Private to
 * number.c. */
#ifndef JIXIAO_LANG_NUMBER_WIDE_H
#define JIXIAO_LANG_NUMBER_WIDE_H

#include <stdbool.h>
#include <stdint.h>

__extension__ typedef unsigned __int128 uint128;

struct wide {
    uint128 high, low;
};

static inline struct wide wide_product(uint128 a, uint128 b)
{
    uint128 a_low = (uint64_t)a, b_low = (uint64_t)b;
    uint128 a_high = a >> 64, b_high = b >> 64;
    uint128 low = a_low * b_low;
    uint128 middle = a_high * b_low + (low >> 64);
    uint128 other = a_low * b_high + (uint64_t)middle;
    return (struct wide){a_high * b_high + (middle >> 64) + (other >> 64),
                         other << 64 | (uint64_t)low};
}

/* Below 0, 0, above 0. */
static inline int wide_compare(struct wide a, struct wide b)
{
    if (a.high != b.high)
        return a.high < b.high ? -1 : 1;
    return (a.low > b.low) - (a.low < b.low);
}

/* Modulo 2^256. */
static inline struct wide wide_sum(struct wide a, struct wide b)
{
    uint128 low = a.low + b.low;
    return (struct wide){a.high + b.high + (low < a.low), low};
}

static inline struct wide wide_difference(struct wide a, struct wide b)
{
    return (struct wide){a.high - b.high - (a.low < b.low), a.low - b.low};
}

/* `by` in 0..255 */
static inline struct wide wide_shifted(struct wide a, int by)
{
    if (by == 0)
        return a;
    if (by >= 128)
        return (struct wide){a.low << (by - 128), 0};
    return (struct wide){a.high << by | a.low >> (128 - by), a.low << by};
}

static inline struct wide wide_halved(struct wide a)
{
    return (struct wide){a.high >> 1, a.low >> 1 | a.high << 127};
}

/* Binary digits of `a`; 0 for 0. */
static inline int bits(uint128 a)
{
    uint64_t high = (uint64_t)(a >> 64), low = (uint64_t)a;
    if (high)
        return 128 - __builtin_clzll(high);
    return low ? 64 - __builtin_clzll(low) : 0;
}

static inline int wide_bits(struct wide a)
{
    return a.high ? 128 + bits(a.high) : bits(a.low);
}

/* The quotient; *rest gets the remainder. `b` is not zero. One step for each binary digit of the
 * quotient: only sums and quotients of very long numbers come here. */
static inline struct wide wide_quotient(struct wide a, struct wide b, struct wide *rest)
{
    struct wide quotient = {0, 0};
    int shift = wide_bits(a) - wide_bits(b);
    if (shift > 0)
        b = wide_shifted(b, shift);
    for (; shift >= 0; shift--) {
        quotient = wide_shifted(quotient, 1);
        if (wide_compare(a, b) >= 0) {
            a = wide_difference(a, b);
            quotient.low |= 1;
        }
        b = wide_halved(b);
    }
    *rest = a;
    return quotient;
}

#endif
