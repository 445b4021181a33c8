/* How figures and texts are written out: in documents, messages and dumps. Display never changes a
 * verdict: it rounds the exact value once, half away from zero. */
#ifndef JIXIAO_LANG_FORMAT_H
#define JIXIAO_LANG_FORMAT_H

#include "lang/model.h"

/* The figure as declared (`200 余篇`, `≥90%`), a computed one to the digits of its quantum; with
 * its measure when `measured`, or when that is not the measure of its place. Blanks write nothing,
 * what does not apply writes ——, texts and dates themselves. */
void figure_write(struct buffer *out, const struct figure *figure, bool measured);

/* The number of a value in its measure: `193.71 万元`; `digits` at least as many as the quantum
 * asks. */
void value_write(struct buffer *out, const struct value *value, bool measured);

/* `公用经费.决算2022`: the names that lead to the figure or node, as far as there are any. */
void figure_write_path(struct buffer *out, const struct figure *figure);
void node_write_path(struct buffer *out, const struct node *node);

/* A string, label or prose with its interpolations written out and escapes resolved; prose keeps
 * the backslashes that are CommonMark's, and loses its common indentation. */
void text_write(struct buffer *out, const struct source *source, const struct syntax_text *text);

/* What a piece of text shows: a figure, a label, a property. */
void piece_write(struct buffer *out, const struct syntax_piece *piece);

/* One literal piece, unescaped. `dedent` bytes are taken from the start of each of its lines. */
void literal_piece_write(struct buffer *out, const struct source *source,
                         const struct syntax_text *text, const struct syntax_piece *piece,
                         size_t dedent);
/* The indentation all lines of a prose share, in bytes; 0 for strings. */
size_t text_indent(const struct source *source, const struct syntax_text *text);

/* The label of a node, or its name. */
void node_write_label(struct buffer *out, const struct node *node);
/* The values of a property, separated by `separator`. */
void property_write(struct buffer *out, const struct node *node, enum property property,
                    struct text separator);

struct text figure_text(struct arena *arena, const struct figure *figure, bool measured);
struct text value_text(struct arena *arena, const struct value *value, bool measured);

#endif
