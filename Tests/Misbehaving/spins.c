/* Counts for ever in a turn. */
#include "deed.h"
static volatile unsigned long counted;
static void deed(mf_token token) { (void)token; for (;;) counted++; }
