/* Listens, objects, works and answers: what happens to it is written into kv, where a test can read it through its route. */
#define FIND
#define HANDLE
#define STOP
#define START
#include "mailflow/plugin.h"
static mf_verb find(const mf_plugin *plugin, mf_str name);
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
static mf_status start(const mf_plugin *plugin, const mf_host *lent);
static void stop(const mf_plugin *plugin);
#include "fixture.h"

static int threads;

static void stop(const mf_plugin *plugin) {
    (void)plugin;
    /* Threads end before stop() returns. */
    while (__atomic_load_n(&threads, __ATOMIC_ACQUIRE) > 0) usleep(1000);
    host = NULL;
}

static mf_verb put;
static char log_text[65536];
static size_t log_length;
static int refuses;

static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    put = host->find(host, text("kv.put/1"));
    log_length = 0;
    refuses = getenv("FLOW_REFUSES") != NULL;
    return MF_OK;
}

static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin;
    return mf_is(name, MF_EVENT) ? 1 : mf_is(name, MF_HOOK) ? 2 : mf_is(name, MF_ROUTE) ? 3 : mf_is(name, MF_JOB) ? 4
         : mf_is(name, MF_HEALTH) ? 5 : mf_is(name, "credential/1") ? 6 : 0;
}

static void note(mf_str a, mf_str b) {
    if (log_length + a.len + b.len + 2 > sizeof log_text) return;
    memcpy(log_text + log_length, a.ptr, a.len);
    log_length += a.len;
    log_text[log_length++] = ' ';
    memcpy(log_text + log_length, b.ptr, b.len);
    log_length += b.len;
    log_text[log_length++] = '\n';
}

static int holds(mf_str haystack, const char *needle) {
    size_t length = strlen(needle);
    for (size_t i = 0; i + length <= haystack.len; i++)
        if (!memcmp(haystack.ptr + i, needle, length)) return 1;
    return 0;
}

/* The event was written down, or was not: only then is it taken. */
static void kept(void *context, mf_status status, mf_str bytes) {
    (void)bytes;
    host->reply(host, (mf_token)(size_t)context, status, MF_STR(""));
}

static void *drip(void *context) {
    mf_token token = (mf_token)(size_t)context;
    for (int i = 0; i < 1000; i++) {
        mf_status status = host->reply(host, token, MF_MORE, MF_STR("drip\n"));
        if (status != MF_OK) {
            host->log(host, MF_INFO, MF_STR("nobody listens any more"));
            host->reply(host, token, MF_CANCELLED, MF_STR(""));
            __atomic_sub_fetch(&threads, 1, __ATOMIC_ACQ_REL);
            return NULL;
        }
        usleep(20000);
    }
    host->reply(host, token, MF_OK, MF_STR(""));
    __atomic_sub_fetch(&threads, 1, __ATOMIC_ACQ_REL);
    return NULL;
}

static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)count;
    switch (verb) {
    case 1: {
        note(args[1], args[2]);
        if (refuses) { host->reply(host, token, MF_UNAVAILABLE, MF_STR("not now")); break; }
        char key[64];
        int length = snprintf(key, sizeof key, "event-%.*s", (int)args[0].len, args[0].ptr);
        char value[2048];
        int size = snprintf(value, sizeof value, "%.*s %.*s", (int)args[1].len, args[1].ptr, (int)args[2].len, args[2].ptr);
        mf_str call[] = { MF_STR(""), { key, (size_t)length }, { value, (size_t)size } };
        host->call(host, put, call, 3, (mf_done){ kept, (void *)(size_t)token });
        break;
    }
    case 2:
        if (mf_is(args[0], "mail.send")) {
            if (holds(args[1], "FORBIDDEN"))
                host->reply(host, token, MF_OK, MF_STR("{\"veto\":\"That word may not leave the house.\"}"));
            else
                host->reply(host, token, MF_OK, MF_STR("{\"headers\":{\"X-Flow\":\"seen\",\"From\":\"evil@example.org\",\"X-Bad\":\"a\\r\\nBcc: x@example.org\"}}"));
        } else if (mf_is(args[0], "mail.ingest"))
            host->reply(host, token, MF_OK, MF_STR("{\"emails\":[{\"index\":0,\"keywords\":{\"$flow\":true}},{\"index\":-1},{\"index\":99999999999}]}"));
        else
            host->reply(host, token, MF_OK, MF_STR(""));
        break;
    case 3:
        if (holds(args[0], "\"path\":\"/drip\"")) {
            host->reply(host, token, MF_MORE, MF_STR("{\"status\":200,\"headers\":{\"content-type\":\"text/plain\"}}"));
            pthread_t thread;
            __atomic_add_fetch(&threads, 1, __ATOMIC_ACQ_REL);
            pthread_create(&thread, NULL, drip, (void *)(size_t)token);
            pthread_detach(thread);
        } else if (holds(args[0], "\"path\":\"/log\"")) {
            host->reply(host, token, MF_MORE, MF_STR("{\"status\":200,\"headers\":{\"content-type\":\"text/plain\"}}"));
            host->reply(host, token, MF_OK, (mf_str){ log_text, log_length });
        } else {
            int is207 = holds(args[0], "PROPFIND");
            host->reply(host, token, MF_MORE, is207 ? MF_STR("{\"status\":207,\"headers\":{\"content-type\":\"application/json\",\"dav\":\"1, addressbook\",\"set-cookie\":\"a=b\"}}")
                                                   : MF_STR("{\"status\":200,\"headers\":{\"content-type\":\"application/json\"}}"));
            host->reply(host, token, MF_OK, args[0]);
        }
        break;
    case 4:
        if (mf_is(args[0], "fails")) host->reply(host, token, MF_FAILED, MF_STR("the shelf is empty"));
        else host->reply(host, token, MF_OK, MF_STR(""));
        break;
    case 5: host->reply(host, token, MF_OK, MF_STR("{\"ok\":true,\"line\":\"All is well.\"}")); break;
    case 6:
        note(MF_STR("credential"), args[0]);
        if (holds(args[0], "gone@")) host->reply(host, token, MF_DENIED, MF_STR("revoked"));
        else host->reply(host, token, MF_OK, MF_STR("{\"token\":\"t0ken\",\"expires\":\"2999-01-01T00:00:00Z\"}"));
        break;
    default: host->reply(host, token, MF_UNSUPPORTED, MF_STR(""));
    }
}
