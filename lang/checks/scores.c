/* J3: weights, scores, and the grade of the total. */
#include "lang/checks/rows.h"

#include "lang/checks/arithmetic.h"
#include "lang/format.h"
#include "lang/value.h"

#define IN(kind) KIND_BIT(KIND_##kind)

enum { LABELS = 12 }; /* parts pointed at in one finding */

/* Scores within their weights ---------------------------------------------------------------------
 */

static void check_cap(struct model *model, struct figure *score)
{
    const struct figure *weight = row_weight(score->node);
    if (score != row_score(score->node) || !figure_is_sound(score))
        return;
    bool negative = number_is_negative(score->value.number), known = figure_is_sound(weight);
    if (!negative && (!known || number_compare(score->value.number, weight->value.number) <= 0))
        return;
    struct finding *finding =
        finding_add(model->findings, CHECK_SCORE_CAP, figure_place(score),
                    negative ? MESSAGE_SCORE_NEGATIVE : MESSAGE_SCORE_ABOVE, NO_ARGUMENTS);
    label_row_figure(model, finding, score, MESSAGE_SCORE_LABEL_SCORE);
    if (known)
        label_row_figure(model, finding, weight, MESSAGE_SCORE_LABEL_WEIGHT);
    finding_help(model->findings, finding, MESSAGE_SCORE_CAP_HELP, NO_ARGUMENTS);
    score->doubtful = true;
}

static const struct rule score_cap_rule = {.check = CHECK_SCORE_CAP, .figure = check_cap};

/* Sums ----------------------------------------------------------------------------------------- */

/* Weights or scores, added up. */
struct tally {
    struct figure *(*cell)(const struct node *row); /* which of them */
    bool by_group; /* a group counts with the weight it states, else with its rows */
    struct number sum;
    struct buffer terms; /* `10 + 5` */
    const struct figure *parts[LABELS];
    unsigned filled;
    bool known; /* false when a part could not be had */
};

static struct tally tally_of(struct model *model, struct figure *(*cell)(const struct node *),
                             bool by_group)
{
    return (struct tally){.cell = cell,
                          .by_group = by_group,
                          .sum = NUMBER_ZERO,
                          .terms = buffer_in(model->arena),
                          .known = true};
}

static void tally_figure(struct tally *tally, const struct figure *figure)
{
    if (!figure || value_is_empty(&figure->value))
        return;
    if (!figure_is_sound(figure) || !number_add(tally->sum, figure->value.number, &tally->sum)) {
        tally->known = false;
        return;
    }
    if (tally->filled > 0)
        buffer_literal(&tally->terms, " + ");
    arithmetic_number(&tally->terms, &figure->value, &figure->value);
    if (tally->filled < LABELS)
        tally->parts[tally->filled] = figure;
    tally->filled++;
}

static void tally_rows(struct tally *tally, const struct node *parent);

/* Where only the group states a weight and none of its rows, its weight is theirs. */
static void tally_group(struct tally *tally, const struct node *group)
{
    const struct figure *own = tally->cell(group);
    unsigned before = tally->filled;
    bool whole = tally->by_group && own && !value_is_empty(&own->value);
    if (!whole)
        tally_rows(tally, group);
    if (tally->filled == before)
        tally_figure(tally, own);
}

static void tally_rows(struct tally *tally, const struct node *parent)
{
    if (parent->incomplete)
        tally->known = false;
    for_each_child(child, parent) {
        if (child->kind == KIND_GROUP)
            tally_group(tally, child);
        else if (child->kind == KIND_SHARED || child->kind == KIND_INDICATOR)
            tally_figure(tally, tally->cell(child));
    }
}

static void report_sum(struct model *model, struct finding *finding, struct figure *stated,
                       struct tally *tally)
{
    struct value sum =
        value_number(tally->sum, stated->value.measure, stated->value.measure_word, NUMBER_ZERO);
    for (unsigned i = 0; i < tally->filled && i < LABELS; i++)
        label_row_figure(model, finding, tally->parts[i], MESSAGE_OPERAND);
    if (tally->filled > 1) {
        buffer_literal(&tally->terms, " = ");
        arithmetic_number(&tally->terms, &sum, &stated->value);
    }
    finding_note(model->findings, finding, MESSAGE_SUM_ARITHMETIC,
                 arithmetic_arguments(model, buffer_text(&tally->terms), &stated->value, &sum));
    stated->doubtful = true;
}

/* Weights of groups ---------------------------------------------------------------------------- */

static void check_group(struct model *model, struct node *group)
{
    struct figure *own = row_weight(group);
    if (!own || !figure_is_sound(own))
        return;
    struct tally tally = tally_of(model, row_weight, true);
    tally_rows(&tally, group);
    if (!tally.known || tally.filled == 0 || number_compare(tally.sum, own->value.number) == 0)
        return;
    struct buffer label = buffer_in(model->arena);
    node_write_label(&label, group);
    struct finding *finding =
        finding_add(model->findings, CHECK_WEIGHT_GROUP, figure_place(own),
                    MESSAGE_SCORE_GROUP_DIFFERS, ARGUMENTS(argument_text(buffer_text(&label))));
    label_row_figure(model, finding, own, MESSAGE_SCORE_LABEL_WEIGHT);
    report_sum(model, finding, own, &tally);
    finding_help(model->findings, finding, MESSAGE_SCORE_WEIGHTS_HELP, NO_ARGUMENTS);
}

/* From within: what is wrong inside a group leaves nothing to say about the groups around it. */
static void check_groups(struct model *model, struct node *parent)
{
    for_each_child(child, parent)
        if (child->kind == KIND_GROUP) {
            check_groups(model, child);
            check_group(model, child);
        }
}

static const struct rule weight_group_rule = {
    .check = CHECK_WEIGHT_GROUP, .kinds = IN(EVALUATION), .node = check_groups};

/* Totals --------------------------------------------------------------------------------------- */

/* The weights or the scores against what the total states. */
struct side {
    struct figure *stated;
    struct tally tally;      /* with the execution row, where the standard counts it in */
    struct number execution; /* of the execution row alone */
    bool known, right;
    bool switched; /* it would be right with the execution row counted the other way */
};

static struct number number_of(const struct figure *figure)
{
    return figure && figure_is_sound(figure) ? figure->value.number : NUMBER_ZERO;
}

static struct side side_of(struct model *model, const struct node *evaluation,
                           struct figure *(*cell)(const struct node *), bool inside)
{
    const struct node *total = child_of(evaluation, KIND_TOTAL);
    const struct node *row = child_of(evaluation, KIND_EXECUTION);
    const struct figure *execution = row ? cell(row) : NULL;
    struct side side = {.stated = total ? cell(total) : NULL,
                        .tally = tally_of(model, cell, false),
                        .execution = number_of(execution)};
    struct number other;
    if (inside)
        tally_figure(&side.tally, execution);
    unsigned before = side.tally.filled;
    tally_rows(&side.tally, evaluation);
    bool other_known =
        (inside ? number_subtract : number_add)(side.tally.sum, side.execution, &other);
    side.known = side.stated && figure_is_sound(side.stated) && side.tally.known &&
                 side.tally.filled > before;
    if (!side.known)
        return side;
    side.right = number_compare(side.tally.sum, side.stated->value.number) == 0;
    side.switched = other_known && number_compare(other, side.stated->value.number) == 0;
    return side;
}

static void report_total(struct model *model, struct side *side, enum check check,
                         enum message message, enum message help)
{
    if (!side->known || side->right)
        return;
    struct finding *finding =
        finding_add(model->findings, check, figure_place(side->stated), message, NO_ARGUMENTS);
    label_row_figure(model, finding, side->stated, MESSAGE_SUM_TOTAL);
    report_sum(model, finding, side->stated, &side->tally);
    finding_help(model->findings, finding, help, NO_ARGUMENTS);
}

static struct argument shown_number(struct model *model, struct number number,
                                    const struct value *as)
{
    struct buffer out = buffer_in(model->arena);
    struct value value = value_number(number, as->measure, as->measure_word, NUMBER_ZERO);
    arithmetic_number(&out, &value, as);
    return argument_text(buffer_text(&out));
}

/* `分值: 指标 100 + 执行率 10 = 110，总分 100`. */
static void note_basis(struct model *model, struct finding *finding, struct side *side, bool inside,
                       enum message message)
{
    if (!side->known)
        return;
    const struct value *stated = &side->stated->value;
    struct number rows = side->tally.sum, all = side->tally.sum;
    if (!(inside ? number_subtract(all, side->execution, &rows)
                 : number_add(rows, side->execution, &all)))
        return;
    finding_note(
        model->findings, finding, message,
        ARGUMENTS(shown_number(model, rows, stated), shown_number(model, side->execution, stated),
                  shown_number(model, all, stated), shown_number(model, stated->number, stated)));
    side->stated->doubtful = true;
}

static void report_basis(struct model *model, struct node *evaluation, struct side *weights,
                         struct side *scores, const struct standard *standard)
{
    bool inside = !standard->execution_outside;
    const struct node *total = child_of(evaluation, KIND_TOTAL);
    const struct node *execution = child_of(evaluation, KIND_EXECUTION);
    struct finding *finding =
        finding_add(model->findings, CHECK_TOTAL_BASIS, node_place(total),
                    inside ? MESSAGE_SCORE_BASIS_LEFT_OUT : MESSAGE_SCORE_BASIS_COUNTED,
                    ARGUMENTS(shown_standard(standard)));
    finding_label(model->findings, finding, node_place(execution), MESSAGE_SCORE_LABEL_EXECUTION,
                  NO_ARGUMENTS);
    note_basis(model, finding, weights, inside, MESSAGE_SCORE_BASIS_WEIGHTS);
    note_basis(model, finding, scores, inside, MESSAGE_SCORE_BASIS_SCORES);
    finding_help(model->findings, finding, MESSAGE_SCORE_BASIS_HELP,
                 ARGUMENTS(inside ? argument_words(TEXT("不含执行率"), TEXT("outside"))
                                  : argument_words(TEXT("含执行率"), TEXT("inside"))));
}

static bool fits(const struct side *side, bool as_the_standard)
{
    return !side->known || (as_the_standard ? side->right : side->switched);
}

/* Where counting the execution row the other way mends all that is wrong, that is the one cause. */
static void check_totals(struct model *model, struct node *evaluation)
{
    const struct standard *standard = standard_of(model, evaluation);
    bool inside = !standard->execution_outside;
    struct side weights = side_of(model, evaluation, row_weight, inside);
    struct side scores = side_of(model, evaluation, row_score, inside);
    if (fits(&weights, true) && fits(&scores, true))
        return;
    if (fits(&weights, false) && fits(&scores, false)) {
        report_basis(model, evaluation, &weights, &scores, standard);
        return;
    }
    report_total(model, &weights, CHECK_WEIGHT_TOTAL, MESSAGE_SCORE_WEIGHTS_DIFFER,
                 MESSAGE_SCORE_WEIGHTS_HELP);
    report_total(model, &scores, CHECK_SCORE_TOTAL, MESSAGE_SCORE_SCORES_DIFFER,
                 MESSAGE_SCORE_SCORES_HELP);
}

static const struct rule totals_rule = {
    .check = CHECK_TOTAL_BASIS, .kinds = IN(EVALUATION), .node = check_totals};

/* The standard's weights ----------------------------------------------------------------------- */

static const struct standard_entry *entry_of(struct model *model, const struct standard *standard,
                                             const struct node *node)
{
    if (node->kind == KIND_EXECUTION)
        return standard_find(standard->weights, schema_kinds[KIND_EXECUTION].word[LANGUAGE_ZH]);
    const struct standard_entry *entry = standard_find(standard->weights, node->name);
    if (entry || !node->label)
        return entry;
    struct buffer label = buffer_in(model->arena);
    node_write_label(&label, node);
    return standard_find(standard->weights, text_trim(buffer_text(&label)));
}

static bool first_level_weight(struct model *model, const struct node *node, struct number *weight)
{
    const struct figure *own = row_weight(node);
    struct tally tally = tally_of(model, row_weight, true);
    if (node->kind == KIND_GROUP)
        tally_group(&tally, node);
    else
        tally_figure(&tally, own);
    *weight = tally.sum;
    return tally.known && tally.filled > 0 && !(own && own->doubtful);
}

/* 满意度 counts inside 效益 where it is no first-level group of its own. */
static const struct standard_entry *merged_into(struct model *model,
                                                const struct standard *standard,
                                                const struct node *evaluation,
                                                struct text satisfaction_name)
{
    const struct standard_entry *satisfaction = standard_find(standard->weights, satisfaction_name);
    for_each_child(child, evaluation)
        if (child->kind == KIND_GROUP && entry_of(model, standard, child) == satisfaction)
            return NULL;
    return satisfaction;
}

struct demand {
    const struct standard *standard;
    const struct standard_entry *benefit, *satisfaction; /* which includes which; or NULL */
    unsigned broken;
};

static void report_weight(struct model *model, struct demand *demand, const struct node *node,
                          const struct standard_entry *entry, struct number weight,
                          const struct number *merged)
{
    const struct measure *points = measures_find(model->measures, TEXT("分"));
    struct value as = value_number(weight, points, points->zh, NUMBER_ZERO);
    const struct figure *own = row_weight(node);
    struct buffer label = buffer_in(model->arena);
    if (node->kind == KIND_GROUP)
        node_write_label(&label, node);
    struct argument name =
        node->kind == KIND_GROUP ? argument_text(buffer_text(&label)) : argument_kind(node->kind);
    bool at_figure = own && !value_is_empty(&own->value);
    struct finding *finding = finding_add(
        model->findings, CHECK_WEIGHT_STANDARD,
        at_figure ? figure_place(own) : node_name_place(node), MESSAGE_SCORE_WEIGHT_STANDARD,
        ARGUMENTS(name, shown_number(model, weight, &as), shown_standard(demand->standard),
                  shown_number(model, entry ? entry->number : demand->standard->full, &as)));
    if (merged)
        finding_note(model->findings, finding, MESSAGE_SCORE_WEIGHT_MERGED,
                     ARGUMENTS(shown_number(model, *merged, &as)));
    finding_help(model->findings, finding, MESSAGE_SCORE_WEIGHT_STANDARD_HELP, NO_ARGUMENTS);
    demand->broken++;
}

static void judge_weight(struct model *model, struct demand *demand, const struct node *node)
{
    const struct standard_entry *entry = entry_of(model, demand->standard, node);
    struct number weight, merged;
    if (!entry || !first_level_weight(model, node, &weight) ||
        number_compare(weight, entry->number) == 0)
        return;
    bool may_merge = entry == demand->benefit && demand->satisfaction &&
                     number_add(entry->number, demand->satisfaction->number, &merged);
    if (!may_merge || number_compare(weight, merged) != 0)
        report_weight(model, demand, node, entry, weight, may_merge ? &merged : NULL);
}

/* The full marks, unless the parts have said already that they are not the standard's. */
static void judge_full(struct model *model, struct demand *demand, const struct node *total)
{
    const struct figure *weight = row_weight(total);
    if (demand->broken == 0 && figure_is_sound(weight) &&
        number_compare(weight->value.number, demand->standard->full) != 0)
        report_weight(model, demand, total, NULL, weight->value.number, NULL);
}

static void check_weights(struct model *model, struct node *evaluation)
{
    struct demand demand = {.standard = standard_of(model, evaluation)};
    demand.benefit = standard_find(demand.standard->weights, TEXT("效益指标"));
    demand.satisfaction = merged_into(model, demand.standard, evaluation, TEXT("满意度指标"));
    for_each_child(child, evaluation)
        if (child->kind == KIND_GROUP || child->kind == KIND_EXECUTION)
            judge_weight(model, &demand, child);
    for_each_child(child, evaluation)
        if (child->kind == KIND_TOTAL)
            judge_full(model, &demand, child);
}

static const struct rule weight_standard_rule = {
    .check = CHECK_WEIGHT_STANDARD, .kinds = IN(EVALUATION), .node = check_weights};

/* Grades --------------------------------------------------------------------------------------- */

/* 优 is meant by 优秀, 良 by 良好. */
static bool says_grade(const struct standard *standard, struct text said, struct text grade)
{
    for (const struct standard_entry *band = standard->bands; band; band = band->next)
        if (text_equal(said, band->name))
            return text_equal(said, grade);
    return text_starts(said, grade);
}

static struct text list_bands(struct model *model, const struct standard *standard)
{
    struct buffer out = buffer_in(model->arena);
    for (const struct standard_entry *band = standard->bands; band; band = band->next) {
        buffer_add(&out, band->name);
        buffer_literal(&out, " ≥ ");
        int decimals = number_decimals(band->number);
        number_write(&out, band->number, decimals < 0 ? 2 : decimals);
        if (band->next)
            buffer_literal(&out, "；");
    }
    return buffer_text(&out);
}

/* The bands are shares of the full marks: a total of other marks has no grade in them. */
static bool is_graded(const struct node *total, const struct standard *standard)
{
    const struct figure *weight = row_weight(total);
    bool full =
        value_is_empty(&weight->value) ||
        (figure_is_sound(weight) && number_compare(weight->value.number, standard->full) == 0);
    return full && standard->bands && figure_is_sound(row_score(total));
}

static void check_grade(struct model *model, struct node *evaluation)
{
    const struct node_property *said = node_property(evaluation, PROPERTY_GRADE);
    const struct node *total = child_of(evaluation, KIND_TOTAL);
    const struct standard *standard = standard_of(model, evaluation);
    if (!said || !total || !is_graded(total, standard))
        return;
    const struct figure *score = row_score(total);
    struct text grade = standard_grade(standard, score->value.number);
    struct buffer written = buffer_in(model->arena);
    property_write(&written, evaluation, PROPERTY_GRADE, TEXT(" "));
    struct text name = text_trim(buffer_text(&written));
    if (grade.size == 0 || name.size == 0 || text_equal(name, TEXT("——")) ||
        says_grade(standard, name, grade))
        return;
    struct finding *finding = finding_add(
        model->findings, CHECK_GRADE, (struct place){said->source, said->syntax->at},
        MESSAGE_SCORE_GRADE_DIFFERS,
        ARGUMENTS(argument_text(name), shown_row_figure(model, score), argument_text(grade)));
    label_row_figure(model, finding, score, MESSAGE_SUM_TOTAL);
    finding_note(model->findings, finding, MESSAGE_SCORE_GRADE_BANDS,
                 ARGUMENTS(shown_standard(standard), argument_text(list_bands(model, standard))));
}

static const struct rule grade_rule = {
    .check = CHECK_GRADE, .kinds = IN(EVALUATION), .node = check_grade};

const struct rule *const score_rules[] = {&score_cap_rule,
                                          &weight_group_rule,
                                          &totals_rule,
                                          &weight_standard_rule,
                                          &grade_rule,
                                          &execution_rate_rule,
                                          &execution_over_rule,
                                          &execution_score_rule,
                                          &execution_reason_rule,
                                          &spending_rule,
                                          &target_kind_rule,
                                          &operator_rule,
                                          &direction_rule,
                                          &missing_actual_rule,
                                          &shared_score_rule,
                                          &deduction_cause_rule,
                                          &score_rule_rule,
                                          &deduction_reason_rule,
                                          NULL};
