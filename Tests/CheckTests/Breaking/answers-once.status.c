/* failed: with 7, which is no status */
#define IN_DONE host->reply(host, it->token, 7, MF_STR("hello"));
#include "base.h"
