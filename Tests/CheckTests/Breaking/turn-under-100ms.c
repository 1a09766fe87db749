/* failed: / took 1 */
#define IN_HANDLE if (verb == 1) nap(130);
#include "base.h"
