#include "lang/standard.h"

#include <string.h>

#include "lang/format.h"
#include "lang/literal.h"
#include "lang/standards.h"
#include "lang/value.h"

/* What the standards of one model are while they are compiled. */
struct settling {
    struct model *model;
    struct standard *standard; /* the one being filled */
    const struct node *node;
};

static const struct standard national = {
    .name = {"", 0}, .full = {100, 1}, .factor = {0, 1}, .reason_below = {0, 1}};

static struct finding *report(struct model *model, enum check check, struct place place,
                              enum message message, const struct argument *arguments)
{
    return finding_add(model->findings, check, place, message, arguments);
}

/* Words ------------------------------------------------------------------------------------------
 */

/* A property that takes one of a few words, and the values they stand for: 0 and on. */
static const struct choice {
    enum property property;
    struct text words[3][LANGUAGES];
} choices[] = {
    {PROPERTY_BASIS, {{{"含执行率", 12}, {"inside", 6}}, {{"不含执行率", 15}, {"outside", 7}}}},
    {PROPERTY_EXECUTION_RULE,
     {{{"线性", 6}, {"linear", 6}}, {{"系数", 6}, {"factor", 6}}, {{"分档", 6}, {"steps", 5}}}},
    {PROPERTY_OVERRUN, {{{"不允许", 9}, {"refused", 7}}, {{"封顶", 6}, {"capped", 6}}}},
    {PROPERTY_ZERO_BUDGET, {{{"零分", 6}, {"zero", 4}}, {{"满分", 6}, {"full", 4}}}},
    {PROPERTY_ADJUSTMENT, {{{"不需要", 9}, {"optional", 8}}, {{"需要", 6}, {"required", 8}}}},
};

static const struct choice *choice_of(enum property property)
{
    for (size_t i = 0; i < ARRAY_SIZE(choices); i++)
        if (choices[i].property == property)
            return &choices[i];
    return NULL;
}

static struct text said_word(struct settling *s, const struct node_property *said)
{
    struct buffer out = buffer_in(s->model->arena);
    property_write(&out, s->node, said->property, TEXT(" "));
    return buffer_text(&out);
}

/* The number of the word that a property says, or `otherwise`. */
static int said_choice(struct settling *s, enum property property, int otherwise)
{
    const struct node_property *said = node_property(s->node, property);
    const struct choice *choice = choice_of(property);
    if (!said || said->syntax->content.values->kind == VALUE_BLANK)
        return otherwise;
    struct text word = said_word(s, said);
    struct argument words[3];
    size_t count = 0;
    for (int i = 0; i < 3 && choice->words[i][0].data; i++) {
        if (text_equal(choice->words[i][LANGUAGE_ZH], word) ||
            text_equal(choice->words[i][LANGUAGE_EN], word))
            return i;
        words[count++] =
            argument_words(choice->words[i][LANGUAGE_ZH], choice->words[i][LANGUAGE_EN]);
    }
    struct argument *kept = ARENA_ARRAY(s->model->arena, struct argument, count);
    memcpy(kept, words, count * sizeof *kept);
    report(s->model, CHECK_MISPLACED_KIND, place_in(s->node, said->syntax->at),
           MESSAGE_STANDARD_WORD,
           ARGUMENTS(argument_property(property), argument_choice(kept, count)));
    return otherwise;
}

static void take_number(struct settling *s, enum property property, struct number *number)
{
    const struct node_property *said = node_property(s->node, property);
    const struct syntax_value *value = said ? said->syntax->content.values : NULL;
    struct literal literal;
    if (value && value->kind == VALUE_EXPRESSION &&
        literal_read(s->model, s->node->source, value->expression->number, &literal))
        *number = literal.number;
}

/* Lists: what a standard says of a list replaces what it inherits. */
static struct standard_text *said_texts(struct settling *s, enum property property,
                                        struct standard_text *otherwise)
{
    const struct node_property *said = node_property(s->node, property);
    struct standard_text *first = NULL, **end = &first;
    if (!said)
        return otherwise;
    for (const struct syntax_value *value = said->syntax->content.values; value;
         value = value->next) {
        if (value->kind != VALUE_TEXT)
            continue;
        struct buffer text = buffer_in(s->model->arena);
        text_write(&text, s->node->source, value->text);
        *end = ARENA_NEW(s->model->arena, struct standard_text);
        (*end)->text = buffer_text(&text);
        end = &(*end)->next;
    }
    return first;
}

static struct text without_ending(struct text name)
{
    struct text ending = TEXT("指标");
    return text_ends(name, ending) && name.size > ending.size ? text_chop(name, ending.size) : name;
}

const struct standard_entry *standard_find(const struct standard_entry *list, struct text name)
{
    while (list && !text_equal(without_ending(list->name), without_ending(name)))
        list = list->next;
    return list;
}

/* Entries
 * ------------------------------------------------------------------------------------------ */

/* An entry that the standard says itself comes before the inherited one of its name; a blank takes
 * that away. The list is copied, as others may extend the same standard. */
static struct standard_entry *copy_without(struct arena *arena, const struct standard_entry *list,
                                           struct text name)
{
    struct standard_entry *first = NULL, **end = &first;
    for (; list; list = list->next) {
        if (text_equal(list->name, name))
            continue;
        *end = ARENA_NEW(arena, struct standard_entry);
        **end = *list;
        (*end)->next = NULL;
        end = &(*end)->next;
    }
    return first;
}

static void take_entry(struct settling *s, struct standard_entry **list, const struct node *node)
{
    const struct value *value = &node->figures[0].value;
    *list = copy_without(s->model->arena, *list, node->name);
    if (!value_is_number(value))
        return;
    struct standard_entry *entry = ARENA_NEW(s->model->arena, struct standard_entry);
    entry->name = node->name;
    entry->number = value->number;
    struct standard_entry **end = list;
    while (*end && number_compare((*end)->number, entry->number) >= 0)
        end = &(*end)->next;
    entry->next = *end;
    *end = entry;
}

static void take_range(struct settling *s, struct standard_range **list, bool *own,
                       const struct node *node)
{
    const struct value *low = &node->figures[0].value;
    const struct value *high = node->figure_count > 1 ? &node->figures[1].value : low;
    if (!*own)
        *list = NULL;
    *own = true;
    if (!value_is_number(low) || !value_is_number(high))
        return;
    struct standard_range *range = ARENA_NEW(s->model->arena, struct standard_range);
    range->name = node->name;
    range->low = low->number;
    range->high = node->figure_count > 1 ? high->number : low->ranged ? low->high : low->number;
    struct standard_range **end = list;
    while (*end && number_compare((*end)->low, range->low) >= 0)
        end = &(*end)->next;
    range->next = *end;
    *end = range;
}

static void take_children(struct settling *s)
{
    bool own_qualities = false, own_steps = false;
    for_each_child(child, s->node) {
        if (child->figure_count == 0)
            continue;
        switch (child->kind) {
        case KIND_WEIGHT: take_entry(s, &s->standard->weights, child); break;
        case KIND_BAND: take_entry(s, &s->standard->bands, child); break;
        case KIND_LENGTH: take_entry(s, &s->standard->lengths, child); break;
        case KIND_QUALITY: take_range(s, &s->standard->qualities, &own_qualities, child); break;
        case KIND_STEP: take_range(s, &s->standard->steps, &own_steps, child); break;
        default: break;
        }
    }
}

/* Severities
 * ---------------------------------------------------------------------------------------- */

static void take_severities(struct settling *s, enum property property, int severity)
{
    const struct node_property *said = node_property(s->node, property);
    for (const struct standard_text *each = said_texts(s, property, NULL); each;
         each = each->next) {
        enum check check = check_find(each->text);
        if (check != CHECKS)
            s->standard->severity[check] = (signed char)severity;
        else
            report(s->model, CHECK_UNKNOWN_NAME, place_in(s->node, said->syntax->at),
                   MESSAGE_CHECK_UNKNOWN, ARGUMENTS(argument_text(each->text)));
    }
}

/* Standards
 * ------------------------------------------------------------------------------------------ */

static struct standard *settle(struct model *model, struct node *node);

static void inherit(struct settling *s)
{
    const struct node_property *extends = node_property(s->node, PROPERTY_EXTENDS);
    *s->standard = national;
    memset(s->standard->severity, SEVERITY_UNSET, sizeof s->standard->severity);
    if (!extends || !extends->referred || extends->referred->kind != KIND_STANDARD)
        return;
    const struct standard *base = settle(s->model, (struct node *)extends->referred);
    if (base)
        *s->standard = *base;
    else
        report(s->model, CHECK_CIRCULAR_FORMULA, place_in(s->node, extends->syntax->at),
               MESSAGE_STANDARD_CIRCLE, ARGUMENTS(argument_text(s->node->name)));
}

static void fill(struct settling *s)
{
    struct standard *standard = s->standard;
    inherit(s);
    standard->name = s->node->name;
    standard->node = s->node;
    standard->execution_outside = said_choice(s, PROPERTY_BASIS, standard->execution_outside) == 1;
    standard->execution =
        (enum execution_rule)said_choice(s, PROPERTY_EXECUTION_RULE, (int)standard->execution);
    standard->overrun_allowed = said_choice(s, PROPERTY_OVERRUN, standard->overrun_allowed) == 1;
    standard->zero_budget_full =
        said_choice(s, PROPERTY_ZERO_BUDGET, standard->zero_budget_full) == 1;
    standard->adjustment_reason =
        said_choice(s, PROPERTY_ADJUSTMENT, standard->adjustment_reason) == 1;
    take_number(s, PROPERTY_FULL, &standard->full);
    take_number(s, PROPERTY_FACTOR, &standard->factor);
    take_number(s, PROPERTY_REASON_BELOW, &standard->reason_below);
    standard->sections = said_texts(s, PROPERTY_SECTIONS, standard->sections);
    standard->fields = said_texts(s, PROPERTY_FIELDS, standard->fields);
    standard->phrases = said_texts(s, PROPERTY_PHRASES, standard->phrases);
    take_children(s);
    take_severities(s, PROPERTY_ERRORS, SEVERITY_ERROR);
    take_severities(s, PROPERTY_WARNINGS, SEVERITY_WARNING);
    take_severities(s, PROPERTY_NOTES, SEVERITY_NOTE);
    take_severities(s, PROPERTY_IGNORED, SEVERITY_IGNORED);
}

/* The compiled standard of a node; NULL when it is being compiled: it extends itself. */
static struct standard *settle(struct model *model, struct node *node)
{
    if (node->standard)
        return node->standard->name.data ? node->standard : NULL;
    node->standard = ARENA_NEW(model->arena, struct standard);
    struct standard *filled = ARENA_NEW(model->arena, struct standard);
    struct settling s = {.model = model, .standard = filled, .node = node};
    fill(&s);
    *node->standard = *filled;
    return node->standard;
}

static const struct standard *said_standard(const struct node *node)
{
    const struct node_property *said = node_property(node, PROPERTY_STANDARD);
    return said && said->referred && said->referred->kind == KIND_STANDARD
               ? said->referred->standard
               : NULL;
}

const struct standard *standard_of(const struct model *model, struct node *node)
{
    for (; node; node = node->parent) {
        const struct standard *said = said_standard(node);
        if (said)
            return said;
    }
    return model->default_standard ? model->default_standard->standard : &national;
}

void standards_settle(struct model *model)
{
    for_each_child(child, model->file)
        if (child->kind == KIND_STANDARD && !child->standard)
            settle(model, child);
    for_each_child(child, model->file)
        if (child->kind == KIND_REPORT && said_standard(child)) {
            model->default_standard = (struct node *)said_standard(child)->node;
            break;
        }
}

/* Rules
 * ------------------------------------------------------------------------------------------------
 */

static struct number step_share(const struct standard *standard, struct number rate)
{
    const struct standard_range *step = standard->steps;
    while (step && number_compare(rate, step->low) < 0)
        step = step->next;
    return step ? step->high : NUMBER_ZERO;
}

bool standard_execution_share(const struct standard *standard, struct number rate,
                              struct number weight, struct number *share)
{
    *share = standard->execution == EXECUTION_STEPS ? step_share(standard, rate) : rate;
    if (standard->execution == EXECUTION_FACTOR && !number_is_zero(weight) &&
        (!number_multiply(rate, standard->factor, share) || !number_divide(*share, weight, share)))
        return false;
    if (number_compare(*share, NUMBER_ONE) > 0)
        *share = NUMBER_ONE;
    return true;
}

struct text standard_grade(const struct standard *standard, struct number score)
{
    for (const struct standard_entry *band = standard->bands; band; band = band->next)
        if (number_compare(score, band->number) >= 0)
            return band->name;
    return (struct text){0};
}
