#include "runtime/baseline.h"

#include <stdlib.h>
#include <string.h>

enum { SUBJECT_BYTES = 60, BUCKETS = 4096 };

struct entry {
    struct text key; /* file, check and subject, with tabs between */
    size_t count;
    struct entry *chain;
};

struct baseline {
    struct arena *arena;
    struct entry *buckets[BUCKETS];
    size_t entries;
};

struct baseline *baseline_new(struct arena *arena)
{
    struct baseline *baseline = ARENA_NEW(arena, struct baseline);
    baseline->arena = arena;
    return baseline;
}

static struct entry **find(struct baseline *baseline, struct text key)
{
    uint64_t hash = 0xcbf29ce484222325u;
    for (size_t i = 0; i < key.size; i++)
        hash = (hash ^ (unsigned char)key.data[i]) * 0x100000001b3u;
    struct entry **link = &baseline->buckets[(hash ^ hash >> 32) % BUCKETS];
    while (*link && !text_equal((*link)->key, key))
        link = &(*link)->chain;
    return link;
}

static void add(struct baseline *baseline, struct text key, size_t count)
{
    struct entry **link = find(baseline, key);
    if (!*link) {
        *link = ARENA_NEW(baseline->arena, struct entry);
        (*link)->key = text_copy(baseline->arena, key);
        baseline->entries++;
    }
    (*link)->count += count;
}

/* The words a finding points at: one line, not too long. */
static void write_subject(struct buffer *out, const struct finding *finding)
{
    struct text subject = finding->place.source
                              ? source_text(finding->place.source, finding->place.span)
                              : (struct text){0};
    size_t size = subject.size < SUBJECT_BYTES ? subject.size : SUBJECT_BYTES;
    while (size < subject.size && ((unsigned char)subject.data[size] & 0xC0) == 0x80)
        size++;
    for (size_t i = 0; i < size; i++) {
        bool control = (unsigned char)subject.data[i] < 0x20;
        buffer_byte(out, control ? ' ' : subject.data[i]);
    }
}

static struct text key_of(struct arena *arena, const struct finding *finding)
{
    struct buffer key = buffer_in(arena);
    if (finding->place.source)
        buffer_add(&key, finding->place.source->name);
    buffer_byte(&key, '\t');
    buffer_add(&key, text_from(check_catalogue[finding->check].name));
    buffer_byte(&key, '\t');
    write_subject(&key, finding);
    return buffer_text(&key);
}

void baseline_count(struct baseline *baseline, const struct findings *findings)
{
    for (const struct finding *each = findings->first; each; each = each->next)
        add(baseline, key_of(findings->arena, each), 1);
}

static void append(struct findings *findings, struct finding *finding)
{
    finding->next = NULL;
    if (findings->last)
        findings->last->next = finding;
    else
        findings->first = finding;
    findings->last = finding;
}

void baseline_apply(struct baseline *baseline, struct findings *findings, struct findings *known)
{
    struct finding *each = findings->first, *next;
    findings->first = findings->last = NULL;
    for (; each; each = next) {
        next = each->next;
        struct entry *entry = *find(baseline, key_of(findings->arena, each));
        if (!entry || entry->count == 0) {
            append(findings, each);
            continue;
        }
        entry->count--;
        findings->counts[each->severity]--;
        known->counts[each->severity]++;
        append(known, each);
    }
}

/* A line: a count, a tab, and a key with two more. */
static bool read_line(struct baseline *baseline, struct text line)
{
    size_t digits = 0, count = 0, tabs = 0;
    while (digits < line.size && digits < 9 && line.data[digits] >= '0' && line.data[digits] <= '9')
        count = count * 10 + (size_t)(line.data[digits++] - '0');
    for (size_t i = 0; i < line.size; i++)
        tabs += line.data[i] == '\t';
    if (digits == 0 || tabs != 3 || line.data[digits] != '\t')
        return false;
    add(baseline, text_skip(line, digits + 1), count);
    return true;
}

struct baseline *baseline_read(struct arena *arena, struct text text, unsigned *line)
{
    struct baseline *baseline = baseline_new(arena);
    for (*line = 1; text.size > 0; ++*line) {
        const char *end = memchr(text.data, '\n', text.size);
        struct text each = {text.data, end ? (size_t)(end - text.data) : text.size};
        text = text_skip(text, each.size + (end != NULL));
        if (text_ends(each, TEXT("\r")))
            each = text_chop(each, 1);
        if (each.size > 0 && each.data[0] != '#' && !read_line(baseline, each))
            return NULL;
    }
    return baseline;
}

static int compare_entries(const void *left, const void *right)
{
    return text_compare((*(struct entry *const *)left)->key, (*(struct entry *const *)right)->key);
}

struct text baseline_write(struct baseline *baseline)
{
    struct entry **sorted = ARENA_ARRAY(baseline->arena, struct entry *, baseline->entries + 1);
    size_t count = 0;
    for (size_t i = 0; i < BUCKETS; i++)
        for (struct entry *entry = baseline->buckets[i]; entry; entry = entry->chain)
            sorted[count++] = entry;
    qsort(sorted, count, sizeof *sorted, compare_entries);
    struct buffer out = buffer_in(baseline->arena);
    buffer_literal(&out, "# jixiao baseline 1: count, file, check, subject\n");
    for (size_t i = 0; i < count; i++)
        buffer_format(&out, "%zu\t%.*s\n", sorted[i]->count, TEXT_ARG(sorted[i]->key));
    return buffer_text(&out);
}
