/* mailflow/limits.h: what a server of this release takes; a later one may take more. Written by tools/verbs.py from verbs.json. CC0-1.0. */
#ifndef MAILFLOW_LIMITS_H
#define MAILFLOW_LIMITS_H

#include "mailflow/plugin.h"

#define MF_MOST_ARGUMENT 16777216 /* one argument, in bytes */
#define MF_MOST_CALL 33554432 /* all arguments of one call, in bytes */
#define MF_MOST_ANSWER 67108864 /* a whole answer, in bytes */
#define MF_MOST_CALLS 1024 /* calls that may be pending at once */

#endif
