/* crashed: at the answer DENIED to its kv.get/1 */
#define IN_DONE if (status == MF_DENIED) *(volatile int *)0 = 1;
#include "base.h"
