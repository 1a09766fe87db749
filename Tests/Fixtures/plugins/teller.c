/* Says in the log what it is told. "busy" is taken at the eighth asking, "broken" never; the job "slow" takes a moment; hooks are answered late. */
#define FIND
#define HANDLE
#define STOP
#include "mailflow/plugin.h"
static mf_verb find(const mf_plugin *plugin, mf_str name);
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
static void stop(const mf_plugin *plugin);
#include "fixture.h"

static int threads;

static void stop(const mf_plugin *plugin) {
    (void)plugin;
    /* Threads end before stop() returns. */
    while (__atomic_load_n(&threads, __ATOMIC_ACQUIRE) > 0) usleep(1000);
    host = NULL;
}

static int busy;

static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin;
    return mf_is(name, MF_EVENT) ? 1 : mf_is(name, MF_HOOK) ? 2 : mf_is(name, MF_ROUTE) ? 3 : mf_is(name, MF_JOB) ? 4 : mf_is(name, "credential/1") ? 5 : 0;
}

static int holds(mf_str haystack, const char *needle) {
    size_t length = strlen(needle);
    for (size_t i = 0; i + length <= haystack.len; i++)
        if (!memcmp(haystack.ptr + i, needle, length)) return 1;
    return 0;
}

static void tell(const char *what, mf_str it) {
    char line[512];
    int length = snprintf(line, sizeof line, "%s %.*s", what, (int)it.len, it.ptr);
    host->log(host, MF_INFO, (mf_str){ line, length < (int)sizeof line ? (size_t)length : sizeof line - 1 });
}

struct late {
    mf_token token;
    useconds_t wait;
};

static void *later(void *context) {
    struct late late = *(struct late *)context;
    free(context);
    usleep(late.wait);
    host->reply(host, late.token, MF_OK, MF_STR(""));
    __atomic_sub_fetch(&threads, 1, __ATOMIC_ACQ_REL);
    return NULL;
}

static void answer_later(mf_token token, useconds_t wait) {
    pthread_t thread;
    struct late *late = malloc(sizeof *late);
    if (!late) abort();
    *late = (struct late){ token, wait };
    __atomic_add_fetch(&threads, 1, __ATOMIC_ACQ_REL);
    pthread_create(&thread, NULL, later, late);
    pthread_detach(thread);
}

static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)count;
    mf_status status = MF_OK;
    switch (verb) {
    case 1:
        tell("heard", args[2]);
        if (holds(args[2], "busy") && ++busy < 8) status = MF_UNAVAILABLE;
        if (holds(args[2], "broken")) status = MF_FAILED;
        host->reply(host, token, status, MF_STR(""));
        return;
    case 2:
        tell("asked", args[0]);
        /* Past any deadline of a test, also on a machine that is busy. */
        answer_later(token, 3000000);
        return;
    case 4:
        tell("job", args[0]);
        if (mf_is(args[0], "slow")) { answer_later(token, 300000); return; }
        if (mf_is(args[0], "fails")) host->reply(host, token, MF_FAILED, MF_STR("out of paper"));
        else host->reply(host, token, MF_OK, MF_STR(""));
        return;
    case 5:
        tell("credential", args[0]);
        if (holds(args[0], "gone@")) host->reply(host, token, MF_DENIED, MF_STR("revoked"));
        else host->reply(host, token, MF_OK, MF_STR("{\"token\":\"t0ken\",\"expires\":\"2999-01-01T00:00:00Z\"}"));
        return;
    default: host->reply(host, token, MF_UNSUPPORTED, MF_STR(""));
    }
}
