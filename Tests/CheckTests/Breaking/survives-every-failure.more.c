/* failed: again after it had ended */
#define done other_done
#define IN_HANDLE if (verb == 1) { mf_kv_get(host, get, MF_STR(""), MF_STR("key"), (mf_done){ hasty, (void *)(size_t)token }); return; }
#define BESIDE static void hasty(void *context, mf_status status, mf_str bytes) { (void)status, (void)bytes; page((mf_token)(size_t)context, "well"); }
#include "base.h"
