/* Standards: what a province demands, as data. Written in Jixiao itself, compiled here into the
 * values that checks ask for; what a standard leaves open it takes from the one it extends. */
#ifndef JIXIAO_LANG_STANDARD_H
#define JIXIAO_LANG_STANDARD_H

#include "lang/model.h"

/* A name with a number: a first-level weight, a grade band, a length limit. */
struct standard_entry {
    struct text name;
    struct number number; /* points in base measure, or characters */
    struct standard_entry *next;
};

/* A share of the weight for a qualitative result, or a step of the execution score. */
struct standard_range {
    struct text name;
    struct number low, high; /* as ratios; of a step: the rate from which on, and the share */
    struct standard_range *next;
};

struct standard_text {
    struct text text;
    struct standard_text *next;
};

enum execution_rule { EXECUTION_LINEAR, EXECUTION_FACTOR, EXECUTION_STEPS };

struct standard {
    struct text name;
    const struct node *node;
    struct standard_entry *weights; /* of first-level groups, and of 执行率 */
    struct number full;             /* the total: 100 points */
    bool execution_outside;         /* the execution row is not part of the total */
    enum execution_rule execution;  /* score of the execution row */
    struct number factor;           /* EXECUTION_FACTOR: points per 100 % before the cap */
    struct standard_range *steps;   /* EXECUTION_STEPS: highest rate first */
    bool overrun_allowed;           /* a rate above 100 % is capped instead of refused */
    bool zero_budget_full;          /* spending without a budget counts as 100 % */
    struct number reason_below;     /* a rate below asks for a reason; zero: never */
    bool adjustment_reason;         /* so does a budget changed in mid-year */
    struct standard_entry *bands;   /* grades, highest first; NULL: no grading */
    struct standard_range *qualities;
    struct standard_entry *lengths; /* characters, by property or section */
    struct standard_text *sections, *fields, *phrases;
    signed char severity[CHECKS]; /* enum severity; SEVERITY_UNSET or SEVERITY_IGNORED */
};

enum { SEVERITY_UNSET = -1, SEVERITY_IGNORED = -2 };

/* Compiles the standards of an evaluated model; what is wrong in them is reported. */
void standards_settle(struct model *model);

/* The standard that holds at `node`: said by its evaluation, project, unit or report, in this
 * order, else the default. Never NULL after standards_settle. */
const struct standard *standard_of(const struct model *model, struct node *node);

/* The number under `name`, or NULL. A name with 指标 at its end equals the one without. */
const struct standard_entry *standard_find(const struct standard_entry *list, struct text name);

/* The share of the weight that the standard's execution rule gives for a rate; false when a number
 * gets too long. */
bool standard_execution_share(const struct standard *standard, struct number rate,
                              struct number weight, struct number *share);

/* The grade of a total (full marks 100), or an empty text. */
struct text standard_grade(const struct standard *standard, struct number score);

#endif
