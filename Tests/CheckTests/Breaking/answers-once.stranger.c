/* failed: it answered token 70000, which it was never given */
#define IN_DONE host->reply(host, 70000, MF_OK, MF_STR("hello"));
#include "base.h"
