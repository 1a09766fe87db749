/* Ends the process as a program would. */
#include "deed.h"
static void deed(mf_token token) { (void)token; exit(3); }
