/* Divides by nothing in start. */
#define START
#include <signal.h>
#include "mailflow/plugin.h"
static const mf_host *host;
static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    raise(SIGFPE);
    return MF_OK;
}
#include "fixture.h"
