/* Ends the process without a word to anybody. */
#include "deed.h"
static void deed(mf_token token) { (void)token; _exit(0); }
