/* Ends the process in the one way nobody can catch. */
#include <signal.h>
#include "deed.h"
static void deed(mf_token token) { (void)token; raise(SIGKILL); }
