/* Finds the files that a report includes and the data its funds are filled from. */
#ifndef JIXIAO_RUNTIME_LOADER_H
#define JIXIAO_RUNTIME_LOADER_H

#include "lang/bind.h"
#include "runtime/file.h"

struct loaded {
    struct syntax_tree **trees; /* the root file's first */
    size_t count;
    struct data_table *data;
    const struct file_reference *references;
    struct syntax_tree *prior; /* last year's report; NULL when none is named */
    struct file_identity prior_identity;
    bool complete; /* all trees are */
};

/* Follows the includes of `root` and of what they include; each file is loaded once. */
struct loaded load(struct arena *arena, struct syntax_tree *root,
                   const struct file_identity *identity, struct findings *findings);

#endif
