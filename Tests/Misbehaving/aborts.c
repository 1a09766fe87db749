/* Calls abort. */
#include "deed.h"
static void deed(mf_token token) { (void)token; fputs("the third wheel came off\n", stderr); abort(); }
