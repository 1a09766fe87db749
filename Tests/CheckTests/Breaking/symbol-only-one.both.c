/* passed: */
#include "base.h"
MF_EXPORT const mf_plugin *mailflow_plugin_v2(void);
const mf_plugin *mailflow_plugin_v2(void) { abort(); }
