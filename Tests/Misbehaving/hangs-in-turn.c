/* Never comes back from a turn. */
#define HANDLE
#include <unistd.h>
#include "mailflow/plugin.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)token; (void)args; (void)count;
    for (;;) sleep(1);
}
#include "fixture.h"
