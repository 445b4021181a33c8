#include "lang/checks/causes.h"

#include "lang/fold.h"
#include "lang/format.h"
#include "lang/value.h"

enum { LINES = 1000, DIGITS = 20 }; /* lines looked at; digits of a figure that may be swapped */

/* A sum that is off. */
struct search {
    struct model *model;
    struct finding *finding;
    const struct figure *total;
    const struct node *block;
    struct number difference; /* total less sum, in the base measure */
    unsigned lines;
};

static struct argument label_of(const struct search *s, const struct node *line)
{
    struct buffer label = buffer_in(s->model->arena);
    node_write_label(&label, line);
    return argument_text(text_trim(buffer_text(&label)));
}

static struct argument shown(const struct search *s, const struct figure *figure)
{
    return argument_text(figure_text(s->model->arena, figure, true));
}

/* Swapped digits ---------------------------------------------------------------------------------
 */

static const struct syntax_number *written_number(const struct figure *figure)
{
    const struct syntax_value *stated = figure->stated;
    return stated && stated->kind == VALUE_EXPRESSION &&
                   stated->expression->kind == EXPRESSION_NUMBER
               ? stated->expression->number
               : NULL;
}

/* Whether the figure, with digits i and i+1 swapped, is `change` more than it is. */
static bool swap_explains(const struct search *s, const struct figure *figure, struct text digits,
                          size_t i, struct number change, struct text *swapped)
{
    size_t next = i + 1 + (digits.data[i + 1] == '.');
    if (next >= digits.size || digits.data[i] == '.' || digits.data[i] == digits.data[next])
        return false;
    struct text other = text_copy(s->model->arena, digits);
    char *bytes = (char *)other.data;
    bytes[i] = digits.data[next];
    bytes[next] = digits.data[i];
    struct number number, scale = figure->value.measure ? figure->value.measure->scale : NUMBER_ONE;
    int decimals;
    *swapped = other;
    return number_parse(other, &number, &decimals) == NUMBER_SOUND &&
           number_multiply(number, scale, &number) &&
           number_subtract(number, figure->value.number, &number) &&
           number_compare(number, change) == 0;
}

static bool find_swap(struct search *s, const struct figure *figure, struct number change)
{
    const struct syntax_number *written = written_number(figure);
    struct text digits = written ? fold_number(s->model->arena, written->digits) : TEXT("");
    if (digits.size > DIGITS || !value_is_number(&figure->value))
        return false;
    for (size_t i = 0; i + 1 < digits.size; i++) {
        struct text swapped;
        if (!swap_explains(s, figure, digits, i, change, &swapped))
            continue;
        finding_help(s->model->findings, s->finding, MESSAGE_CAUSE_SWAPPED,
                     ARGUMENTS(shown(s, figure), argument_text(swapped)));
        return true;
    }
    return false;
}

static bool find_any_swap(struct search *s)
{
    if (find_swap(s, s->total, number_negate(s->difference)))
        return true;
    for_each_child(child, s->block)
        if (child->kind == KIND_LINE && s->total->index < child->figure_count &&
            find_swap(s, &child->figures[s->total->index], s->difference))
            return true;
    return false;
}

/* Lines left out or counted twice ---------------------------------------------------------------
 */

static bool is_amount(const struct figure *figure, struct number amount)
{
    return value_is_number(&figure->value) && number_compare(figure->value.number, amount) == 0;
}

static bool find_twice(struct search *s)
{
    for_each_child(child, s->block) {
        if (child->kind != KIND_LINE || s->total->index >= child->figure_count ||
            !is_amount(&child->figures[s->total->index], number_absolute(s->difference)))
            continue;
        bool more = !number_is_negative(s->difference);
        finding_help(s->model->findings, s->finding,
                     more ? MESSAGE_CAUSE_TWICE : MESSAGE_CAUSE_NOT_COUNTED,
                     ARGUMENTS(label_of(s, child), shown(s, &child->figures[s->total->index])));
        return true;
    }
    return false;
}

/* A line of the fund outside the block, with the difference as its amount. */
static bool find_left_out(struct search *s, const struct node *parent)
{
    for_each_child(child, parent) {
        if (child == s->total->node || s->lines++ > LINES)
            continue;
        bool line = child->kind == KIND_LINE && s->total->index < child->figure_count;
        if (line && is_amount(&child->figures[s->total->index], s->difference)) {
            finding_help(s->model->findings, s->finding, MESSAGE_CAUSE_LEFT_OUT,
                         ARGUMENTS(label_of(s, child), shown(s, &child->figures[s->total->index])));
            return true;
        }
        if ((line || node_groups_lines(child)) && find_left_out(s, child))
            return true;
    }
    return false;
}

void causes_of_sum(struct model *model, struct finding *finding, const struct figure *total,
                   const struct node *block, const struct value *sum)
{
    struct search s = {.model = model, .finding = finding, .total = total, .block = block};
    if (!number_subtract(total->value.number, sum->number, &s.difference) || find_any_swap(&s) ||
        find_twice(&s) || number_is_negative(s.difference))
        return;
    struct node *fund = total->node;
    while (fund && !fund->grid)
        fund = fund->parent;
    if (fund)
        find_left_out(&s, fund);
}
