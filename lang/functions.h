/* The functions of formulas. */
#ifndef JIXIAO_LANG_FUNCTIONS_H
#define JIXIAO_LANG_FUNCTIONS_H

#include "lang/findings.h"

enum function { FUNCTION_SUM, FUNCTION_MIN, FUNCTION_MAX, FUNCTION_ABSOLUTE, FUNCTIONS };

/* By its zh or en name; FUNCTIONS when there is none. */
enum function function_find(struct text name);
struct argument function_list(struct arena *arena);

#endif
