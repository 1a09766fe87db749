/* GET: calls a verb of the host that does nothing (a body that is not there) 5,000 times one after the other, then 1,000 at once,
 * and answers what a call took in nanoseconds. */
#define FIND
#define HANDLE
#include "mailflow/plugin.h"
static mf_verb find(const mf_plugin *plugin, mf_str name);
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
#include "fixture.h"
#include <time.h>

#include "mailflow/route.h"

enum { rounds = 5000, flight = 1000 };
static long long times[rounds], began, one;
static int at, answered;
static mf_token asker;
static mf_verb body;

static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin;
    return mf_is(name, MF_ROUTE) ? 3 : 0;
}
static long long now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000ll + time.tv_nsec;
}
static int compare(const void *a, const void *b) {
    long long x = *(const long long *)a, y = *(const long long *)b;
    return x < y ? -1 : x > y;
}

static void many(void *context, mf_status status, mf_str bytes) {
    (void)context; (void)status; (void)bytes;
    if (++answered < flight) return;
    char line[160];
    int length = snprintf(line, sizeof line, "{\"one\":%lld,\"many\":%lld}", one, (now() - began) / flight);
    host->reply(host, asker, MF_MORE, MF_STR("{\"status\":200,\"headers\":{\"content-type\":\"application/json\"}}"));
    host->reply(host, asker, MF_OK, (mf_str){ line, (size_t)length });
}

static void next(void *context, mf_status status, mf_str bytes) {
    (void)context; (void)bytes; (void)status;
    long long then = now();
    times[at++] = then - began;
    began = then;
    if (at < rounds) {
        mf_route_body(host, body, MF_STR("0"), (mf_done){ next, NULL });
        return;
    }
    qsort(times, rounds, sizeof *times, compare);
    one = times[rounds / 2];
    began = now();
    for (int i = 0; i < flight; i++) mf_route_body(host, body, MF_STR("0"), (mf_done){ many, NULL });
}

static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)args; (void)count;
    asker = token;
    body = host->find(host, text(MF_ROUTE_BODY));
    at = answered = 0;
    began = now();
    mf_route_body(host, body, MF_STR("0"), (mf_done){ next, NULL });
}
