#include "lang/number/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#define E19      ((int128)10000000000000000000u)
#define LARGEST  (E19 * (E19 - 1) + (E19 - 1)) /* 10^38 - 1 */
#define TWO_63   ((int128)1 << 63)
#define TWO_64   ((int128)1 << 64)
#define TWO_126  ((int128)1 << 126)
#define N(value) ((struct number){(value), 1})
#define Q(a, b)  ((struct number){(a), (b)})

/* The reference: naturals of fixed width in limbs of 32 bits, lowest first. Five parts of 38 digits
 * multiplied fit; whatever does not is a mistake in a test. */
enum { LIMBS = 22 };

struct big {
    uint32_t limb[LIMBS];
};

static struct big big_from(int128 value)
{
    struct big result = {{0}};
    assert_true(value >= 0);
    for (size_t i = 0; i < 4; i++, value >>= 32)
        result.limb[i] = (uint32_t)value;
    return result;
}

static int big_compare(struct big a, struct big b)
{
    for (size_t i = LIMBS; i-- > 0;)
        if (a.limb[i] != b.limb[i])
            return a.limb[i] < b.limb[i] ? -1 : 1;
    return 0;
}

static bool big_is_zero(struct big a)
{
    return big_compare(a, big_from(0)) == 0;
}

static struct big big_add(struct big a, struct big b)
{
    uint64_t carry = 0;
    for (size_t i = 0; i < LIMBS; i++, carry >>= 32) {
        carry += (uint64_t)a.limb[i] + b.limb[i];
        a.limb[i] = (uint32_t)carry;
    }
    assert_true(carry == 0);
    return a;
}

static struct big big_subtract(struct big a, struct big b)
{
    int64_t borrow = 0;
    for (size_t i = 0; i < LIMBS; i++) {
        int64_t left = (int64_t)a.limb[i] - b.limb[i] - borrow;
        borrow = left < 0;
        a.limb[i] = (uint32_t)left;
    }
    assert_true(borrow == 0);
    return a;
}

static struct big big_multiply(struct big a, struct big b)
{
    struct big result = {{0}};
    for (size_t i = 0; i < LIMBS; i++) {
        uint64_t carry = 0;
        for (size_t j = 0; a.limb[i] && j < LIMBS - i; j++, carry >>= 32) {
            carry += (uint64_t)a.limb[i] * b.limb[j] + result.limb[i + j];
            result.limb[i + j] = (uint32_t)carry;
        }
        assert_true(carry == 0);
    }
    return result;
}

static struct big big_half(struct big a)
{
    for (size_t i = 0; i < LIMBS; i++)
        a.limb[i] = a.limb[i] >> 1 | (i + 1 < LIMBS ? a.limb[i + 1] << 31 : 0);
    return a;
}

/* Rounds down: subtracts doubled divisors. */
static struct big big_divide(struct big a, struct big b)
{
    struct big quotient = big_from(0), bit = big_from(1), step = b;
    for (; big_compare(step, a) <= 0; bit = big_add(bit, bit))
        step = big_add(step, step);
    for (; !big_is_zero(bit); bit = big_half(bit), step = big_half(step))
        if (big_compare(step, a) <= 0) {
            a = big_subtract(a, step);
            quotient = big_add(quotient, bit);
        }
    return quotient;
}

/* By halving and subtracting. */
static struct big big_gcd(struct big a, struct big b)
{
    struct big twos = big_from(1);
    while (!big_is_zero(a) && !big_is_zero(b)) {
        bool a_even = !(a.limb[0] & 1), b_even = !(b.limb[0] & 1);
        if (a_even && b_even)
            twos = big_add(twos, twos);
        if (a_even)
            a = big_half(a);
        if (b_even)
            b = big_half(b);
        if (a_even || b_even)
            continue;
        if (big_compare(a, b) >= 0)
            a = big_subtract(a, b);
        else
            b = big_subtract(b, a);
    }
    return big_multiply(big_add(a, b), twos);
}

struct fraction {
    struct big above, below;
    bool negative;
};

static struct fraction fraction_from(struct number a)
{
    assert_true(a.below > 0);
    return (struct fraction){
        .above = big_from(a.above < 0 ? -a.above : a.above),
        .below = big_from(a.below),
        .negative = a.above < 0,
    };
}

static struct fraction fraction_add(struct fraction a, struct fraction b)
{
    struct big left = big_multiply(a.above, b.below), right = big_multiply(b.above, a.below);
    struct fraction sum = {.below = big_multiply(a.below, b.below), .negative = a.negative};
    if (a.negative == b.negative) {
        sum.above = big_add(left, right);
    } else if (big_compare(left, right) >= 0) {
        sum.above = big_subtract(left, right);
    } else {
        sum.above = big_subtract(right, left);
        sum.negative = b.negative;
    }
    return sum;
}

static struct fraction fraction_multiply(struct fraction a, struct fraction b)
{
    return (struct fraction){big_multiply(a.above, b.above), big_multiply(a.below, b.below),
                             a.negative != b.negative};
}

/* The multiple of b nearest to a; halves away from zero. */
static struct fraction fraction_round(struct fraction a, struct fraction b)
{
    struct big dividend = big_multiply(a.above, b.below), divisor = big_multiply(a.below, b.above);
    struct big twice = big_add(divisor, divisor);
    struct big count = big_divide(big_add(big_add(dividend, dividend), divisor), twice);
    return (struct fraction){big_multiply(count, b.above), b.below, a.negative};
}

/* That an operation gave exactly `expected`, or failed because its lowest terms do not fit. */
static void check(bool done, struct number result, struct fraction expected)
{
    if (!done) {
        struct big common = big_gcd(expected.above, expected.below);
        struct big limit = big_multiply(common, big_add(big_from(LARGEST), big_from(1)));
        assert_true(big_compare(expected.above, limit) >= 0 ||
                    big_compare(expected.below, limit) >= 0);
        return;
    }
    assert_true(-LARGEST <= result.above && result.above <= LARGEST);
    assert_true(0 < result.below && result.below <= LARGEST);
    struct fraction got = fraction_from(result);
    assert_true(got.negative == (expected.negative && !big_is_zero(expected.above)));
    assert_int_equal(big_compare(big_multiply(got.above, expected.below),
                                 big_multiply(expected.above, got.below)),
                     0);
}

static uint64_t next_random(uint64_t *state)
{
    uint64_t z = *state += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return z ^ z >> 31;
}

static int128 power_of_ten(unsigned n)
{
    int128 power = 1;
    while (n-- > 0)
        power *= 10;
    return power;
}

/* 1 .. 10^38 - 1: sizes from one digit to all, powers of ten and of two, and their neighbours. */
static int128 random_part(uint64_t *state)
{
    static const int128 edges[] = {1, LARGEST, LARGEST - 1, TWO_63, TWO_64, TWO_126, E19, 3 * E19};
    uint64_t kind = next_random(state) % 8, choice = next_random(state);
    if (kind == 0)
        return edges[choice % ARRAY_SIZE(edges)] - (choice >> 32) % 2 + (choice >> 32 == 0);
    if (kind < 3)
        return power_of_ten((unsigned)(choice % 38));
    if (kind < 5)
        return (int128)1 << choice % 127;
    int128 value = ((int128)(next_random(state) >> 1) << 64) | (int128)next_random(state);
    return value % power_of_ten((unsigned)(1 + choice % 38)) % LARGEST + 1;
}

static struct number random_number(uint64_t *state)
{
    struct number value = {random_part(state), random_part(state)};
    uint64_t kind = next_random(state);
    if (kind & 1)
        value.above = -value.above;
    if (kind % 3 == 0)
        value.below = power_of_ten((unsigned)(kind >> 8) % 38);
    if (kind % 32 < 2)
        value.above = 0;
    if (value.below < 1)
        value.below = 1;
    return value;
}

/* So that denominators are often shared, and quotients often near to whole. */
static struct number random_partner(uint64_t *state, struct number a)
{
    struct number b = random_number(state);
    uint64_t kind = next_random(state) % 6;
    if (kind == 0)
        b.below = a.below;
    if (kind == 1 && a.above != 0)
        b.above = a.above;
    if (kind == 2 && a.above != 0)
        b = Q(a.below, a.above < 0 ? -a.above : a.above);
    return b;
}

static void check_order(struct number a, struct number b)
{
    struct fraction minus_b = fraction_from(number_negate(b));
    struct fraction difference = fraction_add(fraction_from(a), minus_b);
    int expected = big_is_zero(difference.above) ? 0 : difference.negative ? -1 : 1;
    int order = number_compare(a, b), reverse = number_compare(b, a);
    assert_int_equal((order > 0) - (order < 0), expected);
    assert_int_equal((reverse > 0) - (reverse < 0), -expected);
    assert_int_equal(number_compare(a, a), 0);
}

static void check_written(struct number a, int decimals)
{
    struct arena arena;
    arena_init(&arena, NULL);
    struct buffer out = buffer_in(&arena);
    number_write(&out, a, decimals);
    struct text text = buffer_text(&out);
    struct big digits = big_from(0), ten = big_from(10);
    bool negative = text_starts(text, TEXT("-"));
    text = text_skip(text, negative);
    assert_true(text.size == 1 || text.data[0] != '0' || text.data[1] == '.');
    for (size_t i = 0; i < text.size; i++) {
        bool point = decimals > 0 && i == text.size - (size_t)decimals - 1;
        assert_int_equal(text.data[i] == '.', point);
        assert_true(point || (text.data[i] >= '0' && text.data[i] <= '9'));
        if (!point)
            digits = big_add(big_multiply(digits, ten), big_from(text.data[i] - '0'));
    }
    struct fraction scaled = fraction_from(a);
    for (int i = 0; i < decimals; i++)
        scaled.above = big_multiply(scaled.above, ten);
    struct fraction expected = fraction_round(scaled, fraction_from(NUMBER_ONE));
    assert_int_equal(big_compare(digits, expected.above), 0);
    assert_true(negative == (a.above < 0 && !big_is_zero(digits)));
    arena_free(&arena);
}

static void operations_agree_with_the_reference(void **unused)
{
    (void)unused;
    enum { ROUNDS = 15000 }; /* of seven operations each */
    uint64_t state = 20221231;
    unsigned done = 0, failed = 0;
    for (int i = 0; i < ROUNDS; i++) {
        struct number a = random_number(&state), b = random_partner(&state, a), result = {0, 1};
        struct fraction left = fraction_from(a), right = fraction_from(b);
        bool fine = number_add(a, b, &result);
        check(fine, result, fraction_add(left, right));
        *(fine ? &done : &failed) += 1;
        right.negative = !right.negative;
        fine = number_subtract(a, b, &result);
        check(fine, result, fraction_add(left, right));
        right.negative = !right.negative;
        fine = number_multiply(a, b, &result);
        check(fine, result, fraction_multiply(left, right));
        *(fine ? &done : &failed) += 1;
        fine = number_divide(a, b, &result);
        struct fraction inverse = {right.below, right.above, right.negative};
        if (b.above != 0)
            check(fine, result, fraction_multiply(left, inverse));
        assert_true(b.above != 0 || !fine);
        struct number quantum = number_absolute(b);
        right.negative = false;
        fine = number_round(a, quantum, &result);
        if (b.above != 0)
            check(fine, result, fraction_round(left, right));
        check_order(a, b);
        check_written(a, (int)(next_random(&state) % 39));
    }
    assert_true(done > ROUNDS / 4 && failed > ROUNDS / 4); /* both outcomes are really tried */
}

static void assert_number(struct number actual, int128 above, int128 below)
{
    assert_true(actual.above == above);
    assert_true(actual.below == below);
}

/* Equal to above / 10^decimals, and over some power of ten. */
static void assert_decimal(struct number actual, int128 above, int decimals)
{
    assert_int_equal(number_compare(actual, Q(above, power_of_ten((unsigned)decimals))), 0);
    while (actual.below % 10 == 0)
        actual.below /= 10;
    assert_true(actual.below == 1);
}

static void decimals_stay_decimals(void **unused)
{
    (void)unused;
    struct number r;
    assert_true(number_add(Q(39746, 100), Q(19382, 100), &r));
    assert_decimal(r, 59128, 2);
    assert_true(number_add(Q(15, 10), Q(1234, 1000), &r));
    assert_decimal(r, 2734, 3);
    assert_true(number_subtract(Q(150, 100), Q(1, 2), &r));
    assert_decimal(r, 1, 0);
    assert_true(number_multiply(Q(150, 100), Q(20, 10), &r));
    assert_decimal(r, 3, 0);
    assert_true(number_divide(Q(150, 100), Q(5, 10), &r));
    assert_decimal(r, 3, 0);
    assert_true(number_divide(N(1), N(8), &r));
    assert_decimal(r, 125, 3);
    assert_true(number_add(Q(1, 3), Q(2, 3), &r));
    assert_int_equal(number_compare(r, NUMBER_ONE), 0);
    assert_true(number_round(Q(59128, 100), Q(1, 10), &r));
    assert_decimal(r, 5913, 1);
    assert_true(number_round(Q(2, 3), Q(1, 100), &r));
    assert_decimal(r, 67, 2);
}

static void failure_leaves_the_result(void **unused)
{
    (void)unused;
    struct number r = {7, 3};
    assert_false(number_add(N(LARGEST), N(1), &r));
    assert_false(number_add(N(LARGEST), N(LARGEST), &r)); /* past 2^127 */
    assert_false(number_subtract(N(-LARGEST), N(1), &r));
    assert_false(number_subtract(N(-LARGEST), N(LARGEST), &r));
    assert_false(number_multiply(N(TWO_63), N(TWO_64), &r)); /* 2^127 itself */
    assert_false(number_multiply(N(-TWO_63), N(TWO_64), &r));
    assert_false(number_multiply(N(LARGEST), N(LARGEST), &r));
    assert_false(number_multiply(Q(1, LARGEST), Q(1, LARGEST - 1), &r));
    assert_false(number_multiply(N(E19), N(E19), &r)); /* 10^38 */
    assert_false(number_divide(N(1), N(0), &r));
    assert_false(number_divide(N(0), Q(0, 100), &r));
    assert_false(number_divide(N(LARGEST), Q(1, 10), &r));
    assert_false(number_add(Q(1, LARGEST), Q(1, LARGEST - 1), &r));
    assert_false(number_round(N(LARGEST), N(2), &r)); /* 10^38 is the nearest even number */
    assert_false(number_round(N(1), N(0), &r));
    assert_number(r, 7, 3);
}

static void edges_are_reached(void **unused)
{
    (void)unused;
    struct number r;
    assert_true(number_add(N(LARGEST - 1), N(1), &r));
    assert_number(r, LARGEST, 1);
    assert_true(number_subtract(N(LARGEST), N(LARGEST), &r));
    assert_number(r, 0, 1);
    assert_true(number_multiply(N(LARGEST), N(-1), &r));
    assert_number(r, -LARGEST, 1);
    assert_true(number_divide(N(LARGEST), N(-LARGEST), &r));
    assert_number(r, -1, 1);
    assert_true(number_multiply(Q(LARGEST, TWO_126), Q(TWO_126, LARGEST), &r));
    assert_number(r, 1, 1);
    assert_true(number_multiply(N(TWO_63), Q(TWO_64, 4), &r)); /* 2^127 before reduction */
    assert_number(r, (int128)1 << 125, 1);
    assert_true(number_multiply(N(TWO_63), N(TWO_63), &r));
    assert_number(r, TWO_126, 1);
    assert_true(number_add(N(INT64_MAX), N(1), &r));
    assert_number(r, TWO_63, 1);
    assert_true(number_add(N(TWO_64 - 1), N(1), &r));
    assert_number(r, TWO_64, 1);
    assert_true(number_add(Q(LARGEST, 10), Q(LARGEST, 10), &r)); /* needs a reduction by two */
    assert_number(r, LARGEST, 5);
    assert_true(number_add(Q(1, LARGEST), Q(1, LARGEST), &r));
    assert_number(r, 2, LARGEST);
    assert_true(number_round(N(LARGEST), Q(1, power_of_ten(37)), &r));
    assert_int_equal(number_compare(r, N(LARGEST)), 0);
    assert_number(number_from(INT64_MIN), -TWO_63, 1);
    assert_number(number_power(37), 1, power_of_ten(37));
    assert_number(number_power(-37), power_of_ten(37), 1);
    assert_number(number_power(0), 1, 1);
}

static void order_is_exact(void **unused)
{
    (void)unused;
    assert_true(number_compare(Q(LARGEST - 1, LARGEST), Q(LARGEST - 2, LARGEST - 1)) > 0);
    assert_true(number_compare(Q(1 - LARGEST, LARGEST), Q(2 - LARGEST, LARGEST - 1)) < 0);
    assert_true(number_compare(Q(50, 100), Q(1, 2)) == 0);
    assert_true(number_compare(Q(0, 100), NUMBER_ZERO) == 0);
    assert_true(number_compare(Q(-1, 3), Q(0, 7)) < 0);
    assert_true(number_compare(N(-LARGEST), N(LARGEST)) < 0);
    assert_true(number_is_zero(Q(0, 100)) && !number_is_zero(Q(-1, 100)));
    assert_true(number_is_negative(Q(-1, 100)) && !number_is_negative(Q(0, 100)));
    assert_number(number_absolute(Q(-5, 2)), 5, 2);
    assert_number(number_absolute(Q(5, 2)), 5, 2);
}

static void halves_go_away_from_zero(void **unused)
{
    (void)unused;
    static const struct {
        struct number value, quantum;
        int128 above, below;
    } rows[] = {
        {{5, 10}, {1, 1}, 1, 1},
        {{-5, 10}, {1, 1}, -1, 1},
        {{49, 100}, {1, 1}, 0, 1},
        {{-49, 100}, {1, 1}, 0, 1},
        {{25, 10}, {1, 1}, 3, 1},
        {{2345, 1000}, {1, 100}, 235, 100},
        {{-2345, 1000}, {1, 100}, -235, 100},
        {{2, 3}, {1, 100}, 67, 100},
        {{1, 3}, {1, 3}, 1, 3},
        {{7, 1}, {5, 1}, 5, 1},
        {{75, 10}, {5, 1}, 10, 1},
        {{-12, 1}, {8, 1}, -16, 1},
        {{895, 10}, {1, 2}, 895, 10},
        {{TWO_126, 1}, {TWO_126 / 2, 3}, TWO_126, 1},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct number r;
        assert_true(number_round(rows[i].value, rows[i].quantum, &r));
        assert_int_equal(number_compare(r, Q(rows[i].above, rows[i].below)), 0);
    }
}

static void assert_written(struct number value, int decimals, const char *expected)
{
    struct arena arena;
    arena_init(&arena, NULL);
    struct buffer out = buffer_in(&arena);
    number_write(&out, value, decimals);
    assert_string_equal(text_string(&arena, buffer_text(&out)), expected);
    arena_free(&arena);
}

static void writes_exactly(void **unused)
{
    (void)unused;
    assert_written(N(0), 0, "0");
    assert_written(N(0), 2, "0.00");
    assert_written(Q(-5, 10), 2, "-0.50");
    assert_written(Q(-5, 10), 0, "-1");
    assert_written(Q(-4, 10), 0, "0");
    assert_written(Q(-4, 1000), 2, "0.00");
    assert_written(Q(-5, 1000), 2, "-0.01");
    assert_written(Q(59128, 100), 1, "591.3");
    assert_written(Q(59128, 100), 4, "591.2800");
    assert_written(Q(9995, 1000), 2, "10.00");
    assert_written(Q(-99995, 10000), 3, "-10.000");
    assert_written(Q(2, 3), 5, "0.66667");
    assert_written(N(LARGEST), 0, "99999999999999999999999999999999999999");
    assert_written(N(-LARGEST), 1, "-99999999999999999999999999999999999999.0");
    assert_written(Q(LARGEST, 2), 0, "50000000000000000000000000000000000000");
    assert_written(Q(LARGEST - 1, LARGEST), 38, "0.99999999999999999999999999999999999999");
    assert_written(Q(LARGEST - 1, LARGEST), 37, "1.0000000000000000000000000000000000000");
    assert_written(Q(1, 3), 38, "0.33333333333333333333333333333333333333");
    assert_written(Q(1, LARGEST), 38, "0.00000000000000000000000000000000000001");
    assert_written(N(TWO_63), 0, "9223372036854775808");
    assert_written(N(-TWO_64), 0, "-18446744073709551616");
    assert_written(N(TWO_126), 0, "85070591730234615865843651857942052864");
}

static void counts_decimals(void **unused)
{
    (void)unused;
    assert_int_equal(number_decimals(N(0)), 0);
    assert_int_equal(number_decimals(Q(0, 100)), 0);
    assert_int_equal(number_decimals(Q(150, 100)), 1);
    assert_int_equal(number_decimals(Q(-1, 8)), 3);
    assert_int_equal(number_decimals(Q(3, 6)), 1);
    assert_int_equal(number_decimals(Q(1, 3)), -1);
    assert_int_equal(number_decimals(Q(1, 70)), -1);
    assert_int_equal(number_decimals(Q(7, 70)), 1);
    assert_int_equal(number_decimals(Q(1, 1000)), 3);
    assert_int_equal(number_decimals(Q(1, TWO_126)), 126);
    assert_int_equal(number_decimals(number_power(37)), 37);
    assert_int_equal(number_decimals(Q(1, LARGEST)), -1);
}

#define NINES_37 "9999999999999999999999999999999999999"
#define ZEROS_36 "000000000000000000000000000000000000"

static void reads_digits(void **unused)
{
    (void)unused;
    static const struct {
        const char *digits;
        enum number_fault fault;
        int128 above, below;
        int decimals;
    } rows[] = {
        {"0", NUMBER_SOUND, 0, 1, 0},
        {"007", NUMBER_SOUND, 7, 1, 0},
        {"591.29", NUMBER_SOUND, 59129, 100, 2},
        {"0.50", NUMBER_SOUND, 50, 100, 2},
        {"18446744073709551616", NUMBER_SOUND, TWO_64, 1, 0},
        {"9" NINES_37, NUMBER_SOUND, LARGEST, 1, 0},
        {"00000000"
         "9" NINES_37,
         NUMBER_SOUND, LARGEST, 1, 0},
        {"9." NINES_37, NUMBER_SOUND, LARGEST, E19 * E19 / 10, 37},
        {"0." ZEROS_36 "1", NUMBER_SOUND, 1, E19 * E19 / 10, 37},
        {"0." ZEROS_36 "01", NUMBER_TOO_LONG, 0, 0, 0},
        {"10" NINES_37, NUMBER_TOO_LONG, 0, 0, 0},
        {"10." NINES_37, NUMBER_TOO_LONG, 0, 0, 0},
        {"", NUMBER_MALFORMED, 0, 0, 0},
        {".", NUMBER_MALFORMED, 0, 0, 0},
        {".5", NUMBER_MALFORMED, 0, 0, 0},
        {"5.", NUMBER_MALFORMED, 0, 0, 0},
        {"1.2.3", NUMBER_MALFORMED, 0, 0, 0},
        {"1..2", NUMBER_MALFORMED, 0, 0, 0},
        {"-1", NUMBER_MALFORMED, 0, 0, 0},
        {"+1", NUMBER_MALFORMED, 0, 0, 0},
        {" 1", NUMBER_MALFORMED, 0, 0, 0},
        {"1 ", NUMBER_MALFORMED, 0, 0, 0},
        {"1e3", NUMBER_MALFORMED, 0, 0, 0},
        {"1,000", NUMBER_MALFORMED, 0, 0, 0},
        {"１", NUMBER_MALFORMED, 0, 0, 0},
        {"10" NINES_37 "x", NUMBER_MALFORMED, 0, 0, 0},
    };
    for (size_t i = 0; i < ARRAY_SIZE(rows); i++) {
        struct number r = {7, 3};
        int decimals = -5;
        assert_int_equal(number_parse(text_from(rows[i].digits), &r, &decimals), rows[i].fault);
        bool sound = rows[i].fault == NUMBER_SOUND;
        assert_number(r, sound ? rows[i].above : 7, sound ? rows[i].below : 3);
        assert_int_equal(decimals, sound ? rows[i].decimals : -5);
    }
    struct number r;
    int decimals;
    assert_int_equal(number_parse((struct text){NULL, 0}, &r, &decimals), NUMBER_MALFORMED);
    assert_int_equal(number_parse((struct text){"1\0002", 3}, &r, &decimals), NUMBER_MALFORMED);
}

static void drops_zeros_that_do_not_fit(void **unused)
{
    (void)unused;
    struct number r;
    int decimals;
    struct text half = TEXT("0.5" ZEROS_36 ZEROS_36);
    assert_int_equal(number_parse(half, &r, &decimals), NUMBER_SOUND);
    assert_int_equal(number_compare(r, Q(1, 2)), 0);
    assert_int_equal(decimals, 73);
    struct text zero = TEXT("0." ZEROS_36 ZEROS_36);
    assert_int_equal(number_parse(zero, &r, &decimals), NUMBER_SOUND);
    assert_true(number_is_zero(r) && 0 < r.below && r.below <= LARGEST);
    assert_int_equal(decimals, 72);
    struct text large = TEXT("9" NINES_37 ".000");
    assert_int_equal(number_parse(large, &r, &decimals), NUMBER_SOUND);
    assert_int_equal(number_compare(r, N(LARGEST)), 0);
    assert_int_equal(decimals, 3);
    assert_int_equal(number_parse(TEXT("9" NINES_37 ".001"), &r, &decimals), NUMBER_TOO_LONG);
    assert_int_equal(number_parse(TEXT("10" ZEROS_36 "0"), &r, &decimals), NUMBER_TOO_LONG);
}

static void limits_the_length(void **unused)
{
    (void)unused;
    enum { SIZE = 1 << 22 };
    char *digits = malloc(SIZE);
    assert_non_null(digits);
    struct number r = {7, 3};
    int decimals = -5;
    memset(digits, '0', SIZE);
    enum number_fault whole = number_parse((struct text){digits, SIZE}, &r, &decimals);
    digits[1] = '.';
    enum number_fault fraction = number_parse((struct text){digits, SIZE}, &r, &decimals);
    enum number_fault over =
        number_parse((struct text){digits, NUMBER_MAX_LENGTH + 1}, &r, &decimals);
    bool untouched = r.above == 7 && r.below == 3 && decimals == -5;
    enum number_fault longest =
        number_parse((struct text){digits, NUMBER_MAX_LENGTH}, &r, &decimals);
    free(digits);
    assert_int_equal(whole, NUMBER_TOO_LONG);
    assert_int_equal(fraction, NUMBER_TOO_LONG);
    assert_int_equal(over, NUMBER_TOO_LONG);
    assert_true(untouched);
    assert_int_equal(longest, NUMBER_SOUND);
    assert_int_equal(decimals, NUMBER_MAX_LENGTH - 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(operations_agree_with_the_reference),
        cmocka_unit_test(decimals_stay_decimals),
        cmocka_unit_test(failure_leaves_the_result),
        cmocka_unit_test(edges_are_reached),
        cmocka_unit_test(order_is_exact),
        cmocka_unit_test(halves_go_away_from_zero),
        cmocka_unit_test(writes_exactly),
        cmocka_unit_test(counts_decimals),
        cmocka_unit_test(reads_digits),
        cmocka_unit_test(drops_zeros_that_do_not_fit),
        cmocka_unit_test(limits_the_length),
    };
    return cmocka_run_group_tests_name("number", tests, NULL, NULL);
}
