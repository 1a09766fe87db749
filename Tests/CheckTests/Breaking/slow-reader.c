/* failed: more pieces after reply() had answered MF_CANCELLED */
#define IN_HANDLE if (verb == 1) { host->reply(host, token, MF_MORE, MF_STR("{\"status\":200}")); for (int i = 0; i < 100; i++) host->reply(host, token, MF_MORE, MF_STR("more")); host->reply(host, token, MF_OK, MF_STR("")); return; }
#include "base.h"
