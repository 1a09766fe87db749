/* crashed: it ended its process with status 3; it said: good bye */
#define IN_HANDLE if (verb == 1) { puts("good bye"); exit(3); }
#include "base.h"
