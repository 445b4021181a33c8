/* Arithmetic on values: numbers with measures and the intervals they stand for. Private to lang/.
 */
#ifndef JIXIAO_LANG_VALUE_H
#define JIXIAO_LANG_VALUE_H

#include "lang/model.h"

enum value_fault {
    VALUE_SOUND,
    VALUE_MIXED,    /* the measures do not go together */
    VALUE_TOO_LONG, /* more digits than numbers have */
    VALUE_ZERO_DIVISOR,
};

struct value value_of_kind(enum value_kind kind);
struct value value_failed(void);
/* A number whose range is half of `quantum` to either side. */
struct value value_number(struct number number, const struct measure *measure,
                          struct text measure_word, struct number quantum);

/* Whether a value is a number that can be reckoned with. */
bool value_is_number(const struct value *value);
/* Blank, not applicable, or never written. */
bool value_is_empty(const struct value *value);
unsigned value_dimension(const struct value *value);

/* `a` operator `b` for two numbers; on a fault *result is a failed value. */
enum value_fault value_reckon(enum operator operator, const struct value * a, const struct value *b,
                              struct value *result);
struct value value_negate(struct value a);
/* Rounds to the nearest multiple of `quantum`, which also gives the measure. */
enum value_fault value_nearest(const struct value *a, const struct value *quantum,
                               struct value *result);
/* A truth; VALUE_MIXED when the two cannot be compared. */
enum value_fault value_compare(const struct value *a, enum relation relation, const struct value *b,
                               struct value *result);

enum verdict { VERDICT_EXACT, VERDICT_ROUNDING, VERDICT_DIFFERENT };

/* How what was stated compares with what was computed; both numbers of one dimension. */
enum verdict value_verdict(const struct value *stated, const struct value *computed);

#endif
