/* route/1: answers that begin in every way; the body of the request says which. */
#define FIND
#define HANDLE
#define CANCEL
#include "mailflow/plugin.h"
static mf_verb find(const mf_plugin *plugin, mf_str name);
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
static void cancel(const mf_plugin *plugin, mf_token token);
#include "fixture.h"
static mf_verb find(const mf_plugin *plugin, mf_str name) { (void)plugin; return mf_is(name, MF_ROUTE) ? 1 : 0; }
static void *elsewhere(void *context) {
    mf_token token = (mf_token)(size_t)context;
    host->reply(host, token, MF_MORE, MF_STR("head"));
    usleep(100000);
    host->reply(host, token, MF_OK, MF_STR("rest"));
    return NULL;
}
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb;
    mf_str way = count > 1 ? args[1] : MF_STR("");
    if (mf_is(way, "whole")) {
        host->reply(host, token, MF_MORE, MF_STR("head"));
        host->reply(host, token, MF_OK, MF_STR("rest"));
    } else if (mf_is(way, "pieces")) {
        host->reply(host, token, MF_MORE, MF_STR("head"));
        host->reply(host, token, MF_MORE, MF_STR("re"));
        host->reply(host, token, MF_OK, MF_STR("st"));
    } else if (mf_is(way, "open")) {
        host->reply(host, token, MF_MORE, MF_STR("head"));
    } else if (mf_is(way, "elsewhere")) {
        pthread_t thread;
        if (pthread_create(&thread, NULL, elsewhere, (void *)(size_t)token) == 0) pthread_detach(thread);
    } else if (mf_is(way, "only")) {
        host->reply(host, token, MF_OK, MF_STR("head"));
    } else if (mf_is(way, "empty")) {
        host->reply(host, token, MF_OK, MF_STR(""));
    } else if (mf_is(way, "fails")) {
        host->reply(host, token, MF_MORE, MF_STR("head"));
        host->reply(host, token, MF_CONFLICT, MF_STR("no"));
    }
}
static void cancel(const mf_plugin *plugin, mf_token token) {
    (void)plugin;
    say("cancelled", host->reply(host, token, MF_CANCELLED, MF_STR("")));
}
