/* crashed: it touched memory that was lent to it for an earlier turn */
#define BESIDE static mf_str kept;
#define IN_HANDLE if (kept.ptr && kept.ptr[0] == 'x') return; if (count > 0) kept = args[0];
#include "base.h"
