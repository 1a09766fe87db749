/* Never comes back from start. */
#define START
#include <unistd.h>
#include "mailflow/plugin.h"
static const mf_host *host;
static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    for (;;) sleep(1);
}
#include "fixture.h"
