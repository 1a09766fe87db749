/* failed: never answered route/1 GET / after it was started again */
#define BESIDE static int ended;
#define IN_STOP ended = 1;
#define IN_HANDLE if (ended) return;
#include "base.h"
