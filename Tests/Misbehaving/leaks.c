/* Takes memory and never gives it back. */
#include "deed.h"
static void deed(mf_token token) { (void)token; for (;;) memset(malloc(1 << 20), 7, 1 << 20); }
