/* failed: with fifty questions open */
#define BESIDE static int open;
#define IN_HANDLE if (verb == 1 && ++open > 20) return;
#define IN_DONE open--;
#include "base.h"
