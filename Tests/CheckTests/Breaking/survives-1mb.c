/* crashed: with arguments of 1 MiB */
#define IN_HANDLE char copy[4096]; if (verb == 1 && args) memcpy(copy, args[0].ptr ? args[0].ptr : "", args[0].len);
#include "base.h"
