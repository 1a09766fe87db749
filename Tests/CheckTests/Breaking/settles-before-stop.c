/* failed: was never answered: cancel() and stop() came and went */
#define IN_DONE if (status == MF_CANCELLED) { free(it); return; }
#include "base.h"
