/* Makes the model of parsed files: kinds and properties by the schema, figures for every place that
 * holds a value, and what each name in a formula or text refers to. */
#ifndef JIXIAO_LANG_BIND_H
#define JIXIAO_LANG_BIND_H

#include "lang/model.h"

/* Where `取自` finds the cells of lines: a table read from a data file. Made by the loader. */
struct data_cell {
    struct text text;
    struct span at;
};

struct data_table {
    const struct syntax_statement *from; /* the `取自` statement it answers */
    const struct source *source;
    struct data_cell **rows; /* rows[0] are the headers */
    size_t *widths;          /* cells of each row */
    size_t count;
    struct data_table *next;
};

/* A file that a statement names: the one a `标准: "file.jx"` was loaded from. */
struct file_reference {
    const struct syntax_statement *from;
    const struct source *source;
    const struct file_reference *next;
};

/* Binds the trees of a report, the root file first. What is wrong is reported; whatever was said of
 * a statement is not said again of what rests on it. Never NULL. */
struct model *model_bind(struct arena *arena, struct syntax_tree *const *trees, size_t tree_count,
                         const struct data_table *data, const struct file_reference *references,
                         struct findings *findings);

#endif
