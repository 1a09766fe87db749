#include "CGumboFace.h"

#include <setjmp.h>
#include <stdlib.h>
#include <time.h>

// Gumbo allocates from blocks that are freed at once, so that neither its recursive destructor nor a bomb of nodes can hurt:
// past the budget the parser is left by a jump, and nothing it holds is outside the blocks.

enum { BLOCK = 256 * 1024 };

typedef struct block {
    struct block *next;
    size_t used, size;
    max_align_t data[];
} block;

struct mf_html {
    block *blocks;
    size_t memory, max_memory;
    unsigned calls;
    struct timespec deadline;
    jmp_buf out;
    GumboOutput *output;
};

static void *allocate(void *context, size_t size) {
    mf_html *html = context;
    if (++html->calls % 256 == 0) {
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec > html->deadline.tv_sec || (now.tv_sec == html->deadline.tv_sec && now.tv_nsec > html->deadline.tv_nsec)) longjmp(html->out, 1);
    }
    size = (size + 15) & ~(size_t)15;
    block *b = html->blocks;
    if (!b || b->size - b->used < size) {
        size_t room = size > BLOCK ? size : BLOCK;
        if (room > html->max_memory - html->memory) longjmp(html->out, 1);
        b = malloc(sizeof(block) + room);
        if (!b) longjmp(html->out, 1);
        html->memory += room;
        b->size = room;
        b->used = 0;
        b->next = html->blocks;
        html->blocks = b;
    }
    void *at = (char *)b->data + b->used;
    b->used += size;
    return at;
}

static void release(void *context, void *memory) { (void)context, (void)memory; }

static GumboOutput *run(mf_html *html, const uint8_t *bytes, size_t length) {
    GumboOptions options = kGumboDefaultOptions;
    options.allocator = allocate;
    options.deallocator = release;
    options.userdata = html;
    options.max_errors = 0;
    if (setjmp(html->out)) return NULL;
    return gumbo_parse_with_options(&options, (const char *)bytes, length);
}

mf_html *mf_html_parse(const uint8_t *bytes, size_t length, size_t max_memory, unsigned max_milliseconds) {
    mf_html *html = calloc(1, sizeof *html);
    if (!html) return NULL;
    html->max_memory = max_memory;
    clock_gettime(CLOCK_MONOTONIC, &html->deadline);
    html->deadline.tv_sec += max_milliseconds / 1000;
    html->deadline.tv_nsec += (long)(max_milliseconds % 1000) * 1000000;
    if (html->deadline.tv_nsec >= 1000000000) {
        html->deadline.tv_nsec -= 1000000000;
        html->deadline.tv_sec++;
    }
    html->output = run(html, bytes, length);
    if (!html->output || !html->output->root) {
        mf_html_free(html);
        return NULL;
    }
    return html;
}

const GumboNode *mf_html_root(const mf_html *html) { return html->output->root; }

void mf_html_free(mf_html *html) {
    if (!html) return;
    for (block *b = html->blocks; b;) {
        block *next = b->next;
        free(b);
        b = next;
    }
    free(html);
}
