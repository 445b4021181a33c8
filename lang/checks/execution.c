/* J3: the execution row: its rate, its score, and when it needs a reason. */
#include "lang/checks/rows.h"

#include "lang/checks/arithmetic.h"
#include "lang/format.h"
#include "lang/value.h"

#define IN(kind) KIND_BIT(KIND_##kind)

/* The amounts of the year -------------------------------------------------------------------------
 */

enum amount { AMOUNT_OPENING, AMOUNT_ADJUSTED, AMOUNT_SPENT, AMOUNTS };

/* What the total line of a fund says; NULL where it has no such column. */
struct accounts {
    const struct figure *amounts[AMOUNTS];
    bool found; /* the adjusted budget and the spending are there */
};

enum { WORDS = 8 };

/* Names and labels of columns that mean an amount; what follows in brackets does not count. */
static const char *const column_words[AMOUNTS][WORDS] = {
    [AMOUNT_OPENING] = {"年初", "年初预算", "年初预算数", "opening", "initial"},
    [AMOUNT_ADJUSTED] = {"全年", "全年预算", "全年预算数", "调整后预算", "调整后预算数", "adjusted",
                         "current"},
    [AMOUNT_SPENT] = {"执行", "执行数", "全年执行", "全年执行数", "预算执行数", "spent",
                      "executed"},
};

static const char *const total_words[WORDS] = {"合计",         "总计",     "总额",
                                               "年度资金总额", "资金总额", "total"};

static bool is_one_of(struct text text, const char *const words[WORDS])
{
    for (unsigned i = 0; i < WORDS && words[i]; i++)
        if (text_equal(text, text_from(words[i])))
            return true;
    return false;
}

static struct text before_bracket(struct text label)
{
    size_t size = 0;
    while (size < label.size && label.data[size] != '(' &&
           !text_starts(text_skip(label, size), TEXT("（")))
        size++;
    return text_trim((struct text){label.data, size});
}

static bool is_called(struct model *model, const struct node *node, const char *const words[WORDS])
{
    struct buffer label = buffer_in(model->arena);
    if (is_one_of(node->name, words))
        return true;
    node_write_label(&label, node);
    return is_one_of(before_bracket(buffer_text(&label)), words);
}

/* The line that totals the fund: the only one, or the first that is called so. */
static const struct node *total_line(struct model *model, const struct node *fund)
{
    const struct node *first = child_of(fund, KIND_LINE);
    const struct node *second = first ? first->next : NULL;
    while (second && second->kind != KIND_LINE)
        second = second->next;
    if (!second)
        return first;
    for (const struct node *line = first; line; line = line->next)
        if (line->kind == KIND_LINE && is_called(model, line, total_words))
            return line;
    return NULL;
}

static struct accounts accounts_of_fund(struct model *model, const struct node *fund)
{
    struct accounts accounts = {.found = false};
    const struct node *line = total_line(model, fund);
    if (!line || !fund->grid->columns || fund->incomplete)
        return accounts;
    for (unsigned i = 0; i < fund->grid->count && i < line->figure_count; i++)
        for (unsigned amount = 0; amount < AMOUNTS; amount++)
            if (!accounts.amounts[amount] &&
                is_called(model, fund->grid->columns[i], column_words[amount]))
                accounts.amounts[amount] = &line->figures[i];
    accounts.found = accounts.amounts[AMOUNT_ADJUSTED] && accounts.amounts[AMOUNT_SPENT];
    return accounts;
}

/* Of the one fund in `node` that has them; none when several do. */
static struct accounts accounts_in(struct model *model, const struct node *node)
{
    struct accounts found = {.found = false};
    for_each_child(child, node) {
        if (child->kind != KIND_FUND)
            continue;
        struct accounts accounts = accounts_of_fund(model, child);
        if (accounts.found && found.found)
            return (struct accounts){.found = false};
        if (accounts.found)
            found = accounts;
    }
    return found;
}

/* An execution row and what it is judged by. */
struct execution {
    struct node *row;
    struct figure *rate;
    const struct accounts *accounts;
    const struct standard *standard;
};

/* Calls `judge` for the execution rows in a unit or project; an evaluation without amounts of its
 * own has those of its project. */
static void each_execution(struct model *model, struct node *owner,
                           void (*judge)(struct model *, const struct execution *))
{
    struct accounts shared = {.found = false};
    if (owner->kind == KIND_PROJECT)
        shared = accounts_in(model, owner);
    for_each_child(child, owner) {
        struct node *row = child->kind == KIND_EVALUATION ? child_of(child, KIND_EXECUTION) : NULL;
        if (!row || row->incomplete)
            continue;
        struct accounts own = accounts_in(model, child);
        judge(model, &(struct execution){.row = row,
                                         .rate = &row->figures[0],
                                         .accounts = own.found ? &own : &shared,
                                         .standard = standard_of(model, child)});
    }
}

static bool amount_known(const struct accounts *accounts, enum amount amount)
{
    return accounts->amounts[amount] && figure_is_sound(accounts->amounts[amount]);
}

static const struct value *amount_value(const struct accounts *accounts, enum amount amount)
{
    return &accounts->amounts[amount]->value;
}

/* Spending over the amount; false when it cannot be had. */
static bool rate_of(const struct accounts *accounts, enum amount over, struct value *rate)
{
    return amount_known(accounts, AMOUNT_SPENT) && amount_known(accounts, over) &&
           value_reckon(OPERATOR_DIVIDE, amount_value(accounts, AMOUNT_SPENT),
                        amount_value(accounts, over), rate) == VALUE_SOUND;
}

static void label_amounts(struct model *model, struct finding *finding,
                          const struct accounts *accounts)
{
    label_row_figure(model, finding, accounts->amounts[AMOUNT_ADJUSTED],
                     MESSAGE_SCORE_LABEL_ADJUSTED);
    label_row_figure(model, finding, accounts->amounts[AMOUNT_SPENT], MESSAGE_SCORE_LABEL_SPENT);
}

/* The rate ------------------------------------------------------------------------------------- */

static struct text rate_computation(struct model *model, const struct accounts *accounts,
                                    const struct value *computed, const struct value *as)
{
    struct buffer out = buffer_in(model->arena);
    const struct value *adjusted = amount_value(accounts, AMOUNT_ADJUSTED);
    arithmetic_number(&out, amount_value(accounts, AMOUNT_SPENT), adjusted);
    buffer_literal(&out, " ÷ ");
    arithmetic_number(&out, adjusted, adjusted);
    buffer_literal(&out, " = ");
    arithmetic_number(&out, computed, as);
    if (as->measure)
        buffer_add(&out, as->measure_word);
    return buffer_text(&out);
}

/* A rate with a formula of its own is checked against that; only a formula that divides by the
 * opening budget is known to be wrong. */
static bool is_right_rate(const struct execution *it, const struct value *computed)
{
    struct value opening;
    if (value_verdict(&it->rate->value, computed) != VERDICT_DIFFERENT)
        return true;
    return it->rate->formula && (!rate_of(it->accounts, AMOUNT_OPENING, &opening) ||
                                 value_verdict(&it->rate->value, &opening) == VERDICT_DIFFERENT);
}

static void judge_rate(struct model *model, const struct execution *it)
{
    struct value computed;
    if (!it->accounts->found || !figure_is_sound(it->rate) ||
        !rate_of(it->accounts, AMOUNT_ADJUSTED, &computed) || is_right_rate(it, &computed))
        return;
    const struct value *stated = &it->rate->value;
    struct finding *finding =
        finding_add(model->findings, CHECK_EXECUTION_RATE, figure_place(it->rate),
                    MESSAGE_SCORE_RATE_DIFFERS, NO_ARGUMENTS);
    label_row_figure(model, finding, it->rate, MESSAGE_SCORE_LABEL_RATE);
    label_amounts(model, finding, it->accounts);
    finding_note(model->findings, finding, MESSAGE_SUM_ARITHMETIC,
                 arithmetic_arguments(model,
                                      rate_computation(model, it->accounts, &computed, stated),
                                      stated, &computed));
    finding_help(model->findings, finding, MESSAGE_SCORE_RATE_HELP, NO_ARGUMENTS);
    it->rate->doubtful = true;
}

static void check_rate(struct model *model, struct node *owner)
{
    each_execution(model, owner, judge_rate);
}

const struct rule execution_rate_rule = {
    .check = CHECK_EXECUTION_RATE, .kinds = IN(UNIT) | IN(PROJECT), .node = check_rate};

/* More spent than there was -------------------------------------------------------------------- */

static bool is_spent_without_budget(const struct accounts *accounts)
{
    return accounts->found && amount_known(accounts, AMOUNT_SPENT) &&
           amount_known(accounts, AMOUNT_ADJUSTED) &&
           number_is_zero(amount_value(accounts, AMOUNT_ADJUSTED)->number) &&
           number_compare(amount_value(accounts, AMOUNT_SPENT)->number, NUMBER_ZERO) > 0;
}

static void report_over(struct model *model, const struct execution *it, struct place place,
                        enum message message, enum message help)
{
    struct finding *finding =
        finding_add(model->findings, CHECK_EXECUTION_OVER, place, message, NO_ARGUMENTS);
    if (figure_is_sound(it->rate))
        label_row_figure(model, finding, it->rate, MESSAGE_SCORE_LABEL_RATE);
    if (it->accounts->found)
        label_amounts(model, finding, it->accounts);
    finding_help(model->findings, finding, help, NO_ARGUMENTS);
    it->rate->doubtful = true;
}

/* A rate that failed, or was found wrong, has been reported, and would only say the same again. */
static void judge_over(struct model *model, const struct execution *it)
{
    struct value rate;
    if (it->rate->doubtful || it->rate->value.failed)
        return;
    if (is_spent_without_budget(it->accounts)) {
        if (!it->standard->zero_budget_full)
            report_over(model, it, figure_place(it->accounts->amounts[AMOUNT_SPENT]),
                        MESSAGE_SCORE_NO_BUDGET, MESSAGE_SCORE_NO_BUDGET_HELP);
        return;
    }
    bool stated = figure_is_sound(it->rate);
    if (stated)
        rate = it->rate->value;
    else if (!it->accounts->found || !rate_of(it->accounts, AMOUNT_ADJUSTED, &rate))
        return;
    if (!it->standard->overrun_allowed && number_compare(rate.number, NUMBER_ONE) > 0)
        report_over(model, it,
                    figure_place(stated ? it->rate : it->accounts->amounts[AMOUNT_SPENT]),
                    MESSAGE_SCORE_OVER, MESSAGE_SCORE_OVER_HELP);
}

static void check_over(struct model *model, struct node *owner)
{
    each_execution(model, owner, judge_over);
}

const struct rule execution_over_rule = {
    .check = CHECK_EXECUTION_OVER, .kinds = IN(UNIT) | IN(PROJECT), .node = check_over};

/* The score ------------------------------------------------------------------------------------ */

static bool score_for(const struct standard *standard, struct number rate, struct number weight,
                      struct number *share, struct number *score)
{
    return standard_execution_share(standard, rate, weight, share) &&
           number_multiply(*share, weight, score);
}

/* `10 × 96% = 9.6`. */
static struct text score_computation(struct model *model, const struct execution *it,
                                     struct number share, struct number score)
{
    struct buffer out = buffer_in(model->arena);
    const struct value *weight = &row_weight(it->row)->value, *rate = &it->rate->value;
    struct value shown = *rate, product = *weight;
    shown.number = share;
    product.number = score;
    arithmetic_number(&out, weight, weight);
    buffer_literal(&out, " × ");
    arithmetic_number(&out, &shown, rate);
    if (rate->measure)
        buffer_add(&out, rate->measure_word);
    buffer_literal(&out, " = ");
    arithmetic_number(&out, &product, weight);
    return buffer_text(&out);
}

static void judge_score(struct model *model, const struct execution *it)
{
    struct figure *weight = row_weight(it->row), *score = row_score(it->row);
    struct number share, exact;
    struct interval rule = {.no_low = false};
    if (!figure_is_sound(it->rate) || !figure_is_sound(weight) || !figure_is_sound(score))
        return;
    const struct interval *rate = &it->rate->value.range;
    struct number points = weight->value.number;
    if (rate->no_low || rate->no_high ||
        !score_for(it->standard, rate->low, points, &share, &rule.low) ||
        !score_for(it->standard, rate->high, points, &share, &rule.high) ||
        !score_for(it->standard, it->rate->value.number, points, &share, &exact) ||
        score_agrees(model, score, rule))
        return;
    struct finding *finding =
        finding_add(model->findings, CHECK_EXECUTION_SCORE, figure_place(score),
                    MESSAGE_SCORE_EXECUTION_DIFFERS, ARGUMENTS(shown_standard(it->standard)));
    label_row_figure(model, finding, score, MESSAGE_SCORE_LABEL_SCORE);
    label_row_figure(model, finding, it->rate, MESSAGE_SCORE_LABEL_RATE);
    label_row_figure(model, finding, weight, MESSAGE_SCORE_LABEL_WEIGHT);
    finding_note(model->findings, finding, MESSAGE_ASSERTION_ARITHMETIC,
                 ARGUMENTS(argument_text(score_computation(model, it, share, exact))));
    finding_help(model->findings, finding, MESSAGE_SCORE_EXECUTION_HELP, NO_ARGUMENTS);
    score->doubtful = true;
}

static void check_score(struct model *model, struct node *owner)
{
    each_execution(model, owner, judge_score);
}

const struct rule execution_score_rule = {
    .check = CHECK_EXECUTION_SCORE, .kinds = IN(UNIT) | IN(PROJECT), .node = check_score};

/* Reasons -------------------------------------------------------------------------------------- */

static void ask_reason(struct model *model, const struct execution *it, enum message message,
                       const struct argument *arguments)
{
    struct finding *finding = finding_add(model->findings, CHECK_EXECUTION_REASON,
                                          node_place(it->row), message, arguments);
    finding_help(model->findings, finding, MESSAGE_SCORE_EXECUTION_REASON_HELP, NO_ARGUMENTS);
}

static bool is_adjusted(const struct accounts *accounts)
{
    struct value equal;
    return amount_known(accounts, AMOUNT_OPENING) && amount_known(accounts, AMOUNT_ADJUSTED) &&
           value_compare(amount_value(accounts, AMOUNT_OPENING), RELATION_EQUAL,
                         amount_value(accounts, AMOUNT_ADJUSTED), &equal) == VALUE_SOUND &&
           !equal.truth;
}

static void judge_reason(struct model *model, const struct execution *it)
{
    struct number threshold = it->standard->reason_below;
    if (row_has_reason(model, it->row))
        return;
    if (figure_is_sound(it->rate) && number_compare(it->rate->value.number, threshold) < 0) {
        struct value limit = it->rate->value;
        limit.number = threshold;
        limit.quantum = NUMBER_ZERO;
        ask_reason(model, it, MESSAGE_SCORE_RATE_LOW,
                   ARGUMENTS(argument_text(value_text(model->arena, &limit, true)),
                             shown_standard(it->standard)));
    }
    if (it->standard->adjustment_reason && is_adjusted(it->accounts))
        ask_reason(model, it, MESSAGE_SCORE_ADJUSTED,
                   ARGUMENTS(shown_row_figure(model, it->accounts->amounts[AMOUNT_OPENING]),
                             shown_row_figure(model, it->accounts->amounts[AMOUNT_ADJUSTED])));
}

static void check_reason(struct model *model, struct node *owner)
{
    each_execution(model, owner, judge_reason);
}

const struct rule execution_reason_rule = {
    .check = CHECK_EXECUTION_REASON, .kinds = IN(UNIT) | IN(PROJECT), .node = check_reason};

/* Spending by source ----------------------------------------------------------------------------
 */

/* A source with a budget whose spending was left blank; 0 or —— says that there was none. */
static void judge_source(struct model *model, const struct node *line, unsigned adjusted,
                         unsigned spent)
{
    const struct figure *budget = &line->figures[adjusted];
    struct figure *blank = &line->figures[spent];
    if (!figure_is_sound(budget) || number_is_zero(budget->value.number) || blank->doubtful ||
        blank->value.failed || blank->value.kind > VALUE_KIND_EMPTY)
        return;
    struct buffer label = buffer_in(model->arena);
    node_write_label(&label, line);
    struct finding *finding =
        finding_add(model->findings, CHECK_REQUIRED_FIELD, figure_place(blank),
                    MESSAGE_SCORE_SPENDING_BLANK, ARGUMENTS(argument_text(buffer_text(&label))));
    label_row_figure(model, finding, budget, MESSAGE_SCORE_LABEL_ADJUSTED);
    finding_help(model->findings, finding, MESSAGE_SCORE_SPENDING_HELP, NO_ARGUMENTS);
    blank->doubtful = true;
}

static void judge_sources(struct model *model, const struct execution *it)
{
    const struct figure *adjusted = it->accounts->amounts[AMOUNT_ADJUSTED];
    const struct figure *spent = it->accounts->amounts[AMOUNT_SPENT];
    if (!it->accounts->found || !figure_is_sound(spent) || number_is_zero(spent->value.number))
        return;
    for_each_child(line, adjusted->node)
        if (line->kind == KIND_LINE)
            judge_source(model, line, adjusted->index, spent->index);
}

static void check_sources(struct model *model, struct node *owner)
{
    each_execution(model, owner, judge_sources);
}

const struct rule spending_rule = {
    .check = CHECK_REQUIRED_FIELD, .kinds = IN(UNIT) | IN(PROJECT), .node = check_sources};
