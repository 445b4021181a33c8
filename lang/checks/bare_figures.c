/* J401: numbers typed into the prose. */
#include "lang/checks/prose.h"

#include <stdlib.h>
#include <string.h>

#include "lang/base/unicode.h"
#include "lang/fold.h"
#include "lang/format.h"
#include "lang/value.h"

#define IN(kind) KIND_BIT(KIND_##kind)

enum { SAME_NAMED = 3 }; /* figures of one value that a help names; more are a coincidence */

/* Figures by value --------------------------------------------------------------------------- */

struct entry {
    const struct figure *figure;
    size_t order;
};

struct survey {
    struct model *model;
    struct measuring measuring;
    struct entry *entries; /* by dimension and value */
    size_t count;
};

static bool only_repeats(const struct figure *figure)
{
    return !figure->stated && figure->formula && figure->formula->kind == EXPRESSION_PATH;
}

static bool has_name(const struct figure *figure)
{
    const struct node *node = figure->node;
    if (figure->declared)
        return true;
    if (node->kind == KIND_LINE || node->kind == KIND_FUND)
        return node->name.size > 0 && !node_around(figure->node, KIND_TABLE);
    return node->kind == KIND_TOTAL && figure->index == 1;
}

static bool is_entered(const struct figure *figure)
{
    return value_is_number(&figure->value) && figure->value.measure && has_name(figure) &&
           !only_repeats(figure);
}

static int compare_value(const struct value *a, unsigned dimension, struct number number)
{
    unsigned own = value_dimension(a);
    return own != dimension ? (own < dimension ? -1 : 1) : number_compare(a->number, number);
}

static int compare_entries(const void *left, const void *right)
{
    const struct entry *a = left, *b = right;
    const struct value *value = &b->figure->value;
    int order = compare_value(&a->figure->value, value_dimension(value), value->number);
    if (order == 0)
        order = b->figure->declared - a->figure->declared;
    return order ? order : (a->order > b->order) - (a->order < b->order);
}

static void enter_figures(struct survey *s)
{
    s->entries = ARENA_ARRAY(s->model->arena, struct entry, s->model->figure_count);
    for (const struct figure *figure = s->model->figures; figure; figure = figure->next)
        if (is_entered(figure)) {
            s->entries[s->count] = (struct entry){figure, s->count};
            s->count++;
        }
    if (s->count > 1)
        qsort(s->entries, s->count, sizeof *s->entries, compare_entries);
}

/* The first entry of the value, or where it would be. */
static size_t find_value(const struct survey *s, unsigned dimension, struct number number)
{
    size_t low = 0, high = s->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare_value(&s->entries[middle].figure->value, dimension, number) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Numbers in a text ---------------------------------------------------------------------------- */

enum number_class {
    NUMBER_PLAIN,  /* without a measure */
    NUMBER_EXEMPT, /* a date, an ordinal, a part of a word */
    NUMBER_TYPED,  /* a figure */
};

struct typed {
    size_t start, end; /* in the piece; the measure is included */
    size_t digits_end;
    unsigned digits;      /* before the point */
    struct suffix suffix; /* when there is a measure */
    enum number_class class;
    bool ranged; /* the upper end of a range */
};

struct scan {
    struct survey *survey;
    const struct node *node;
    struct text text;  /* of the piece */
    uint32_t offset;   /* of the piece in the source */
    bool after_figure; /* the piece begins right behind a number */
    bool line_start, heading;
    struct typed last; /* in this piece; `end` 0 when there is none */
};

static size_t digit_size(struct text rest)
{
    size_t length;
    if (rest.size == 0 || digit_of(unicode_first(rest, &length)) < 0)
        return 0;
    return length;
}

static size_t digits_end(struct text text, size_t at, unsigned *count)
{
    size_t size;
    *count = 0;
    while ((size = digit_size(text_skip(text, at))) > 0) {
        at += size;
        ++*count;
    }
    return at;
}

/* Behind `1,234.56`: groups of three, decimals. */
static size_t number_end(struct text text, size_t at, unsigned *digits)
{
    unsigned count;
    at = digits_end(text, at, digits);
    while (*digits <= 3 && text_starts(text_skip(text, at), TEXT(","))) {
        size_t end = digits_end(text, at + 1, &count);
        if (count != 3)
            break;
        at = end;
    }
    bool point = text_starts(text_skip(text, at), TEXT("."));
    bool wide = text_starts(text_skip(text, at), TEXT("．"));
    if (!point && !wide)
        return at;
    size_t end = digits_end(text, at + (point ? 1 : TEXT("．").size), &count);
    return count > 0 ? end : at;
}

/* The character before `at`, 0 at the start; *start is where it begins. */
static uint32_t scalar_before(struct text text, size_t at, size_t *start)
{
    size_t length;
    *start = at;
    if (at == 0)
        return 0;
    do
        --*start;
    while (*start > 0 && ((unsigned char)text.data[*start] & 0xC0) == 0x80);
    return unicode_first(text_skip(text, *start), &length);
}

static bool is_letter(uint32_t scalar)
{
    if (scalar >= 0xFF21 && scalar <= 0xFF5A)
        return true;
    return (scalar >= 'a' && scalar <= 'z') || (scalar >= 'A' && scalar <= 'Z') || scalar == '_' ||
           (scalar >= 0xC0 && scalar <= 0x24F && scalar != 0xD7 && scalar != 0xF7);
}

/* Whether the number is a part of a word or code: PCR2, COVID-19, 10:30, 3/4, 3.1.2. */
static bool is_glued(const struct scan *scan, size_t start)
{
    size_t before;
    uint32_t scalar = scalar_before(scan->text, start, &before);
    if (scalar == 0)
        return scan->after_figure;
    uint32_t earlier = scalar_before(scan->text, before, &before);
    switch (scalar) {
    case '.':
    case ':':
    case '/':
    case 0xFF0E: return is_letter(earlier) || digit_of(earlier) >= 0;
    case '-': return is_letter(earlier);
    case '@':
    case '#':
    case '=':
    case '&':
    case '?': return true;
    default: return is_letter(scalar);
    }
}

/* Whether one of `words` stands right before the number, a blank between them allowed. */
static bool follows(const struct scan *scan, size_t start, const struct text *words, size_t count)
{
    enum { NEAR = 24 };
    size_t from = start > NEAR ? start - NEAR : 0;
    while (from < start && ((unsigned char)scan->text.data[from] & 0xC0) == 0x80)
        from++;
    struct text before = text_trim((struct text){scan->text.data + from, start - from});
    for (size_t i = 0; i < count; i++)
        if (text_ends(before, words[i]))
            return true;
    return false;
}

#define FOLLOWS(scan, start, words) follows(scan, start, words, ARRAY_SIZE(words))

static bool is_one_of(struct text text, const struct text *words, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (text_equal(text, words[i]))
            return true;
    return false;
}

enum link { LINK_NONE, LINK_RANGE, LINK_LIST };

/* How the number at `start` hangs together with the one before: 10-15, 3、5. */
static enum link link_before(const struct scan *scan, size_t start)
{
    enum { NEAR = 16 };
    static const struct text ranges[] = {TEXT("-"),  TEXT("－"), TEXT("–"),  TEXT("—"), TEXT("−"),
                                         TEXT("～"), TEXT("~"),  TEXT("至"), TEXT("到")};
    static const struct text lists[] = {TEXT("、"), TEXT(","), TEXT("和"), TEXT("及"), TEXT("与")};
    if (scan->last.end == 0 || start - scan->last.end > NEAR)
        return LINK_NONE;
    struct text between =
        text_trim((struct text){scan->text.data + scan->last.end, start - scan->last.end});
    if (memchr(scan->text.data + scan->last.end, '\n', start - scan->last.end))
        return LINK_NONE;
    if (is_one_of(between, ranges, ARRAY_SIZE(ranges)))
        return LINK_RANGE;
    return is_one_of(between, lists, ARRAY_SIZE(lists)) ? LINK_LIST : LINK_NONE;
}

static struct text measure_of(const struct scan *scan, const struct typed *typed)
{
    return text_trim(
        (struct text){scan->text.data + typed->digits_end, typed->end - typed->digits_end});
}

/* 2022 年, 22 年, 12 月; 10 时 30 分; the 100 points of “满分 100 分”, which are no result. */
static bool is_date_or_constant(const struct scan *scan, const struct typed *typed)
{
    static const struct text clock[] = {TEXT("时"), TEXT("点")};
    static const struct text full[] = {TEXT("满分"), TEXT("满分为"), TEXT("满分是")};
    struct text measure = measure_of(scan, typed);
    if (text_starts(measure, TEXT("月")))
        return true;
    if (text_starts(measure, TEXT("年")))
        return typed->digits == 4 || typed->digits == 2;
    return typed->suffix.measure->dimension == DIMENSION_SCORE &&
           (FOLLOWS(scan, typed->start, clock) || FOLLOWS(scan, typed->start, full));
}

static enum number_class classify(const struct scan *scan, const struct typed *typed,
                                  enum link link)
{
    static const struct text ordinal[] = {TEXT("第")};
    const struct typed *last = &scan->last;
    bool bare_exempt = last->class == NUMBER_EXEMPT && last->end == last->digits_end;
    if (is_glued(scan, typed->start) || FOLLOWS(scan, typed->start, ordinal) ||
        (link == LINK_RANGE && last->class == NUMBER_EXEMPT) || (link == LINK_LIST && bare_exempt))
        return NUMBER_EXEMPT;
    if (typed->end == typed->digits_end)
        return NUMBER_PLAIN;
    return is_date_or_constant(scan, typed) ? NUMBER_EXEMPT : NUMBER_TYPED;
}

/* Findings ------------------------------------------------------------------------------------- */

/* Bytes of a minus sign right before the number. */
static size_t minus_size(const struct scan *scan, size_t start)
{
    static const struct text signs[] = {TEXT("-"), TEXT("−"), TEXT("－")};
    for (size_t i = 0; i < ARRAY_SIZE(signs); i++)
        if (text_ends((struct text){scan->text.data, start}, signs[i]))
            return signs[i].size;
    return 0;
}

/* A line end inside it is a blank. */
static struct text written_as(const struct scan *scan, size_t start, size_t end)
{
    struct buffer out = buffer_in(scan->survey->model->arena);
    while (start < end) {
        size_t blank = blank_size((struct text){scan->text.data + start, end - start});
        buffer_byte(&out, blank ? ' ' : scan->text.data[start]);
        start += blank ? blank : 1;
    }
    return buffer_text(&out);
}

static bool value_of(const struct scan *scan, const struct typed *typed, struct number *number)
{
    int decimals;
    struct text digits = {scan->text.data + typed->start, typed->digits_end - typed->start};
    if (number_parse(fold_number(scan->survey->model->arena, digits), number, &decimals) !=
            NUMBER_SOUND ||
        !number_multiply(*number, typed->suffix.scale, number) ||
        !number_multiply(*number, typed->suffix.measure->scale, number))
        return false;
    if (minus_size(scan, typed->start) > 0)
        *number = number_negate(*number);
    return true;
}

static struct text reference_to(struct model *model, const struct figure *figure)
{
    struct buffer out = buffer_in(model->arena);
    buffer_byte(&out, '{');
    figure_write_path(&out, figure);
    buffer_byte(&out, '}');
    return buffer_text(&out);
}

/* Names the declared figures of this value; false when there are none, or too many to mean much. */
static bool help_same(const struct survey *s, struct finding *finding, unsigned dimension,
                      struct number number)
{
    size_t first = find_value(s, dimension, number), count = 0;
    struct argument names[SAME_NAMED];
    for (size_t i = first; i < s->count; i++, count++) {
        const struct figure *figure = s->entries[i].figure;
        if (compare_value(&figure->value, dimension, number) != 0 ||
            figure->declared != s->entries[first].figure->declared)
            break;
        if (count == SAME_NAMED)
            return false;
        names[count] = argument_text(reference_to(s->model, figure));
    }
    if (count == 0)
        return false;
    struct argument *kept = ARENA_ARRAY(s->model->arena, struct argument, count);
    for (size_t i = 0; i < count; i++) {
        kept[i] = names[i];
        finding_label(s->model->findings, finding, figure_place(s->entries[first + i].figure),
                      MESSAGE_BARE_FIGURE_SAME, NO_ARGUMENTS);
    }
    finding_help(s->model->findings, finding, MESSAGE_BARE_FIGURE_NAMED,
                 ARGUMENTS(argument_choice(kept, count)));
    return true;
}

static void report_typed(const struct scan *scan, const struct typed *typed)
{
    struct model *model = scan->survey->model;
    unsigned dimension = typed->suffix.measure->dimension;
    size_t start = typed->ranged ? typed->start : typed->start - minus_size(scan, typed->start);
    struct text written = written_as(scan, start, typed->end);
    struct span span = {scan->offset + (uint32_t)start, scan->offset + (uint32_t)typed->end};
    struct finding *finding =
        finding_add(model->findings, CHECK_BARE_FIGURE, place_in(scan->node, span),
                    MESSAGE_BARE_FIGURE, ARGUMENTS(argument_text(written)));
    if (dimension >= DIMENSION_COUNTER)
        finding_set_severity(model->findings, finding, SEVERITY_NOTE);
    struct number number;
    if (!typed->ranged && value_of(scan, typed, &number) &&
        help_same(scan->survey, finding, dimension, number))
        return;
    struct text zh = text_format(model->arena, "{名称: %.*s}", TEXT_ARG(written));
    struct text en = text_format(model->arena, "{name: %.*s}", TEXT_ARG(written));
    finding_help(model->findings, finding,
                 typed->ranged ? MESSAGE_BARE_FIGURE_RANGE : MESSAGE_BARE_FIGURE_DECLARE,
                 ARGUMENTS(argument_words(zh, en)));
}

/* Reads the number at `at`; the next one is looked for from where it ends. */
static size_t take_number(struct scan *scan, size_t at)
{
    struct typed typed = {.start = at};
    typed.digits_end = typed.end = number_end(scan->text, at, &typed.digits);
    typed.end +=
        measuring_read(&scan->survey->measuring, text_skip(scan->text, typed.end), &typed.suffix);
    enum link link = link_before(scan, at);
    typed.class = classify(scan, &typed, link);
    bool told = link == LINK_RANGE && scan->last.class == NUMBER_TYPED;
    if (link == LINK_RANGE && scan->last.class == NUMBER_PLAIN && typed.class == NUMBER_TYPED) {
        typed.start = scan->last.start;
        typed.ranged = true;
    }
    if (typed.class == NUMBER_TYPED && !told && !scan->heading)
        report_typed(scan, &typed);
    scan->last = typed;
    return typed.end;
}

static void scan_piece(struct scan *scan)
{
    scan->last = (struct typed){.end = 0};
    for (size_t at = 0; at < scan->text.size;) {
        char byte = scan->text.data[at];
        if (digit_size(text_skip(scan->text, at)) > 0) {
            at = take_number(scan, at);
            scan->line_start = false;
            continue;
        }
        if (byte == '\n')
            scan->heading = false;
        scan->heading |= scan->line_start && byte == '#';
        scan->line_start = byte == '\n' || (scan->line_start && (byte == ' ' || byte == '\t'));
        at++;
        while (at < scan->text.size && ((unsigned char)scan->text.data[at] & 0xC0) == 0x80)
            at++;
    }
}

static void scan_text(struct survey *s, const struct node *node)
{
    struct scan scan = {.survey = s, .node = node, .line_start = true};
    for (const struct syntax_piece *piece = node->label->pieces; piece; piece = piece->next) {
        if (piece->value) {
            scan.after_figure = piece->target && piece->target->figure;
            scan.line_start = false;
            continue;
        }
        scan.text = source_text(node->source, piece->at);
        scan.offset = piece->at.start;
        scan_piece(&scan);
    }
}

static void scan_texts(struct survey *s, const struct node *node)
{
    if (is_narrative(node))
        scan_text(s, node);
    for_each_child(child, node)
        scan_texts(s, child);
}

static void check_bare_figures(struct model *model, struct node *file)
{
    struct survey survey = {.model = model, .measuring = measuring_in(model)};
    enter_figures(&survey);
    scan_texts(&survey, file);
}

const struct rule bare_figure_rule = {
    .check = CHECK_BARE_FIGURE, .kinds = IN(FILE), .node = check_bare_figures};
