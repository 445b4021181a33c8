/* J3: what one indicator says: target, actual, score, and the reason of a deduction. */
#include "lang/checks/rows.h"

#include <string.h>

#include "lang/checks/arithmetic.h"
#include "lang/format.h"
#include "lang/value.h"

#define IN(kind) KIND_BIT(KIND_##kind)

enum { LABELS = 12 }; /* indicators pointed at in one finding */

static struct figure *target_of(const struct node *indicator)
{
    return &indicator->figures[0];
}

static struct figure *actual_of(const struct node *indicator)
{
    return &indicator->figures[1];
}

/* Which way is better -------------------------------------------------------------------------- */

enum direction {
    DIRECTION_UNSAID,
    DIRECTION_UNKNOWN,
    DIRECTION_HIGHER,
    DIRECTION_LOWER,
    DIRECTION_EQUAL
};

static const struct {
    struct text words[LANGUAGES];
    enum direction direction;
} direction_words[] = {
    {{{"更高", 6}, {"higher", 6}}, DIRECTION_HIGHER},
    {{{"更低", 6}, {"lower", 5}}, DIRECTION_LOWER},
};

static enum direction said_direction(struct model *model, const struct node *indicator)
{
    if (!node_property(indicator, PROPERTY_DIRECTION))
        return DIRECTION_UNSAID;
    struct buffer out = buffer_in(model->arena);
    property_write(&out, indicator, PROPERTY_DIRECTION, TEXT(" "));
    struct text word = text_trim(buffer_text(&out));
    for (size_t i = 0; i < ARRAY_SIZE(direction_words); i++)
        if (text_equal(word, direction_words[i].words[LANGUAGE_ZH]) ||
            text_equal(word, direction_words[i].words[LANGUAGE_EN]))
            return direction_words[i].direction;
    return word.size > 0 ? DIRECTION_UNKNOWN : DIRECTION_UNSAID;
}

/* 100 件以上 is at least, 不超过 at most. */
static enum direction approximate_direction(const struct value *target)
{
    return target->range.no_high  ? DIRECTION_HIGHER
           : target->range.no_low ? DIRECTION_LOWER
                                  : DIRECTION_UNKNOWN;
}

static enum direction direction_of(struct model *model, const struct node *indicator)
{
    const struct value *target = &target_of(indicator)->value;
    switch (target->relation) {
    case RELATION_LESS:
    case RELATION_AT_MOST: return DIRECTION_LOWER;
    case RELATION_GREATER:
    case RELATION_AT_LEAST: return DIRECTION_HIGHER;
    case RELATION_EQUAL: return DIRECTION_EQUAL;
    case RELATION_UNEQUAL: return DIRECTION_UNKNOWN;
    case RELATION_NONE: break;
    }
    if (target->ranged)
        return DIRECTION_UNKNOWN;
    if (target->approximate)
        return approximate_direction(target);
    return said_direction(model, indicator);
}

struct unsaid {
    const struct figure *targets[LABELS];
    unsigned count;
};

static void report_direction_word(struct model *model, const struct node *indicator)
{
    const struct node_property *said = node_property(indicator, PROPERTY_DIRECTION);
    struct argument *words =
        ARENA_ARRAY(model->arena, struct argument, ARRAY_SIZE(direction_words));
    for (size_t i = 0; i < ARRAY_SIZE(direction_words); i++)
        words[i] = argument_words(direction_words[i].words[LANGUAGE_ZH],
                                  direction_words[i].words[LANGUAGE_EN]);
    finding_add(model->findings, CHECK_MISPLACED_KIND,
                (struct place){said->source, said->syntax->at}, MESSAGE_STANDARD_WORD,
                ARGUMENTS(argument_property(PROPERTY_DIRECTION),
                          argument_choice(words, ARRAY_SIZE(direction_words))));
}

static void gather_unsaid(struct model *model, struct unsaid *unsaid, const struct node *parent)
{
    for_each_child(child, parent) {
        if (child->kind == KIND_GROUP || child->kind == KIND_SHARED)
            gather_unsaid(model, unsaid, child);
        if (child->kind != KIND_INDICATOR || child->incomplete)
            continue;
        enum direction said = said_direction(model, child);
        if (said == DIRECTION_UNKNOWN)
            report_direction_word(model, child);
        const struct figure *target = target_of(child);
        if (said != DIRECTION_UNSAID || !value_is_number(&target->value) || target->doubtful ||
            direction_of(model, child) != DIRECTION_UNSAID)
            continue;
        if (unsaid->count < LABELS)
            unsaid->targets[unsaid->count] = target;
        unsaid->count++;
    }
}

static void check_direction(struct model *model, struct node *evaluation)
{
    struct unsaid unsaid = {.count = 0};
    gather_unsaid(model, &unsaid, evaluation);
    if (unsaid.count == 0)
        return;
    struct finding *finding =
        finding_add(model->findings, CHECK_DIRECTION, node_name_place(evaluation),
                    MESSAGE_SCORE_NO_DIRECTION, ARGUMENTS(argument_count(unsaid.count)));
    for (unsigned i = 0; i < unsaid.count && i < LABELS; i++)
        label_row_figure(model, finding, unsaid.targets[i], MESSAGE_OPERAND);
    finding_help(model->findings, finding, MESSAGE_SCORE_DIRECTION_HELP, NO_ARGUMENTS);
}

const struct rule direction_rule = {
    .check = CHECK_DIRECTION, .kinds = IN(EVALUATION), .node = check_direction};

/* Whether target and actual go together -------------------------------------------------------- */

static bool is_word(const struct value *value)
{
    return value->kind == VALUE_KIND_TEXT || value->kind == VALUE_KIND_DATE;
}

static struct argument name_of_value(const struct value *value)
{
    static const enum message dimensions[] = {
        [DIMENSION_BARE] = MESSAGE_DIMENSION_BARE,
        [DIMENSION_RATIO] = MESSAGE_DIMENSION_RATIO,
        [DIMENSION_MONEY] = MESSAGE_DIMENSION_MONEY,
        [DIMENSION_SCORE] = MESSAGE_DIMENSION_SCORE,
        [DIMENSION_COUNTER] = MESSAGE_DIMENSION_COUNTER,
    };
    if (value->kind == VALUE_KIND_TEXT)
        return argument_message(MESSAGE_VALUE_TEXT, TEXT(""));
    if (value->kind == VALUE_KIND_DATE)
        return argument_message(MESSAGE_VALUE_DATE, TEXT(""));
    unsigned dimension = value_dimension(value);
    return argument_message(
        dimensions[dimension < DIMENSION_COUNTER ? dimension : DIMENSION_COUNTER],
        value->measure_word);
}

/* Words that say how long, and words that say whither: one cannot be the fulfilment of the other.
 */
static const struct text durations[] = {{"长期", 6},    {"全年", 6},   {"常年", 6},
                                        {"年内", 6},    {"中长期", 9}, {"long-term", 9},
                                        {"all year", 8}};
static const struct text trends[] = {{"提升", 6}, {"提高", 6},     {"增强", 6},     {"改善", 6},
                                     {"风气", 6}, {"improved", 8}, {"increased", 9}};

static struct text words_of(struct model *model, const struct figure *figure)
{
    return text_trim(figure_text(model->arena, figure, false));
}

static bool is_duration(struct text words)
{
    for (size_t i = 0; i < ARRAY_SIZE(durations); i++)
        if (text_equal(words, durations[i]))
            return true;
    return false;
}

static bool has_trend(struct text words)
{
    for (size_t i = 0; i < ARRAY_SIZE(trends); i++)
        if (memmem(words.data, words.size, trends[i].data, trends[i].size))
            return true;
    return false;
}

/* `长期` against `有所提升`: a time and a tendency. */
static bool words_differ_in_kind(struct model *model, const struct figure *target,
                                 const struct figure *actual)
{
    return target->value.kind == VALUE_KIND_TEXT && actual->value.kind == VALUE_KIND_TEXT &&
           is_duration(words_of(model, target)) && has_trend(words_of(model, actual));
}

/* A number without a measure where one is due has been reported as such. */
static bool can_be_compared(const struct value *target, const struct value *actual)
{
    struct value order;
    bool numbers = value_is_number(target) && value_is_number(actual);
    if (numbers)
        return value_compare(target, RELATION_EQUAL, actual, &order) == VALUE_SOUND;
    return !(value_is_number(target) && is_word(actual)) &&
           !(is_word(target) && value_is_number(actual));
}

static void check_target_kind(struct model *model, struct node *indicator)
{
    const struct figure *target = target_of(indicator), *actual = actual_of(indicator);
    if (target->doubtful || actual->doubtful)
        return;
    bool words = words_differ_in_kind(model, target, actual);
    if (!words && can_be_compared(&target->value, &actual->value))
        return;
    struct finding *finding = finding_add(
        model->findings, CHECK_TARGET_KIND, figure_place(actual),
        words ? MESSAGE_SCORE_WORDS_DIFFER : MESSAGE_SCORE_NOT_COMPARABLE,
        words ? ARGUMENTS(argument_text(words_of(model, target)),
                          argument_text(words_of(model, actual)))
              : ARGUMENTS(name_of_value(&target->value), name_of_value(&actual->value)));
    label_row_figure(model, finding, target, MESSAGE_SCORE_LABEL_TARGET);
    label_row_figure(model, finding, actual, MESSAGE_SCORE_LABEL_ACTUAL);
    finding_help(model->findings, finding, MESSAGE_SCORE_NOT_COMPARABLE_HELP, NO_ARGUMENTS);
}

const struct rule target_kind_rule = {
    .check = CHECK_TARGET_KIND, .kinds = IN(INDICATOR), .node = check_target_kind};

static void check_operator(struct model *model, struct node *indicator)
{
    const struct figure *actual = actual_of(indicator);
    if (!value_is_number(&actual->value) || actual->value.relation == RELATION_NONE)
        return;
    struct finding *finding =
        finding_add(model->findings, CHECK_OPERATOR_IN_ACTUAL, figure_place(actual),
                    MESSAGE_SCORE_OPERATOR, ARGUMENTS(shown_row_figure(model, actual)));
    finding_help(model->findings, finding, MESSAGE_SCORE_OPERATOR_HELP, NO_ARGUMENTS);
}

const struct rule operator_rule = {
    .check = CHECK_OPERATOR_IN_ACTUAL, .kinds = IN(INDICATOR), .node = check_operator};

/* What is missing ------------------------------------------------------------------------------ */

/* Nothing was written; —— is an answer. */
static bool is_missing(const struct figure *figure)
{
    const struct value *value = &figure->value;
    return !value->failed && !figure->doubtful &&
           (value->kind == VALUE_KIND_NONE || value->kind == VALUE_KIND_EMPTY);
}

static void check_missing(struct model *model, struct node *indicator)
{
    const struct figure *score =
        row_score(indicator->parent->kind == KIND_SHARED ? indicator->parent : indicator);
    bool target = is_missing(target_of(indicator)), actual = is_missing(actual_of(indicator));
    if (!value_is_number(&score->value) || (!target && !actual) || indicator->incomplete)
        return;
    struct finding *finding =
        finding_add(model->findings, CHECK_MISSING_ACTUAL, node_place(indicator),
                    target && actual ? MESSAGE_SCORE_MISSING_BOTH
                    : target         ? MESSAGE_SCORE_MISSING_TARGET
                                     : MESSAGE_SCORE_MISSING_ACTUAL,
                    NO_ARGUMENTS);
    label_row_figure(model, finding, score, MESSAGE_SCORE_LABEL_SCORE);
}

const struct rule missing_actual_rule = {
    .check = CHECK_MISSING_ACTUAL, .kinds = IN(INDICATOR), .node = check_missing};

static bool is_scored(const struct node *row)
{
    return value_is_number(&row_score(row)->value);
}

static bool has_scored_row(const struct node *parent)
{
    for_each_child(child, parent) {
        bool row = child->kind == KIND_INDICATOR || child->kind == KIND_SHARED;
        if ((row && is_scored(child)) || (child->kind == KIND_GROUP && has_scored_row(child)))
            return true;
    }
    return false;
}

static bool lacks_score(const struct node *indicator)
{
    return !indicator->incomplete && is_missing(row_weight(indicator)) &&
           is_missing(row_score(indicator)) &&
           (!value_is_empty(&target_of(indicator)->value) ||
            !value_is_empty(&actual_of(indicator)->value));
}

static void report_unscored(struct model *model, const struct node *parent)
{
    const struct node *before = NULL;
    for_each_child(child, parent) {
        if (child->kind == KIND_GROUP)
            report_unscored(model, child);
        if (child->kind == KIND_INDICATOR && lacks_score(child)) {
            struct finding *finding =
                finding_add(model->findings, CHECK_SHARED_SCORE, node_place(child),
                            MESSAGE_SCORE_UNSCORED, NO_ARGUMENTS);
            if (before)
                finding_label(model->findings, finding, node_place(before),
                              MESSAGE_SCORE_LABEL_BEFORE, NO_ARGUMENTS);
            finding_help(model->findings, finding, MESSAGE_SCORE_UNSCORED_HELP, NO_ARGUMENTS);
        } else if (child->kind == KIND_INDICATOR) {
            before = child;
        }
    }
}

/* Where no row has a score there is no scoring yet, or none at all. */
static void check_shared(struct model *model, struct node *evaluation)
{
    if (has_scored_row(evaluation))
        report_unscored(model, evaluation);
}

const struct rule shared_score_rule = {
    .check = CHECK_SHARED_SCORE, .kinds = IN(EVALUATION), .node = check_shared};

/* Whether the target is met -------------------------------------------------------------------- */

enum outcome { OUTCOME_UNKNOWN, OUTCOME_MISSED, OUTCOME_MET, OUTCOME_EXCEEDED };

/* All that an actual value may stand for: an approximate one its bounds, any other itself. */
static struct interval bounds_of(const struct value *actual)
{
    return actual->approximate ? actual->range : interval_point(actual->number);
}

static enum outcome outcome_upwards(const struct interval *actual, struct number target)
{
    int low = number_compare(actual->low, target), high = number_compare(actual->high, target);
    if (!actual->no_low && low >= 0)
        return low > 0 ? OUTCOME_EXCEEDED : OUTCOME_MET;
    return !actual->no_high && high < 0 ? OUTCOME_MISSED : OUTCOME_UNKNOWN;
}

static enum outcome outcome_downwards(const struct interval *actual, struct number target)
{
    struct interval mirrored = interval_negate(*actual);
    return outcome_upwards(&mirrored, number_negate(target));
}

/* `> 90%` with 90 % is neither met nor far from it: nothing is said about it. */
static enum outcome outcome_of_equal(const struct value *target)
{
    bool strict = target->relation == RELATION_GREATER || target->relation == RELATION_LESS ||
                  target->relation == RELATION_UNEQUAL;
    return strict ? OUTCOME_UNKNOWN : OUTCOME_MET;
}

/* `== 100%` with anything else is missed. */
static enum outcome outcome_of_unequal(const struct value *target, const struct value *actual)
{
    bool plain = target->relation == RELATION_EQUAL && !target->approximate && !actual->approximate;
    return plain ? OUTCOME_MISSED : OUTCOME_UNKNOWN;
}

static bool is_within(const struct value *target, const struct value *actual)
{
    return number_compare(actual->number, target->number) >= 0 &&
           number_compare(actual->number, target->high) <= 0;
}

static enum outcome outcome_of(struct model *model, const struct node *indicator)
{
    const struct figure *stated = target_of(indicator), *achieved = actual_of(indicator);
    const struct value *target = &stated->value, *actual = &achieved->value;
    if (stated->doubtful || achieved->doubtful || !value_is_number(target) ||
        !value_is_number(actual) || actual->relation != RELATION_NONE || actual->ranged ||
        !can_be_compared(target, actual) || indicator->incomplete)
        return OUTCOME_UNKNOWN;
    if (target->ranged)
        return is_within(target, actual) && !actual->approximate ? OUTCOME_MET : OUTCOME_UNKNOWN;
    if (target->approximate == actual->approximate && !target->approximate &&
        number_compare(target->number, actual->number) == 0)
        return outcome_of_equal(target);
    struct interval bounds = bounds_of(actual);
    switch (direction_of(model, indicator)) {
    case DIRECTION_HIGHER: return outcome_upwards(&bounds, target->number);
    case DIRECTION_LOWER: return outcome_downwards(&bounds, target->number);
    case DIRECTION_EQUAL: return outcome_of_unequal(target, actual);
    case DIRECTION_UNSAID:
    case DIRECTION_UNKNOWN: break;
    }
    return OUTCOME_UNKNOWN;
}

/* A shared group is as good as the least of its indicators. */
static enum outcome outcome_of_row(struct model *model, const struct node *row)
{
    if (row->kind == KIND_INDICATOR)
        return outcome_of(model, row);
    enum outcome least = OUTCOME_EXCEEDED;
    bool any = false;
    for_each_child(child, row) {
        enum outcome outcome =
            child->kind == KIND_INDICATOR ? outcome_of(model, child) : OUTCOME_EXCEEDED;
        any |= child->kind == KIND_INDICATOR;
        least = outcome < least ? outcome : least;
    }
    return any && !row->incomplete ? least : OUTCOME_UNKNOWN;
}

static bool is_row(const struct node *node)
{
    return node->kind == KIND_SHARED || node->parent->kind != KIND_SHARED;
}

/* Deductions ----------------------------------------------------------------------------------- */

static struct finding *report_deduction(struct model *model, const struct node *row,
                                        enum check check, enum message message)
{
    struct finding *finding =
        finding_add(model->findings, check, figure_place(row_score(row)), message, NO_ARGUMENTS);
    label_row_figure(model, finding, row_score(row), MESSAGE_SCORE_LABEL_SCORE);
    label_row_figure(model, finding, row_weight(row), MESSAGE_SCORE_LABEL_WEIGHT);
    return finding;
}

static void label_outcome(struct model *model, struct finding *finding,
                          const struct node *indicator)
{
    label_row_figure(model, finding, target_of(indicator), MESSAGE_SCORE_LABEL_TARGET);
    label_row_figure(model, finding, actual_of(indicator), MESSAGE_SCORE_LABEL_ACTUAL);
}

/* A target that was set too low and far exceeded may cost points, where the reason says so. */
static void check_cause(struct model *model, struct node *row)
{
    if (!is_row(row) || !row_is_reduced(row))
        return;
    enum outcome outcome = outcome_of_row(model, row);
    if (outcome < OUTCOME_MET || (outcome == OUTCOME_EXCEEDED && row_has_reason(model, row)))
        return;
    struct finding *finding =
        report_deduction(model, row, CHECK_DEDUCTION_CAUSE, MESSAGE_SCORE_NO_CAUSE);
    if (row->kind == KIND_INDICATOR)
        label_outcome(model, finding, row);
    unsigned labels = 0;
    for_each_child(child, row)
        if (child->kind == KIND_INDICATOR && labels++ < LABELS / 2)
            label_outcome(model, finding, child);
    finding_help(model->findings, finding, MESSAGE_SCORE_NO_CAUSE_HELP, NO_ARGUMENTS);
}

const struct rule deduction_cause_rule = {
    .check = CHECK_DEDUCTION_CAUSE, .kinds = IN(INDICATOR) | IN(SHARED), .node = check_cause};

static void check_reason(struct model *model, struct node *row)
{
    if (!is_row(row) || row->incomplete || !row_is_reduced(row) || row_has_reason(model, row))
        return;
    struct finding *finding =
        report_deduction(model, row, CHECK_DEDUCTION_REASON, MESSAGE_SCORE_NO_REASON);
    finding_help(model->findings, finding, MESSAGE_SCORE_NO_REASON_HELP, NO_ARGUMENTS);
}

const struct rule deduction_reason_rule = {
    .check = CHECK_DEDUCTION_REASON, .kinds = IN(INDICATOR) | IN(SHARED), .node = check_reason};

/* Scores by rule ------------------------------------------------------------------------------- */

/* weight × actual ÷ target, or, where less is better, weight × target ÷ actual; where both are to
 * be equal, the smaller over the larger. */
struct proportion {
    const struct value *weight, *above, *below;
};

static bool proportion_of(struct model *model, const struct node *indicator, const struct node *row,
                          struct proportion *proportion)
{
    const struct value *target = &target_of(indicator)->value;
    const struct value *actual = &actual_of(indicator)->value;
    enum direction direction = direction_of(model, indicator);
    if (direction == DIRECTION_UNSAID || direction == DIRECTION_UNKNOWN)
        return false;
    bool higher =
        direction == DIRECTION_HIGHER ||
        (direction == DIRECTION_EQUAL && number_compare(actual->number, target->number) < 0);
    *proportion = (struct proportion){.weight = &row_weight(row)->value,
                                      .above = higher ? actual : target,
                                      .below = higher ? target : actual};
    return !number_is_negative(proportion->above->number) &&
           number_compare(proportion->below->number, NUMBER_ZERO) > 0 && !target->approximate &&
           !actual->approximate;
}

static struct text proportion_text(struct model *model, const struct proportion *proportion,
                                   struct number result)
{
    struct buffer out = buffer_in(model->arena);
    arithmetic_number(&out, proportion->weight, proportion->weight);
    buffer_literal(&out, " × ");
    arithmetic_number(&out, proportion->above, proportion->below);
    buffer_literal(&out, " ÷ ");
    arithmetic_number(&out, proportion->below, proportion->below);
    buffer_literal(&out, " = ");
    number_write(&out, result, 2);
    return buffer_text(&out);
}

/* Rounded figures give a range of scores, any of which is right. */
static bool agrees(struct model *model, const struct proportion *proportion,
                   const struct figure *score)
{
    struct interval rule;
    if (!interval_divide(proportion->above->range, proportion->below->range, &rule) ||
        !interval_multiply(interval_point(proportion->weight->number), rule, &rule))
        return true;
    return score_agrees(model, score, rule);
}

static void report_rule(struct model *model, const struct node *row, const struct node *indicator,
                        const struct proportion *proportion, struct number result)
{
    struct figure *score = row_score(row);
    struct finding *finding =
        finding_add(model->findings, CHECK_SCORE_RULE, figure_place(score), MESSAGE_SCORE_OFF_RULE,
                    ARGUMENTS(shown_row_figure(model, score)));
    label_row_figure(model, finding, row_weight(row), MESSAGE_SCORE_LABEL_WEIGHT);
    label_outcome(model, finding, indicator);
    finding_note(model->findings, finding, MESSAGE_ASSERTION_ARITHMETIC,
                 ARGUMENTS(argument_text(proportion_text(model, proportion, result))));
    finding_help(model->findings, finding, MESSAGE_SCORE_OFF_RULE_HELP, NO_ARGUMENTS);
}

/* Whether the score of a row goes with one of its indicators; true after reporting that it does
 * not. */
static bool report_off_rule(struct model *model, const struct node *row,
                            const struct node *indicator)
{
    struct proportion proportion;
    struct number result;
    if (outcome_of(model, indicator) != OUTCOME_MISSED ||
        !proportion_of(model, indicator, row, &proportion) ||
        agrees(model, &proportion, row_score(row)) ||
        !number_divide(proportion.above->number, proportion.below->number, &result) ||
        !number_multiply(result, proportion.weight->number, &result))
        return false;
    report_rule(model, row, indicator, &proportion, result);
    return true;
}

/* How a shared score falls among its indicators, and one for a missed `==`, is the office's to say:
 * there only full marks are judged. */
static bool is_judged_when_full(struct model *model, const struct node *row)
{
    return row->kind == KIND_SHARED || direction_of(model, row) == DIRECTION_EQUAL;
}

/* The standard's band of a qualitative result, by what the actual value says; NULL when it says
 * none. */
static const struct standard_range *quality_of(struct model *model, struct node *indicator)
{
    const struct figure *actual = actual_of(indicator);
    if (actual->value.kind != VALUE_KIND_TEXT)
        return NULL;
    struct text words = words_of(model, actual);
    const struct standard_range *quality = standard_of(model, indicator)->qualities;
    while (quality && !text_equal(quality->name, words))
        quality = quality->next;
    return quality;
}

/* Bands hold their lower end, and their upper end only at full marks. */
static bool is_in_band(const struct standard_range *band, struct number share)
{
    int high = number_compare(share, band->high);
    return number_compare(share, band->low) >= 0 &&
           (high < 0 || (high == 0 && number_compare(band->high, NUMBER_ONE) == 0));
}

static void check_quality(struct model *model, struct node *row)
{
    const struct standard_range *band = quality_of(model, row);
    struct number share;
    if (!band || number_is_zero(row_weight(row)->value.number) ||
        !number_divide(row_score(row)->value.number, row_weight(row)->value.number, &share) ||
        is_in_band(band, share))
        return;
    struct finding *finding = finding_add(
        model->findings, CHECK_SCORE_RULE, figure_place(row_score(row)), MESSAGE_SCORE_OFF_BAND,
        ARGUMENTS(shown_row_figure(model, row_score(row)), argument_text(band->name)));
    label_row_figure(model, finding, row_weight(row), MESSAGE_SCORE_LABEL_WEIGHT);
    label_row_figure(model, finding, actual_of(row), MESSAGE_SCORE_LABEL_ACTUAL);
    struct buffer range = buffer_in(model->arena);
    number_write(&range, band->low, 2);
    buffer_literal(&range, " … ");
    number_write(&range, band->high, 2);
    finding_note(model->findings, finding, MESSAGE_SCORE_BAND,
                 ARGUMENTS(argument_text(buffer_text(&range))));
    finding_help(model->findings, finding, MESSAGE_SCORE_OFF_RULE_HELP, NO_ARGUMENTS);
}

static void check_rule(struct model *model, struct node *row)
{
    if (!is_row(row) || row->incomplete || !figure_is_sound(row_weight(row)) ||
        !figure_is_sound(row_score(row)))
        return;
    if (row->kind == KIND_INDICATOR)
        check_quality(model, row);
    if (is_judged_when_full(model, row) && row_is_reduced(row))
        return;
    if (row->kind == KIND_INDICATOR) {
        report_off_rule(model, row, row);
        return;
    }
    for_each_child(child, row)
        if (child->kind == KIND_INDICATOR && report_off_rule(model, row, child))
            return;
}

const struct rule score_rule_rule = {
    .check = CHECK_SCORE_RULE, .kinds = IN(INDICATOR) | IN(SHARED), .node = check_rule};
