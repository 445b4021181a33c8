/* What the scanner and the parser share while one file is read. Private to grammar/. */
#ifndef JIXIAO_GRAMMAR_READER_H
#define JIXIAO_GRAMMAR_READER_H

#include "lang/findings.h"
#include "lang/limits.h"
#include "lang/syntax.h"

/* A `{` that is open: where, and how far its line is indented. */
struct brace {
    struct span at;
    uint32_t indent;
};

/* How unbalanced braces are mended in the next attempt: as if a `}` stood before `at`, or as if the
 * `}` at `at` were not there. `open` is the brace concerned. */
struct repair {
    enum { REPAIR_NONE, REPAIR_CLOSE, REPAIR_IGNORE } kind;
    struct span at;
    struct span open;
    bool done;
};

struct reader {
    struct builder builder;
    struct findings *findings;
    struct syntax_statement *statements; /* the result */

    char *scanned;    /* the scanner's own copy of the source; it writes into it while it scans */
    int last, before; /* the newest token, and the one before it */
    unsigned parens;  /* open ( */
    uint32_t line_start; /* of the line on which the last statement began */
    int text_state;      /* start condition of the text an interpolation stands in */
    struct span text_open, figure_open, bar; /* where the newest text, figure and cell begin */
    bool text_broken;                        /* the statement was broken before the text began */
    bool figure_broken;                      /* the open interpolation was reported as unclosed */

    struct brace braces[LIMIT_NESTING];
    unsigned depth;
    struct brace closed;   /* the block that the newest `}` closed, */
    struct span closed_at; /* and that `}`; empty once the next statement has begun */
    unsigned skipped;      /* open braces beyond the limit, whose content is passed over */

    struct repair repairs[LIMIT_BRACE_REPAIRS];
    unsigned repair_count;
    /* The first places where a block looks left open, or closed too early. */
    struct repair open_suspect, close_suspect;
    const struct repair *cause; /* the suspect that explains the imbalance this attempt met */
    bool unclosed_said;
    bool broken; /* an error was reported in this statement: stay silent until it ends */
};

/* The scanner's actions: each tells what token the bytes at `at` are, or 0 for none. */
int reader_number(struct reader *reader, struct span at);
int reader_word(struct reader *reader, struct span at);
int reader_dash(struct reader *reader, struct span at);
int reader_open_paren(struct reader *reader, struct span at);
/* Whether the line break at `at` ends a statement. */
bool reader_ends_statement(struct reader *reader, struct span at);
/* Braces: the token, or 0 when a repair or the nesting limit swallows it. */
int reader_open_brace(struct reader *reader, struct span at);
int reader_close_brace(struct reader *reader, struct span at);
/* Whether a repair closes a block at the line break `at`, and doing so, once. */
bool reader_closes_before(struct reader *reader, struct span at);
void reader_close_before(struct reader *reader, struct span at);
/* At the end of the file: true while a block is left to close. */
bool reader_closes_at_end(struct reader *reader);
void reader_unknown_character(struct reader *reader, struct span at);
void reader_unclosed_text(struct reader *reader, uint32_t end);
/* At the end of an interpolation that was not closed: reports it and gives true, so that its
 * content is passed over; the second time, false: now it ends. *at becomes empty. */
bool reader_unclosed_interpolation(struct reader *reader, struct span *at);
void reader_open_text(struct reader *reader, struct span at);
/* Whether the brace at `at` ends its line: in a string it was meant to open a block. */
bool reader_opens_block(const struct reader *reader, struct span at);

#endif
