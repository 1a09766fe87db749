/* failed: it never answered route/1 GET / */
#define IN_HANDLE if (verb == 1) return;
#include "base.h"
