/* failed: it exports mailflow_plugin_v2 only */
#define TABLE
#include "base.h"
static const mf_plugin table = { sizeof(mf_plugin), MF_ABI_MINOR, NULL, start, find, handle, cancel, stop };
MF_EXPORT const mf_plugin *mailflow_plugin_v2(void);
const mf_plugin *mailflow_plugin_v2(void) { return &table; }
