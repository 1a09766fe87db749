/* failed: bytes more after each question */
#define BESIDE static void *leak;
#define IN_HANDLE leak = malloc(200); memset(leak, 1, 200);
#include "base.h"
