/* The finished document: what every backend writes, with nothing left to decide but the markup.
 *
 * Made by layout from the evaluated model; texts are final, figures are formatted, numbers of
 * headings given. All of it lives in the compilation's arena. */
#ifndef JIXIAO_RUNTIME_DOCUMENT_H
#define JIXIAO_RUNTIME_DOCUMENT_H

#include "lang/source.h"

struct figure; /* of the model */

/* A figure or label standing in prose, already formatted. */
struct inline_figure {
    struct text shown;
    const struct figure *figure; /* NULL for labels and properties */
    bool doubtful;               /* an error was found in it: drafts mark it */
};

enum prose_kind {
    PROSE_DOCUMENT, /* the root: blocks */
    PROSE_PARAGRAPH,
    PROSE_HEADING,    /* level 1..6, inlines */
    PROSE_BULLETS,    /* items; tight */
    PROSE_NUMBERED,   /* items; start, tight */
    PROSE_ITEM,       /* blocks, maybe none */
    PROSE_QUOTE,      /* blocks, maybe none */
    PROSE_CODE_BLOCK, /* texts and values; line feeds between its lines, none after the last */
    PROSE_RULE,       /* thematic break */

    PROSE_TEXT,  /* text, maybe empty; no line feeds but in code blocks */
    PROSE_VALUE, /* figure */
    PROSE_LINE_BREAK,
    PROSE_CODE, /* texts and values */
    PROSE_EMPHASIS,
    PROSE_STRONG,
    PROSE_LINK, /* inlines, never none and never another link; text is the address, title */
};

struct prose_node {
    enum prose_kind kind;
    bool tight; /* the items' paragraphs stand without blank lines between them */
    unsigned level, start;
    struct text text, title;
    const struct inline_figure *figure;
    struct prose_node *parent, *first, *last, *next;
};

/* Prose as a tree of CommonMark's blocks and inlines.
 *
 * In the source of the prose the character U+F0000 + i (PROSE_FIGURE) stands for figures[i]; in the
 * tree it is a node of its own. Private-use characters cannot occur in a source and character
 * references are not decoded, so nothing an author types can be mistaken for a figure, and no
 * figure can become markup.
 *
 * Already settled: soft breaks (nothing between two CJK characters, else one space), raw HTML and
 * character references (text), images (links to the picture, else their text), links whose address
 * is neither relative nor http, https or mailto (text). An address holds no control characters.
 * Lists, quotes and emphases nest at most PROSE_MAX_DEPTH deep, what is deeper stands in the
 * innermost; so a tree may be walked by recursion. */
struct prose {
    struct prose_node *root;
    struct inline_figure *figures;
    size_t figure_count;
};

#define PROSE_FIGURE      0xF0000u
#define PROSE_MAX_FIGURES 0xFFFDu
#define PROSE_MAX_DEPTH   64u

/* Parses `commonmark` (valid UTF-8, dedented, interpolations replaced by their placeholders). What
 * the figures show must be settled: it goes into addresses and decides soft breaks. The tree keeps
 * `figures`, not `commonmark`. */
struct prose *prose_parse(struct arena *arena, struct text commonmark,
                          struct inline_figure *figures, size_t figure_count);

/* Appends the placeholder for figure `index`, below PROSE_MAX_FIGURES. */
void prose_placeholder(struct buffer *out, size_t index);

enum role { ROLE_HEADER, ROLE_LABEL, ROLE_DATA, ROLE_TOTAL };
enum filling { FILLING_TEXT, FILLING_NUMBER, FILLING_BLANK, FILLING_NOT_APPLICABLE };

/* A cell of a grid. Positions count from 0; spans are at least 1. Cells are in row-major order of
 * their upper left corner and cover every place of the grid exactly once. */
struct cell {
    unsigned row, column, row_span, column_span;
    enum role role;
    enum filling filling;
    struct text shown; /* empty for a blank; may hold line feeds */
    const struct figure *figure;
    bool doubtful;
};

struct table {
    struct text name;    /* for file names and the tidy table: the path of the fund or evaluation */
    struct text caption; /* may be empty */
    unsigned rows, columns, header_rows;
    struct cell *cells;
    size_t cell_count;
};

enum block_kind {
    BLOCK_HEADING, /* level 1..4, number, text */
    BLOCK_CLAUSE,  /* level, number, prose */
    BLOCK_PROSE,
    BLOCK_TABLE,
    BLOCK_ANNEX_LIST, /* number “附件：” before the first text, texts one per line */
    BLOCK_ANNEX,      /* begins an annex: number “附件 1-1”, text its title */
};

struct block {
    enum block_kind kind;
    unsigned level;
    struct text number; /* 一、 （一） 1. （1）; may be empty */
    struct text text;
    struct prose *prose;
    const struct table *table;
    struct block *next;
};

/* One row of the tidy table: a figure of the report. */
struct fact {
    struct text table, row, column; /* names; table empty for figures of their own */
    struct text value;              /* plain decimal in the measure, a text, or empty */
    struct text measure;
    struct text status; /* stated computed verified blank not-applicable text date; of
                           a figure that an error was found in: doubtful */
    struct text source; /* file:line:column */
};

struct document {
    struct text title;
    struct text unit, year; /* for the tidy table; may be empty */
    struct text language;   /* "zh-CN" or "en" */
    bool draft;             /* written in spite of errors: the backends say so */
    struct block *blocks;
    struct fact *facts;
    size_t fact_count;
};

#endif
