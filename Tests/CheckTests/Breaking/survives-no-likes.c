/* failed: start() answered UNSUPPORTED */
#define IN_START if (push == 0) return MF_UNSUPPORTED;
#include "base.h"
