/* Reads the bodies of large requests by route.body/1, each path in its own way, and answers in text what came of it. */
#define FIND
#define HANDLE
#define CANCEL
#include "mailflow/plugin.h"
static mf_verb find(const mf_plugin *plugin, mf_str name);
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
static void cancel(const mf_plugin *plugin, mf_token token);
#include "fixture.h"
#include "mailflow/json.h"
#include "mailflow/route.h"

typedef struct upload {
    mf_token token;
    char id[32], path[32];
    unsigned long long bytes, sum, largest;
    int pieces, answered;
    mf_token call;
} upload;

static mf_token never;

static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin;
    return mf_is(name, MF_ROUTE) ? 3 : 0;
}

static void cancel(const mf_plugin *plugin, mf_token token) {
    (void)plugin;
    /* Whoever reads a body answers when the next piece fails. */
    if (token == never) host->reply(host, token, MF_CANCELLED, MF_STR(""));
}

static int does(upload *it, const char *what) { return !strcmp(it->path, what); }
static void piece(void *context, mf_status status, mf_str bytes);

static void pull(upload *it) {
    it->call = mf_route_body(host, host->find(host, text(MF_ROUTE_BODY)), text(it->id), (mf_done){ piece, it });
}

static void head(upload *it) {
    host->reply(host, it->token, MF_MORE, MF_STR("{\"status\":200,\"headers\":{\"content-type\":\"text/plain\"}}"));
}

static void end(upload *it, mf_status status) {
    char line[160];
    int length = snprintf(line, sizeof line, "%d %llu bytes in %d pieces of at most %llu, sum %llu", (int)status, it->bytes, it->pieces,
                          it->largest, it->sum);
    host->log(host, MF_INFO, (mf_str){ line, (size_t)length });
    if (!it->answered && !does(it, "/echo")) head(it);
    if (!it->answered) host->reply(host, it->token, MF_OK, does(it, "/echo") ? MF_STR("") : (mf_str){ line, (size_t)length });
    free(it);
}

static void second(void *context, mf_status status, mf_str bytes) {
    (void)context; (void)bytes;
    say("second", status);
}

static void piece(void *context, mf_status status, mf_str bytes) {
    upload *it = context;
    if (status == MF_MORE) return; /* a piece comes whole */
    if (status != MF_OK || bytes.len == 0) {
        if (status == MF_OK) mf_route_body(host, host->find(host, text(MF_ROUTE_BODY)), text(it->id), (mf_done){ second, NULL });
        if (does(it, "/late")) {
            say("late", status);
            free(it);
        } else
            end(it, status);
        return;
    }
    it->pieces++;
    it->bytes += bytes.len;
    if (bytes.len > it->largest) it->largest = bytes.len;
    for (size_t i = 0; i < bytes.len; i++) it->sum = it->sum * 31 + (unsigned char)bytes.ptr[i];
    if (does(it, "/echo")) host->reply(host, it->token, MF_MORE, bytes);
    if (does(it, "/crash")) abort();
    if (does(it, "/half")) {
        head(it);
        host->reply(host, it->token, MF_OK, MF_STR("enough"));
        snprintf(it->path, sizeof it->path, "/late");
    }
    pull(it);
    if (does(it, "/cancel")) host->cancel(host, it->call);
}

static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin;
    mf_str body;
    if (verb != 3 || count != 2) {
        host->reply(host, token, MF_OK, MF_STR(""));
        return;
    }
    upload *it = calloc(1, sizeof *it);
    it->token = token;
    mf_json_get(args[0], "path", it->path, sizeof it->path);
    if (!mf_json_member(args[0], "body", &body) || mf_json_get(body, "id", it->id, sizeof it->id) < 0) {
        it->pieces = args[1].len > 0;
        it->bytes = it->largest = args[1].len;
        for (size_t i = 0; i < args[1].len; i++) it->sum = it->sum * 31 + (unsigned char)args[1].ptr[i];
        end(it, MF_OK);
        return;
    }
    if (does(it, "/never")) {
        never = token;
        free(it);
        return;
    }
    if (does(it, "/early")) {
        head(it);
        host->reply(host, token, MF_OK, MF_STR("early"));
        free(it);
        return;
    }
    if (does(it, "/other")) snprintf(it->id, sizeof it->id, "999999");
    if (does(it, "/echo")) head(it);
    pull(it);
    if (does(it, "/twice")) mf_route_body(host, host->find(host, text(MF_ROUTE_BODY)), text(it->id), (mf_done){ second, NULL });
}
