/* The generated scanner, as the rest of grammar/ sees it. */
#ifndef JIXIAO_GRAMMAR_SCAN_H
#define JIXIAO_GRAMMAR_SCAN_H

#include <stddef.h>

#include "lang/source.h"

#ifndef YY_TYPEDEF_YY_SCANNER_T
#define YY_TYPEDEF_YY_SCANNER_T
typedef void *yyscan_t;
#endif

struct reader;
struct yy_buffer_state;

/* The next token and its place; what lies beyond the nesting limit is passed over. */
int scan_next(struct span *at, yyscan_t scanner);

int scan_lex_init_extra(struct reader *reader, yyscan_t *scanner);
struct yy_buffer_state *scan__scan_buffer(char *base, size_t size, yyscan_t scanner);

#endif
