/* Waivers and severities: what becomes of a finding after it was made. */
#ifndef JIXIAO_LANG_WAIVERS_H
#define JIXIAO_LANG_WAIVERS_H

#include "lang/model.h"

/* Takes the findings that a waiver of their check covers (place inside the block the waiver stands
 * in) out of the list into *waived; reports waivers that waive nothing, say no reason, or have
 * expired by the report's own date. Then gives each finding the severity its report's standard
 * says. */
void waivers_apply(struct model *model, struct findings *waived);

#endif
