/* A host of a later minor, whose table has grown at its end, with the plugin of the museum in it: what was built then must start, find, be
 * asked, ask, answer and stop. usage: later-host LIBRARY */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mailflow/plugin.h"

typedef struct later {
    mf_host known;
    void (*added)(void);
} later;

static mf_done waiting;
static size_t replies;
static int good = 1;

static void must(int condition, const char *what) {
    if (condition) return;
    printf("not so: %s\n", what);
    good = 0;
}

static void added(void) { must(0, "what was added later is not called"); }

static mf_verb house_find(const mf_host *host, mf_str name) {
    must(host->size == sizeof(later) && host->abi_minor == 7, "the table is passed as it is");
    return name.len == 8 && memcmp(name.ptr, "kv.put/1", 8) == 0 ? 9 : 0;
}

static mf_token house_call(const mf_host *host, mf_verb verb, const mf_str *args, size_t count, mf_done done) {
    (void)host, (void)args;
    must(verb == 9 && count == 3, "kv.put/1 with three arguments");
    waiting = done;
    return 1;
}

static void house_cancel(const mf_host *host, mf_token token) { (void)host, (void)token; }

static mf_status house_reply(const mf_host *host, mf_token token, mf_status status, mf_str bytes) {
    (void)host, (void)bytes;
    replies++;
    /* A status it cannot know. */
    if (token == 2) must(status == -4711, "an unknown failure is passed on");
    return token == 1 && replies > 3 ? MF_INVALID : MF_OK;
}

static void house_log(const mf_host *host, mf_level level, mf_str line) {
    (void)host;
    must(level < MF_ERROR, "no error");
    printf("%.*s\n", (int)line.len, line.ptr);
}

int main(int count, char **words) {
    void *library = dlopen(count > 1 ? words[1] : "", RTLD_NOW | RTLD_LOCAL);
    const mf_plugin *(*entry)(void) = NULL;
    if (library) *(void **)&entry = dlsym(library, "mailflow_plugin_v1");
    if (!entry) return printf("%s\n", dlerror()), 2;
    const mf_plugin *plugin = entry();
    const later host = { { sizeof(later), 7, NULL, house_find, house_call, house_cancel, house_reply, house_log }, added };
    must(plugin->abi_minor == 0 && plugin->size <= sizeof(mf_plugin), "a plugin of minor 0");
    must(plugin->start(plugin, &host.known) == MF_OK, "it starts");
    mf_verb route = plugin->find(plugin, MF_STR("route/1")), job = plugin->find(plugin, MF_STR("job/1"));
    must(route != 0 && job != 0 && plugin->find(plugin, MF_STR("later/1")) == 0, "it knows what it knew");
    /* One argument more than it reads would be a /1 that has grown; then it answers three pieces, and once too often. */
    const mf_str args[] = { MF_STR("{\"later\":true}"), MF_STR("body") };
    plugin->handle(plugin, route, 1, args, 2);
    must(replies == 4, "three pieces and one too many");
    plugin->handle(plugin, job, 2, &(mf_str){ "keep", 4 }, 1);
    must(waiting.fn != NULL, "it asked");
    if (waiting.fn) waiting.fn(waiting.context, -4711, MF_STR("a failure of later"));
    must(replies == 5, "it answered");
    plugin->stop(plugin);
    return good ? 0 : 1;
}
