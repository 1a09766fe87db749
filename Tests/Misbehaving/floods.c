/* Ten thousand lines of log in one turn. */
#define HANDLE
#include "mailflow/plugin.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
#include "fixture.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)args; (void)count;
    for (int i = 0; i < 10000; i++) say("line", i);
    host->reply(host, token, MF_OK, MF_STR("{}"));
}
