/* Asks for a great deal, then stops its process with all its threads. */
#include <signal.h>
#include "deed.h"
static void deed(mf_token token) {
    (void)token;
    mf_str args[] = { MF_STR(""), MF_STR("big") };
    for (int i = 0; i < 64; i++) host->call(host, host->find(host, text("kv.get/1")), args, 2, (mf_done){ NULL, NULL });
    raise(SIGSTOP);
}
