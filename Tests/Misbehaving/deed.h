/* A plugin that behaves until it is asked something; then it does its deed. */
#define HANDLE
#include "mailflow/plugin.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
#include "fixture.h"
static void deed(mf_token token);
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)args; (void)count;
    deed(token);
}
static inline void answer(mf_token token) { host->reply(host, token, MF_OK, MF_STR("{}")); }
