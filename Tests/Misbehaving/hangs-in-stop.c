/* Never comes back from stop. */
#define STOP
#include <unistd.h>
#include "mailflow/plugin.h"
static void stop(const mf_plugin *plugin) {
    (void)plugin;
    for (;;) sleep(1);
}
#include "fixture.h"
