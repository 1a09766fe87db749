/* Answers more than its manifest says, and calls by number what it was not given. */
#define FIND
#include "mailflow/plugin.h"
static mf_verb find(const mf_plugin *plugin, mf_str name) { (void)plugin; (void)name; return 1; }
#include "deed.h"
static int left = 40;
static void heard(void *context, mf_status status, mf_str bytes) {
    (void)bytes;
    if (status == MF_OK) say("was let through", status);
    if (--left == 0) host->reply(host, (mf_token)(size_t)context, MF_OK, MF_STR("{}"));
}
static void deed(mf_token token) {
    say("found", (mf_status)host->find(host, text("kv.put/1")));
    for (mf_verb guess = 0; guess < 40; guess++) {
        mf_str args[] = { MF_STR(""), MF_STR("k"), MF_STR("v") };
        host->call(host, guess, args, guess % 4, (mf_done){ heard, (void *)(size_t)token });
    }
}
