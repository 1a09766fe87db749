/* The plugin of the museum: written against the header beside it, and never changed again once its ABI is released.
 * It does a little of everything the ABI promises, with nothing but plugin.h: start, find, call, handle, pieces, cancel, log, stop. */
#include <stdio.h>
#include <string.h>

#include "mailflow/plugin.h"

enum { ROUTE = 1, JOB = 2, HOOK = 3 };

static const mf_host *host;
static mf_verb get, put, after;
static mf_token held;    /* a question that waits to be given up */
static mf_token sleeper; /* a call of ours that is given up with it */
static mf_token counted; /* the question that waits for the count */
static int is_lent;      /* whether the host reaches as far as log */

static int is(mf_str text, const char *literal) {
    return text.len == strlen(literal) && memcmp(text.ptr, literal, text.len) == 0;
}

static mf_str text(const char *literal) { return (mf_str){ literal, strlen(literal) }; }

static mf_status start(const mf_plugin *self, const mf_host *lent) {
    (void)self;
    host = lent;
    held = sleeper = counted = 0;
    is_lent = MF_HAS(lent, log);
    if (!is_lent) return MF_UNSUPPORTED;
    if (host->find(host, text("no.such.verb/1")) != 0) return MF_FAILED;
    get = host->find(host, text("kv.get/1"));
    put = host->find(host, text("kv.put/1"));
    after = host->find(host, text("timer.after/1"));
    host->log(host, MF_INFO, text("the echo of ABI 1.0 is here"));
    return MF_OK;
}

static mf_verb find(const mf_plugin *self, mf_str name) {
    (void)self;
    if (is(name, "route/1")) return ROUTE;
    if (is(name, "job/1")) return JOB;
    if (is(name, "hook/1")) return HOOK;
    return 0;
}

static void got(void *context, mf_status status, mf_str bytes) {
    char line[64];
    mf_str value = { line, (size_t)snprintf(line, sizeof line, "%d %.*s", status, (int)bytes.len, bytes.len ? bytes.ptr : "") };
    (void)context;
    host->reply(host, counted, MF_OK, value);
}

static void kept(void *context, mf_status status, mf_str bytes) {
    const mf_str args[] = { { "", 0 }, text("word") };
    (void)context;
    if (status == MF_OK)
        host->call(host, get, args, 2, (mf_done){ got, NULL });
    else
        host->reply(host, counted, status, bytes);
}

static void slept(void *context, mf_status status, mf_str bytes) {
    (void)context;
    (void)bytes;
    host->reply(host, held, status, text("given up")); /* MF_CANCELLED: nobody listens, and that is fine */
    held = 0;
}

static void handle(const mf_plugin *self, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)self;
    if (verb == ROUTE && count == 2) { /* three pieces: a head, the body as it came, an end */
        host->reply(host, token, MF_MORE, text("{\"status\":200,\"headers\":{\"content-type\":\"text/plain\"}}"));
        host->reply(host, token, MF_MORE, args[1]);
        host->reply(host, token, MF_OK, text("!"));
        if (host->reply(host, token, MF_OK, text("again")) != MF_INVALID) host->log(host, MF_ERROR, text("a second answer was taken"));
    } else if (verb == JOB && count == 1 && is(args[0], "keep")) {
        const mf_str value[] = { { "", 0 }, text("word"), text("echo") };
        counted = token;
        host->call(host, put, value, 3, (mf_done){ kept, NULL });
    } else if (verb == JOB && count == 1 && is(args[0], "wait")) {
        const mf_str time = text("3600000");
        held = token;
        sleeper = host->call(host, after, &time, 1, (mf_done){ slept, NULL });
    } else if (verb == JOB && count == 1 && is(args[0], "nothing")) { /* verb 0 is always answered */
        counted = token;
        host->call(host, 0, NULL, 0, (mf_done){ got, NULL });
    } else if (verb == HOOK && count == 2) {
        host->reply(host, token, MF_OK, (mf_str){ NULL, 0 });
    } else {
        host->reply(host, token, MF_INVALID, text("no such work"));
    }
}

static void cancel(const mf_plugin *self, mf_token token) {
    (void)self;
    if (token == held && token != 0) host->cancel(host, sleeper);
}

static void stop(const mf_plugin *self) {
    (void)self;
    host->log(host, MF_INFO, text("the echo leaves"));
    host = NULL;
}

static const mf_plugin plugin = { sizeof(mf_plugin), MF_ABI_MINOR, NULL, start, find, handle, cancel, stop };

MF_EXPORT const mf_plugin *mailflow_plugin_v1(void) { return &plugin; }
