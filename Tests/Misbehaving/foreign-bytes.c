/* Says everything in bytes that are not UTF-8. */
#include "deed.h"
#define BYTES "\xff\xc3(\xed\xa0\x80\xf8\x88\x80\x80\x80"
static void heard(void *context, mf_status status, mf_str bytes) {
    (void)bytes;
    say("put", status);
    host->reply(host, (mf_token)(size_t)context, MF_OK, MF_STR("{\"" BYTES "\":\"" BYTES));
}
static void deed(mf_token token) {
    mf_str bad = MF_STR(BYTES);
    host->log(host, MF_INFO, bad);
    say("found", (mf_status)host->find(host, bad));
    host->call(host, host->find(host, text("kv.put/1")), (mf_str[]){ bad, bad, bad }, 3, (mf_done){ heard, (void *)(size_t)token });
}
