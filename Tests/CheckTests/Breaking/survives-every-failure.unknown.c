/* failed: kv.get/1 answering status -99 */
#define IN_DONE if (status < MF_TOO_LARGE) { free(it); return; }
#include "base.h"
