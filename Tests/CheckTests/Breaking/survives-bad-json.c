/* crashed: SIGABRT */
#define IN_HANDLE if (verb == 1 && args && args[0].len > 0 && args[0].len < 5000 && args[0].ptr[0] == '[') abort();
#include "base.h"
