/* The table a host is given, and calls through the one it lends. Dedicated to the public domain (CC0-1.0). */
#include "bridge.h"

#include "_cgo_export.h"

static mf_status start(const mf_plugin *plugin, const mf_host *host) {
    (void)plugin;
    return mailflowStart((mf_host *)host);
}
static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin;
    return mailflowFind(name);
}
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin;
    mailflowHandle(verb, token, (mf_str *)args, count);
}
/* What was asked is answered as ever; nobody reads it. */
static void cancel(const mf_plugin *plugin, mf_token token) { (void)plugin, (void)token; }
static void stop(const mf_plugin *plugin) {
    (void)plugin;
    mailflowStop();
}
static void done(void *context, mf_status status, mf_str bytes) { mailflowDone(context, status, bytes); }

static const mf_plugin table = { sizeof(mf_plugin), MF_ABI_MINOR, NULL, start, find, handle, cancel, stop };
const mf_plugin *mailflow_plugin_v1(void) { return &table; }

mf_verb mailflow_find(const mf_host *host, mf_str name) { return host->find(host, name); }
mf_token mailflow_call(const mf_host *host, mf_verb verb, const mf_str *args, size_t count, uintptr_t key) {
    return host->call(host, verb, args, count, (mf_done){ done, (void *)key });
}
mf_status mailflow_reply(const mf_host *host, mf_token token, mf_status status, mf_str bytes) { return host->reply(host, token, status, bytes); }
void mailflow_log(const mf_host *host, mf_level level, mf_str line) { host->log(host, level, line); }
void mailflow_free(const char *bytes) { free((void *)bytes); }
