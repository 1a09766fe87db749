/* job/1 with (verb, arguments…) calls that verb of the host and answers what came. */
#define HANDLE
#include "mailflow/plugin.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
#include "fixture.h"
static void pass(void *context, mf_status status, mf_str bytes) { host->reply(host, (mf_token)(size_t)context, status, bytes); }
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb;
    if (count < 1) return;
    mf_done done = { pass, (void *)(size_t)token };
    if (mf_is(args[0], "cancelled")) {
        mf_token call = host->call(host, host->find(host, text("timer.after/1")), (mf_str[]){ MF_STR("60000") }, 1, done);
        host->cancel(host, call);
        host->cancel(host, call);
        return;
    }
    host->call(host, host->find(host, args[0]), args + 1, count - 1, done);
}
