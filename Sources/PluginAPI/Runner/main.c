/* mailflow-runner PARENT LIBRARY FOLDERS MEMORY FILES NET LOGLINES, with a socket to the server as descriptor 3. */
#define _GNU_SOURCE
#include "runner.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *library;
static const mf_plugin *plugin;

/* Frames that wait for their turn. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t came = PTHREAD_COND_INITIALIZER, went = PTHREAD_COND_INITIALIZER;
static struct frame *first, **end = &first;
static size_t queued;

static size_t weight(const struct frame *frame) { return sizeof *frame + frame->head.length; }

static void *read_frames(void *nothing) {
    for (;;) {
        struct frame *frame = frame_receive();
        /* What changes the answer to a call of the plugin holds before its turn comes. */
        switch (frame->head.kind) {
        case KIND_HANDLE: host_asked(frame->head.token, (size_t)(uint32_t)frame->head.status); break;
        case KIND_CANCEL: host_dropped(frame->head.token); break;
        case KIND_STOP: host_closing(); break;
        case KIND_START: case KIND_FIND: case KIND_ANSWER: break;
        default: _exit(exit_bad_frame);
        }
        pthread_mutex_lock(&lock);
        while (queued && queued + weight(frame) > most_queued) pthread_cond_wait(&went, &lock);
        queued += weight(frame);
        *end = frame;
        end = &frame->next;
        pthread_cond_signal(&came);
        pthread_mutex_unlock(&lock);
    }
    return nothing;
}

static struct frame *next_frame(void) {
    pthread_mutex_lock(&lock);
    while (!first) pthread_cond_wait(&came, &lock);
    struct frame *frame = first;
    first = frame->next;
    if (!first) end = &first;
    queued -= weight(frame);
    pthread_cond_signal(&went);
    pthread_mutex_unlock(&lock);
    return frame;
}

static mf_status load(char *words, size_t size) {
    void *handle = dlopen(library, RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!handle) {
        const char *error = dlerror();
        snprintf(words, size, "%s", error ? error : "no reason given");
        return not_loaded;
    }
    const mf_plugin *(*entry)(void) = NULL;
    *(void **)&entry = dlsym(handle, "mailflow_plugin_v1");
    if (!entry) {
        for (int major = 0; major <= 9; major++) {
            char name[] = "mailflow_plugin_v0";
            name[sizeof name - 2] = (char)('0' + major);
            if (dlsym(handle, name)) snprintf(words, size, "%d", major);
        }
        return other_abi;
    }
    const mf_plugin *table = entry();
    if (!table) return null_table;
    if (!MF_HAS(table, stop)) {
        snprintf(words, size, "%u", table->size);
        return short_table;
    }
    if (!table->start || !table->find || !table->handle || !table->cancel || !table->stop) return hole_in_table;
    plugin = table;
    return MF_OK;
}

static void start(const struct frame *frame) {
    char words[600] = "";
    if (frame->head.count) host_verbs(frame->args[0]);
    mf_status status = load(words, sizeof words);
    if (status == MF_OK) {
        status = plugin->start(plugin, &host_table);
        if (status > 0) status = MF_INVALID;
        if (status != MF_OK) plugin = NULL;
    }
    frame_send(KIND_STARTED, 0, status, 0, &(mf_str){ words, strlen(words) }, 1);
}

static void turn(const struct frame *frame) {
    const struct head *head = &frame->head;
    if (!plugin && head->kind != KIND_START && head->kind != KIND_STOP) _exit(exit_bad_frame);
    switch (head->kind) {
    case KIND_START: start(frame); break;
    case KIND_FIND: frame_send(KIND_FOUND, plugin->find(plugin, frame->args[0]), 0, head->token, NULL, 0); break;
    case KIND_HANDLE: plugin->handle(plugin, head->verb, head->token, frame->args, head->count); break;
    case KIND_CANCEL: plugin->cancel(plugin, head->token); break;
    case KIND_ANSWER: host_answer(frame); break;
    case KIND_STOP:
        host_settle();
        if (plugin) plugin->stop(plugin);
        break;
    }
    host_log_flush();
    frame_send(KIND_TURN_DONE, 0, 0, 0, NULL, 0);
    if (head->kind == KIND_STOP) _exit(exit_done);
}

int main(int count, char **words) {
    if (count != 8) {
        fputs("mailflow-runner is started by the server.\n", stderr);
        return 64;
    }
    library = words[2];
    struct box box = { strtol(words[1], NULL, 10), words[3], strtol(words[4], NULL, 10), strtol(words[5], NULL, 10), words[6][0] == '1' };
    char missing[600] = "";
    report_install();
    box_enter(&box, missing, sizeof missing);
    host_log_limit(strtol(words[7], NULL, 10));
    frame_send(KIND_HELLO, frames_version, 0, 0, &(mf_str){ missing, strlen(missing) }, 1);
    pthread_t reader;
    if (pthread_create(&reader, NULL, read_frames, NULL)) abort();
    for (;;) {
        struct frame *frame = next_frame();
        turn(frame);
        free(frame);
    }
}
