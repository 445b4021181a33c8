/* The arithmetic of findings, written out: `19.32 + 5.02 = 24.34`. Private to lang/checks/. */
#ifndef JIXIAO_LANG_CHECKS_ARITHMETIC_H
#define JIXIAO_LANG_CHECKS_ARITHMETIC_H

#include "lang/model.h"

/* The number of `value` in the measure of `as`, with all its digits, or those of `as`'s quantum
 * where there is no end of them; without measure. */
void arithmetic_number(struct buffer *out, const struct value *value, const struct value *as);

/* The figure's formula with the values of what it names, in their own measures where they differ
 * from that of `as`: `(28 + 0) × 2`. `skip` references belong to the stated value before it. */
void arithmetic_formula(struct buffer *out, const struct figure *figure,
                        const struct syntax_expression *expression, unsigned *cursor,
                        const struct value *as);

/* Difference and tolerance of two values, in the measure of `stated`, as the arguments of
 * MESSAGE_SUM_ARITHMETIC with `computation`. */
const struct argument *arithmetic_arguments(struct model *model, struct text computation,
                                            const struct value *stated,
                                            const struct value *computed);

/* The measure in which the digits stated would be the number computed, where the two differ: 万元
 * for 90.8 元 against 90.8 万元, 元 for 1580000 万元 against 158 万元. NULL when there is none. */
const struct measure *arithmetic_meant_measure(const struct value *stated,
                                               const struct value *computed);
/* Whether there is one: the two differ by the scale of a measure. */
bool arithmetic_is_magnitude(const struct value *stated, const struct value *computed);

/* Points at the figures that a figure's value or formula names, with what they say. */
void arithmetic_label_operands(struct model *model, struct finding *finding,
                               const struct figure *figure);

#endif
