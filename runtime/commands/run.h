/* What the commands share: reading a file named on the command line and compiling it. */
#ifndef JIXIAO_RUNTIME_COMMANDS_RUN_H
#define JIXIAO_RUNTIME_COMMANDS_RUN_H

#include "runtime/compile.h"
#include "runtime/options.h"

struct input {
    struct text name, bytes;
    struct file_identity identity;
};

/* Reads `path` (`-`: standard input). On failure complains and gives false. */
bool input_read(struct arena *arena, const struct options *options, const char *path,
                struct input *input);

/* Runs `work` for each file in an arena of its own, so that memory is given back between files, and
 * gives the worst exit code. When memory runs out, complains and goes on with the next file. */
int run_each(const struct options *options, void *context,
             int (*work)(struct arena *arena, const struct options *options, const char *path,
                         void *context));

/* What a command that works on no file prints, and its exit code. */
struct page {
    const struct options *options;
    int code; /* EXIT_TROUBLE until `write` sets it */
};

/* Calls `write` with a struct page; complains when memory runs out. Gives the exit code. */
int run_page(const struct options *options, void (*write)(struct arena *arena, void *page));

/* Prints; when that fails (a full disk, a closed pipe), complains and gives EXIT_TROUBLE, else
 * `code`. */
int print_or_complain(const struct options *options, int descriptor, struct text bytes, int code);

#endif
