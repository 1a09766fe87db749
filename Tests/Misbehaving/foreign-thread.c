/* Does everything from a thread of its own, and joins it in stop. */
#define HANDLE
#define STOP
#include "mailflow/plugin.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
static void stop(const mf_plugin *plugin);
#include "fixture.h"
static pthread_t threads[64];
static int used;
static void kept(void *context, mf_status status, mf_str bytes) {
    (void)bytes;
    mf_token token = (mf_token)(size_t)context;
    char line[64];
    int length = snprintf(line, sizeof line, "{\"put\":%d}", (int)status);
    host->reply(host, token, MF_OK, (mf_str){ line, (size_t)length });
}
static void *work(void *context) {
    mf_str args[3] = { MF_STR(""), MF_STR("from"), MF_STR("elsewhere") };
    host->log(host, MF_INFO, MF_STR("from a thread"));
    host->call(host, host->find(host, text("kv.put/1")), args, 3, (mf_done){ kept, context });
    return NULL;
}
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)args; (void)count;
    if (used < 64) pthread_create(&threads[used++], NULL, work, (void *)(size_t)token);
}
static void stop(const mf_plugin *plugin) {
    (void)plugin;
    while (used) pthread_join(threads[--used], NULL);
}
