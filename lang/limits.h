/* Every limit of the program, in one place. A source cannot raise them. */
#ifndef JIXIAO_LANG_LIMITS_H
#define JIXIAO_LANG_LIMITS_H

enum {
    LIMIT_SOURCE_BYTES = 16 << 20, /* of one file */
    LIMIT_TOTAL_BYTES = 64 << 20,  /* of a report with its includes and data */
    LIMIT_NESTING = 256,           /* blocks inside blocks, and parentheses inside parentheses */
    LIMIT_EXPRESSION = 1000,       /* operations inside operations: a formula of as many terms */
    LIMIT_TOKEN_BYTES = 1 << 20,   /* of one word or number */
    LIMIT_INCLUDE_DEPTH = 16,      /* files that include files */
    LIMIT_INCLUDE_FILES = 256,     /* files of one report, data files among them */
    LIMIT_FINDINGS = 100,          /* printed for one file; the rest is counted */
    LIMIT_FINDINGS_KEPT = 10000,   /* of one compilation; those found later are counted only */
    LIMIT_BRACE_REPAIRS = 8,       /* braces mended for one file, so that all else can be read */
    LIMIT_NEAREST = 10000,         /* names looked at for one “did you mean” */
    LIMIT_COLUMNS = 256,           /* of one fund */
    LIMIT_SHOWN_BYTES = 1 << 20,   /* that the interpolations of one text show */
    LIMIT_SHOWN_DEPTH = 64,        /* texts that show texts */
    LIMIT_TEXT_FIGURES = 60000,    /* interpolations in one text */
};

#endif
