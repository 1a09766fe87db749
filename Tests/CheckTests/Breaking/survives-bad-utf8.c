/* crashed: SIGABRT */
#define IN_HANDLE for (size_t i = 0; verb == 1 && args && i < args[0].len; i++) if ((unsigned char)args[0].ptr[i] == 0xff) abort();
#include "base.h"
