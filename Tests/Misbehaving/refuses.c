/* Says no in start. */
#define START
#include "mailflow/plugin.h"
static const mf_host *host;
static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    host->log(host, MF_ERROR, MF_STR("no token was filled in"));
    return MF_FAILED;
}
#include "fixture.h"
