/* failed: something that is not a JSON object with "ok" */
#define IN_HANDLE if (verb == 2) { host->reply(host, token, MF_OK, MF_STR("[]")); return; }
#include "base.h"
