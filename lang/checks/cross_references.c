/* J403, J404: annexes and the references to them; staff and posts. */
#include "lang/checks/prose.h"

#include <stdlib.h>

#include "lang/base/unicode.h"
#include "lang/format.h"
#include "lang/value.h"

#define IN(kind) KIND_BIT(KIND_##kind)

/* Annexes -------------------------------------------------------------------------------------- */

enum { LEVELS = 4, HIGHEST = 999 };

/* 1-2 of an annex: `levels` numbers, 0 where it is none. */
struct annex_number {
    unsigned levels, parts[LEVELS];
};

struct annex {
    struct node *node;
    struct annex_number number;
    size_t order;
};

struct annexes {
    struct model *model;
    struct measuring measuring;
    struct annex *list, *sorted; /* in the order of the report, and of their numbers */
    size_t count;
    bool known; /* all annexes are numbered, and none was left out */
};

static bool is_dash(uint32_t scalar)
{
    return scalar == '-' || scalar == 0xFF0D;
}

/* Reads `1-2` at the start of `text`; gives its bytes. A dash without a number behind it is not
 * taken. */
static size_t read_number(struct text text, struct annex_number *number)
{
    size_t at = 0, taken = 0, length;
    *number = (struct annex_number){0};
    while (number->levels < LEVELS) {
        unsigned part = 0;
        size_t start = at;
        for (; at < text.size; at += length) {
            int digit = digit_of(unicode_first(text_skip(text, at), &length));
            if (digit < 0 || part > HIGHEST)
                break;
            part = part * 10 + (unsigned)digit;
        }
        if (at == start)
            break;
        number->parts[number->levels++] = part;
        taken = at;
        if (at == text.size || !is_dash(unicode_first(text_skip(text, at), &length)))
            break;
        at += length;
    }
    return taken;
}

static int compare_numbers(const struct annex_number *a, const struct annex_number *b)
{
    for (unsigned i = 0; i < a->levels && i < b->levels; i++)
        if (a->parts[i] != b->parts[i])
            return a->parts[i] < b->parts[i] ? -1 : 1;
    return (a->levels > b->levels) - (a->levels < b->levels);
}

static int compare_annexes(const void *left, const void *right)
{
    const struct annex *a = left, *b = right;
    int order = compare_numbers(&a->number, &b->number);
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static struct text number_text(struct model *model, const struct annex_number *number)
{
    struct buffer out = buffer_in(model->arena);
    for (unsigned i = 0; i < number->levels; i++)
        buffer_format(&out, i ? "-%u" : "%u", number->parts[i]);
    return buffer_text(&out);
}

static struct argument shown_number(struct model *model, const struct annex_number *number)
{
    return argument_text(number_text(model, number));
}

static struct place label_place(const struct node *node)
{
    return place_in(node, node->label ? node->label->at : node->at);
}

/* A label that is more than a number, or holds an interpolation, is not judged. */
static bool annex_number_of(const struct node *node, struct annex_number *number)
{
    const struct syntax_piece *piece = node->label ? node->label->pieces : NULL;
    if (!piece || piece->value || piece->next)
        return false;
    struct text label = text_trim(source_text(node->source, piece->at));
    return label.size > 0 && read_number(label, number) == label.size;
}

static void gather_annexes(struct annexes *a, struct node *report)
{
    size_t count = 0;
    for_each_child(child, report)
        count += child->kind == KIND_ANNEX;
    a->list = ARENA_ARRAY(a->model->arena, struct annex, count);
    a->sorted = ARENA_ARRAY(a->model->arena, struct annex, count);
    a->known = !report->incomplete;
    for_each_child(child, report) {
        if (child->kind != KIND_ANNEX)
            continue;
        struct annex annex = {.node = child, .order = a->count};
        if (annex_number_of(child, &annex.number))
            a->sorted[a->count] = a->list[a->count] = annex, a->count++;
        else
            a->known = false;
    }
    if (a->count > 1)
        qsort(a->sorted, a->count, sizeof *a->sorted, compare_annexes);
}

/* The first annex of that number; NULL when there is none. */
static const struct annex *find_annex(const struct annexes *a, const struct annex_number *number)
{
    size_t low = 0, high = a->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_numbers(&a->sorted[middle].number, number) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < a->count && compare_numbers(&a->sorted[low].number, number) == 0 ? &a->sorted[low]
                                                                                  : NULL;
}

/* What may come after `last`: one more on any of its levels, or a level below (1, 1-1). */
static bool may_follow(const struct annex_number *last, const struct annex_number *next)
{
    unsigned same = 0;
    while (same < last->levels && same < next->levels && last->parts[same] == next->parts[same])
        same++;
    if (same == next->levels)
        return false;
    unsigned wanted = same < last->levels ? last->parts[same] + 1 : 1;
    if (next->parts[same] != wanted)
        return false;
    for (unsigned i = same + 1; i < next->levels; i++)
        if (next->parts[i] != 1)
            return false;
    return true;
}

/* The number on the last level must be 1: a report may be the second annex of something itself. */
static bool may_be_first(const struct annex_number *number)
{
    return number->parts[number->levels - 1] == 1;
}

static void report_order(struct annexes *a, const struct annex *annex, const struct annex *last)
{
    struct annex_number wanted = last ? last->number : annex->number;
    wanted.parts[wanted.levels - 1] = last ? wanted.parts[wanted.levels - 1] + 1 : 1;
    struct finding *finding =
        finding_add(a->model->findings, CHECK_ANNEX_LIST, label_place(annex->node),
                    MESSAGE_ANNEX_ORDER, ARGUMENTS(shown_number(a->model, &annex->number)));
    if (last)
        finding_label(a->model->findings, finding, label_place(last->node), MESSAGE_ANNEX_BEFORE,
                      ARGUMENTS(shown_number(a->model, &last->number)));
    finding_help(a->model->findings, finding, MESSAGE_ANNEX_ORDER_HELP,
                 ARGUMENTS(shown_number(a->model, &wanted)));
}

static void report_twice(struct annexes *a, const struct annex *annex, const struct annex *first)
{
    struct finding *finding =
        finding_add(a->model->findings, CHECK_ANNEX_LIST, label_place(annex->node),
                    MESSAGE_ANNEX_TWICE, ARGUMENTS(shown_number(a->model, &annex->number)));
    finding_label(a->model->findings, finding, label_place(first->node), MESSAGE_ANNEX_FIRST,
                  NO_ARGUMENTS);
}

/* An annex that only comes too late is what another break already spoke of. */
static void check_order(struct annexes *a)
{
    const struct annex *last = NULL;
    bool broken = false;
    for (size_t i = 0; i < a->count; i++) {
        const struct annex *annex = &a->list[i], *first = find_annex(a, &annex->number);
        if (first->order != annex->order) {
            report_twice(a, annex, first);
            continue;
        }
        bool fits = last ? may_follow(&last->number, &annex->number) : may_be_first(&annex->number);
        bool late = broken && last && compare_numbers(&annex->number, &last->number) < 0;
        if (!fits && !late && a->known) {
            report_order(a, annex, last);
            broken = true;
        }
        last = annex;
    }
}

/* References to annexes ------------------------------------------------------------------------ */

static bool exists(const struct annexes *a, const struct annex_number *number)
{
    return find_annex(a, number) != NULL;
}

/* “附件 1-4” also says from 1 to 4. */
static bool is_range_of_annexes(const struct annexes *a, const struct annex_number *number)
{
    struct annex_number low = {1, {number->parts[0]}}, high = {1, {number->parts[1]}};
    return number->levels == 2 && exists(a, &low) && exists(a, &high);
}

static void report_missing(struct annexes *a, struct place place, const struct annex_number *number)
{
    struct finding *finding =
        finding_add(a->model->findings, CHECK_ANNEX_LIST, place, MESSAGE_ANNEX_MISSING,
                    ARGUMENTS(shown_number(a->model, number)));
    enum { NAMED = 8 };
    struct argument *names = ARENA_ARRAY(a->model->arena, struct argument, NAMED);
    size_t count = 0;
    for (size_t i = 0; i < a->count && count < NAMED; i++)
        if (i == 0 || compare_numbers(&a->sorted[i - 1].number, &a->sorted[i].number) != 0)
            names[count++] = shown_number(a->model, &a->sorted[i].number);
    if (count > 0)
        finding_help(a->model->findings, finding, MESSAGE_ANNEX_LIST,
                     ARGUMENTS(argument_list(names, count)));
    else
        finding_help(a->model->findings, finding, MESSAGE_ANNEX_NONE, NO_ARGUMENTS);
}

/* Bytes of what joins the numbers of several annexes: 1、2 和 3, 1-1 至 1-3. */
static size_t joint_size(struct text rest)
{
    static const struct text joints[] = {TEXT("、"), TEXT("和"), TEXT("及"), TEXT("与"), TEXT("至"),
                                         TEXT("到"), TEXT("～"), TEXT("~"),  TEXT("–"),  TEXT("—")};
    size_t blank = blank_size(rest);
    for (size_t i = 0; i < ARRAY_SIZE(joints); i++)
        if (text_starts(text_skip(rest, blank), joints[i])) {
            blank += joints[i].size;
            return blank + blank_size(text_skip(rest, blank));
        }
    return 0;
}

/* Reads the numbers behind 附件 at `at`; `附件 3 份` counts annexes and names none. */
static void check_numbers(struct annexes *a, const struct node *node, struct text text, size_t at,
                          uint32_t offset)
{
    at += blank_size(text_skip(text, at));
    struct annex_number number;
    struct suffix suffix;
    for (size_t size; (size = read_number(text_skip(text, at), &number)) > 0;) {
        if (number.parts[0] > HIGHEST ||
            measuring_read(&a->measuring, text_skip(text, at + size), &suffix) > 0)
            return;
        struct span span = {offset + (uint32_t)at, offset + (uint32_t)(at + size)};
        bool decimal = text_starts(text_skip(text, at + size), TEXT("."));
        if (!decimal && !exists(a, &number) && !is_range_of_annexes(a, &number))
            report_missing(a, place_in(node, span), &number);
        at += size;
        size_t joint = joint_size(text_skip(text, at));
        if (joint == 0)
            return;
        at += joint;
    }
}

/* “〔2020〕10 号附件 2” and “《办法》的附件 2” are annexes of something else. */
static bool is_of_another(struct text before)
{
    static const struct text others[] = {TEXT("号"), TEXT("》"),  TEXT("的"),   TEXT("”"),
                                         TEXT("）"), TEXT(")"),   TEXT("文件"), TEXT("通知"),
                                         TEXT("其"), TEXT("办法")};
    enum { NEAR = 16 };
    size_t from = before.size > NEAR ? before.size - NEAR : 0;
    while (from < before.size && ((unsigned char)before.data[from] & 0xC0) == 0x80)
        from++;
    before = text_trim(text_skip(before, from));
    for (size_t i = 0; i < ARRAY_SIZE(others); i++)
        if (text_ends(before, others[i]))
            return true;
    return false;
}

static void check_references(struct annexes *a, const struct node *node)
{
    const struct text word = TEXT("附件");
    bool shown = false;
    for (const struct syntax_piece *piece = node->label->pieces; piece; piece = piece->next) {
        struct text text = source_text(node->source, piece->at);
        for (size_t at = 0; !piece->value && at < text.size;) {
            if (!text_starts(text_skip(text, at), word)) {
                at++;
                continue;
            }
            struct text before = {text.data, at};
            at += word.size;
            if (!is_of_another(before) && !(shown && text_trim(before).size == 0))
                check_numbers(a, node, text, at, piece->at.start);
        }
        shown = piece->value != NULL;
    }
}

static void visit_texts(struct annexes *a, const struct node *node)
{
    if (is_narrative(node))
        check_references(a, node);
    for_each_child(child, node)
        visit_texts(a, child);
}

static void check_annexes(struct model *model, struct node *report)
{
    struct annexes annexes = {.model = model, .measuring = measuring_in(model)};
    gather_annexes(&annexes, report);
    check_order(&annexes);
    if (annexes.known)
        visit_texts(&annexes, report);
}

const struct rule annex_list_rule = {
    .check = CHECK_ANNEX_LIST, .kinds = IN(REPORT), .node = check_annexes};

/* Staff ---------------------------------------------------------------------------------------- */

static struct figure *figure_named(struct node *unit, const struct text *names, size_t count)
{
    for_each_child(child, unit)
        for (size_t i = 0; child->kind == KIND_FIGURE && i < count; i++)
            if (text_equal(child->name, names[i]) && child->figure_count > 0)
                return &child->figures[0];
    return NULL;
}

static bool is_sound(const struct figure *figure)
{
    return figure && value_is_number(&figure->value) && !figure->doubtful;
}

static void check_staff(struct model *model, struct node *unit)
{
    static const struct text posts[] = {TEXT("编制"), TEXT("编制数"), TEXT("编制人数"),
                                        TEXT("authorised"), TEXT("authorized")};
    static const struct text staff[] = {TEXT("在职"),     TEXT("在职数"),  TEXT("在职人数"),
                                        TEXT("在职人员"), TEXT("serving"), TEXT("on_staff")};
    struct figure *authorised = figure_named(unit, posts, ARRAY_SIZE(posts));
    struct figure *serving = figure_named(unit, staff, ARRAY_SIZE(staff));
    struct value over;
    if (!is_sound(authorised) || !is_sound(serving) ||
        value_compare(&serving->value, RELATION_GREATER, &authorised->value, &over) !=
            VALUE_SOUND ||
        !over.truth || over.rounded)
        return;
    struct finding *finding = finding_add(model->findings, CHECK_STAFF, figure_place(serving),
                                          MESSAGE_STAFF_OVER, NO_ARGUMENTS);
    finding_label(model->findings, finding, figure_place(serving), MESSAGE_STAFF_SERVING,
                  ARGUMENTS(argument_text(figure_text(model->arena, serving, true))));
    finding_label(model->findings, finding, figure_place(authorised), MESSAGE_STAFF_AUTHORISED,
                  ARGUMENTS(argument_text(figure_text(model->arena, authorised, true))));
    finding_help(model->findings, finding, MESSAGE_STAFF_HELP, NO_ARGUMENTS);
}

const struct rule staff_rule = {.check = CHECK_STAFF, .kinds = IN(UNIT), .node = check_staff};
