/* crashed: with empty arguments */
#define IN_HANDLE if (verb == 1 && args[0].ptr[0] == 'x') return;
#include "base.h"
