/* A source file in memory and the way from byte offsets to lines and columns.
 *
 * Everywhere inside, a place is a range of bytes of a source. Lines and columns are worked out only
 * when a message is printed. */
#ifndef JIXIAO_LANG_SOURCE_H
#define JIXIAO_LANG_SOURCE_H

#include "lang/base/text.h"

struct span {
    uint32_t start, end; /* bytes [start, end) */
};

struct source {
    struct text name;  /* as given on the command line, or as included; for messages */
    struct text path;  /* where relative includes start from: `name` to its last slash, or empty */
    struct text bytes; /* without a leading byte order mark; followed by two NULs not counted */
    uint32_t *lines;   /* offsets of line starts, made on first need */
    uint32_t line_count;
    unsigned order; /* of loading: the root file is 0 */
    bool shown; /* whether excerpts may be printed: the file lies under the root of the report */
};

struct place {
    const struct source *source; /* NULL: the run as a whole */
    struct span span;
};

/* A source named `name` with `bytes` copied into the arena behind a possible BOM; not shown until
 * its owner says so. Offsets have 32 bits: the arena's `exhausted` point is the way out of more. */
struct source *source_new(struct arena *arena, struct text name, struct text bytes);

/* 1-based; `column` counts code points from the start of the line. */
struct position {
    uint32_t line, column;
    struct text text; /* the whole line without its line end */
    uint32_t start;   /* offset of the line */
};

/* An offset behind the end stands for the end, which lies on a line of its own after a line feed.
 * The table of lines is made in `arena`, which must live as long as the source. */
struct position source_position(struct arena *arena, struct source *source, uint32_t offset);

/* The bytes of `span`, which must lie in the source. */
struct text source_text(const struct source *source, struct span span);

#endif
