/* crashed: SIGSEGV at a null pointer, at start() */
#define BESIDE static char *buffer;
#define IN_START if (!buffer) buffer = malloc(16); else *(volatile char *)0 = 1;
#include "base.h"
