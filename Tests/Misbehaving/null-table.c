/* Exports nothing. */
#define TABLE
#include "fixture.h"
const mf_plugin *mailflow_plugin_v1(void) { (void)start; (void)find; (void)handle; (void)cancel; (void)stop; return NULL; }
