/* J405: “N 个：甲、乙、丙” lists as many as it says. */
#include "lang/checks/prose.h"

#include "lang/base/unicode.h"
#include "lang/format.h"
#include "lang/value.h"

#define IN(kind) KIND_BIT(KIND_##kind)

enum { MOST = 99 }; /* items that a text lists one by one */

/* How many items are announced, and where. */
struct announced {
    unsigned count; /* 0: nothing is announced */
    struct span at;
    const struct figure *figure; /* that an interpolation shows; or NULL */
    bool slogan;                 /* “五进” */
};

/* What is listed. */
struct listed {
    unsigned items, conjunctions; /* 和 may part two items, or stand inside one */
    uint32_t first, last;         /* that all items begin or end with; 0 when they differ */
    uint32_t item_first, item_last;
    struct span at;
    bool unclear; /* 等, brackets, numbers: nothing can be counted */
};

static bool is_counter(uint32_t scalar)
{
    static const uint32_t counters[] = {U'个', U'项', U'类', U'家', U'人', U'名'};
    for (size_t i = 0; i < ARRAY_SIZE(counters); i++)
        if (counters[i] == scalar)
            return true;
    return false;
}

static bool is_latin_sign(uint32_t scalar)
{
    return (scalar >= 'a' && scalar <= 'z') || (scalar >= 'A' && scalar <= 'Z');
}

static bool is_mark(uint32_t scalar)
{
    return is_blank_sign(scalar) || scalar == '*' || scalar == '_';
}

/* Lists ---------------------------------------------------------------------------------------- */

static void end_item(struct listed *list)
{
    if (list->item_first == 0) {
        list->unclear = true;
        return;
    }
    bool only = list->items == 0 || list->item_first == SIGN_SHOWN;
    list->items++;
    list->first = only || list->first == list->item_first ? list->item_first : 0;
    list->last = only || list->last == list->item_last ? list->item_last : 0;
    list->item_first = 0;
}

/* Signs behind which a list cannot be counted: it is open, has lists inside, or explains. */
static bool is_unclear(uint32_t scalar)
{
    static const uint32_t signs[] = {U'，', U',',  U'：', ':',  U'（',     '(',  U'【',
                                     '[',   U'〔', U'“',  U'”', U'‘',      U'’', U'…',
                                     U'等', U'！', U'？', '/',  SIGN_SHOWN};
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
        if (signs[i] == scalar)
            return true;
    return digit_of(scalar) >= 0;
}

/* 含, 其中, 如: what follows is no full list. */
static bool explains(uint32_t scalar)
{
    static const uint32_t words[] = {U'含', U'其', U'如', U'包', U'见', U'详', U'指', U'除', U'均'};
    for (size_t i = 0; i < ARRAY_SIZE(words); i++)
        if (words[i] == scalar)
            return true;
    return false;
}

/* Texts of a property ({内设机构}) are so many items; 0 for anything else shown. */
static unsigned count_texts(const struct syntax_piece *shown)
{
    const struct target *target = shown->target;
    const struct node_property *property = target ? target->property : NULL;
    unsigned count = 0;
    if (!property || property->referred || property->figure)
        return 0;
    for (const struct syntax_value *value = property->syntax->content.values; value;
         value = value->next)
        count++;
    return count;
}

static void add_sign(struct listed *list, const struct sign *sign)
{
    uint32_t scalar = sign->scalar;
    unsigned texts = scalar == SIGN_SHOWN && list->item_first == 0 ? count_texts(sign->shown) : 0;
    if (texts > 0) {
        list->items += texts - 1;
        list->item_first = list->item_last = SIGN_SHOWN;
    } else if (is_unclear(scalar) ||
               (list->items == 0 && list->item_first == 0 && explains(scalar)))
        list->unclear = true;
    else if (scalar == U'、')
        end_item(list);
    else {
        list->unclear |= list->item_first == SIGN_SHOWN;
        list->conjunctions +=
            scalar == U'和' || scalar == U'及' || scalar == U'与' || scalar == U'或';
        list->item_first = list->item_first ? list->item_first : scalar;
        list->item_last = scalar;
    }
}

static bool ends_list(uint32_t scalar, bool bracket)
{
    if (bracket)
        return scalar == U'）' || scalar == ')';
    return scalar == U'。' || scalar == U'；' || scalar == ';' || scalar == SIGN_PARAGRAPH ||
           scalar == SIGN_END;
}

/* Reads the list up to its end, or to the sign that makes it unclear. */
static struct listed read_list(struct reading *reading, bool bracket)
{
    struct listed list = {.items = 0};
    while (!list.unclear) {
        struct reading before = *reading;
        struct sign sign = reading_next(reading);
        if (ends_list(sign.scalar, bracket)) {
            end_item(&list);
            break;
        }
        list.unclear |= sign.scalar == SIGN_END || sign.scalar == SIGN_PARAGRAPH ||
                        (bracket && (sign.scalar == U'。' || sign.scalar == U'；'));
        if (is_mark(sign.scalar))
            continue;
        if (list.at.end == 0)
            list.at.start = sign.at.start;
        list.at.end = sign.at.end;
        add_sign(&list, &sign);
        if (list.unclear)
            *reading = before;
    }
    return list;
}

/* Items all alike (进楼栋、进单元) are surely one each; others may have 、 inside their names. */
static bool is_off(const struct announced *announced, const struct listed *list, bool bracket)
{
    unsigned most = list->items + list->conjunctions;
    bool alike = list->first || list->last;
    if (list->unclear || list->items < 2)
        return false;
    if (announced->slogan)
        return alike && (announced->count < list->items || announced->count > most);
    if (announced->count < list->items)
        return list->last != 0;
    return announced->count > most && announced->count <= 2 * list->items &&
           (!bracket || list->items > 2);
}

static void check_list(struct model *model, const struct node *node,
                       const struct announced *announced, struct reading *reading, bool bracket)
{
    struct listed list = read_list(reading, bracket);
    if (!is_off(announced, &list, bracket))
        return;
    struct text said = announced->figure ? figure_text(model->arena, announced->figure, true)
                                         : source_text(node->source, announced->at);
    struct finding *finding =
        finding_add(model->findings, CHECK_LIST_COUNT, place_in(node, announced->at),
                    MESSAGE_LIST_COUNT_DIFFERS, ARGUMENTS(argument_text(said)));
    finding_label(model->findings, finding, place_in(node, list.at), MESSAGE_LIST_COUNT_LISTED,
                  ARGUMENTS(argument_count(list.items)));
    finding_help(model->findings, finding, MESSAGE_LIST_COUNT_HELP, NO_ARGUMENTS);
}

/* Announcements -------------------------------------------------------------------------------- */

/* `3 个` that an interpolation shows. */
static struct announced announced_by_figure(const struct sign *sign)
{
    struct announced announced = {.at = sign->at};
    const struct target *target = sign->shown->target;
    const struct figure *figure = target ? target->figure : NULL;
    announced.figure = figure;
    if (!figure || !value_is_number(&figure->value) || figure->doubtful ||
        figure->value.approximate || !figure->value.measure)
        return announced;
    struct text measure = figure->value.measure->zh;
    struct number number = figure->value.number;
    size_t length;
    uint32_t counter = unicode_first(measure, &length);
    if (length == measure.size && is_counter(counter) && number_decimals(number) == 0 &&
        !number_is_negative(number) && number_compare(number, number_from(MOST)) <= 0)
        announced.count = (unsigned)(number.above / number.below);
    return announced;
}

static struct sign next_unmarked(struct reading *reading)
{
    struct sign sign;
    do
        sign = reading_next(reading);
    while (is_mark(sign.scalar));
    return sign;
}

/* `3 个` typed; the reading goes on behind the digits, or behind the counter. */
static struct announced announced_by_digits(struct reading *reading, const struct sign *first)
{
    struct announced announced = {.at = first->at};
    unsigned count = 0;
    struct reading ahead = *reading;
    for (struct sign sign = *first; digit_of(sign.scalar) >= 0; sign = reading_next(&ahead)) {
        *reading = ahead;
        count = count > MOST ? count : count * 10 + (unsigned)digit_of(sign.scalar);
    }
    ahead = *reading;
    struct sign counter = next_unmarked(&ahead);
    if (!is_counter(counter.scalar))
        return announced;
    *reading = ahead;
    announced.count = count;
    announced.at.end = counter.at.end;
    return announced;
}

/* “五进”, “四个意识”: one numeral and a few signs more. “三会一课” says two numbers. */
static struct announced announced_by_slogan(struct reading *reading, const struct sign *quote)
{
    enum { LONGEST = 6 };
    struct announced announced = {.at = quote->at, .slogan = true};
    struct reading ahead = *reading;
    uint32_t counter = 0;
    unsigned count = numeral_of(reading_next(&ahead).scalar);
    for (unsigned size = 1; count > 0 && size <= LONGEST; size++) {
        struct sign sign = reading_next(&ahead);
        if (sign.scalar == U'”') {
            *reading = ahead;
            announced.at.end = sign.at.end;
            announced.count = size > 1 ? count : 0;
            return announced;
        }
        bool alone = size == 2 && counter == U'个';
        if (!unicode_is_cjk(sign.scalar) || (numeral_of(sign.scalar) > 0 && !alone) ||
            (size > 2 && counter == 0))
            break;
        counter = size == 1 ? sign.scalar : numeral_of(sign.scalar) > 0 ? 0 : counter;
    }
    return announced;
}

/* Whether a number begins behind `before`: 第 3 个 is none, nor is the 5 of 1.5. */
static bool may_begin(uint32_t before)
{
    return before != U'第' && before != '.' && before != '-' && before != ',' &&
           before != SIGN_SHOWN && !is_latin_sign(before);
}

static void check_text(struct model *model, struct node *node)
{
    struct reading reading = reading_of(node);
    struct sign sign;
    uint32_t before = 0;
    if (!is_narrative(node) || !is_whole(node))
        return;
    while ((sign = reading_next(&reading)).scalar != SIGN_END) {
        struct announced announced = {.count = 0};
        if (sign.scalar == SIGN_SHOWN)
            announced = announced_by_figure(&sign);
        else if (digit_of(sign.scalar) >= 0 && may_begin(before))
            announced = announced_by_digits(&reading, &sign);
        else if (sign.scalar == U'“')
            announced = announced_by_slogan(&reading, &sign);
        if (!is_blank_sign(sign.scalar))
            before = sign.scalar;
        if (announced.count < 2 || announced.count > MOST)
            continue;
        struct reading ahead = reading;
        struct sign opening = next_unmarked(&ahead);
        bool bracket = opening.scalar == U'（' || opening.scalar == '(';
        bool colon = opening.scalar == U'：' || opening.scalar == ':';
        if (!bracket && (!colon || announced.slogan))
            continue;
        reading = ahead;
        check_list(model, node, &announced, &reading, bracket);
        before = 0;
    }
}

const struct rule list_count_rule = {
    .check = CHECK_LIST_COUNT, .kinds = IN(PROSE) | IN(CLAUSE) | IN(NONE), .node = check_text};
