/* Goes deeper until the stack is used up. */
#include "deed.h"
static volatile int bottom = -1;
static int deeper(int level) {
    volatile int here[256];
    here[0] = level;
    return level == bottom ? 0 : deeper(level + 1) + here[0];
}
static void deed(mf_token token) { (void)token; say("deep", deeper(0)); }
