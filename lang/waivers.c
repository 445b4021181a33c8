#include "lang/waivers.h"

#include "lang/fold.h"
#include "lang/standard.h"

/* A waiver in force, and the block it covers. */
struct waiver {
    struct node *node;
    enum check check;
    struct span block;
    bool whole_file; /* it stands outside of any block */
    bool used;
    struct waiver *next;
};

struct waivers {
    struct model *model;
    struct waiver *first, **end;
    struct text today; /* the report's date; empty when it says none */
};

static struct finding *report(struct waivers *w, enum check check, const struct node *node,
                              enum message message, struct text what, enum message help)
{
    struct finding *finding = finding_add(w->model->findings, check, node_place(node), message,
                                          ARGUMENTS(argument_text(what)));
    if (help != MESSAGES)
        finding_help(w->model->findings, finding, help, ARGUMENTS(argument_text(what)));
    return finding;
}

/* A date as digits alone, so that dates compare as texts: 2027-3-1 is 20270301. */
static struct text plain_date(struct arena *arena, struct text written)
{
    struct buffer out = buffer_in(arena);
    struct text date = fold_name(arena, written);
    for (size_t i = 0; i < date.size;) {
        size_t digits = 0;
        while (i + digits < date.size && date.data[i + digits] >= '0' &&
               date.data[i + digits] <= '9')
            digits++;
        if (digits == 1)
            buffer_byte(&out, '0');
        buffer_add(&out, (struct text){date.data + i, digits});
        i += digits > 0 ? digits : 1;
    }
    return buffer_text(&out);
}

static struct text said_date(struct waivers *w, const struct node *node, enum property property)
{
    const struct node_property *said = node_property(node, property);
    const struct syntax_value *value = said ? said->syntax->content.values : NULL;
    if (!value || (value->kind != VALUE_DATE && value->kind != VALUE_TEXT))
        return (struct text){0};
    return plain_date(w->model->arena, source_text(node->source, value->at));
}

static bool is_expired(struct waivers *w, const struct node *node)
{
    struct text until = said_date(w, node, PROPERTY_UNTIL);
    return until.size > 0 && w->today.size > 0 && text_compare(until, w->today) < 0;
}

static struct text check_word(const struct waivers *w, const struct node *node)
{
    const struct syntax_word *name = node->syntax->name;
    return name ? fold_name(w->model->arena, name->text) : (struct text){0};
}

static void add_waiver(struct waivers *w, struct node *node)
{
    struct text word = check_word(w, node);
    enum check check = check_find(word);
    if (check == CHECKS) {
        report(w, CHECK_UNKNOWN_NAME, node, MESSAGE_WAIVER_UNKNOWN, word, MESSAGES);
        return;
    }
    if (!node->label || !node->label->pieces)
        report(w, CHECK_WAIVER_REASON, node, MESSAGE_WAIVER_NO_REASON, word,
               MESSAGE_WAIVER_NO_REASON_HELP);
    if (is_expired(w, node)) {
        const struct node_property *until = node_property(node, PROPERTY_UNTIL);
        report(w, CHECK_EXPIRED_WAIVER, node, MESSAGE_WAIVER_EXPIRED,
               source_text(node->source, until->syntax->content.values->at),
               MESSAGE_WAIVER_EXPIRED_HELP);
        return;
    }
    struct waiver *waiver = ARENA_NEW(w->model->arena, struct waiver);
    const struct syntax_statement *block = node->parent->syntax;
    *waiver = (struct waiver){.node = node, .check = check, .whole_file = block == NULL};
    if (block)
        waiver->block = (struct span){block->at.start, block->block.end};
    *w->end = waiver;
    w->end = &waiver->next;
}

static void gather(struct waivers *w, struct node *node)
{
    if (node->kind == KIND_ALLOW)
        add_waiver(w, node);
    if (node->kind == KIND_REPORT && w->today.size == 0)
        w->today = said_date(w, node, PROPERTY_DATE);
    for_each_child(child, node)
        gather(w, child);
}

static bool covers(const struct waiver *waiver, const struct finding *finding)
{
    return finding->check == waiver->check && finding->place.source == waiver->node->source &&
           (waiver->whole_file || (finding->place.span.start >= waiver->block.start &&
                                   finding->place.span.end <= waiver->block.end));
}

static struct waiver *find_waiver(const struct waivers *w, const struct finding *finding)
{
    struct waiver *waiver = w->first;
    while (waiver && !covers(waiver, finding))
        waiver = waiver->next;
    return waiver;
}

/* Moves every finding that `takes` says to `to`, keeping the order of both. */
static void move_waived(struct waivers *w, struct findings *waived)
{
    struct findings *findings = w->model->findings;
    struct finding *each = findings->first, *next;
    findings->first = findings->last = NULL;
    for (; each; each = next) {
        next = each->next;
        each->next = NULL;
        struct waiver *waiver = find_waiver(w, each);
        struct findings *to = findings;
        if (waiver) {
            waiver->used = true;
            findings->counts[each->severity]--;
            waived->counts[each->severity]++;
            to = waived;
        }
        if (to->last)
            to->last->next = each;
        else
            to->first = each;
        to->last = each;
    }
}

static void report_unused(struct waivers *w)
{
    for (const struct waiver *waiver = w->first; waiver; waiver = waiver->next)
        if (!waiver->used)
            report(w, CHECK_UNUSED_WAIVER, waiver->node, MESSAGE_WAIVER_UNUSED,
                   text_from(check_catalogue[waiver->check].name), MESSAGE_WAIVER_UNUSED_HELP);
}

static void set_severities(struct model *model)
{
    const struct standard *standard = standard_of(model, model->file);
    struct findings *findings = model->findings;
    struct finding **link = &findings->first;
    findings->last = NULL;
    while (*link) {
        struct finding *finding = *link;
        int severity = standard->name.data ? standard->severity[finding->check] : SEVERITY_UNSET;
        if (severity != SEVERITY_UNSET)
            findings->counts[finding->severity]--;
        if (severity == SEVERITY_IGNORED) {
            *link = finding->next;
            continue;
        }
        if (severity != SEVERITY_UNSET) {
            finding->severity = (enum severity)severity;
            findings->counts[finding->severity]++;
        }
        findings->last = finding;
        link = &finding->next;
    }
}

void waivers_apply(struct model *model, struct findings *waived)
{
    struct waivers w = {.model = model};
    w.end = &w.first;
    gather(&w, model->file);
    if (w.first)
        move_waived(&w, waived);
    report_unused(&w);
    set_severities(model);
}
