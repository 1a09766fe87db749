#define _GNU_SOURCE
#include "runner.h"

#include <stdatomic.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* What is pending, by token, in both directions. */
struct pending {
    struct pending *next;
    uint64_t token;
    mf_done done;  /* a call of the plugin */
    size_t room;   /* a question to the plugin: the most bytes its answer may still have */
    int dropped;   /* nobody listens any more */
};
enum { buckets = 4096 };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pending *calls[buckets], *questions[buckets];
static uint64_t last_call;
static int closing;

static struct { uint32_t number; mf_str name; } *verbs;
static size_t verb_count;

static void put(struct pending **table, struct pending item) {
    struct pending *fresh = malloc(sizeof *fresh);
    if (!fresh) abort();
    *fresh = item;
    fresh->next = table[item.token % buckets];
    table[item.token % buckets] = fresh;
}

static struct pending **place(struct pending **table, uint64_t token) {
    struct pending **at = &table[token % buckets];
    while (*at && (*at)->token != token) at = &(*at)->next;
    return at;
}

static void take(struct pending **at) {
    struct pending *gone = *at;
    *at = gone->next;
    free(gone);
}

void host_verbs(mf_str lines) {
    char *text = malloc(lines.len + 1);
    if (!text) abort();
    memcpy(text, lines.ptr ? lines.ptr : "", lines.len);
    text[lines.len] = 0;
    for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n")) {
        char *name;
        unsigned long number = strtoul(line, &name, 10);
        if (*name++ != ' ') continue;
        verbs = realloc(verbs, (verb_count + 1) * sizeof *verbs);
        if (!verbs) abort();
        verbs[verb_count].number = (uint32_t)number;
        verbs[verb_count++].name = (mf_str){ name, strlen(name) };
    }
}

static int is_broken(mf_str text) { return text.len > 0 && !text.ptr; }

static mf_verb host_find(const mf_host *host, mf_str name) {
    (void)host;
    if (is_broken(name)) return 0;
    for (size_t i = 0; i < verb_count; i++)
        if (verbs[i].name.len == name.len && !memcmp(verbs[i].name.ptr, name.ptr, name.len)) return verbs[i].number;
    static atomic_int missed;
    if (name.len && name.len <= longest_verb && atomic_fetch_add(&missed, 1) < most_missed) frame_send(KIND_MISSED, 0, 0, 0, &name, 1);
    return 0;
}

static mf_token host_call(const mf_host *host, mf_verb verb, const mf_str *args, size_t count, mf_done done) {
    (void)host;
    int broken = count > most_args || (count && !args);
    size_t all = 0;
    for (size_t i = 0; !broken && i < count; i++) {
        broken = is_broken(args[i]) || args[i].len > longest_arg;
        all += broken ? 0 : args[i].len;
    }
    broken = broken || all > longest_call;
    pthread_mutex_lock(&lock);
    uint64_t token = closing ? 0 : ++last_call;
    if (token) put(calls, (struct pending){ .token = token, .done = done });
    /* Sent under the lock, so that tokens reach the server in their order. */
    if (token) frame_send(KIND_CALL, verb, broken ? MF_INVALID : MF_OK, token, args, broken ? 0 : count);
    pthread_mutex_unlock(&lock);
    return token;
}

static void host_cancel(const mf_host *host, mf_token token) {
    (void)host;
    pthread_mutex_lock(&lock);
    int known = *place(calls, token) != NULL;
    pthread_mutex_unlock(&lock);
    if (known) frame_send(KIND_GIVE_UP, 0, 0, token, NULL, 0);
}

static mf_status host_reply(const mf_host *host, mf_token token, mf_status status, mf_str bytes) {
    (void)host;
    if (status > MF_MORE) return MF_INVALID;
    pthread_mutex_lock(&lock);
    struct pending **at = place(questions, token);
    mf_status result = MF_OK;
    if (!*at) result = MF_INVALID;
    else if ((*at)->dropped) result = MF_CANCELLED;
    else if (is_broken(bytes) || bytes.len > (*at)->room) result = MF_TOO_LARGE;
    int over = result == MF_TOO_LARGE;
    if (*at && result == MF_OK) (*at)->room -= bytes.len;
    if (*at && (status != MF_MORE || over)) take(at);
    /* Sent under the lock: pieces of one answer from several threads keep the order in which they were taken. */
    if (result == MF_OK || over) frame_send(KIND_REPLY, (uint32_t)over, status, token, &bytes, over ? 0 : 1);
    pthread_mutex_unlock(&lock);
    return result;
}

static long log_limit = 50, log_passed, log_lost;
static time_t log_second;

void host_log_limit(long lines) { log_limit = lines; }

static time_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec;
}

/* How many lines were lost in a second that is over. */
static long log_turn_over(void) {
    if (now() == log_second) return 0;
    long lost = log_lost;
    log_second = now();
    log_passed = log_lost = 0;
    return lost;
}

static void log_report(long lost) {
    if (!lost) return;
    char line[64];
    int length = snprintf(line, sizeof line, "%ld lines were left out", lost);
    frame_send(KIND_LOG, 0, MF_WARN, 0, &(mf_str){ line, (size_t)length }, 1);
}

void host_log_flush(void) {
    pthread_mutex_lock(&lock);
    long lost = log_lost ? log_turn_over() : 0;
    pthread_mutex_unlock(&lock);
    log_report(lost);
}

static void host_log(const mf_host *host, mf_level level, mf_str line) {
    (void)host;
    if (!line.len || !line.ptr) return;
    if (line.len > longest_line) line.len = longest_line;
    pthread_mutex_lock(&lock);
    long lost = log_turn_over();
    int passes = log_passed < log_limit;
    if (passes) log_passed++;
    else log_lost++;
    pthread_mutex_unlock(&lock);
    log_report(lost);
    if (passes) frame_send(KIND_LOG, 0, level, 0, &line, 1);
}

const mf_host host_table = {
    .size = sizeof(mf_host), .abi_minor = MF_ABI_MINOR, .impl = NULL,
    .find = host_find, .call = host_call, .cancel = host_cancel, .reply = host_reply, .log = host_log,
};

void host_asked(uint64_t token, size_t room) {
    pthread_mutex_lock(&lock);
    put(questions, (struct pending){ .token = token, .room = room });
    pthread_mutex_unlock(&lock);
}

void host_dropped(uint64_t token) {
    pthread_mutex_lock(&lock);
    struct pending *question = *place(questions, token);
    if (question) question->dropped = 1;
    pthread_mutex_unlock(&lock);
}

void host_answer(const struct frame *frame) {
    pthread_mutex_lock(&lock);
    struct pending **at = place(calls, frame->head.token);
    mf_done done = *at ? (*at)->done : (mf_done){ NULL, NULL };
    if (*at && frame->head.status != MF_MORE) take(at);
    pthread_mutex_unlock(&lock);
    if (done.fn) done.fn(done.context, frame->head.status, frame->head.count ? frame->args[0] : (mf_str){ NULL, 0 });
}

void host_closing(void) {
    pthread_mutex_lock(&lock);
    closing = 1;
    pthread_mutex_unlock(&lock);
}

void host_settle(void) {
    for (int i = 0; i < buckets; i++) {
        for (;;) {
            pthread_mutex_lock(&lock);
            mf_done done = calls[i] ? calls[i]->done : (mf_done){ NULL, NULL };
            int any = calls[i] != NULL;
            if (any) take(&calls[i]);
            pthread_mutex_unlock(&lock);
            if (!any) break;
            if (done.fn) done.fn(done.context, MF_CANCELLED, (mf_str){ NULL, 0 });
        }
    }
}
