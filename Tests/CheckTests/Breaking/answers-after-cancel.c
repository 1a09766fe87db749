/* failed: never answered route/1 GET / after it was cancelled */
#define BESIDE static mf_token dropped[4096];
#define IN_CANCEL dropped[token % 4096] = token;
#define IN_DONE if (dropped[it->token % 4096] == it->token) { free(it); return; }
#include "base.h"
