/* Gives up on a thread of its own. */
#define HANDLE
#include "mailflow/plugin.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
#include "fixture.h"
static void *work(void *context) {
    (void)context;
    abort();
}
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)token; (void)args; (void)count;
    pthread_t thread;
    pthread_create(&thread, NULL, work, NULL);
    pthread_detach(thread);
}
