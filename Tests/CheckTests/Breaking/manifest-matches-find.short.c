/* failed: "answers" lists health/1, but find() gives 0 */
#define IN_FIND if (mf_is(name, MF_HEALTH)) return 0;
#include "base.h"
