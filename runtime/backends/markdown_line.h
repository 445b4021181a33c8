/* One line of Markdown in the making: inline content that is written so that it renders as itself
 * and as nothing else, by CommonMark 0.30 and 0.31 and by GitHub's dialect. */
#ifndef JIXIAO_RUNTIME_BACKENDS_MARKDOWN_LINE_H
#define JIXIAO_RUNTIME_BACKENDS_MARKDOWN_LINE_H

#include "runtime/document.h"

enum glyph_kind {
    GLYPH_CHARACTER, /* value: its code point */
    GLYPH_BREAK,
    GLYPH_EMPHASIS, /* value of these and their ends: the place of the other one */
    GLYPH_EMPHASIS_END,
    GLYPH_STRONG,
    GLYPH_STRONG_END,
    GLYPH_CODE,
    GLYPH_CODE_END,
    GLYPH_LINK,
    GLYPH_LINK_END, /* value: its place in the list of links */
};

struct glyph {
    uint32_t kind, value;
};

struct markdown_line {
    struct arena *arena;
    struct glyph *glyphs;
    size_t begin, end, capacity; /* glyphs before `begin` are blanks that were trimmed */
    const struct prose_node **links;
    size_t link_count, link_capacity;
};

enum markdown_place { PLACE_PARAGRAPH, PLACE_HEADING, PLACE_CELL };

/* Empties the line; what it allocated is used again. */
void markdown_line_clear(struct markdown_line *line);

/* Appends text as it is to be read; line feeds become breaks. */
void markdown_line_text(struct markdown_line *line, struct text text);

/* Appends inlines from `first` on; `mark` follows doubtful figures (empty: nothing does). */
void markdown_line_inlines(struct markdown_line *line, const struct prose_node *first,
                           struct text mark);

/* Opens and closes a GLYPH_STRONG …; an element left empty vanishes. */
size_t markdown_line_open(struct markdown_line *line, enum glyph_kind kind);
void markdown_line_close(struct markdown_line *line, size_t opened);

/* Takes blanks and breaks away at both ends. False when nothing is left. */
bool markdown_line_trim(struct markdown_line *line);

/* Appends the line without a line end; it starts at the start of a block when in a paragraph. */
void markdown_line_write(const struct markdown_line *line, enum markdown_place place,
                         struct buffer *out);

#endif
