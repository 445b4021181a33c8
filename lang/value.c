#include "lang/value.h"

static const struct interval everything = {{0, 1}, {0, 1}, true, true};

struct value value_of_kind(enum value_kind kind)
{
    return (struct value){.kind = kind,
                          .number = NUMBER_ZERO,
                          .high = NUMBER_ZERO,
                          .quantum = NUMBER_ZERO,
                          .range = interval_point(NUMBER_ZERO)};
}

struct value value_failed(void)
{
    struct value value = value_of_kind(VALUE_KIND_NONE);
    value.failed = true;
    return value;
}

struct value value_number(struct number number, const struct measure *measure,
                          struct text measure_word, struct number quantum)
{
    struct value value = value_of_kind(VALUE_KIND_NUMBER);
    value.number = number;
    value.measure = measure;
    value.measure_word = measure_word;
    value.quantum = quantum;
    if (!interval_around(number, quantum, &value.range))
        value.range = interval_point(number);
    return value;
}

bool value_is_number(const struct value *value)
{
    return value->kind == VALUE_KIND_NUMBER && !value->failed;
}

bool value_is_empty(const struct value *value)
{
    return !value->failed && (value->kind == VALUE_KIND_NONE || value->kind == VALUE_KIND_EMPTY ||
                              value->kind == VALUE_KIND_NOT_APPLICABLE);
}

unsigned value_dimension(const struct value *value)
{
    return value->measure ? value->measure->dimension : DIMENSION_BARE;
}

/* A bare number is a ratio to one; everything that is neither has a dimension proper. */
static bool is_scalar(const struct value *value)
{
    return value_dimension(value) <= DIMENSION_RATIO;
}

/* The measure of a result that has the dimension of `a` or of `b`, whichever says more. */
static void take_measure(struct value *result, const struct value *a, const struct value *b)
{
    const struct value *from = a->measure ? a : b;
    if (!is_scalar(b) && is_scalar(a))
        from = b;
    result->measure = from->measure;
    result->measure_word = from->measure_word;
    result->touching = from->touching;
}

static enum value_fault add_or_subtract(enum operator operator, const struct value * a,
                                        const struct value *b, struct value *result)
{
    bool scalars = is_scalar(a) && is_scalar(b);
    if (!scalars && value_dimension(a) != value_dimension(b))
        return VALUE_MIXED;
    bool add = operator== OPERATOR_ADD;
    if (!(add ? number_add : number_subtract)(a->number, b->number, &result->number))
        return VALUE_TOO_LONG;
    if (!(add ? interval_add : interval_subtract)(a->range, b->range, &result->range))
        result->range = everything;
    take_measure(result, a, b);
    return VALUE_SOUND;
}

static enum value_fault multiply(const struct value *a, const struct value *b, struct value *result)
{
    if (!is_scalar(a) && !is_scalar(b))
        return VALUE_MIXED;
    if (!number_multiply(a->number, b->number, &result->number))
        return VALUE_TOO_LONG;
    if (!interval_multiply(a->range, b->range, &result->range))
        result->range = everything;
    take_measure(result, a, b);
    return VALUE_SOUND;
}

static const struct measure percent = {.zh = {"%", 1},
                                       .en = {"%", 1},
                                       .dimension = DIMENSION_RATIO,
                                       .scale = {1, 100},
                                       .quantum = {0, 1},
                                       .touching = true};

static enum value_fault divide(const struct value *a, const struct value *b, struct value *result)
{
    if (!is_scalar(b) && value_dimension(a) != value_dimension(b))
        return VALUE_MIXED;
    if (number_is_zero(b->number))
        return VALUE_ZERO_DIVISOR;
    if (!number_divide(a->number, b->number, &result->number))
        return VALUE_TOO_LONG;
    if (!interval_divide(a->range, b->range, &result->range))
        result->range = everything;
    bool ratio = a->measure && value_dimension(a) == value_dimension(b);
    take_measure(result, a, b);
    if (ratio) {
        result->measure = &percent;
        result->measure_word = percent.zh;
    }
    return VALUE_SOUND;
}

enum value_fault value_reckon(enum operator operator, const struct value * a, const struct value *b,
                              struct value *result)
{
    *result = value_of_kind(VALUE_KIND_NUMBER);
    enum value_fault fault = operator== OPERATOR_MULTIPLY ? multiply(a, b, result) :
                             operator== OPERATOR_DIVIDE   ? divide(a, b, result)
                                                          : add_or_subtract(operator, a, b, result);
    if (fault != VALUE_SOUND)
        *result = value_failed();
    return fault;
}

struct value value_negate(struct value a)
{
    a.number = number_negate(a.number);
    a.range = interval_negate(a.range);
    return a;
}

enum value_fault value_nearest(const struct value *a, const struct value *quantum,
                               struct value *result)
{
    *result = *a;
    bool scalars = is_scalar(a) && is_scalar(quantum);
    if (!scalars && quantum->measure && value_dimension(a) != value_dimension(quantum))
        return VALUE_MIXED;
    struct number step = quantum->number;
    if (!quantum->measure && a->measure && !number_multiply(step, a->measure->scale, &step))
        return VALUE_TOO_LONG;
    if (number_is_zero(step) || number_is_negative(step))
        return VALUE_ZERO_DIVISOR;
    if (!number_round(a->number, step, &result->number))
        return VALUE_TOO_LONG;
    if (!interval_round(a->range, step, &result->range))
        result->range = everything;
    result->quantum = step;
    if (quantum->measure) {
        result->measure = quantum->measure;
        result->measure_word = quantum->measure_word;
        result->touching = quantum->touching;
    }
    return VALUE_SOUND;
}

static bool holds(int order, enum relation relation)
{
    switch (relation) {
    case RELATION_LESS: return order < 0;
    case RELATION_AT_MOST: return order <= 0;
    case RELATION_NONE:
    case RELATION_EQUAL: return order == 0;
    case RELATION_AT_LEAST: return order >= 0;
    case RELATION_GREATER: return order > 0;
    case RELATION_UNEQUAL: return order != 0;
    }
    return false;
}

/* Whether the relation may hold between what the two stand for. */
static bool may_hold(const struct value *a, enum relation relation, const struct value *b)
{
    switch (relation) {
    case RELATION_LESS:
    case RELATION_AT_MOST: return interval_may_be_at_most(a->range, b->range);
    case RELATION_AT_LEAST:
    case RELATION_GREATER: return interval_may_be_at_most(b->range, a->range);
    case RELATION_NONE:
    case RELATION_EQUAL: return interval_meets(a->range, b->range);
    case RELATION_UNEQUAL: return false;
    }
    return false;
}

enum value_fault value_compare(const struct value *a, enum relation relation, const struct value *b,
                               struct value *result)
{
    *result = value_failed();
    bool scalars = is_scalar(a) && is_scalar(b);
    if (!scalars && value_dimension(a) != value_dimension(b))
        return VALUE_MIXED;
    *result = value_of_kind(VALUE_KIND_TRUTH);
    result->truth = holds(number_compare(a->number, b->number), relation);
    if (!result->truth && may_hold(a, relation, b))
        result->truth = result->rounded = true;
    return VALUE_SOUND;
}

enum verdict value_verdict(const struct value *stated, const struct value *computed)
{
    struct number rounded;
    if (number_compare(stated->number, computed->number) == 0)
        return VERDICT_EXACT;
    if (stated->approximate && interval_holds(stated->range, computed->number))
        return VERDICT_EXACT;
    if (!number_is_zero(stated->quantum) &&
        number_round(computed->number, stated->quantum, &rounded) &&
        number_compare(rounded, stated->number) == 0)
        return VERDICT_EXACT;
    return interval_meets(stated->range, computed->range) ? VERDICT_ROUNDING : VERDICT_DIFFERENT;
}
