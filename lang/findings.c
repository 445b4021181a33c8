#include "lang/findings.h"

#include <stdlib.h>
#include <string.h>

#include "lang/limits.h"

const struct check_entry check_catalogue[CHECKS] = {
#define CHECK(id, code, name, severity, zh, en) {code, name, SEVERITY_##severity, {zh, en}},
#include "lang/checks/catalogue.def"
#undef CHECK
};

enum check check_find(struct text word)
{
    enum check check = 0;
    while (check < CHECKS && !text_equal(text_from(check_catalogue[check].name), word) &&
           !text_equal(text_from(check_catalogue[check].code), word))
        check++;
    return check;
}

static const struct text message_texts[MESSAGES][LANGUAGES] = {
#define MESSAGE(id, zh, en) {{(zh), sizeof(zh) - 1}, {(en), sizeof(en) - 1}},
#include "lang/messages.def"
#undef MESSAGE
};

struct argument argument_text(struct text text)
{
    return (struct argument){.kind = ARGUMENT_TEXT, .text = text};
}

struct argument argument_count(uint64_t count)
{
    return (struct argument){.kind = ARGUMENT_COUNT, .count = count};
}

struct argument argument_message(enum message message, struct text text)
{
    return (struct argument){.kind = ARGUMENT_MESSAGE, .text = text, .message = message};
}

struct argument argument_words(struct text zh, struct text en)
{
    return (struct argument){.kind = ARGUMENT_WORDS, .words = {zh, en}};
}

struct argument argument_list(const struct argument *items, size_t count)
{
    return (struct argument){.kind = ARGUMENT_LIST, .items = items, .item_count = count};
}

struct argument argument_choice(const struct argument *items, size_t count)
{
    return (struct argument){.kind = ARGUMENT_CHOICE, .items = items, .item_count = count};
}

struct findings findings_in(struct arena *arena)
{
    return (struct findings){.arena = arena};
}

static const struct argument *keep(struct arena *arena, const struct argument *arguments)
{
    if (!arguments)
        return NULL;
    size_t count = 1;
    while (arguments[count - 1].kind != ARGUMENT_END)
        count++;
    struct argument *kept = ARENA_ARRAY(arena, struct argument, count);
    memcpy(kept, arguments, count * sizeof *kept);
    return kept;
}

static struct finding *count_only(struct findings *findings, enum severity severity)
{
    if (!findings->unkept)
        findings->unkept = ARENA_NEW(findings->arena, struct finding);
    findings->unkept->severity = severity;
    return findings->unkept;
}

struct finding *finding_add(struct findings *findings, enum check check, struct place place,
                            enum message message, const struct argument *arguments)
{
    enum severity severity = check_catalogue[check].severity;
    findings->counts[severity]++;
    if (findings->kept == LIMIT_FINDINGS_KEPT)
        return count_only(findings, severity);
    findings->kept++;
    struct finding *finding = ARENA_NEW(findings->arena, struct finding);
    finding->check = check;
    finding->severity = severity;
    finding->place = place;
    finding->message = message;
    finding->arguments = keep(findings->arena, arguments);
    if (findings->last)
        findings->last->next = finding;
    else
        findings->first = finding;
    findings->last = finding;
    return finding;
}

void finding_set_severity(struct findings *findings, struct finding *finding,
                          enum severity severity)
{
    findings->counts[finding->severity]--;
    findings->counts[severity]++;
    finding->severity = severity;
}

static void add_remark(struct findings *findings, struct finding *finding, struct remark content)
{
    if (finding == findings->unkept)
        return;
    struct remark *remark = ARENA_NEW(findings->arena, struct remark);
    *remark = content;
    remark->arguments = keep(findings->arena, content.arguments);
    if (finding->last_remark)
        finding->last_remark->next = remark;
    else
        finding->remarks = remark;
    finding->last_remark = remark;
}

void finding_label(struct findings *findings, struct finding *finding, struct place place,
                   enum message message, const struct argument *arguments)
{
    add_remark(
        findings, finding,
        (struct remark){
            .kind = REMARK_LABEL, .place = place, .message = message, .arguments = arguments});
}

void finding_note(struct findings *findings, struct finding *finding, enum message message,
                  const struct argument *arguments)
{
    add_remark(findings, finding,
               (struct remark){.kind = REMARK_NOTE, .message = message, .arguments = arguments});
}

void finding_help(struct findings *findings, struct finding *finding, enum message message,
                  const struct argument *arguments)
{
    add_remark(findings, finding,
               (struct remark){.kind = REMARK_HELP, .message = message, .arguments = arguments});
}

static int compare_unsigned(uint64_t a, uint64_t b)
{
    return (a > b) - (a < b);
}

static int compare_findings(const void *left, const void *right)
{
    const struct finding *a = *(struct finding *const *)left;
    const struct finding *b = *(struct finding *const *)right;
    int order = compare_unsigned(a->place.source ? a->place.source->order : 0,
                                 b->place.source ? b->place.source->order : 0);
    if (!order)
        order = compare_unsigned(a->place.span.start, b->place.span.start);
    if (!order)
        order = compare_unsigned(a->place.span.end, b->place.span.end);
    return order ? order : compare_unsigned(a->check, b->check);
}

void findings_sort(struct findings *findings)
{
    size_t count = 0, filled = 0;
    for (struct finding *each = findings->first; each; each = each->next)
        count++;
    if (count < 2)
        return;
    struct finding **order = ARENA_ARRAY(findings->arena, struct finding *, count);
    for (struct finding *each = findings->first; each; each = each->next)
        order[filled++] = each;
    qsort(order, count, sizeof *order, compare_findings);
    for (size_t i = 0; i + 1 < count; i++)
        order[i]->next = order[i + 1];
    order[count - 1]->next = NULL;
    findings->first = order[0];
    findings->last = order[count - 1];
}

static void write_argument(struct buffer *out, const struct argument *argument,
                           enum language language);

static void write_items(struct buffer *out, const struct argument *list, enum language language)
{
    enum message last = list->kind == ARGUMENT_CHOICE ? MESSAGE_LIST_OR : MESSAGE_LIST_AND;
    for (size_t i = 0; i < list->item_count; i++) {
        if (i)
            buffer_add(
                out, message_texts[i + 1 == list->item_count ? last : MESSAGE_LIST_AND][language]);
        write_argument(out, &list->items[i], language);
    }
}

static void write_argument(struct buffer *out, const struct argument *argument,
                           enum language language)
{
    switch (argument->kind) {
    case ARGUMENT_END: break;
    case ARGUMENT_TEXT: buffer_add(out, argument->text); break;
    case ARGUMENT_COUNT: buffer_format(out, "%llu", (unsigned long long)argument->count); break;
    case ARGUMENT_MESSAGE:
        message_write(out, argument->message, ARGUMENTS(argument_text(argument->text)), language);
        break;
    case ARGUMENT_WORDS: buffer_add(out, argument->words[language]); break;
    case ARGUMENT_LIST:
    case ARGUMENT_CHOICE: write_items(out, argument, language); break;
    }
}

void message_write(struct buffer *out, enum message message, const struct argument *arguments,
                   enum language language)
{
    struct text pattern = message_texts[message][language];
    while (pattern.size > 0) {
        if (pattern.size > 2 && pattern.data[0] == '{' && pattern.data[2] == '}' &&
            pattern.data[1] >= '0' && pattern.data[1] <= '3') {
            write_argument(out, &arguments[pattern.data[1] - '0'], language);
            pattern = text_skip(pattern, 3);
        } else {
            buffer_byte(out, pattern.data[0]);
            pattern = text_skip(pattern, 1);
        }
    }
}
