/* Needs a function nobody has. */
#define STOP
#include "mailflow/plugin.h"
void nobody_has_this(void);
static void stop(const mf_plugin *plugin) {
    (void)plugin;
    nobody_has_this();
}
#include "fixture.h"
