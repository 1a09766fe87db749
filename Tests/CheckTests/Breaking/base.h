/* A plugin that lives up to every rule. Each file here defines a macro or two before it includes this, and so breaks the one rule it is named after.
 * Its first line says how the rule comes out, and words of what is found. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "mailflow/answers.h"
#include "mailflow/kv.h"
#include "mailflow/ui.h"

/* Asked, before anything else; may return. */
#ifndef IN_HANDLE
#define IN_HANDLE
#endif
/* The host answered what `work` asked for; may return. */
#ifndef IN_DONE
#define IN_DONE
#endif
#ifndef IN_START
#define IN_START
#endif
#ifndef IN_FIND
#define IN_FIND
#endif
#ifndef IN_CANCEL
#define IN_CANCEL
#endif
#ifndef IN_STOP
#define IN_STOP
#endif
#ifndef BESIDE
#define BESIDE
#endif

static const mf_host *host;
static mf_verb get, push;

typedef struct work {
    mf_token token;
    char *note;
} work;

static inline void nap(long milliseconds) {
    struct timespec time = { milliseconds / 1000, milliseconds % 1000 * 1000000 };
    nanosleep(&time, NULL);
}

static inline void page(mf_token token, const char *words) {
    host->reply(host, token, MF_MORE, MF_STR("{\"status\":200,\"headers\":{\"content-type\":\"text/plain\"}}"));
    host->reply(host, token, MF_OK, (mf_str){ words, strlen(words) });
}

BESIDE

static inline void done(void *context, mf_status status, mf_str bytes) {
    work *it = context;
    (void)bytes;
    if (status == MF_MORE) return;
    IN_DONE
    page(it->token, "well");
    free(it->note);
    free(it);
}

static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin, (void)args, (void)count;
    IN_HANDLE
    if (verb == 2) {
        host->reply(host, token, MF_OK, MF_STR("{\"ok\":true,\"line\":\"well\"}"));
        return;
    }
    work *it = calloc(1, sizeof *it);
    it->token = token;
    if (!mf_kv_get(host, get, MF_STR(""), MF_STR("key"), (mf_done){ done, it })) done(it, MF_CANCELLED, MF_STR(""));
}

static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin;
    IN_FIND
    return mf_is(name, MF_ROUTE) ? 1 : mf_is(name, MF_HEALTH) ? 2 : 0;
}

static void cancel(const mf_plugin *plugin, mf_token token) {
    (void)plugin, (void)token;
    IN_CANCEL
}

static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    get = host->find(host, MF_STR(MF_KV_GET));
    push = host->find(host, MF_STR(MF_UI_PUSH));
    IN_START
    return MF_OK;
}

static void stop(const mf_plugin *plugin) {
    (void)plugin;
    IN_STOP
    host = NULL;
}

#ifndef TABLE
static const mf_plugin table = { sizeof(mf_plugin), MF_ABI_MINOR, NULL, start, find, handle, cancel, stop };
const mf_plugin *mailflow_plugin_v1(void) { return &table; }
#endif
