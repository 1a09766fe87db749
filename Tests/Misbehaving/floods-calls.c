/* Calls the host as fast as it goes and never waits for an answer. */
#include "deed.h"
static void *ask(void *nothing) {
    mf_verb put = host->find(host, text("kv.put/1"));
    static char value[1 << 16];
    for (;;) host->call(host, put, (mf_str[]){ MF_STR(""), MF_STR("k"), { value, sizeof value } }, 3, (mf_done){ NULL, NULL });
    return nothing;
}
static void deed(mf_token token) {
    pthread_t thread;
    pthread_create(&thread, NULL, ask, NULL);
    pthread_detach(thread);
    answer(token);
}
