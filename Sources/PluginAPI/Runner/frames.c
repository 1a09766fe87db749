#define _GNU_SOURCE
#include "runner.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

_Static_assert(sizeof(struct head) == 24, "a head has 24 bytes");

static pthread_mutex_t writing = PTHREAD_MUTEX_INITIALIZER;

void frame_send(enum kind kind, uint32_t verb, int32_t status, uint64_t token, const mf_str *args, size_t count) {
    struct head head = { 0, (uint16_t)kind, (uint16_t)count, verb, status, token };
    uint32_t lengths[most_args];
    struct iovec parts[1 + 2 * most_args] = { { &head, sizeof head } };
    size_t used = 1;
    for (size_t i = 0; i < count; i++) {
        lengths[i] = (uint32_t)args[i].len;
        head.length += (uint32_t)sizeof lengths[i] + lengths[i];
        parts[used++] = (struct iovec){ &lengths[i], sizeof lengths[i] };
        if (args[i].len) parts[used++] = (struct iovec){ (void *)args[i].ptr, args[i].len };
    }
    struct iovec *at = parts;
    pthread_mutex_lock(&writing);
    while (used) {
        struct msghdr message = { .msg_iov = at, .msg_iovlen = used };
        ssize_t sent = sendmsg(wire, &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) _exit(exit_wire_gone);
        for (; used && (size_t)sent >= at->iov_len; used--) sent -= (ssize_t)(at++)->iov_len;
        if (used) {
            at->iov_base = (char *)at->iov_base + sent;
            at->iov_len -= (size_t)sent;
        }
    }
    pthread_mutex_unlock(&writing);
}

static void fill(void *target, size_t size) {
    static char buffer[1 << 16];
    static size_t at, end;
    char *to = target;
    while (size) {
        if (at < end) {
            size_t step = end - at < size ? end - at : size;
            memcpy(to, buffer + at, step);
            at += step;
            to += step;
            size -= step;
            continue;
        }
        int direct = size >= sizeof buffer;
        ssize_t got = recv(wire, direct ? to : buffer, direct ? size : sizeof buffer, 0);
        if (got < 0 && errno == EINTR) continue;
        if (got == 0) _exit(exit_done);
        if (got < 0) _exit(exit_wire_gone);
        if (direct) {
            to += got;
            size -= (size_t)got;
        } else {
            at = 0;
            end = (size_t)got;
        }
    }
}

struct frame *frame_receive(void) {
    struct head head;
    fill(&head, sizeof head);
    if (head.length > longest_frame || head.count > most_args) _exit(exit_bad_frame);
    struct frame *frame = malloc(sizeof *frame + head.length);
    if (!frame) abort();
    frame->next = NULL;
    frame->head = head;
    fill(frame->bytes, head.length);
    size_t at = 0;
    for (int i = 0; i < head.count; i++) {
        uint32_t length;
        if (head.length - at < sizeof length) _exit(exit_bad_frame);
        memcpy(&length, frame->bytes + at, sizeof length);
        at += sizeof length;
        if (head.length - at < length) _exit(exit_bad_frame);
        frame->args[i] = (mf_str){ length ? frame->bytes + at : NULL, length };
        at += length;
    }
    if (at != head.length) _exit(exit_bad_frame);
    return frame;
}
