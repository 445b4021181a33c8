/* RFC 4180 tables from outside: figures exported from a spreadsheet. */
#ifndef JIXIAO_RUNTIME_CSV_READER_H
#define JIXIAO_RUNTIME_CSV_READER_H

#include "lang/source.h"

struct csv_cell {
    struct text text; /* unquoted; quotes taken away and doubled ones halved */
    struct span at;   /* in the source, quotes included */
};

struct csv_row {
    struct csv_cell *cells;
    size_t count; /* at least 1; rows may differ */
};

struct csv_table {
    struct csv_row *rows;
    size_t count;
};

enum csv_fault {
    CSV_SOUND,
    CSV_UNCLOSED_QUOTE,   /* a quoted cell never ends; at its opening quote */
    CSV_TEXT_AFTER_QUOTE, /* at the text between a closing quote and the end of the cell */
    CSV_TOO_MANY,         /* more than CSV_MAX_CELLS cells; at the first one too many */
};

#define CSV_MAX_CELLS 1000000

/* Reads LF or CRLF lines, comma separated; blank lines are left out; a missing last line end is
 * fine. A cell is quoted when it begins with a quote; every other cell is taken as it is, blanks,
 * quotes and lone CRs included. On a fault *at is where, and *table is empty. Linear in the size of
 * the source; cells without doubled quotes are slices of it. */
enum csv_fault csv_read(struct arena *arena, const struct source *source, struct csv_table *table,
                        struct span *at);

#endif
