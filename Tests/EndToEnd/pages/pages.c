/* A plugin whose pages fill every slot. It keeps nothing of its own in memory but what it was lent. */
#include <stdio.h>
#include <stdlib.h>

#include "mailflow/answers.h"
#include "mailflow/ui.h"

enum { ROUTE = 1, CHECK, HEALTH, JOB };

static const mf_host *host;
static mf_verb push;

/* Where a text begins that follows another one in bytes that are not terminated; NULL when it is not there. */
static const char *after(mf_str text, const char *mark) {
    size_t length = strlen(mark);
    for (size_t i = 0; i + length <= text.len; i++)
        if (memcmp(text.ptr + i, mark, length) == 0) return text.ptr + i + length;
    return NULL;
}

static void answer(mf_token token, mf_str body) {
    host->reply(host, token, MF_MORE, MF_STR("{\"status\":200,\"headers\":{\"content-type\":\"application/json\"}}"));
    host->reply(host, token, MF_OK, body);
}

static void route(mf_token token, mf_str head, mf_str body) {
    if (after(head, "/crash\"") || after(head, "\\/crash\"")) abort();
    if (after(head, "/push\"") || after(head, "\\/push\"")) {
        const char *user = after(head, "\"user\":\"");
        const char *end = user ? memchr(user, '"', (size_t)(head.ptr + head.len - user)) : NULL;
        if (end) mf_ui_push(host, push, (mf_str){ user, (size_t)(end - user) }, body, (mf_done){ NULL, NULL });
        answer(token, MF_STR("{\"pushed\":true}"));
    } else {
        /* What came goes back, so that a page can show that it went through the server. */
        answer(token, body.len ? body : MF_STR("{}"));
    }
}

static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    push = host->find(host, MF_STR(MF_UI_PUSH));
    host->log(host, MF_INFO, MF_STR("the page tester is here"));
    return MF_OK;
}

static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin;
    return mf_is(name, MF_ROUTE) ? ROUTE : mf_is(name, MF_SETTINGS_CHECK) ? CHECK : mf_is(name, MF_HEALTH) ? HEALTH : mf_is(name, MF_JOB) ? JOB : 0;
}

static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin;
    if (verb == ROUTE && count >= 2) {
        route(token, args[0], args[1]);
    } else if (verb == CHECK && count >= 2) {
        int token_is_wrong = after(args[1], "\"token\":\"wrong\"") != NULL, key_is_wrong = after(args[1], "\"key\":\"wrong\"") != NULL;
        host->reply(host, token, MF_OK,
            token_is_wrong ? MF_STR("{\"ok\":false,\"line\":\"The service refused the token.\",\"field\":\"token\"}")
            : key_is_wrong ? MF_STR("{\"ok\":false,\"line\":\"The service refused the key.\",\"field\":\"key\"}")
                           : MF_STR("{\"ok\":true,\"line\":\"The service answered.\"}"));
    } else if (verb == HEALTH) {
        host->reply(host, token, MF_OK, MF_STR("{\"ok\":true,\"line\":\"Everything answers.\"}"));
    } else if (verb == JOB) {
        host->log(host, MF_INFO, MF_STR("the sweep found nothing to do"));
        host->reply(host, token, MF_OK, MF_STR("nothing to do"));
    } else {
        host->reply(host, token, MF_UNSUPPORTED, MF_STR(""));
    }
}

static void cancel(const mf_plugin *plugin, mf_token token) {
    (void)plugin;
    host->reply(host, token, MF_CANCELLED, MF_STR(""));
}

static void stop(const mf_plugin *plugin) { (void)plugin; }

static const mf_plugin table = { sizeof(mf_plugin), MF_ABI_MINOR, NULL, start, find, handle, cancel, stop };

MF_EXPORT const mf_plugin *mailflow_plugin_v1(void) { return &table; }
