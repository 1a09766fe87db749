/* failed: start() answered UNAVAILABLE: no key was set */
#define IN_START host->log(host, MF_ERROR, MF_STR("no key was set")); if (get) return MF_UNAVAILABLE;
#include "base.h"
