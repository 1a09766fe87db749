/* crashed: SIGSEGV at a null pointer, at it was loaded */
#include "base.h"
__attribute__((constructor)) static void early(void) { *(volatile int *)0 = 1; }
