/* Answers only when it is told that nobody listens any more. */
#define HANDLE
#define CANCEL
#include "mailflow/plugin.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)token; (void)args; (void)count;
}
static void cancel(const mf_plugin *plugin, mf_token token);
#include "fixture.h"
static void cancel(const mf_plugin *plugin, mf_token token) {
    (void)plugin;
    say("late", host->reply(host, token, MF_OK, MF_STR("{}")));
    say("later", host->reply(host, token, MF_OK, MF_STR("{}")));
}
