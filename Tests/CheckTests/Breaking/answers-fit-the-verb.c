/* failed: a first piece that is not JSON */
#define IN_HANDLE if (verb == 1) { host->reply(host, token, MF_OK, MF_STR("hello")); return; }
#include "base.h"
