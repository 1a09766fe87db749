/* Says when it starts and stops, and in which process it is. */
#define START
#define HANDLE
#define STOP
#include "mailflow/plugin.h"
static mf_status start(const mf_plugin *plugin, const mf_host *lent);
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
static void stop(const mf_plugin *plugin);
#include "fixture.h"
static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    say("started in", (mf_status)getpid());
    return MF_OK;
}
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)args; (void)count;
    char line[64];
    int length = snprintf(line, sizeof line, "{\"pid\":%d}", (int)getpid());
    host->reply(host, token, MF_OK, (mf_str){ line, (size_t)length });
}
static void stop(const mf_plugin *plugin) {
    (void)plugin;
    say("stopped in", (mf_status)getpid());
}
