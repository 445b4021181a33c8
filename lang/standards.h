/* The standards that come with the program, embedded at build time from lang/standards/. */
#ifndef JIXIAO_LANG_STANDARDS_H
#define JIXIAO_LANG_STANDARDS_H

#include "lang/base/text.h"

struct embedded_standard {
    const char *name;   /* as in `标准: 名称` */
    struct text source; /* a Jixiao source */
};

/* In the order of their names' file; ends with a NULL name. */
extern const struct embedded_standard embedded_standards[];

#endif
