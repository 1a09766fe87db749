/* Answers what it was asked when stop has come and gone. */
#define STOP
#include "mailflow/plugin.h"
static void stop(const mf_plugin *plugin);
#include "deed.h"
static mf_token asked;
static void *late(void *lent) {
    const mf_host *kept = lent;
    for (int i = 0; i < 200; i++) {
        kept->reply(kept, asked, MF_OK, MF_STR("{}"));
        usleep(1000);
    }
    return NULL;
}
static void deed(mf_token token) { asked = token; }
static void stop(const mf_plugin *plugin) {
    (void)plugin;
    pthread_t thread;
    pthread_create(&thread, NULL, late, (void *)(size_t)host);
    pthread_detach(thread);
}
