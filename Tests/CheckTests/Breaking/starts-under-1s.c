/* failed: start() took 1 */
#define IN_START nap(1300);
#include "base.h"
