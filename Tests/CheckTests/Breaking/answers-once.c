/* failed: it answered route/1 GET / again after it had ended */
#define IN_DONE page(it->token, "well");
#include "base.h"
