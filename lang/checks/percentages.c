/* J2: percentages: of a bounded rate, and of the parts of one whole. */
#include "lang/checks/consistency.h"

#include <stdlib.h>
#include <string.h>

#include "lang/checks/arithmetic.h"
#include "lang/checks/texts.h"
#include "lang/fold.h"
#include "lang/format.h"
#include "lang/value.h"

#define IN(kind) KIND_BIT(KIND_##kind)

/* Bounded rates -------------------------------------------------------------------------------- */

/* What words say of a percentage: that it is a part of a whole, or that it can go beyond. */
enum bound { BOUND_UNKNOWN, BOUND_NONE, BOUND_WHOLE };

/* Words of percentages that can go beyond a whole, or are none: these decide first. */
static const char *const unbounded_words[] = {
    "超",         "增",         "升",      "涨",        "提高",     "下降",       "降低",
    "减",         "缩",         "节约",    "变",        "同比",     "环比",       "偏差",
    "偏离",       "控制率",     "完成率",  "达成率",    "执行率",   "使用率",     "周转率",
    "收益率",     "回报率",     "利润率",  "负债率",    "负荷率",   "自给率",     "产销率",
    "毛入学率",   "拨备覆盖率", "效率",    "比率",      "利率",     "汇率",       "费率",
    "倍率",       "频率",       "速率",    "功率",      "配套",     "率先",       "率领",
    "率队",       "表率",       "占用",    "占地",      "占年初",   "占全年预算", "占预算",
    "占上年",     "占计划",     "占任务",  "growth",    "increase", "change",     "overrun",
    "completion", "execution",  "control", "deviation", "exchange", "interest",   "turnover"};
static const char *const whole_words[] = {"率",    "满意度", "占比",         "比重",    "比例",
                                          "_rate", " rate",  "satisfaction", "share of"};

/* The bytes behind the last `word`, or those of all of `text` when it is not there. */
static size_t bytes_behind(struct text text, struct text word)
{
    size_t behind = text.size;
    for (struct text rest = text; rest.size >= word.size;) {
        const char *found = memmem(rest.data, rest.size, word.data, word.size);
        if (!found)
            break;
        rest = text_skip(rest, (size_t)(found - rest.data) + word.size);
        behind = rest.size;
    }
    return behind;
}

static struct text lower(struct arena *arena, struct text words)
{
    struct buffer out = buffer_in(arena);
    words = fold_name(arena, words);
    for (size_t i = 0; i < words.size; i++)
        buffer_byte(&out, words.data[i] >= 'A' && words.data[i] <= 'Z'
                              ? (char)(words.data[i] | 0x20)
                              : words.data[i]);
    return buffer_text(&out);
}

/* `reach`: how many bytes may lie behind the word that speaks of a whole. Of words too long for a
 * name only the end is looked at; 率 alone says nothing. */
static enum bound bound_of(struct model *model, struct text words, size_t reach)
{
    enum { NAME = 600 }; /* bytes */
    words = text_trim(words);
    while (words.size > NAME || (words.size > 0 && (words.data[0] & 0xC0) == 0x80))
        words = text_skip(words, words.size > NAME ? words.size - NAME : 1);
    struct text folded = lower(model->arena, words);
    for (size_t i = 0; i < ARRAY_SIZE(unbounded_words); i++)
        if (texts_holds(folded, text_from(unbounded_words[i])))
            return BOUND_NONE;
    for (size_t i = 0; i < ARRAY_SIZE(whole_words); i++) {
        size_t behind = bytes_behind(folded, text_from(whole_words[i]));
        if (behind < folded.size && behind <= reach && folded.size > strlen("率"))
            return BOUND_WHOLE;
    }
    return text_starts(folded, TEXT("占")) ? BOUND_WHOLE : BOUND_UNKNOWN;
}

static enum bound bound_of_node(struct model *model, const struct node *node, struct text *words)
{
    *words = node->label ? texts_literal(model->arena, node->source, node->label) : node->name;
    enum bound bound = bound_of(model, *words, SIZE_MAX);
    if (bound != BOUND_UNKNOWN || !node->label || node->name.size == 0)
        return bound;
    *words = node->name;
    return bound_of(model, node->name, SIZE_MAX);
}

/* What the names at a figure's own place say of it; `words` gets the ones that do. */
static enum bound bound_of_figure(struct model *model, const struct figure *figure,
                                  struct text *words)
{
    const struct node *node = figure->node;
    const struct grid *grid;
    if (figure < node->figures || figure >= node->figures + node->figure_count)
        return BOUND_UNKNOWN;
    switch (node->kind) {
    case KIND_FIGURE: return bound_of_node(model, node, words);
    case KIND_INDICATOR: return figure->index < 2 ? bound_of_node(model, node, words) : BOUND_NONE;
    case KIND_LINE:
        grid = node_grid(figure->node);
        if (grid->columns) {
            enum bound bound = bound_of_node(model, grid->columns[figure->index], words);
            if (bound != BOUND_UNKNOWN)
                return bound;
        }
        return bound_of_node(model, node, words);
    default: return BOUND_NONE;
    }
}

/* Whether a percentage, with all that rounding allows, is above a whole. */
static bool is_above_whole(const struct value *value)
{
    int order = number_compare(value->number, NUMBER_ONE);
    if (value->ranged && number_compare(value->high, NUMBER_ONE) > 0)
        return true;
    if (value->relation == RELATION_GREATER || (value->approximate && value->range.no_high))
        return order >= 0;
    return order > 0 && !value->range.no_low && number_compare(value->range.low, NUMBER_ONE) > 0;
}

static bool is_below_zero(const struct value *value)
{
    return number_is_negative(value->number) && !value->range.no_high &&
           number_is_negative(value->range.high);
}

/* Judges a figure shown at `place` as one that `words` call a part of a whole. */
static void judge_range(struct model *model, struct figure *figure, struct place place,
                        struct text words)
{
    bool above = is_above_whole(&figure->value);
    struct finding *finding =
        finding_add(model->findings, CHECK_PERCENT_RANGE, place,
                    above ? MESSAGE_PERCENT_ABOVE : MESSAGE_PERCENT_BELOW,
                    ARGUMENTS(argument_text(text_trim(words)), shown_figure(model, figure)));
    struct place own = figure_place(figure);
    if (figure->stated && (own.source != place.source || own.span.start != place.span.start))
        finding_label(model->findings, finding, own, MESSAGE_OPERAND,
                      ARGUMENTS(shown_figure(model, figure)));
    arithmetic_label_operands(model, finding, figure);
    finding_help(model->findings, finding, MESSAGE_PERCENT_RANGE_HELP, NO_ARGUMENTS);
    figure->doubtful = true;
}

static bool is_out_of_range(const struct figure *figure)
{
    const struct value *value = &figure->value;
    return value_is_number(value) && value_dimension(value) == DIMENSION_RATIO &&
           !figure->doubtful && (is_above_whole(value) || is_below_zero(value));
}

static void check_percent_range(struct model *model, struct figure *figure)
{
    struct text words = {0};
    if (!is_out_of_range(figure) || bound_of_figure(model, figure, &words) != BOUND_WHOLE)
        return;
    /* The formula of a computed column is the same for all lines: the line is the place. */
    bool of_line = figure->node->kind == KIND_LINE && !figure->stated;
    judge_range(model, figure, of_line ? node_name_place(figure->node) : figure_place(figure),
                words);
}

/* The words of the last clause of `text`, without a colon at the end. */
static struct text last_clause(struct text text)
{
    static const char *const ends[] = {"，", "。", "；", "！", "？", ",", ";", "\n"};
    text = text_trim(text);
    if (text_ends(text, TEXT("：")))
        text = text_chop(text, strlen("："));
    size_t size = text.size;
    for (size_t i = 0; i < ARRAY_SIZE(ends); i++) {
        size_t behind = bytes_behind(text, text_from(ends[i]));
        size = behind < size ? behind : size;
    }
    return text_trim(text_skip(text, text.size - size));
}

static void judge_piece_range(const struct text_visit *visit, const struct syntax_piece *piece,
                              struct text before)
{
    enum { REACH = 18 }; /* bytes between the word and the figure: 均已达到了 */
    struct model *model = visit->model;
    struct figure *figure = piece->target ? piece->target->figure : NULL;
    struct text words = {0};
    if (!figure || !is_out_of_range(figure) ||
        bound_of_figure(model, figure, &words) != BOUND_UNKNOWN)
        return;
    words = last_clause(before);
    if (bound_of(model, words, REACH) == BOUND_WHOLE)
        judge_range(model, figure, place_in(visit->node, piece->value->at), words);
}

static void judge_text_range(const struct text_visit *visit, const struct source *source,
                             const struct syntax_text *text)
{
    struct text before = {0};
    for (const struct syntax_piece *piece = text->pieces; piece; piece = piece->next) {
        if (piece->value)
            judge_piece_range(visit, piece, before);
        before = piece->value ? (struct text){0} : source_text(source, piece->at);
    }
}

static void check_percent_range_texts(struct model *model, struct node *node)
{
    struct text_visit visit = {.model = model, .node = node};
    if (KIND_BIT(node->kind) & texts_kinds)
        texts_visit(&visit, judge_text_range);
}

const struct rule percent_range_rule = {.check = CHECK_PERCENT_RANGE,
                                        .kinds = ~(kind_set)0,
                                        .figure = check_percent_range,
                                        .node = check_percent_range_texts};

/* Shares of one whole -------------------------------------------------------------------------- */

/* A share printed in a text: `{part / whole ~ 0.1%}`. */
struct share {
    const struct figure *figure;
    const struct figure *part, *whole;
    struct span at;
};

struct shares {
    struct model *model;
    struct node *node;
    struct share *list; /* of one paragraph */
    size_t count, capacity;
};

static bool is_operation(const struct syntax_expression *expression, enum operator wanted)
{
    return expression && expression->kind == EXPRESSION_OPERATION && wanted == expression->operator;
}

static bool read_share(const struct figure *figure, struct share *share)
{
    const struct syntax_value *stated = figure->stated;
    const struct syntax_expression *formula = figure->formula;
    if (stated && (stated->kind != VALUE_EXPRESSION || stated->relation != RELATION_NONE))
        return false;
    if (formula && stated && !is_literal(stated->expression))
        return false;
    if (!formula)
        formula = stated ? stated->expression : NULL;
    if (is_operation(formula, OPERATOR_NEAREST))
        formula = formula->left;
    if (!is_operation(formula, OPERATOR_DIVIDE) || formula->left->kind != EXPRESSION_PATH ||
        formula->right->kind != EXPRESSION_PATH || figure->reference_count < 2)
        return false;
    *share = (struct share){.figure = figure,
                            .part = figure->references[0].target.figure,
                            .whole = figure->references[1].target.figure};
    return true;
}

/* Whether the part is a line directly below its whole, in the same column. */
static bool is_direct_part(const struct share *share)
{
    return share->part && share->whole && share->part->node->kind == KIND_LINE &&
           share->part->node->parent == share->whole->node &&
           share->part->index == share->whole->index;
}

static void add_share(struct shares *shares, const struct syntax_piece *piece)
{
    struct share share;
    const struct figure *figure = piece->target ? piece->target->figure : NULL;
    if (!figure || piece->value->kind != VALUE_EXPRESSION || !value_is_number(&figure->value) ||
        figure->doubtful || number_is_zero(figure->value.quantum) || !read_share(figure, &share) ||
        !is_direct_part(&share))
        return;
    share.at = piece->value->at;
    if (shares->count == shares->capacity) {
        size_t capacity = shares->capacity ? shares->capacity * 2 : 8;
        shares->list =
            arena_grow(shares->model->arena, shares->list, shares->count * sizeof *shares->list,
                       capacity * sizeof *shares->list);
        shares->capacity = capacity;
    }
    shares->list[shares->count++] = share;
}

/* By whole, then part: the order among them is of no matter. */
static int compare_shares(const void *left, const void *right)
{
    const struct share *a = left, *b = right;
    if (a->whole != b->whole)
        return (uintptr_t)a->whole < (uintptr_t)b->whole ? -1 : 1;
    if (a->part != b->part)
        return (uintptr_t)a->part < (uintptr_t)b->part ? -1 : 1;
    return a->at.start < b->at.start ? -1 : a->at.start > b->at.start;
}

/* Takes each part once; gives back how many there are. */
static size_t without_repeats(struct share *list, size_t count)
{
    size_t kept = 0;
    for (size_t i = 0; i < count; i++)
        if (kept == 0 || list[kept - 1].part != list[i].part)
            list[kept++] = list[i];
    return kept;
}

/* Whether `count` different parts are all that their whole has, and make it up. */
static bool are_all_parts(const struct share *list, size_t count)
{
    enum { BLANKS = 64 }; /* lines without an amount that are looked past */
    const struct figure *whole = list->whole;
    struct value sum = value_of_kind(VALUE_KIND_EMPTY);
    size_t amounts = 0, lines = 0;
    if (whole->node->incomplete || whole->doubtful)
        return false;
    for_each_child(child, whole->node) {
        if (child->kind != KIND_LINE)
            continue;
        const struct value *value = &child->figures[whole->index].value;
        if (++lines > count + BLANKS || (!value_is_number(value) && !value_is_empty(value)))
            return false;
        if (value_is_empty(value) || number_is_zero(value->number))
            continue;
        struct value added = *value;
        if (amounts++ > 0 && value_reckon(OPERATOR_ADD, &sum, value, &added) != VALUE_SOUND)
            return false;
        sum = added;
    }
    return amounts == count && count > 1 && value_verdict(&whole->value, &sum) != VERDICT_DIFFERENT;
}

/* The shares added up, good to half a quantum of each. */
static bool add_shares(struct shares *shares, const struct share *list, size_t count,
                       struct value *sum, struct buffer *terms)
{
    struct number total = NUMBER_ZERO, quanta = NUMBER_ZERO;
    for (size_t i = 0; i < count; i++) {
        const struct value *value = &list[i].figure->value;
        if (value->approximate || !number_add(total, value->number, &total) ||
            !number_add(quanta, value->quantum, &quanta))
            return false;
        if (i > 0)
            buffer_literal(terms, " + ");
        buffer_add(terms, figure_text(shares->model->arena, list[i].figure, true));
    }
    const struct value *first = &list->figure->value;
    *sum = value_number(total, first->measure, first->measure_word, quanta);
    buffer_literal(terms, " = ");
    arithmetic_number(terms, sum, sum);
    buffer_add(terms, first->measure_word);
    return true;
}

static void judge_shares(struct shares *shares, struct share *list, size_t count)
{
    struct model *model = shares->model;
    struct value sum;
    struct buffer terms = buffer_in(model->arena);
    count = without_repeats(list, count);
    if (!are_all_parts(list, count) || !add_shares(shares, list, count, &sum, &terms))
        return;
    struct value whole = value_number(NUMBER_ONE, sum.measure, sum.measure_word, NUMBER_ZERO);
    if (value_verdict(&sum, &whole) != VERDICT_DIFFERENT)
        return;
    struct finding *finding =
        finding_add(model->findings, CHECK_PERCENT_SUM, place_in(shares->node, list->at),
                    MESSAGE_PERCENT_SUM_OFF, NO_ARGUMENTS);
    for (size_t i = 0; i < count && i < LABELS; i++)
        finding_label(model->findings, finding, place_in(shares->node, list[i].at),
                      MESSAGE_PERCENT_SUM_PART, ARGUMENTS(shown_figure(model, list[i].figure)));
    finding_label(model->findings, finding, figure_place(list->whole), MESSAGE_PERCENT_SUM_WHOLE,
                  ARGUMENTS(shown_figure(model, list->whole)));
    finding_note(model->findings, finding, MESSAGE_SUM_ARITHMETIC,
                 arithmetic_arguments(model, buffer_text(&terms), &sum, &whole));
    finding_help(model->findings, finding, MESSAGE_PERCENT_SUM_HELP, NO_ARGUMENTS);
}

static void judge_paragraph(struct shares *shares)
{
    if (shares->count > 1)
        qsort(shares->list, shares->count, sizeof *shares->list, compare_shares);
    for (size_t start = 0, end; start < shares->count; start = end) {
        for (end = start + 1; end < shares->count; end++)
            if (shares->list[end].whole != shares->list[start].whole)
                break;
        judge_shares(shares, &shares->list[start], end - start);
    }
    shares->count = 0;
}

static bool ends_paragraph(struct text literal)
{
    bool line = false;
    for (size_t i = 0; i < literal.size; i++) {
        char byte = literal.data[i];
        if (byte == '\n' && line)
            return true;
        line = byte == '\n' || (line && (byte == ' ' || byte == '\t' || byte == '\r'));
    }
    return false;
}

static void check_percent_sum(struct model *model, struct node *node)
{
    struct shares shares = {.model = model, .node = node};
    if (!node->label)
        return;
    for (const struct syntax_piece *piece = node->label->pieces; piece; piece = piece->next) {
        if (piece->value)
            add_share(&shares, piece);
        else if (ends_paragraph(source_text(node->source, piece->at)))
            judge_paragraph(&shares);
    }
    judge_paragraph(&shares);
}

const struct rule percent_sum_rule = {
    .check = CHECK_PERCENT_SUM, .kinds = IN(PROSE) | IN(CLAUSE), .node = check_percent_sum};
