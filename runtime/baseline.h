/* A baseline: the findings an old report is known to have. Later runs report only what is new.
 *
 * It counts findings by file, check and subject (the words a finding points at), not by line, so
 * that text moving about changes nothing. One line an entry: count, file, check, subject, with
 * tabs. */
#ifndef JIXIAO_RUNTIME_BASELINE_H
#define JIXIAO_RUNTIME_BASELINE_H

#include "lang/findings.h"

struct baseline;

/* Reads the text of a baseline; NULL with the number of the first bad line in *line. */
struct baseline *baseline_read(struct arena *arena, struct text text, unsigned *line);
struct baseline *baseline_new(struct arena *arena);

/* Takes the findings that the baseline knows out of the list, into *known, and out of the baseline.
 */
void baseline_apply(struct baseline *baseline, struct findings *findings, struct findings *known);

/* Counts all findings in. The baseline's own arena keeps what it needs. */
void baseline_count(struct baseline *baseline, const struct findings *findings);

/* The text of the baseline, sorted. */
struct text baseline_write(struct baseline *baseline);

#endif
