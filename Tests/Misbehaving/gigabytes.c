/* Says that everything is a gigabyte long. */
#include "deed.h"
static const mf_str far = { "x", (size_t)1 << 30 };
static void heard(void *context, mf_status status, mf_str bytes) {
    (void)context; (void)bytes;
    say("put", status);
}
static void deed(mf_token token) {
    host->log(host, MF_INFO, (mf_str){ NULL, (size_t)1 << 30 });
    say("found", (mf_status)host->find(host, far));
    host->call(host, host->find(host, text("kv.put/1")), (mf_str[]){ far, far, far }, 3, (mf_done){ heard, NULL });
    host->call(host, host->find(host, text("kv.put/1")), &far, (size_t)1 << 30, (mf_done){ heard, NULL });
    host->call(host, host->find(host, text("kv.put/1")), NULL, 3, (mf_done){ heard, NULL });
    say("answered", host->reply(host, token, MF_OK, far));
}
