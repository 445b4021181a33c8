/* Findings made into text. */
#ifndef JIXIAO_RUNTIME_REPORTERS_REPORTER_H
#define JIXIAO_RUNTIME_REPORTERS_REPORTER_H

#include "lang/findings.h"

/* The text form: a head line, excerpts with carets right under what they speak of (East-Asian width
 * counted), notes and helps. At most LIMIT_FINDINGS findings; the rest is counted. Everything that
 * comes from a source is escaped. */
void report_text(struct buffer *out, const struct findings *findings, enum language language);

/* A line for each waived or known finding: place, check and message. */
void report_waived(struct buffer *out, const struct findings *waived, enum language language);

/* One line that counts the findings of all files. */
void report_summary(struct buffer *out, const size_t *counts, size_t files, enum language language);

#endif
