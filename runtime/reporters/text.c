#include "runtime/reporters/reporter.h"

#include <string.h>

#include "lang/base/unicode.h"
#include "lang/limits.h"

enum {
    LINE_WIDTH = 120, /* columns of an excerpt before it is clipped */
    LEAD = 24,        /* columns kept before the span of a clipped line */
    TAB = 4,
    ESCAPED = 8, /* columns of a character that is escaped */
    LABELS = 16, /* places shown of one finding */
};

static const char *const severities[][LANGUAGES] = {
    [SEVERITY_NOTE] = {"提示", "note"},
    [SEVERITY_WARNING] = {"警告", "warning"},
    [SEVERITY_ERROR] = {"错误", "error"},
};
static const char *const words_help[LANGUAGES] = {"帮助", "help"};

/* A place to point at and what to say there. */
struct mark {
    struct place place;
    struct position position; /* of its start */
    bool primary;
    struct text label;
    size_t column; /* columns before it on its line */
    size_t from;   /* the column its excerpt begins at, where that has to be clipped */
};

struct writer {
    struct buffer *out;
    struct arena *arena;
    enum language language;
    unsigned gutter; /* columns of the widest line number */
};

static void add_message(struct writer *w, enum message message, const struct argument *arguments)
{
    struct buffer sentence = buffer_in(w->arena);
    message_write(&sentence, message, arguments, w->language);
    unicode_escape(w->out, buffer_text(&sentence));
}

/* A tab as blanks, anything else as it may be shown. */
static struct text printable(struct arena *arena, struct text line)
{
    struct buffer out = buffer_in(arena);
    while (line.size > 0) {
        const char *tab = memchr(line.data, '\t', line.size);
        struct text part = {line.data, tab ? (size_t)(tab - line.data) : line.size};
        unicode_escape(&out, part);
        if (tab)
            buffer_repeat(&out, TEXT(" "), TAB);
        line = text_skip(line, part.size + (tab != NULL));
    }
    return buffer_text(&out);
}

/* The part of a line that is shown around a span: bytes of the line. */
struct window {
    size_t start, end;
};

static size_t scalar_width(struct text text, size_t at, size_t *length)
{
    unicode_first(text_skip(text, at), length);
    size_t width = unicode_width((struct text){text.data + at, *length});
    return text.data[at] == '\t' ? TAB : width > 0 ? width : ESCAPED;
}

/* The longest prefix of `text` that is at most `columns` wide. */
static size_t fitting(struct text text, size_t columns)
{
    size_t at = 0, width = 0, length;
    while (at < text.size) {
        width += scalar_width(text, at, &length);
        if (width > columns)
            break;
        at += length;
    }
    return at;
}

static size_t columns_before(struct text text, size_t offset)
{
    size_t at = 0, width = 0, length;
    for (; at < offset && at < text.size; at += length)
        width += scalar_width(text, at, &length);
    return width;
}

/* What is shown of a line: all of it where it is short, else LINE_WIDTH columns from `from` on. */
static struct window clip(struct text line, size_t from)
{
    if (line.size <= LINE_WIDTH / 2 || fitting(line, LINE_WIDTH) == line.size)
        return (struct window){0, line.size};
    size_t start = fitting(line, from);
    return (struct window){start, start + fitting(text_skip(line, start), LINE_WIDTH)};
}

static void write_gutter(struct writer *w, struct text number, const char *bar)
{
    buffer_repeat(w->out, TEXT(" "), w->gutter - number.size);
    buffer_add(w->out, number);
    buffer_byte(w->out, ' ');
    buffer_add(w->out, text_from(bar));
}

static void write_line(struct writer *w, const struct mark *mark, struct window window)
{
    struct text line = {mark->position.text.data + window.start, window.end - window.start};
    write_gutter(w, text_format(w->arena, "%u", mark->position.line), "│ ");
    if (window.start > 0)
        buffer_literal(w->out, "…");
    buffer_add(w->out, printable(w->arena, line));
    if (window.end < mark->position.text.size)
        buffer_literal(w->out, "…");
    buffer_byte(w->out, '\n');
}

static size_t width_of(struct writer *w, const char *data, size_t size)
{
    return unicode_width(printable(w->arena, (struct text){data, size}));
}

static void write_carets(struct writer *w, const struct mark *mark, struct window window)
{
    const struct text line = mark->position.text;
    size_t start = mark->place.span.start - mark->position.start;
    size_t end = mark->place.span.end - mark->position.start;
    start = start > line.size ? line.size : start;
    end = end > window.end ? window.end : end;
    size_t from = start < window.start ? window.start : start;
    size_t lead = width_of(w, line.data + window.start, from - window.start) + (window.start > 0);
    size_t width = end > from ? width_of(w, line.data + from, end - from) : 1;
    write_gutter(w, TEXT(""), "│ ");
    buffer_repeat(w->out, TEXT(" "), lead);
    buffer_repeat(w->out, mark->primary ? TEXT("^") : TEXT("-"), width > 0 ? width : 1);
    if (mark->label.size > 0) {
        buffer_byte(w->out, ' ');
        unicode_escape(w->out, mark->label);
    }
    buffer_byte(w->out, '\n');
}

static bool same_line(const struct mark *a, const struct mark *b)
{
    return a->place.source == b->place.source && a->position.line == b->position.line;
}

/* Consecutive marks of one line share its excerpt, unless each is shown by its own part of it. */
static void write_marks(struct writer *w, const struct mark *marks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct mark *mark = &marks[i];
        bool first = i == 0 || marks[i - 1].place.source != mark->place.source;
        if (first && i > 0) {
            buffer_repeat(w->out, TEXT(" "), w->gutter + 1);
            buffer_literal(w->out, "├─ ");
            unicode_escape(w->out, mark->place.source->name);
            buffer_format(w->out, ":%u:%u\n", mark->position.line, mark->position.column);
        } else if (!first && marks[i].position.line > marks[i - 1].position.line + 1) {
            write_gutter(w, TEXT(""), "┆\n");
        }
        if (!mark->place.source->shown)
            continue;
        struct window window = clip(mark->position.text, mark->from);
        bool shared = !first && same_line(mark, &marks[i - 1]) &&
                      clip(marks[i - 1].position.text, marks[i - 1].from).start == window.start;
        if (!shared)
            write_line(w, mark, window);
        write_carets(w, mark, window);
    }
}

static struct mark make_mark(struct writer *w, struct place place, bool primary)
{
    struct source *source = (struct source *)place.source;
    struct mark mark = {.place = place, .primary = primary};
    mark.position = source_position(w->arena, source, place.span.start);
    mark.column = columns_before(mark.position.text, place.span.start - mark.position.start);
    return mark;
}

static bool same_place(struct place a, struct place b)
{
    return a.source == b.source && a.span.start == b.span.start && a.span.end == b.span.end;
}

static struct text label_text(struct writer *w, const struct remark *remark)
{
    struct buffer label = buffer_in(w->arena);
    message_write(&label, remark->message, remark->arguments, w->language);
    return buffer_text(&label);
}

/* In the order of the source; those of the primary place's file come first. */
static bool comes_before(const struct mark *a, const struct mark *b, const struct source *main)
{
    if (a->place.source != b->place.source)
        return a->place.source == main ||
               (b->place.source != main && a->place.source->order < b->place.source->order);
    return a->place.span.start < b->place.span.start;
}

static void sort_marks(struct mark *marks, size_t count)
{
    const struct source *main = marks[0].place.source;
    for (size_t i = 1; i < count; i++) {
        struct mark moving = marks[i];
        size_t to = i;
        for (; to > 0 && comes_before(&moving, &marks[to - 1], main); to--)
            marks[to] = marks[to - 1];
        marks[to] = moving;
    }
}

static size_t gather_marks(struct writer *w, const struct finding *finding, struct mark *marks)
{
    size_t count = 1;
    marks[0] = make_mark(w, finding->place, true);
    for (const struct remark *remark = finding->remarks; remark; remark = remark->next) {
        if (remark->kind != REMARK_LABEL || !remark->place.source)
            continue;
        if (same_place(remark->place, finding->place)) {
            marks[0].label = label_text(w, remark);
        } else if (count < LABELS) {
            marks[count] = make_mark(w, remark->place, false);
            marks[count++].label = label_text(w, remark);
        }
    }
    return count;
}

/* Excerpts begin a little before the leftmost mark, so that columns of a table stay one below the
 * other; where the marks are too far apart, each before its own mark. */
static void settle_windows(struct mark *marks, size_t count)
{
    size_t least = SIZE_MAX, most = 0;
    for (size_t i = 0; i < count; i++) {
        least = marks[i].column < least ? marks[i].column : least;
        most = marks[i].column > most ? marks[i].column : most;
    }
    bool near = most - least + 2 * LEAD < LINE_WIDTH;
    for (size_t i = 0; i < count; i++) {
        size_t column = near ? least : marks[i].column;
        bool visible = near ? most + LEAD < LINE_WIDTH : column + LEAD < LINE_WIDTH;
        marks[i].from = visible || column < LEAD ? 0 : column - LEAD;
    }
}

static unsigned digits_of(unsigned number)
{
    unsigned digits = 1;
    while (number >= 10) {
        number /= 10;
        digits++;
    }
    return digits;
}

static void write_excerpt(struct writer *w, const struct finding *finding)
{
    struct mark marks[LABELS];
    size_t count = gather_marks(w, finding, marks);
    struct position head = marks[0].position;
    sort_marks(marks, count);
    settle_windows(marks, count);
    w->gutter = 1;
    for (size_t i = 0; i < count; i++)
        if (digits_of(marks[i].position.line) > w->gutter)
            w->gutter = digits_of(marks[i].position.line);
    buffer_repeat(w->out, TEXT(" "), w->gutter + 1);
    buffer_literal(w->out, "┌─ ");
    unicode_escape(w->out, finding->place.source->name);
    buffer_format(w->out, ":%u:%u\n", head.line, head.column);
    write_gutter(w, TEXT(""), "│\n");
    write_marks(w, marks, count);
}

static void write_remarks(struct writer *w, const struct finding *finding)
{
    for (const struct remark *remark = finding->remarks; remark; remark = remark->next) {
        if (remark->kind == REMARK_LABEL)
            continue;
        buffer_repeat(w->out, TEXT(" "), w->gutter + 1);
        buffer_literal(w->out, "= ");
        if (remark->kind == REMARK_HELP)
            buffer_format(w->out, "%s: ", words_help[w->language]);
        add_message(w, remark->message, remark->arguments);
        buffer_byte(w->out, '\n');
    }
}

static void write_finding(struct writer *w, const struct finding *finding)
{
    const struct check_entry *entry = &check_catalogue[finding->check];
    buffer_format(w->out, "%s[%s %s]: ", severities[finding->severity][w->language], entry->code,
                  entry->name);
    add_message(w, finding->message, finding->arguments);
    buffer_byte(w->out, '\n');
    w->gutter = 1;
    if (finding->place.source)
        write_excerpt(w, finding);
    write_remarks(w, finding);
    buffer_byte(w->out, '\n');
}

void report_text(struct buffer *out, const struct findings *findings, enum language language)
{
    struct writer writer = {.out = out, .arena = out->arena, .language = language};
    size_t left = 0, count = 0;
    for (enum severity each = SEVERITY_NOTE; each <= SEVERITY_ERROR; each++)
        left += findings->counts[each];
    for (const struct finding *each = findings->first; each && count < LIMIT_FINDINGS;
         each = each->next, count++, left--)
        write_finding(&writer, each);
    if (left > 0)
        buffer_format(out, language == LANGUAGE_ZH ? "还有 %zu 条没有列出\n\n" : "and %zu more\n\n",
                      left);
}

void report_waived(struct buffer *out, const struct findings *waived, enum language language)
{
    struct writer writer = {.out = out, .arena = out->arena, .language = language};
    for (const struct finding *each = waived->first; each; each = each->next) {
        struct mark mark = make_mark(&writer, each->place, true);
        buffer_add(out, language == LANGUAGE_ZH ? TEXT("许可") : TEXT("waived"));
        buffer_format(out, "[%s %s]: ", check_catalogue[each->check].code,
                      check_catalogue[each->check].name);
        unicode_escape(out, each->place.source->name);
        buffer_format(out, ":%u:%u: ", mark.position.line, mark.position.column);
        add_message(&writer, each->message, each->arguments);
        buffer_byte(out, '\n');
    }
    if (waived->first)
        buffer_byte(out, '\n');
}

static void write_counts(struct buffer *out, const size_t *counts, size_t files, bool zh)
{
    const char *const plural[] = {"s", "", "s"};
    size_t errors = counts[SEVERITY_ERROR], warnings = counts[SEVERITY_WARNING];
    size_t notes = counts[SEVERITY_NOTE];
    if (zh)
        buffer_format(out, "%zu 个文件：错误 %zu，警告 %zu，提示 %zu\n", files, errors, warnings,
                      notes);
    else
        buffer_format(out, "%zu file%s: %zu error%s, %zu warning%s, %zu note%s\n", files,
                      plural[files > 2 ? 2 : files], errors, plural[errors > 2 ? 2 : errors],
                      warnings, plural[warnings > 2 ? 2 : warnings], notes,
                      plural[notes > 2 ? 2 : notes]);
}

void report_summary(struct buffer *out, const size_t *counts, size_t files, enum language language)
{
    bool zh = language == LANGUAGE_ZH;
    if (counts[SEVERITY_ERROR] + counts[SEVERITY_WARNING] + counts[SEVERITY_NOTE] == 0)
        buffer_format(out, zh ? "%zu 个文件，没有发现问题\n" : "%zu file%s, no findings\n", files,
                      files == 1 ? "" : "s");
    else
        write_counts(out, counts, files, zh);
}
