/* Exact rational numbers of at most 38 significant decimal digits over and under the bar.
 *
 * No figure is ever held in binary floating point. Every operation is exact or fails: `false` means
 * the result in lowest terms has more than 38 digits above or below the bar (or, for division, a
 * divisor of zero) and *result is untouched. Numbers need not be in lowest terms; they are kept so
 * that decimals stay decimals: the sum of two numbers over powers of ten is over a power of ten,
 * unless only lower terms fit, and costs no division. */
#ifndef JIXIAO_LANG_NUMBER_NUMBER_H
#define JIXIAO_LANG_NUMBER_NUMBER_H

#include "lang/base/text.h"

#define NUMBER_MAX_DIGITS 38
#define NUMBER_MAX_LENGTH 256 /* bytes of a written number, zeros and point included */

__extension__ typedef __int128 int128;

struct number {
    int128 above; /* |above| < 10^38 */
    int128 below; /* 0 < below < 10^38 */
};

#define NUMBER_ZERO ((struct number){0, 1})
#define NUMBER_ONE  ((struct number){1, 1})

struct number number_from(int64_t value);
/* 10^-decimals for decimals in -37..37 (negative: a power of ten upwards). */
struct number number_power(int decimals);

enum number_fault { NUMBER_SOUND, NUMBER_MALFORMED, NUMBER_TOO_LONG };

/* Reads ASCII digits with at most one `.`, digits on both sides of it, nothing else; *decimals gets
 * the number of digits written after the point, which may be more than the number keeps: zeros at
 * both ends do not count towards its 38 digits. More than 37 decimals are too long, too. Both
 * results are untouched unless the number is sound. */
enum number_fault number_parse(struct text digits, struct number *result, int *decimals);

bool number_add(struct number a, struct number b, struct number *result);
bool number_subtract(struct number a, struct number b, struct number *result);
bool number_multiply(struct number a, struct number b, struct number *result);
bool number_divide(struct number a, struct number b, struct number *result);
struct number number_negate(struct number a);
struct number number_absolute(struct number a);

/* Below 0, 0, above 0; exact for all numbers, never fails. */
int number_compare(struct number a, struct number b);
bool number_is_zero(struct number a);
bool number_is_negative(struct number a);

/* The multiple of `quantum` nearest to `value`; halves go away from zero (四舍五入). False also
 * when quantum is not above zero. */
bool number_round(struct number value, struct number quantum, struct number *result);

/* Digits after the point that write `value` exactly (up to 126: more than number_write takes), or
 * -1 when no finite number of them does. */
int number_decimals(struct number value);

/* Writes `value` rounded half away from zero to `decimals` (at least 0; above 38 is taken as 38)
 * digits after the point: `-0.50`. No grouping, no exponent, never `-0`. */
void number_write(struct buffer *out, struct number value, int decimals);

#endif
