/* warned: it also exports helper */
#include "base.h"
__attribute__((visibility("default"))) int helper(void);
int helper(void) { return 7; }
