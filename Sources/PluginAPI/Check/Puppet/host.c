#define _GNU_SOURCE
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "mailflow/limits.h"
#include "puppet.h"

/* Tokens, phases and verbs as a server keeps them; what each call means is decided by whoever reads the frames. */

enum { VERBS = 256, CALLS = 1 << 16, ASKED = 1 << 20, ARGUMENTS = 16, MOST_TOLD = 1 << 20 };

enum phase { CLOSED, OPEN, STOPPING };
enum asked { UNKNOWN, PENDING, DROPPED, SETTLED };

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static enum phase phase;
static struct { char name[128]; size_t length; uint32_t number; } offers[VERBS];
static size_t offer_count;
static struct { mf_token token; mf_done done; } calls[CALLS];
static size_t call_hint;
static mf_token last_call;
static unsigned char asked[ASKED];
static uint32_t reader_pieces, reader_left;
static uint64_t reader_pause;

static bool is_late(const char *what) {
    if (phase != CLOSED) return false;
    mf_tell_text(MF_TELL_LATE, 0, what);
    return true;
}

static mf_verb house_find(const mf_host *host, mf_str name) {
    (void)host;
    if (is_late("find")) return 0;
    uint32_t number = 0;
    for (size_t i = 0; i < offer_count && name.ptr; i++)
        if (offers[i].length == name.len && memcmp(offers[i].name, name.ptr, name.len) == 0) number = offers[i].number;
    if (name.len > 4096) name.len = 4096;
    mf_tell(MF_TELL_LOOKED, number, 0, 0, &name, 1);
    return number;
}

static mf_token house_call(const mf_host *host, mf_verb verb, const mf_str *args, size_t count, mf_done done) {
    (void)host;
    if (is_late("call")) return 0;
    int32_t status = MF_OK;
    if (count > ARGUMENTS || (count > 0 && !args)) status = MF_INVALID;
    for (size_t i = 0; status == MF_OK && i < count; i++)
        if (args[i].len > MF_MOST_ARGUMENT || (args[i].len > 0 && !args[i].ptr)) status = MF_INVALID;
    pthread_mutex_lock(&lock);
    mf_token token = 0;
    if (phase == OPEN) {
        for (size_t i = 0; i < CALLS && !token; i++) {
            size_t slot = (call_hint + i) % CALLS;
            if (calls[slot].token) continue;
            call_hint = slot + 1;
            calls[slot].token = token = ++last_call;
            calls[slot].done = done;
        }
    }
    /* Told under the lock, so that the order told is the order of the numbers. */
    if (token) mf_tell(MF_TELL_CALL, verb, status, token, args, status == MF_OK ? count : 0);
    pthread_mutex_unlock(&lock);
    return token;
}

static void house_cancel(const mf_host *host, mf_token token) {
    (void)host;
    if (!is_late("cancel")) mf_tell(MF_TELL_GAVE_UP, 0, 0, token, NULL, 0);
}

static mf_status house_reply(const mf_host *host, mf_token token, mf_status status, mf_str bytes) {
    (void)host;
    if (is_late("reply")) return MF_CANCELLED;
    mf_status told = MF_OK;
    uint64_t pause = 0;
    pthread_mutex_lock(&lock);
    enum asked now = token < ASKED ? asked[token] : UNKNOWN;
    if (status > MF_MORE || (bytes.len > 0 && !bytes.ptr) || now == UNKNOWN || now == SETTLED) {
        told = MF_INVALID;
    } else if (bytes.len > MF_MOST_ANSWER) {
        told = MF_TOO_LARGE;
        asked[token] = SETTLED;
    } else if (now == DROPPED) {
        told = MF_CANCELLED;
        if (status != MF_MORE) asked[token] = SETTLED;
    } else if (status != MF_MORE) {
        asked[token] = SETTLED;
    } else {
        pause = reader_pause;
        if (reader_pieces > 0 && --reader_left == 0) {
            asked[token] = DROPPED;
            reader_left = reader_pieces;
        }
    }
    uint64_t length = bytes.len;
    mf_str texts[] = { { bytes.ptr, bytes.ptr ? (bytes.len < MOST_TOLD ? bytes.len : MOST_TOLD) : 0 }, { (const char *)&length, sizeof length } };
    mf_tell(MF_TELL_REPLY, (uint32_t)told, status, token, texts, 2);
    pthread_mutex_unlock(&lock);
    if (pause > 0) usleep((useconds_t)pause);
    return told;
}

static void house_log(const mf_host *host, mf_level level, mf_str line) {
    (void)host;
    if (is_late("log")) return;
    if (!line.ptr) line.len = 0;
    if (line.len > 4096) line.len = 4096;
    mf_tell(MF_TELL_LOG, 0, level, 0, &line, 1);
}

static const mf_host house = { sizeof(mf_host), MF_ABI_MINOR, NULL, house_find, house_call, house_cancel, house_reply, house_log };

const mf_host *mf_house(void) { return &house; }

void mf_house_reset(void) {
    mf_house_close();
    offer_count = 0;
    memset(asked, 0, sizeof asked);
    reader_pieces = 0;
    reader_pause = 0;
}

void mf_house_offer(uint32_t verb, mf_str name) {
    if (offer_count == VERBS || name.len >= sizeof offers->name) return;
    memcpy(offers[offer_count].name, name.ptr, name.len);
    offers[offer_count].length = name.len;
    offers[offer_count++].number = verb;
}

void mf_house_open(void) {
    pthread_mutex_lock(&lock);
    phase = OPEN;
    pthread_mutex_unlock(&lock);
}

void mf_house_stopping(void) {
    pthread_mutex_lock(&lock);
    phase = STOPPING;
    pthread_mutex_unlock(&lock);
}

void mf_house_close(void) {
    pthread_mutex_lock(&lock);
    phase = CLOSED;
    memset(calls, 0, sizeof calls);
    pthread_mutex_unlock(&lock);
}

void mf_house_asked(mf_token token) {
    pthread_mutex_lock(&lock);
    if (token < ASKED) asked[token] = PENDING;
    pthread_mutex_unlock(&lock);
}

void mf_house_dropped(mf_token token) {
    pthread_mutex_lock(&lock);
    if (token < ASKED && asked[token] == PENDING) asked[token] = DROPPED;
    pthread_mutex_unlock(&lock);
}

void mf_house_reader(uint32_t pieces, uint64_t microseconds) {
    pthread_mutex_lock(&lock);
    reader_pieces = reader_left = pieces;
    reader_pause = microseconds;
    pthread_mutex_unlock(&lock);
}

bool mf_house_done(mf_token token, bool last, mf_done *done) {
    bool found = false;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; i < CALLS && !found; i++) {
        size_t slot = (call_hint + CALLS - i) % CALLS;
        if (token == 0 || calls[slot].token != token) continue;
        *done = calls[slot].done;
        if (last) calls[slot].token = 0;
        found = true;
    }
    pthread_mutex_unlock(&lock);
    return found;
}
