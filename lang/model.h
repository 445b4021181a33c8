/* The model: what a report says, bound to its vocabulary and names.
 *
 * A node is a statement whose kind is known and stands where it may; a figure is a place of a node
 * that can hold a value: a figure's own, a cell of a line, a weight. bind makes the nodes and
 * figures and settles what names refer to, evaluate fills in the values; checks and layout only
 * read. */
#ifndef JIXIAO_LANG_MODEL_H
#define JIXIAO_LANG_MODEL_H

#include "lang/number/interval.h"
#include "lang/schema.h"
#include "lang/syntax.h"

struct node;

/* What a name in a formula or text refers to: exactly one of them is set, none when unknown. */
struct target {
    struct figure *figure;
    const struct node *node; /* its label is meant */
    const struct node_property *property;
};

struct node_property {
    enum property property;
    const struct syntax_statement *syntax;
    const struct source *source;
    struct figure *figure;       /* of a year */
    const struct node *referred; /* of a unit or standard: the node its name refers to */
    struct node_property *next;
};

/* Columns of a fund or table, and what figures in it are counted in. */
struct grid {
    struct node **columns; /* none: the fund has one nameless column */
    unsigned count;        /* at least 1 */
    const struct measure *measure;
    struct text measure_word;       /* as written */
    bool measure_said;              /* that it has none was reported */
    const struct number *precision; /* in the base measure; NULL when not declared */
    struct figure *places;          /* for each column: measure and precision of its cells */
};

struct node {
    enum kind kind;
    struct source *source;
    const struct syntax_statement *syntax; /* NULL for the file and for figures of texts */
    struct span at;
    struct text name; /* folded; empty when there is none */
    struct span name_at;
    const struct syntax_text *label;
    struct node *parent, *children, *last_child, *next;
    struct figure *figures; /* an array */
    unsigned figure_count;
    struct node_property *properties;
    struct target target;      /* of a table: the fund or evaluation it places */
    struct grid *grid;         /* of a fund or table, else NULL */
    struct standard *standard; /* of a standard, once it is compiled */
    unsigned index;            /* of a column: its place */
    bool incomplete; /* a statement inside it did not parse: nothing about its whole is known */
};

enum value_kind {
    VALUE_KIND_NONE,  /* no cell was written, or the value could not be had */
    VALUE_KIND_EMPTY, /* blank */
    VALUE_KIND_NOT_APPLICABLE,
    VALUE_KIND_NUMBER,
    VALUE_KIND_TRUTH,
    VALUE_KIND_TEXT,
    VALUE_KIND_DATE,
};

/* A value: a number in the base measure of its dimension, with what it stands for. */
struct value {
    enum value_kind kind;
    bool truth;
    bool failed;                /* could not be had, for a reason that was reported */
    bool rounded;               /* of a truth: it holds only within rounding */
    bool approximate;           /* written with 约, 余 … */
    enum relation relation;     /* of a target: >= 90% */
    struct number number, high; /* high: the upper end of a range, when `ranged` */
    bool ranged;
    const struct measure *measure; /* NULL: a bare number */
    struct text measure_word;      /* how the measure is printed */
    bool touching;                 /* without a blank before it, as it was written */
    struct number quantum;         /* zero: exact, or nothing is known of its rounding */
    struct interval range;         /* all values the number may stand for */
};

struct reference {
    const struct syntax_expression *path; /* where it is named */
    struct target target;
};

enum figure_state { FIGURE_UNSEEN, FIGURE_OPEN, FIGURE_DONE };

struct figure {
    struct node *node;
    unsigned index;                          /* among the figures of its node */
    const struct syntax_value *stated;       /* NULL when nothing was stated */
    const struct syntax_expression *formula; /* computes it, or verifies what was stated */
    const struct source *source;             /* of stated, when it is not the node's: a data file */
    const struct measure *measure;           /* of its place; NULL when the place has none */
    struct text measure_word;
    const struct number *precision; /* declared, in the base measure; or NULL */
    bool usual; /* the precision is the standard's, and holds for the place's own measure only */
    struct reference *references;   /* of stated and then formula, in the order of evaluation */
    unsigned reference_count;
    enum figure_state state;
    bool used;     /* something refers to it or shows it */
    bool declared; /* has a name of its own: `数`, or in a text */
    bool doubtful; /* an error was found in it */
    struct value value;
    struct value *computed; /* of the formula, where a value is stated as well */
    struct figure *next;    /* all figures of the model, in order of source */
};

struct model {
    struct arena *arena;
    struct findings *findings;
    struct measures *measures;
    struct node *file; /* the root: everything of the report and its includes */
    bool has_report;
    struct node *default_standard; /* holds where none is said: the first report's, else the
                                      national one; NULL when that was not loaded */
    bool unsound; /* something was left out or does not resolve: not all uses of names are known */
    struct figure *figures, *last_figure;
    size_t figure_count;
};

#define for_each_child(child, parent_node)                                                         \
    for (struct node *child = (parent_node)->children; child; child = child->next)

struct node_property *node_property(const struct node *node, enum property property);
/* The nearest node of `kind` around `node`, itself included; NULL when there is none. */
struct node *node_around(struct node *node, enum kind kind);
/* The grid a line, column or its fund belongs to; NULL outside of one. */
struct grid *node_grid(struct node *node);
struct place node_place(const struct node *node);
/* Where the node is named, or its head. */
struct place node_name_place(const struct node *node);
struct place figure_place(const struct figure *figure);
struct place place_in(const struct node *node, struct span span);
/* The figure a name that ends at `node` stands for; NULL when there is none, *many when it has
 * several columns. */
struct figure *node_figure(const struct node *node, bool *many);
/* Parts of a sum: whether `node` only groups lines (分解, 其中, 重列). */
bool node_groups_lines(const struct node *node);

#endif
