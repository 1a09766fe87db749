/* failed: when the host's answers came in reverse */
#define BESIDE static mf_token queue[64]; static size_t first, last;
#define IN_HANDLE if (verb == 1) { queue[last++ % 64] = token; }
#define IN_DONE if (it->token != queue[first++ % 64]) { free(it); return; }
#include "base.h"
