/* A backend turns the document into files. Backends are records in one table, found by name. */
#ifndef JIXIAO_RUNTIME_BACKENDS_BACKEND_H
#define JIXIAO_RUNTIME_BACKENDS_BACKEND_H

#include "runtime/document.h"
#include "runtime/file.h"

struct output_name;

/* Outputs of one report in the making; set arena and stem, leave the rest zero. */
struct outputs {
    struct arena *arena;
    struct text stem; /* of the file names: the source's name without its ending */
    struct output *list;
    size_t count, capacity;

    struct output_name *names; /* a hash table of the names given out */
    size_t name_count, name_capacity;
};

/* A file name that is safe everywhere and that no other output of this report has: the stem, `-`
 * and `part` where there is one, and `ending` (".csv"). Signs that are no letters, digits, `-` or
 * `_` become `_`; at most OUTPUT_NAME_MAX bytes; `-2`, `-3` … where the name is taken (case does
 * not count, for file systems that fold it). */
struct text outputs_name(struct outputs *outputs, struct text part, const char *ending);

#define OUTPUT_NAME_MAX 200

/* Adds a file; `name` comes from outputs_name. Both slices must live as long as the outputs. */
void outputs_add(struct outputs *outputs, struct text name, struct text bytes);

/* Going over a grid place by place, row by row: the cell whose upper left corner is there, or NULL
 * where another cell covers the place. `*next` starts at 0 and belongs to this function. */
const struct cell *table_cell(const struct table *table, unsigned row, unsigned column,
                              size_t *next);

/* What a draft says of itself, in the document's language and without digits. */
struct draft_words {
    struct text notice; /* the first line of the draft */
    struct text mark;   /* follows a doubtful figure, with the blank it needs */
};

const struct draft_words *draft_words(const struct document *document);

struct backend {
    const char *name;    /* as in --to */
    const char *zh, *en; /* what it writes, for --help */
    void (*render)(const struct document *document, struct outputs *outputs);
};

/* The record named `name`, or NULL. */
const struct backend *backend_find(struct text name);

/* All records in the order of --help; NULL ends them. */
extern const struct backend *const backends[];

/* Each backend file defines its record. */
extern const struct backend backend_markdown, backend_csv, backend_null;

#endif
