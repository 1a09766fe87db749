/* Speaks ABI 1 and a later one, which a server that looks for its own major never asks for. */
#include "fixture.h"
const mf_plugin *mailflow_plugin_v2(void);
const mf_plugin *mailflow_plugin_v2(void) { abort(); }
