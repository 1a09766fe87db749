/* Leaves a thread behind that goes on talking after stop. */
#define START
#define STOP
#include "mailflow/plugin.h"
static mf_status start(const mf_plugin *plugin, const mf_host *lent);
static void stop(const mf_plugin *plugin) { (void)plugin; }
#include "fixture.h"
static void *chatter(void *context) {
    const mf_host *kept = context;
    for (int i = 0; i < 2000; i++) {
        kept->log(kept, MF_DEBUG, MF_STR("still here"));
        kept->reply(kept, 1, MF_OK, MF_STR("{}"));
        kept->call(kept, kept->find(kept, text("timer.after/1")), (mf_str[]){ MF_STR("1") }, 1, (mf_done){ NULL, NULL });
        usleep(100);
    }
    return NULL;
}
static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    pthread_t thread;
    pthread_create(&thread, NULL, chatter, (void *)(size_t)lent);
    pthread_detach(thread);
    return MF_OK;
}
