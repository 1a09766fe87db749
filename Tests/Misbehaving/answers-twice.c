/* Answers a token three times and one that was never given. */
#define HANDLE
#include "mailflow/plugin.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
#include "fixture.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)args; (void)count;
    say("first", host->reply(host, token, MF_OK, MF_STR("{}")));
    say("second", host->reply(host, token, MF_OK, MF_STR("{}")));
    say("third", host->reply(host, token, MF_FAILED, MF_STR("")));
    say("stranger", host->reply(host, token + 1000, MF_OK, MF_STR("{}")));
}
