#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "puppet.h"

enum { MOST_TEXTS = 32 };

static const mf_plugin *plugin;

static uint64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (uint64_t)time.tv_sec * 1000000000u + (uint64_t)time.tv_nsec;
}

static void load(const char *path, int32_t options) {
    mf_lend_guarded(options & MF_PUPPET_UNMAP);
    if ((options & MF_PUPPET_OFFLINE) && !mf_watch_sockets()) {
        mf_tell_text(MF_TELL_LOADED, 2, "this kernel cannot watch sockets");
        return;
    }
    uint64_t began = now();
    const char *why = NULL;
    char other[96];
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    const mf_plugin *(*entry)(void) = NULL;
    if (!library) why = dlerror();
    else if (!(*(void **)&entry = dlsym(library, "mailflow_plugin_v1"))) why = "it exports no mailflow_plugin_v1";
    else if (!(plugin = entry())) why = "mailflow_plugin_v1() gave NULL";
    else if (plugin->size < offsetof(mf_plugin, stop) + sizeof plugin->stop) why = "its mf_plugin.size is smaller than the table of this ABI";
    else if (!plugin->start || !plugin->find || !plugin->handle || !plugin->cancel || !plugin->stop) why = "a function of its table is NULL";
    for (int major = 2; library && !entry && major < 10; major++) {
        char name[32];
        strcpy(name, "mailflow_plugin_v0");
        name[strlen(name) - 1] = (char)('0' + major);
        if (!dlsym(library, name)) continue;
        strcpy(other, "it speaks another ABI: it exports ");
        why = strcat(other, name);
    }
    if (why) plugin = NULL;
    mf_str text = { why, why ? strlen(why) : 0 };
    mf_tell(MF_TELL_LOADED, 0, why ? 1 : 0, now() - began, &text, 1);
}

static void turn_done(uint16_t kind, uint64_t began) { mf_tell(MF_TELL_TURN, kind, 0, now() - began, NULL, 0); }

/* Does one thing. False: the end. */
static bool serve(const mf_puppet_head *head, mf_str *texts) {
    switch (head->kind) {
    case MF_ASK_LOAD: {
        char *path = strndup(texts[0].ptr ? texts[0].ptr : "", texts[0].len);
        load(path, head->status);
        free(path);
        return true;
    }
    case MF_ASK_OFFER: mf_house_offer(head->verb, texts[0]); return true;
    case MF_ASK_STOPPING: mf_house_stopping(); return true;
    case MF_ASK_READER: mf_house_reader(head->verb, head->token); return true;
    case MF_ASK_MEASURE: mf_measure(); return true;
    case MF_ASK_BYE: return false;
    }
    if (!plugin) return false;
    mf_done done = { NULL, NULL };
    mf_str lent[MOST_TEXTS];
    size_t count = head->count;
    memcpy(lent, texts, count * sizeof *lent);
    mf_lend(lent, count);
    uint64_t began = now();
    switch (head->kind) {
    case MF_ASK_START: {
        mf_house_open();
        mf_status status = plugin->start(plugin, mf_house());
        mf_tell(MF_TELL_STARTED, 0, status, now() - began, NULL, 0);
        break;
    }
    case MF_ASK_FIND: {
        mf_verb verb = plugin->find(plugin, lent[0]);
        mf_tell(MF_TELL_FOUND, verb, 0, now() - began, NULL, 0);
        break;
    }
    case MF_ASK_HANDLE:
        mf_house_asked(head->token);
        plugin->handle(plugin, head->verb, head->token, count ? lent : NULL, count);
        turn_done(head->kind, began);
        break;
    case MF_ASK_CANCEL:
        mf_house_dropped(head->token);
        plugin->cancel(plugin, head->token);
        turn_done(head->kind, began);
        break;
    case MF_ASK_ANSWER:
        if (mf_house_done(head->token, head->status != MF_MORE, &done) && done.fn) done.fn(done.context, head->status, lent[0]);
        turn_done(head->kind, began);
        break;
    case MF_ASK_STOP:
        plugin->stop(plugin);
        mf_house_close();
        turn_done(head->kind, began);
        break;
    default: return false;
    }
    mf_take_back(lent, count);
    return true;
}

int mf_puppet_serve(int in, int out) {
    mf_puppet_in = in;
    mf_puppet_out = out;
    mf_house_reset();
    mf_puppet_head head;
    while (mf_read_exactly(&head, sizeof head)) {
        mf_str texts[MOST_TEXTS] = { { NULL, 0 } };
        char *bytes = malloc(head.length + 1u);
        if (!bytes || head.count > MOST_TEXTS || !mf_read_exactly(bytes, head.length)) return 2;
        size_t at = 0;
        for (size_t i = 0; i < head.count; i++) {
            uint32_t length;
            if (at + sizeof length > head.length) return 2;
            memcpy(&length, bytes + at, sizeof length);
            at += sizeof length;
            if (length > head.length - at) return 2;
            texts[i] = (mf_str){ bytes + at, length };
            at += length;
        }
        bool goes_on = serve(&head, texts);
        free(bytes);
        if (!goes_on) break;
    }
    return 0;
}
