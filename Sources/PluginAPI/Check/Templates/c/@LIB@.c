/* @NAME@: counts how often somebody looked at a message.
 *
 *   POST /looks/EMAIL   one more, and how many that makes
 *   GET  /looks/EMAIL   how many
 */
#include <stdlib.h>

#include "mailflow/answers.h"
#include "mailflow/json.h"
#include "mailflow/kv.h"

enum { ROUTE = 1 };

static const mf_host *host;
static mf_verb kv_get, kv_put;

/* What one request needs until it is answered. */
typedef struct visit {
    mf_token token;
    int counts;
    long looks;
    char scope[80], key[80];
} visit;

static mf_str text(const char *words) { return (mf_str){ words, strlen(words) }; }

/* Answers a request: the head first, then the body. */
static void answer(mf_token token, int status, const char *json) {
    char head[96];
    snprintf(head, sizeof head, "{\"status\":%d,\"headers\":{\"content-type\":\"application/json\"}}", status);
    host->reply(host, token, MF_MORE, text(head));
    host->reply(host, token, MF_OK, text(json));
}

/* The count was kept, or could not be: the end of a POST. */
static void kept(void *context, mf_status status, mf_str bytes) {
    visit *it = context;
    char json[48];
    (void)bytes;
    if (status == MF_MORE) return; /* only the end counts */
    snprintf(json, sizeof json, "{\"looks\":%ld}", it->looks);
    if (status == MF_OK) answer(it->token, 200, json);
    else answer(it->token, 503, "{\"error\":\"try again later\"}");
    free(it);
}

/* The count so far has come, or there is none yet. */
static void known(void *context, mf_status status, mf_str bytes) {
    visit *it = context;
    char number[24] = "0";
    if (status == MF_MORE) return;
    if (status != MF_OK && status != MF_NOT_FOUND) {
        kept(it, status, bytes);
        return;
    }
    if (status == MF_OK && bytes.len < sizeof number) {
        memcpy(number, bytes.ptr ? bytes.ptr : "", bytes.len);
        number[bytes.len] = 0;
    }
    it->looks = strtol(number, NULL, 10) + it->counts;
    if (!it->counts) {
        kept(it, MF_OK, MF_STR(""));
        return;
    }
    snprintf(number, sizeof number, "%ld", it->looks);
    /* A call that is not taken, because the plugin is being stopped, is token 0 and never answered. */
    if (!mf_kv_put(host, kv_put, text(it->scope), text(it->key), text(number), (mf_done){ kept, it })) kept(it, MF_CANCELLED, MF_STR(""));
}

static void route(mf_token token, mf_str head) {
    char method[16], path[80], user[65];
    if (mf_json_get(head, "method", method, sizeof method) < 0 || mf_json_get(head, "path", path, sizeof path) < 0) {
        host->reply(host, token, MF_INVALID, MF_STR("a head without method or path"));
        return;
    }
    if (mf_json_get(head, "user", user, sizeof user) < 0) { /* nobody is signed in: user is null */
        answer(token, 401, "{\"error\":\"sign in first\"}");
        return;
    }
    int posts = strcmp(method, "POST") == 0;
    if ((!posts && strcmp(method, "GET") != 0) || strncmp(path, "/looks/", 7) != 0 || !path[7]) {
        answer(token, 404, "{\"error\":\"there is no such page\"}");
        return;
    }
    visit *it = calloc(1, sizeof *it);
    if (!it) {
        host->reply(host, token, MF_FAILED, MF_STR("no memory"));
        return;
    }
    it->token = token;
    it->counts = posts;
    snprintf(it->scope, sizeof it->scope, "user:%s", user);
    snprintf(it->key, sizeof it->key, "%s", path + 1);
    /* Nothing waits here: known() is called when the value has come, on a later turn. */
    if (!mf_kv_get(host, kv_get, text(it->scope), text(it->key), (mf_done){ known, it })) known(it, MF_CANCELLED, MF_STR(""));
}

static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin;
    if (verb == ROUTE && count >= 1) route(token, args[0]);
    else host->reply(host, token, MF_INVALID, MF_STR("not that"));
}

static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin;
    return mf_is(name, MF_ROUTE) ? ROUTE : 0;
}

/* Whoever asked gave up. What we asked of the host comes soon all the same, and then the token is answered. */
static void cancel(const mf_plugin *plugin, mf_token token) { (void)plugin, (void)token; }

static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    kv_get = host->find(host, MF_STR(MF_KV_GET));
    kv_put = host->find(host, MF_STR(MF_KV_PUT));
    host->log(host, MF_INFO, MF_STR("@ID@ is here"));
    return MF_OK;
}

static void stop(const mf_plugin *plugin) {
    (void)plugin;
    host = NULL;
}

static const mf_plugin table = { sizeof(mf_plugin), MF_ABI_MINOR, NULL, start, find, handle, cancel, stop };

const mf_plugin *mailflow_plugin_v1(void) { return &table; }
