/* failed: find() gives 1 for "route/11" */
#define IN_FIND if (name.len >= 7 && memcmp(name.ptr, "route/1", 7) == 0) return 1;
#include "base.h"
