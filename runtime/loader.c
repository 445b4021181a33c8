#include "runtime/loader.h"

#include <string.h>

#include "grammar/parse.h"
#include "lang/fold.h"
#include "lang/format.h"
#include "lang/limits.h"
#include "lang/schema.h"
#include "lang/standards.h"
#include "runtime/csv_reader.h"

/* A file that is loaded, or being loaded while its includes are followed. */
struct file {
    struct file_identity identity;
    const struct source *source;
    struct text relative; /* to the root's directory */
    struct file *parent;  /* that included it first */
    bool open;
    struct file *next;
};

struct loader {
    struct arena *arena;
    struct findings *findings;
    struct text directory; /* of the root; empty: the current one */
    struct file *files;
    size_t total; /* bytes */
    unsigned orders;
    struct loaded loaded;
    size_t capacity;
};

static void report(struct loader *l, struct place place, enum message message, struct text what,
                   struct text why, enum message help)
{
    struct finding *finding = finding_add(l->findings, CHECK_INCLUDE, place, message,
                                          ARGUMENTS(argument_text(what), argument_text(why)));
    finding_help(l->findings, finding, help, NO_ARGUMENTS);
}

static void report_status(struct loader *l, struct place place, struct text name,
                          struct file_status status)
{
    switch (status.fault) {
    case FILE_SOUND: break;
    case FILE_OUTSIDE:
        report(l, place, MESSAGE_INCLUDE_OUTSIDE, name, TEXT(""), MESSAGE_INCLUDE_OUTSIDE_HELP);
        break;
    case FILE_MISSING:
    case FILE_NOT_DIRECTORY:
        report(l, place, MESSAGE_INCLUDE_MISSING, name, TEXT(""), MESSAGE_INCLUDE_RELATIVE_HELP);
        break;
    case FILE_NOT_REGULAR:
        report(l, place, MESSAGE_INCLUDE_NOT_REGULAR, name, TEXT(""),
               MESSAGE_INCLUDE_RELATIVE_HELP);
        break;
    case FILE_TOO_LARGE:
        finding_add(l->findings, CHECK_LIMIT, place, MESSAGE_LIMIT_SOURCE,
                    ARGUMENTS(argument_count(LIMIT_SOURCE_BYTES)));
        break;
    case FILE_DENIED:
    case FILE_CHANGED:
    case FILE_FAILED:
        report(l, place, MESSAGE_INCLUDE_UNREADABLE, name,
               text_from(status.system_error ? strerror(status.system_error) : "changed"),
               MESSAGE_INCLUDE_RELATIVE_HELP);
        break;
    }
}

/* `written` as seen from the root's directory, with `.` and `..` taken away; false when it is
 * absolute or leaves the directory. */
static bool join(struct arena *arena, struct text directory, struct text written,
                 struct text *joined)
{
    struct buffer path = buffer_in(arena);
    struct text rest = text_format(arena, "%.*s%s%.*s", TEXT_ARG(directory),
                                   directory.size > 0 ? "/" : "", TEXT_ARG(written));
    if (text_starts(written, TEXT("/")) || memchr(written.data, 0, written.size))
        return false;
    while (rest.size > 0) {
        const char *slash = memchr(rest.data, '/', rest.size);
        struct text part = {rest.data, slash ? (size_t)(slash - rest.data) : rest.size};
        rest = text_skip(rest, part.size + (slash != NULL));
        if (part.size == 0 || text_equal(part, TEXT(".")))
            continue;
        if (text_equal(part, TEXT(".."))) {
            if (path.size == 0)
                return false;
            while (path.size > 0 && path.data[path.size - 1] != '/')
                path.size--;
            path.size -= path.size > 0;
            continue;
        }
        if (path.size > 0)
            buffer_byte(&path, '/');
        buffer_add(&path, part);
    }
    *joined = buffer_text(&path);
    return joined->size > 0;
}

static struct text directory_of(struct text path)
{
    while (path.size > 0 && path.data[path.size - 1] != '/')
        path.size--;
    return text_chop(path, path.size > 0);
}

static struct text shown_name(const struct loader *l, struct text relative)
{
    return l->directory.size > 0
               ? text_format(l->arena, "%.*s%s%.*s", TEXT_ARG(l->directory),
                             text_ends(l->directory, TEXT("/")) ? "" : "/", TEXT_ARG(relative))
               : relative;
}

/* Reads a file named in a statement of `parent`; false after reporting why not. */
static bool read_named(struct loader *l, const struct file *parent, struct place place,
                       struct text written, struct text *relative, struct text *bytes,
                       struct file_identity *identity)
{
    struct file_status status = {FILE_OUTSIDE, 0};
    if (join(l->arena, directory_of(parent->relative), written, relative)) {
        const char *root = l->directory.size > 0 ? text_string(l->arena, l->directory) : ".";
        status = file_read_beneath(l->arena, root, text_string(l->arena, *relative),
                                   LIMIT_SOURCE_BYTES, bytes, identity);
    }
    if (status.fault == FILE_SOUND) {
        l->total += bytes->size;
        if (l->total <= LIMIT_TOTAL_BYTES)
            return true;
        finding_add(l->findings, CHECK_LIMIT, place, MESSAGE_LIMIT_TOTAL,
                    ARGUMENTS(argument_count(LIMIT_TOTAL_BYTES)));
        return false;
    }
    report_status(l, place, written, status);
    return false;
}

static struct file *find(const struct loader *l, struct file_identity identity)
{
    struct file *file = l->files;
    while (file &&
           (file->identity.device != identity.device || file->identity.inode != identity.inode))
        file = file->next;
    return file;
}

static void report_circle(struct loader *l, struct place place, const struct file *from,
                          const struct file *to)
{
    struct text circle = to->source->name;
    for (const struct file *each = from; each && each != to; each = each->parent)
        circle =
            text_format(l->arena, "%.*s → %.*s", TEXT_ARG(each->source->name), TEXT_ARG(circle));
    circle = text_format(l->arena, "%.*s → %.*s", TEXT_ARG(to->source->name), TEXT_ARG(circle));
    finding_add(l->findings, CHECK_INCLUDE, place, MESSAGE_INCLUDE_CIRCLE,
                ARGUMENTS(argument_text(circle)));
}

static void add_tree(struct loader *l, struct syntax_tree *tree)
{
    if (l->loaded.count == l->capacity) {
        size_t capacity = l->capacity ? l->capacity * 2 : 4;
        l->loaded.trees =
            arena_grow(l->arena, l->loaded.trees, l->capacity * sizeof *l->loaded.trees,
                       capacity * sizeof *l->loaded.trees);
        l->capacity = capacity;
    }
    l->loaded.trees[l->loaded.count++] = tree;
    l->loaded.complete = l->loaded.complete && tree->complete;
}

static void follow(struct loader *l, struct syntax_tree *tree, struct file *file, unsigned depth);

static struct file *open_file(struct loader *l, struct file *parent, const struct source *source,
                              struct text relative, struct file_identity identity)
{
    struct file *file = ARENA_NEW(l->arena, struct file);
    *file = (struct file){identity, source, relative, parent, true, l->files};
    l->files = file;
    return file;
}

/* The plain text of a label; false when it holds an interpolation. */
static bool plain_text(struct arena *arena, const struct source *source,
                       const struct syntax_text *label, struct text *plain)
{
    struct buffer out = buffer_in(arena);
    for (const struct syntax_piece *piece = label->pieces; piece; piece = piece->next) {
        if (piece->value)
            return false;
        literal_piece_write(&out, source, label, piece, 0);
    }
    *plain = buffer_text(&out);
    return true;
}

/* Loads a file named in a statement; NULL when it cannot be, or is being loaded already. */
static const struct source *include(struct loader *l, struct file *from, struct place place,
                                    struct text written, unsigned depth)
{
    struct text relative, bytes;
    struct file_identity identity;
    if (depth > LIMIT_INCLUDE_DEPTH || l->orders >= LIMIT_INCLUDE_FILES) {
        bool deep = depth > LIMIT_INCLUDE_DEPTH;
        finding_add(l->findings, CHECK_LIMIT, place,
                    deep ? MESSAGE_LIMIT_INCLUDE_DEPTH : MESSAGE_LIMIT_INCLUDE_FILES,
                    ARGUMENTS(argument_count(deep ? LIMIT_INCLUDE_DEPTH : LIMIT_INCLUDE_FILES)));
        return NULL;
    }
    if (!read_named(l, from, place, written, &relative, &bytes, &identity))
        return NULL;
    struct file *known = find(l, identity);
    if (known) {
        if (known->open)
            report_circle(l, place, from, known);
        return known->open ? NULL : known->source;
    }
    struct source *source = source_new(l->arena, shown_name(l, relative), bytes);
    source->order = ++l->orders;
    source->shown = true;
    struct syntax_tree *tree = parse(l->arena, source, l->findings);
    add_tree(l, tree);
    struct file *file = open_file(l, from, source, relative, identity);
    follow(l, tree, file, depth);
    file->open = false;
    return source;
}

static bool is_called(struct loader *l, const struct syntax_statement *statement,
                      const struct text *words)
{
    struct text word = fold_name(l->arena, statement->kind->text);
    return text_equal(word, words[LANGUAGE_ZH]) || text_equal(word, words[LANGUAGE_EN]);
}

/* Data ---------------------------------------------------------------------------------------- */

static void report_csv(struct loader *l, struct place place, struct text name, enum csv_fault fault)
{
    static const enum message reasons[] = {[CSV_UNCLOSED_QUOTE] = MESSAGE_DATA_CSV_QUOTE,
                                           [CSV_TEXT_AFTER_QUOTE] = MESSAGE_DATA_CSV_AFTER,
                                           [CSV_TOO_MANY] = MESSAGE_DATA_CSV_MANY};
    finding_add(l->findings, CHECK_INCLUDE, place, MESSAGE_DATA_CSV,
                ARGUMENTS(argument_text(name), argument_message(reasons[fault], TEXT(""))));
}

static void keep_table(struct loader *l, const struct syntax_statement *from,
                       const struct source *source, const struct csv_table *csv)
{
    struct data_table *table = ARENA_NEW(l->arena, struct data_table);
    table->from = from;
    table->source = source;
    table->count = csv->count;
    table->rows = ARENA_ARRAY(l->arena, struct data_cell *, csv->count);
    table->widths = ARENA_ARRAY(l->arena, size_t, csv->count);
    for (size_t i = 0; i < csv->count; i++) {
        table->widths[i] = csv->rows[i].count;
        table->rows[i] = ARENA_ARRAY(l->arena, struct data_cell, csv->rows[i].count);
        for (size_t j = 0; j < csv->rows[i].count; j++)
            table->rows[i][j] =
                (struct data_cell){csv->rows[i].cells[j].text, csv->rows[i].cells[j].at};
    }
    table->next = l->loaded.data;
    l->loaded.data = table;
}

static void load_data(struct loader *l, struct file *file, const struct syntax_statement *statement,
                      struct place place, struct text written)
{
    struct text relative, bytes;
    struct csv_table csv;
    struct span at;
    struct file_identity identity;
    if (!read_named(l, file, place, written, &relative, &bytes, &identity))
        return;
    struct source *source = source_new(l->arena, shown_name(l, relative), bytes);
    source->order = ++l->orders;
    source->shown = true;
    size_t errors = l->findings->counts[SEVERITY_ERROR];
    if (!parse_gate(source, l->findings) || errors != l->findings->counts[SEVERITY_ERROR])
        return;
    enum csv_fault fault = csv_read(l->arena, source, &csv, &at);
    if (fault == CSV_SOUND)
        keep_table(l, statement, source, &csv);
    else
        report_csv(l, (struct place){source, at}, written, fault);
}

/* Statements ------------------------------------------------------------------------------------
 */

/* Standards ---------------------------------------------------------------------------------------
 */

static bool is_declared(struct loader *l, struct text name)
{
    for (size_t i = 0; i < l->loaded.count; i++)
        for (const struct syntax_statement *each = l->loaded.trees[i]->statements; each;
             each = each->next)
            if (each->kind && each->name && is_called(l, each, schema_kinds[KIND_STANDARD].word) &&
                text_equal(fold_name(l->arena, each->name->text), name))
                return true;
    return false;
}

static void follow_standards(struct loader *l, const struct syntax_tree *tree, struct file *file,
                             const struct syntax_statement *statement);

/* Loads a standard that comes with the program, unless the report declares one of that name. */
static void load_standard(struct loader *l, struct text name)
{
    const struct embedded_standard *embedded = embedded_standards;
    while (embedded->name && !text_equal(text_from(embedded->name), name))
        embedded++;
    if (!embedded->name || is_declared(l, name))
        return;
    struct text shown = text_format(l->arena, "<%s>", embedded->name);
    struct source *source = source_new(l->arena, shown, embedded->source);
    source->order = ++l->orders;
    struct syntax_tree *tree = parse(l->arena, source, l->findings);
    add_tree(l, tree);
    follow_standards(l, tree, NULL, tree->statements);
}

static void refer(struct loader *l, const struct syntax_statement *from,
                  const struct source *source)
{
    struct file_reference *reference = ARENA_NEW(l->arena, struct file_reference);
    *reference = (struct file_reference){from, source, l->loaded.references};
    l->loaded.references = reference;
}

static void name_standard(struct loader *l, const struct syntax_tree *tree, struct file *file,
                          const struct syntax_statement *statement)
{
    const struct syntax_value *value = statement->content.values;
    struct text written;
    if (value->kind == VALUE_EXPRESSION && value->expression->kind == EXPRESSION_PATH) {
        load_standard(l, fold_name(l->arena, value->expression->path->text));
    } else if (file && value->kind == VALUE_TEXT &&
               plain_text(l->arena, tree->source, value->text, &written)) {
        const struct source *source =
            include(l, file, (struct place){tree->source, value->at}, written, 1);
        if (source)
            refer(l, statement, source);
    }
}

static void follow_standards(struct loader *l, const struct syntax_tree *tree, struct file *file,
                             const struct syntax_statement *statement)
{
    for (; statement; statement = statement->next) {
        bool says = statement->kind && !statement->name && statement->content.values;
        if (says && (is_called(l, statement, schema_properties[PROPERTY_STANDARD].word) ||
                     is_called(l, statement, schema_properties[PROPERTY_EXTENDS].word)))
            name_standard(l, tree, file, statement);
        follow_standards(l, tree, file, statement->children);
    }
}

static void follow_data(struct loader *l, const struct syntax_tree *tree, struct file *file,
                        const struct syntax_statement *statement)
{
    struct text written;
    for (; statement; statement = statement->next) {
        const struct syntax_value *value = statement->content.values;
        if (statement->kind && value && value->kind == VALUE_TEXT &&
            is_called(l, statement, schema_properties[PROPERTY_FROM].word) &&
            plain_text(l->arena, tree->source, value->text, &written))
            load_data(l, file, statement, (struct place){tree->source, value->at}, written);
        follow_data(l, tree, file, statement->children);
    }
}

static void follow(struct loader *l, struct syntax_tree *tree, struct file *file, unsigned depth)
{
    struct text written;
    for (const struct syntax_statement *each = tree->statements; each; each = each->next)
        if (each->kind && each->label && is_called(l, each, schema_kinds[KIND_INCLUDE].word) &&
            plain_text(l->arena, tree->source, each->label, &written))
            include(l, file, (struct place){tree->source, each->label->at}, written, depth + 1);
    follow_data(l, tree, file, tree->statements);
    follow_standards(l, tree, file, tree->statements);
}

/* The report of the year before is read by itself: its names are not this year's. */
static void load_prior(struct loader *l, struct file *file, struct place place, struct text written)
{
    struct text relative, bytes;
    if (!read_named(l, file, place, written, &relative, &bytes, &l->loaded.prior_identity))
        return;
    struct file *known = find(l, l->loaded.prior_identity);
    if (known) {
        report_circle(l, place, file, known);
        return;
    }
    struct source *source = source_new(l->arena, shown_name(l, relative), bytes);
    source->order = ++l->orders;
    source->shown = true;
    l->loaded.prior = parse(l->arena, source, l->findings);
}

static void follow_prior(struct loader *l, struct syntax_tree *tree, struct file *file)
{
    struct text written;
    for (const struct syntax_statement *each = tree->statements; each; each = each->next) {
        if (!each->kind || !is_called(l, each, schema_kinds[KIND_REPORT].word))
            continue;
        for (const struct syntax_statement *said = each->children; said; said = said->next) {
            const struct syntax_value *value = said->content.values;
            if (said->kind && value && value->kind == VALUE_TEXT && !l->loaded.prior &&
                is_called(l, said, schema_properties[PROPERTY_PRIOR_REPORT].word) &&
                plain_text(l->arena, tree->source, value->text, &written))
                load_prior(l, file, (struct place){tree->source, value->at}, written);
        }
    }
}

struct loaded load(struct arena *arena, struct syntax_tree *root,
                   const struct file_identity *identity, struct findings *findings)
{
    struct loader l = {.arena = arena, .findings = findings, .directory = root->source->path};
    l.loaded.complete = true;
    l.total = root->source->bytes.size;
    add_tree(&l, root);
    struct text name = text_skip(root->source->name, root->source->path.size);
    struct file *file = open_file(&l, NULL, root->source, name,
                                  identity ? *identity : (struct file_identity){0, 0});
    follow(&l, root, file, 0);
    follow_prior(&l, root, file);
    load_standard(&l, TEXT("全国2020"));
    return l.loaded;
}
