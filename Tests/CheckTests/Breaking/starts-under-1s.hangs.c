/* hung: it did not come back from start() */
#define IN_START for (;;) nap(1000);
#include "base.h"
