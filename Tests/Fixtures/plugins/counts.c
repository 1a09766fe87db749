/* Answers with how often it was asked. */
#define HANDLE
#include "mailflow/plugin.h"
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
#include "fixture.h"
static int asked;
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)args; (void)count;
    char line[64];
    int length = snprintf(line, sizeof line, "%d", ++asked);
    host->reply(host, token, MF_OK, (mf_str){ line, (size_t)length });
}
