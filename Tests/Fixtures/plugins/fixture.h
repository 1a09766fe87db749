/* A plugin that behaves. Each fixture defines one macro before it includes this and so does one thing its own way. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "mailflow/answers.h"
#include "mailflow/plugin.h"

static const mf_host *host;

static inline mf_str text(const char *line) { return (mf_str){ line, strlen(line) }; }

static inline void say(const char *what, mf_status status) {
    char line[128];
    int length = snprintf(line, sizeof line, "%s %d", what, (int)status);
    host->log(host, MF_INFO, (mf_str){ line, (size_t)length });
}

#ifndef START
#define START
static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    return MF_OK;
}
#endif

#ifndef FIND
static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin;
    return mf_is(name, MF_HOOK) ? 1 : mf_is(name, MF_ACTION) ? 2 : mf_is(name, MF_ROUTE) ? 3 : mf_is(name, MF_JOB) ? 4 : 0;
}
#endif

#ifndef HANDLE
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin;
    if (verb == 3 && count == 2) {
        host->reply(host, token, MF_MORE, MF_STR("{\"status\":200,\"headers\":{\"content-type\":\"text/plain\",\"set-cookie\":\"a=b\"}}"));
        host->reply(host, token, MF_MORE, args[1]);
        host->reply(host, token, MF_OK, args[0]);
    } else if (verb == 1) {
        host->reply(host, token, MF_OK,
                    MF_STR("{\"actions\":[{\"id\":\"wave\",\"label\":\"Wave\",\"state\":\"offer\"},{\"id\":\"bad\",\"label\":\"Bad\",\"kind\":\"link\",\"url\":\"javascript:alert(1)\"}]}"));
    } else if (verb == 2) {
        host->reply(host, token, MF_OK, MF_STR("{\"action\":{\"id\":\"wave\",\"label\":\"Waved\",\"state\":\"done\"},\"message\":\"Waved.\"}"));
    } else {
        host->reply(host, token, MF_UNSUPPORTED, MF_STR("not that"));
    }
}
#endif

#ifndef CANCEL
static void cancel(const mf_plugin *plugin, mf_token token) {
    (void)plugin;
    host->reply(host, token, MF_CANCELLED, MF_STR(""));
}
#endif

#ifndef STOP
static void stop(const mf_plugin *plugin) {
    (void)plugin;
    host = NULL;
}
#endif

#ifndef TABLE
#ifndef SIZE
#define SIZE sizeof(mf_plugin)
#endif
static const mf_plugin table = { SIZE, MF_ABI_MINOR, NULL, start, find, handle, cancel, stop };
const mf_plugin *mailflow_plugin_v1(void) { return &table; }
#endif
