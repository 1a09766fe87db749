/* Speaks ABI 2 only. */
#define TABLE
#define mailflow_plugin_v1 mailflow_plugin_v2
#include "fixture.h"
static const mf_plugin table = { sizeof(mf_plugin), 0, NULL, start, find, handle, cancel, stop };
const mf_plugin *mailflow_plugin_v2(void) { return &table; }
