/* Claims lengths it does not have, statuses that do not exist, and text that is not UTF-8. */
#define HANDLE
#include "mailflow/plugin.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
#include "fixture.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)args; (void)count;
    host->log(host, MF_INFO, MF_STR("\xff\xfe\x1b[31mred\nnext"));
    host->log(host, 99, (mf_str){ NULL, 10 });
    say("status 7", host->reply(host, token, 7, MF_STR("")));
    say("find", (mf_status)host->find(host, (mf_str){ "kv.get/1", (size_t)1 << 30 }));
    mf_str far[1] = { { "x", (size_t)1 << 40 } };
    host->call(host, host->find(host, text("timer.after/1")), far, 1, (mf_done){ NULL, NULL });
    host->call(host, 4000000000u, NULL, 3, (mf_done){ NULL, NULL });
    say("huge", host->reply(host, token, MF_OK, (mf_str){ "x", (size_t)1 << 30 }));
    say("again", host->reply(host, token, MF_OK, MF_STR("{}")));
}
