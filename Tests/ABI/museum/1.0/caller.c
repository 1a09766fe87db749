/* The other plugin of the museum: it calls every verb the first host offered, through the wrappers that lay beside the first plugin.h, and answers
 * what a server asked then. A request's body names the verb and gives its arguments, a line each; the answer is the status and the bytes. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailflow/answers.h"
#include "mailflow/crypto.h"
#include "mailflow/http.h"
#include "mailflow/kv.h"
#include "mailflow/mail.h"
#include "mailflow/settings.h"
#include "mailflow/timer.h"
#include "mailflow/ui.h"
#include "mailflow/users.h"

enum { ROUTE = 1, HOOK, ACTION, HEALTH };

static const mf_host *host;

/* A request that waits for the host, and what came so far. */
typedef struct request {
    mf_token token;
    size_t length;
    char text[65536];
} request;

static void add(request *it, const char *bytes, size_t length) {
    if (length > sizeof it->text - it->length) length = sizeof it->text - it->length;
    if (length) memcpy(it->text + it->length, bytes, length);
    it->length += length;
}

static void answered(void *context, mf_status status, mf_str bytes) {
    request *it = context;
    char end[32];
    add(it, bytes.ptr, bytes.len);
    if (status == MF_MORE) return;
    host->reply(host, it->token, MF_MORE, MF_STR("{\"status\":200,\"headers\":{\"content-type\":\"application/octet-stream\"}}"));
    host->reply(host, it->token, MF_MORE, (mf_str){ end, (size_t)snprintf(end, sizeof end, "%d ", status) });
    host->reply(host, it->token, MF_OK, (mf_str){ it->text, it->length });
    free(it);
}

/* The next line of a body, which is shortened by it. */
static mf_str line(mf_str *body) {
    const char *end = body->len ? memchr(body->ptr, '\n', body->len) : NULL;
    mf_str found = { body->ptr, end ? (size_t)(end - body->ptr) : body->len };
    body->ptr += found.len + (end != NULL);
    body->len -= found.len + (end != NULL);
    return found;
}

static void route(mf_token token, mf_str body) {
    mf_str name = line(&body), a = line(&body), b = line(&body), c = line(&body);
    mf_verb verb = host->find(host, name);
    request *it = calloc(1, sizeof *it);
    mf_done done = { answered, it };
    mf_token call = 0;
    if (!it) {
        host->reply(host, token, MF_FAILED, MF_STR("no memory"));
        return;
    }
    it->token = token;
    if (mf_is(name, MF_KV_GET)) call = mf_kv_get(host, verb, a, b, done);
    else if (mf_is(name, MF_KV_PUT)) call = mf_kv_put(host, verb, a, b, c, done);
    else if (mf_is(name, MF_KV_DELETE)) call = mf_kv_delete(host, verb, a, b, done);
    else if (mf_is(name, MF_KV_LIST)) call = mf_kv_list(host, verb, a, b, done);
    else if (mf_is(name, MF_SETTINGS_GET)) call = mf_settings_get(host, verb, a, done);
    else if (mf_is(name, MF_HTTP_FETCH)) call = mf_http_fetch(host, verb, a, b, done);
    else if (mf_is(name, MF_TIMER_AFTER)) call = mf_timer_after(host, verb, a, done);
    else if (mf_is(name, MF_CRYPTO_RANDOM)) call = mf_crypto_random(host, verb, a, done);
    else if (mf_is(name, MF_MAIL_CALL)) call = mf_mail_call(host, verb, a, b, done);
    else if (mf_is(name, MF_MAIL_ANNOTATE)) call = mf_mail_annotate(host, verb, a, b, c, done);
    else if (mf_is(name, MF_USERS_GET)) call = mf_users_get(host, verb, a, done);
    else if (mf_is(name, MF_ACCOUNTS_LIST)) call = mf_accounts_list(host, verb, a, done);
    else if (mf_is(name, MF_UI_PUSH)) call = mf_ui_push(host, verb, a, b, done);
    if (call == 0) answered(it, MF_INVALID, MF_STR("not taken"));
}

static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    host->log(host, MF_INFO, MF_STR("the caller of ABI 1.0 is here"));
    return MF_OK;
}

static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin;
    return mf_is(name, MF_ROUTE) ? ROUTE : mf_is(name, MF_HOOK) ? HOOK : mf_is(name, MF_ACTION) ? ACTION : mf_is(name, MF_HEALTH) ? HEALTH : 0;
}

static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin;
    if (verb == ROUTE && count >= 2) route(token, args[1]);
    else if (verb == HOOK) host->reply(host, token, MF_OK, MF_STR("{\"actions\":[{\"id\":\"then\",\"label\":\"As then\",\"state\":\"offer\"}]}"));
    else if (verb == ACTION)
        host->reply(host, token, MF_OK, MF_STR("{\"action\":{\"id\":\"then\",\"label\":\"As then\",\"state\":\"done\"},\"message\":\"Done as then.\"}"));
    else if (verb == HEALTH) host->reply(host, token, MF_OK, MF_STR("{\"ok\":true,\"line\":\"As well as then.\"}"));
    else host->reply(host, token, MF_INVALID, MF_STR("not that"));
}

static void cancel(const mf_plugin *plugin, mf_token token) { (void)plugin, (void)token; }

static void stop(const mf_plugin *plugin) { (void)plugin; }

static const mf_plugin table = { sizeof(mf_plugin), MF_ABI_MINOR, NULL, start, find, handle, cancel, stop };

const mf_plugin *mailflow_plugin_v1(void) { return &table; }
