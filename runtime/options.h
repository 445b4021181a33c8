/* The command line: one table of options, one record a command. */
#ifndef JIXIAO_RUNTIME_OPTIONS_H
#define JIXIAO_RUNTIME_OPTIONS_H

#include "lang/findings.h"

enum { EXIT_CLEAN = 0, EXIT_FINDINGS = 1, EXIT_TROUBLE = 2 };

enum dump_view { DUMP_MODEL, DUMP_TREE, DUMP_TOKENS };
enum explain_view { EXPLAIN_ALL, EXPLAIN_BAD, EXPLAIN_GOOD };

struct options {
    enum language language;
    const char *directory; /* -o */
    const char *formats;   /* --to, comma separated */
    const char *stdin_name;
    bool draft;
    const char *baseline; /* NULL: none */
    bool update_baseline, show_waived;
    enum dump_view view;
    enum explain_view example;
    char **files; /* or the words that the command takes instead */
    int file_count;
};

struct command {
    const char *name;
    const char *says[LANGUAGES]; /* what it does, for --help */
    const char *use;             /* its arguments */
    bool alone;                  /* may be called without any */
    int (*run)(const struct options *options);
};

extern const struct command command_check, command_build, command_dump, command_explain,
    command_standards;

/* Reads the words behind the command's name. A wrong word is reported to standard error in the
 * reader's language, with what was likely meant; then, and after --help and --version, false is
 * given back with the exit code in *code. */
bool options_read(int count, char **words, const struct command **command, struct options *options,
                  int *code);

/* Prints a line to standard error: the message in the language of the options, escaped. */
void complain(enum language language, const char *zh, const char *en, const char *what);

/* The same for a wrong word, then what was likely meant (`nearest`; NULL: where to look). Gives
 * EXIT_TROUBLE. */
int complain_word(enum language language, const char *zh, const char *en, const char *what,
                  const char *nearest);

#endif
