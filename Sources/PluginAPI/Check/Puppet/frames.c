#define _GNU_SOURCE
#include <errno.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#include "puppet.h"

int mf_puppet_in = -1, mf_puppet_out = -1;
static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;

static void write_all(const void *bytes, size_t length) {
    const char *at = bytes;
    while (length > 0) {
        ssize_t wrote = write(mf_puppet_out, at, length);
        if (wrote < 0 && errno == EINTR) continue;
        if (wrote <= 0) return;
        at += wrote;
        length -= (size_t)wrote;
    }
}

/* Called from any thread of the plugin. */
void mf_tell(uint16_t kind, uint32_t verb, int32_t status, uint64_t token, const mf_str *texts, size_t count) {
    mf_puppet_head head = { 0, kind, (uint16_t)count, verb, status, token };
    for (size_t i = 0; i < count; i++) head.length += (uint32_t)(4 + texts[i].len);
    pthread_mutex_lock(&writing);
    write_all(&head, sizeof head);
    for (size_t i = 0; i < count; i++) {
        uint32_t length = (uint32_t)texts[i].len;
        write_all(&length, sizeof length);
        if (length > 0) write_all(texts[i].ptr, length);
    }
    pthread_mutex_unlock(&writing);
}

void mf_tell_text(uint16_t kind, int32_t status, const char *text) {
    mf_str line = { text, strlen(text) };
    mf_tell(kind, 0, status, 0, &line, 1);
}

bool mf_read_exactly(void *into, size_t length) {
    char *at = into;
    while (length > 0) {
        ssize_t got = read(mf_puppet_in, at, length);
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return false;
        at += got;
        length -= (size_t)got;
    }
    return true;
}
