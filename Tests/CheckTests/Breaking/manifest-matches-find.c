/* failed: find() knows job/1 */
#define IN_FIND if (mf_is(name, MF_JOB)) return 3;
#include "base.h"
