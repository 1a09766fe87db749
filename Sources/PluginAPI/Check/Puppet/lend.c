#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "puppet.h"

/* Guarded, each text lies at the end of pages of its own, which nobody may touch after the turn and which are never used again.
 * Otherwise texts stay readable for some turns, so that only the rule that looks for it meets a plugin that keeps a pointer. */

enum { MOST = 1 << 16, RING = 512 };

static bool guards;
static struct { const char *base; size_t length; } gone[MOST];
static size_t gone_count;
static void *ring[RING];
static size_t ring_next;

void mf_lend_guarded(bool guarded) { guards = guarded; }

static size_t pages(size_t length) {
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    return (length + page - 1) / page * page;
}

void mf_lend(mf_str *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (texts[i].len == 0) {
            texts[i].ptr = NULL;
            continue;
        }
        char *copy;
        if (guards) {
            size_t room = pages(texts[i].len);
            char *base = mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
            if (base == MAP_FAILED) abort();
            copy = base + (room - texts[i].len);
        } else if (!(copy = malloc(texts[i].len))) {
            abort();
        }
        memcpy(copy, texts[i].ptr, texts[i].len);
        texts[i].ptr = copy;
    }
}

void mf_take_back(mf_str *texts, size_t count) {
    for (size_t i = 0; i < count; i++) {
        if (!texts[i].ptr) continue;
        if (!guards) {
            free(ring[ring_next]);
            ring[ring_next] = (void *)(size_t)texts[i].ptr;
            ring_next = (ring_next + 1) % RING;
            continue;
        }
        size_t room = pages(texts[i].len);
        char *base = (char *)(size_t)texts[i].ptr + texts[i].len - room;
        mprotect(base, room, PROT_NONE);
        madvise(base, room, MADV_DONTNEED);
        if (gone_count < MOST) {
            gone[gone_count].base = base;
            gone[gone_count++].length = room;
        }
    }
}

bool mf_was_lent(const void *address) {
    for (size_t i = 0; i < gone_count; i++)
        if ((const char *)address >= gone[i].base && (const char *)address < gone[i].base + gone[i].length) return true;
    return false;
}
