#include "lang/number/interval.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#define Q(a, b) ((struct number){(a), (b)})
#define N(a)    Q(a, 1)

/* ---- Every pair of small intervals, against the values that they hold ---- */

/* Stands for infinity among the samples: results beyond FAR are infinite, below 1 / FAR zero. */
enum { HUGE_SAMPLE = 1000000, FAR = 100000, SAMPLES = 9 };

static const int64_t samples[SAMPLES] = {-HUGE_SAMPLE, -3, -2, -1, 0, 1, 2, 3, HUGE_SAMPLE};

/* The interval from the sample `low` to the sample `high`. */
static struct interval between(size_t low, size_t high)
{
    struct interval a = {NUMBER_ZERO, NUMBER_ZERO, low == 0, high == SAMPLES - 1};
    if (!a.no_low)
        a.low = number_from(samples[low]);
    if (!a.no_high)
        a.high = number_from(samples[high]);
    return a;
}

struct ratio {
    int64_t above, below; /* below is over zero */
};

static bool ratio_less(struct ratio a, struct ratio b)
{
    return a.above * b.below < b.above * a.below;
}

static struct ratio sum(int64_t a, int64_t b)
{
    return (struct ratio){a + b, 1};
}

static struct ratio difference(int64_t a, int64_t b)
{
    return (struct ratio){a - b, 1};
}

static struct ratio product(int64_t a, int64_t b)
{
    return (struct ratio){a * b, 1};
}

static struct ratio quotient(int64_t a, int64_t b)
{
    return b < 0 ? (struct ratio){-a, -b} : (struct ratio){a, b};
}

static struct ratio smaller(int64_t a, int64_t b)
{
    return (struct ratio){a < b ? a : b, 1};
}

static struct ratio larger(int64_t a, int64_t b)
{
    return (struct ratio){a < b ? b : a, 1};
}

static bool is_far(struct ratio a)
{
    return a.above >= FAR * a.below || a.above <= -FAR * a.below;
}

static void assert_end(bool infinite, struct number end, struct ratio expected)
{
    assert_int_equal(infinite, is_far(expected));
    if (infinite ||
        (expected.above < expected.below / FAR && -expected.above < expected.below / FAR))
        expected.above = 0;
    assert_int_equal(number_compare(end, Q(expected.above, expected.below)), 0);
}

/* That `actual` is the hull of what `apply` makes of the samples in two intervals. */
static void assert_hull(struct interval actual, struct ratio (*apply)(int64_t, int64_t),
                        const size_t a[2], const size_t b[2])
{
    struct ratio low = apply(samples[a[0]], samples[b[0]]), high = low;
    for (size_t i = a[0]; i <= a[1]; i++)
        for (size_t j = b[0]; j <= b[1]; j++) {
            struct ratio value = apply(samples[i], samples[j]);
            low = ratio_less(value, low) ? value : low;
            high = ratio_less(high, value) ? value : high;
        }
    assert_end(actual.no_low, actual.low, low);
    assert_end(actual.no_high, actual.high, high);
}

static void check_arithmetic(const size_t a[2], const size_t b[2])
{
    struct interval x = between(a[0], a[1]), y = between(b[0], b[1]), r;
    bool holds_zero = samples[b[0]] <= 0 && samples[b[1]] >= 0;
    assert_true(interval_add(x, y, &r));
    assert_hull(r, sum, a, b);
    assert_true(interval_subtract(x, y, &r));
    assert_hull(r, difference, a, b);
    assert_true(interval_multiply(x, y, &r));
    assert_hull(r, product, a, b);
    assert_int_equal(interval_divide(x, y, &r), !holds_zero);
    if (!holds_zero)
        assert_hull(r, quotient, a, b);
    assert_hull(interval_min(x, y), smaller, a, b);
    assert_hull(interval_max(x, y), larger, a, b);
}

static void check_order(const size_t a[2], const size_t b[2])
{
    struct interval x = between(a[0], a[1]), y = between(b[0], b[1]);
    assert_int_equal(interval_meets(x, y), a[0] <= b[1] && b[0] <= a[1]);
    assert_int_equal(interval_may_be_at_most(x, y), a[0] <= b[1]);
    for (size_t i = 1; i < SAMPLES - 1; i++)
        assert_int_equal(interval_holds(x, number_from(samples[i])), a[0] <= i && i <= a[1]);
}

static struct ratio negative(int64_t a, int64_t b)
{
    (void)b;
    return (struct ratio){-a, 1};
}

static struct ratio absolute(int64_t a, int64_t b)
{
    (void)b;
    return (struct ratio){a < 0 ? -a : a, 1};
}

/* The nearest even number, halves away from zero. */
static struct ratio even(int64_t a, int64_t b)
{
    (void)b;
    return (struct ratio){a % 2 == 0 ? a : a < 0 ? a - 1 : a + 1, 1};
}

static void check_alone(const size_t a[2])
{
    struct interval x = between(a[0], a[1]), r;
    assert_hull(interval_negate(x), negative, a, a);
    assert_hull(interval_absolute(x), absolute, a, a);
    assert_true(interval_round(x, N(2), &r));
    assert_hull(r, even, a, a);
}

/* Ends run over the samples; an interval may be unbounded but not lie at infinity. */
static bool next_interval(size_t a[2])
{
    do {
        if (++a[1] == SAMPLES)
            a[1] = ++a[0];
    } while (a[1] == 0);
    return a[0] < SAMPLES - 1;
}

static void small_intervals_are_hulls(void **unused)
{
    (void)unused;
    size_t a[2] = {0, 0};
    unsigned count = 0;
    while (next_interval(a)) {
        check_alone(a);
        size_t b[2] = {0, 0};
        for (; next_interval(b); count++) {
            check_arithmetic(a, b);
            check_order(a, b);
        }
    }
    assert_int_equal(count, 43 * 43);
}

/* ---- Figures ---- */

static struct interval cents(int64_t value)
{
    struct interval a;
    assert_true(interval_around(Q(value, 100), Q(1, 100), &a));
    return a;
}

static struct interval sum_of(const int64_t *parts, size_t count)
{
    struct interval total = interval_point(NUMBER_ZERO);
    for (size_t i = 0; i < count; i++)
        assert_true(interval_add(total, cents(parts[i]), &total));
    return total;
}

static void assert_interval(struct interval actual, struct number low, struct number high)
{
    assert_false(actual.no_low || actual.no_high);
    assert_int_equal(number_compare(actual.low, low), 0);
    assert_int_equal(number_compare(actual.high, high), 0);
}

static void rounding_explains_a_cent_of_two_parts(void **unused)
{
    (void)unused;
    static const int64_t parts[] = {39746, 19382};
    struct interval total = sum_of(parts, ARRAY_SIZE(parts));
    assert_interval(total, Q(59127, 100), Q(59129, 100));
    assert_true(interval_meets(total, cents(59129)));
    assert_true(interval_meets(total, cents(59127)));
    assert_false(interval_meets(total, cents(59130)));
    assert_false(interval_meets(total, cents(59126)));
    assert_false(interval_meets(total, interval_point(Q(59130, 100))));
}

static void rounding_does_not_explain_eleven_cents(void **unused)
{
    (void)unused;
    static const int64_t parts[] = {1932, 502, 1759, 11317, 3861};
    struct interval total = sum_of(parts, ARRAY_SIZE(parts));
    assert_interval(total, Q(193685, 1000), Q(193735, 1000));
    assert_false(interval_meets(total, cents(19382)));
    assert_false(interval_meets(cents(19382), total));
    assert_true(interval_meets(total, cents(19374))); /* 193.735 is common to both */
    assert_false(interval_meets(total, cents(19375)));
}

static void figures_stand_for_what_rounds_to_them(void **unused)
{
    (void)unused;
    struct interval a;
    assert_interval(cents(59129), Q(591285, 1000), Q(591295, 1000));
    assert_interval(cents(-1), Q(-15, 1000), Q(-5, 1000));
    assert_true(interval_around(Q(895, 10), NUMBER_ZERO, &a));
    assert_interval(a, Q(895, 10), Q(895, 10));
    assert_true(interval_around(N(0), N(1), &a));
    assert_interval(a, Q(-1, 2), Q(1, 2));
    assert_interval(interval_point(Q(-7, 3)), Q(-7, 3), Q(-7, 3));
    assert_true(interval_round(cents(59129), Q(1, 10), &a));
    assert_interval(a, Q(5913, 10), Q(5913, 10));
    assert_true(interval_round(cents(59125), Q(1, 10), &a));
    assert_interval(a, Q(5912, 10), Q(5913, 10));
}

static void approximate_numbers_are_open_or_symmetric(void **unused)
{
    (void)unused;
    struct interval a;
    assert_true(interval_approximate(N(800), N(100), APPROXIMATE_ABOUT, &a)); /* 约 800 */
    assert_interval(a, N(750), N(850));
    assert_true(interval_approximate(N(200), N(100), APPROXIMATE_AT_LEAST, &a)); /* 200 余 */
    assert_true(!a.no_low && a.no_high && number_is_zero(a.high));
    assert_true(interval_holds(a, N(200)) && interval_holds(a, number_power(-37)));
    assert_false(interval_holds(a, Q(19999, 100)));
    assert_true(interval_approximate(N(100), N(100), APPROXIMATE_AT_MOST, &a)); /* 近 100 */
    assert_true(a.no_low && !a.no_high && number_is_zero(a.low));
    assert_true(interval_holds(a, N(100)) && interval_holds(a, N(-1)));
    assert_false(interval_holds(a, Q(10001, 100)));
    assert_true(interval_approximate(N(5), N(1), APPROXIMATE_NOT, &a));
    assert_interval(a, N(5), N(5));
}

static void signs_turn_products_around(void **unused)
{
    (void)unused;
    struct interval r;
    struct interval mixed = {N(-2), N(3), false, false}, below = {N(-5), N(-4), false, false};
    assert_true(interval_multiply(mixed, below, &r));
    assert_interval(r, N(-15), N(10));
    assert_true(interval_multiply(below, below, &r));
    assert_interval(r, N(16), N(25));
    assert_true(interval_multiply(mixed, mixed, &r));
    assert_interval(r, N(-6), N(9));
    assert_true(interval_divide(mixed, below, &r));
    assert_interval(r, Q(-3, 4), Q(1, 2));
}

static void failure_leaves_the_result(void **unused)
{
    (void)unused;
    struct number largest = number_power(-37);
    assert_true(number_multiply(largest, N(9), &largest));
    struct interval huge = interval_point(largest), one = interval_point(NUMBER_ONE);
    struct interval r = {N(1), N(2), true, false};
    struct interval zero_to_one = {N(0), N(1), false, false};
    struct interval at_most_zero = {N(0), N(0), true, false};
    struct interval everything = {N(0), N(0), true, true};
    struct interval one_to_huge = {N(1), largest, false, false};
    assert_false(interval_add(huge, huge, &r));
    assert_false(interval_subtract(one_to_huge, interval_negate(huge), &r));
    assert_false(interval_multiply(one_to_huge, one_to_huge, &r));
    assert_false(interval_divide(one, zero_to_one, &r));
    assert_false(interval_divide(one, at_most_zero, &r));
    assert_false(interval_divide(one, everything, &r));
    assert_false(interval_divide(one, interval_point(Q(0, 100)), &r));
    assert_false(interval_around(number_power(37), number_power(-37), &r));
    assert_false(interval_round(one, N(0), &r));
    assert_false(interval_round(one_to_huge, N(largest.above / 3 * 2), &r)); /* the high end */
    assert_true(r.no_low && !r.no_high);
    assert_int_equal(number_compare(r.low, N(1)), 0);
    assert_int_equal(number_compare(r.high, N(2)), 0);
}

static void results_may_replace_operands(void **unused)
{
    (void)unused;
    struct interval a = {N(1), N(2), false, false};
    assert_true(interval_add(a, a, &a));
    assert_interval(a, N(2), N(4));
    assert_true(interval_multiply(a, interval_negate(a), &a));
    assert_interval(a, N(-16), N(-4));
    assert_true(interval_divide(a, a, &a));
    assert_interval(a, Q(1, 4), N(4));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_intervals_are_hulls),
        cmocka_unit_test(rounding_explains_a_cent_of_two_parts),
        cmocka_unit_test(rounding_does_not_explain_eleven_cents),
        cmocka_unit_test(figures_stand_for_what_rounds_to_them),
        cmocka_unit_test(approximate_numbers_are_open_or_symmetric),
        cmocka_unit_test(signs_turn_products_around),
        cmocka_unit_test(failure_leaves_the_result),
        cmocka_unit_test(results_may_replace_operands),
    };
    return cmocka_run_group_tests_name("interval", tests, NULL, NULL);
}
