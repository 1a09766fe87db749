#include "CSearch.h"

#include <string.h>

#include "FoldTable.inc"

// Longer words are cut: nobody types them, and they are mostly encoded data.
enum { MAX_WORD = 64 };

typedef struct {
    uint8_t *out;
    size_t at, capacity, terms;
    uint8_t word[MAX_WORD + 8];
    size_t length;     // of the word being collected
    uint8_t last[4];   // the character before, of a script written without spaces
    size_t last_size;
} writer;

static int put(writer *w, const uint8_t *a, size_t n, const uint8_t *b, size_t m) {
    if (w->terms == 0 || w->capacity - w->at < n + m + 1) {
        w->terms = 0;
        return 0;
    }
    memcpy(w->out + w->at, a, n);
    if (m) memcpy(w->out + w->at + n, b, m);
    w->at += n + m;
    w->out[w->at++] = ' ';
    w->terms--;
    return 1;
}

static void end_word(writer *w) {
    if (w->length) put(w, w->word, w->length, NULL, 0);
    w->length = 0;
}

static void end_pairs(writer *w) {
    if (w->last_size) put(w, w->last, w->last_size, NULL, 0);
    w->last_size = 0;
}

static size_t encode(uint32_t c, uint8_t *to) {
    if (c < 0x80) { to[0] = (uint8_t)c; return 1; }
    if (c < 0x800) { to[0] = (uint8_t)(0xC0 | c >> 6); to[1] = (uint8_t)(0x80 | (c & 63)); return 2; }
    if (c < 0x10000) {
        to[0] = (uint8_t)(0xE0 | c >> 12); to[1] = (uint8_t)(0x80 | (c >> 6 & 63)); to[2] = (uint8_t)(0x80 | (c & 63));
        return 3;
    }
    to[0] = (uint8_t)(0xF0 | c >> 18); to[1] = (uint8_t)(0x80 | (c >> 12 & 63)); to[2] = (uint8_t)(0x80 | (c >> 6 & 63)); to[3] = (uint8_t)(0x80 | (c & 63));
    return 4;
}

static void add(writer *w, unsigned kind, uint32_t c) {
    uint8_t bytes[4];
    size_t n = encode(c, bytes);
    if (kind == MF_FOLD_PAIRED) {
        end_word(w);
        if (w->last_size) put(w, w->last, w->last_size, bytes, n);
        memcpy(w->last, bytes, n);
        w->last_size = n;
    } else {
        end_pairs(w);
        if (w->length + n <= MAX_WORD) {
            memcpy(w->word + w->length, bytes, n);
            w->length += n;
        }
    }
}

// The scalar at `p`, or 0 (a separator) where the bytes are no UTF-8; `*size` is how far to go on.
static uint32_t decode(const uint8_t *p, const uint8_t *end, size_t *size) {
    uint8_t a = p[0];
    size_t left = (size_t)(end - p);
    *size = 1;
    if (a >= 0xC2 && a < 0xE0 && left > 1 && (p[1] & 0xC0) == 0x80) {
        *size = 2;
        return (uint32_t)(a & 31) << 6 | (p[1] & 63);
    }
    if ((a & 0xF0) == 0xE0 && left > 2 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        uint32_t c = (uint32_t)(a & 15) << 12 | (uint32_t)(p[1] & 63) << 6 | (p[2] & 63);
        if (c < 0x800 || (c >= 0xD800 && c < 0xE000)) return 0;
        *size = 3;
        return c;
    }
    if (a >= 0xF0 && a < 0xF5 && left > 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80 && (p[3] & 0xC0) == 0x80) {
        uint32_t c = (uint32_t)(a & 7) << 18 | (uint32_t)(p[1] & 63) << 12 | (uint32_t)(p[2] & 63) << 6 | (p[3] & 63);
        if (c < 0x10000 || c > 0x10FFFF) return 0;
        *size = 4;
        return c;
    }
    return 0;
}

size_t mf_search_terms(const uint8_t *text, size_t length, uint8_t *out, size_t capacity, size_t *terms) {
    writer w = { .out = out, .capacity = capacity, .terms = *terms };
    const uint8_t *p = text, *end = text + length;
    while (p < end && w.terms) {
        uint8_t a = *p;
        if (a < 0x80) {
            p++;
            if ((a >= 'a' && a <= 'z') || (a >= '0' && a <= '9')) {
            } else if (a >= 'A' && a <= 'Z') {
                a |= 32;
            } else {
                end_word(&w);
                end_pairs(&w);
                continue;
            }
            if (w.last_size) end_pairs(&w);
            if (w.length < MAX_WORD) w.word[w.length++] = a;
            continue;
        }
        size_t size;
        uint32_t c = decode(p, end, &size);
        p += size;
        uint16_t value = fold_blocks[(size_t)fold_index[c >> 8] << 8 | (c & 255)];
        if (value == MF_FOLD_DROPPED) continue;
        if (value == MF_FOLD_SEPARATOR || c == 0) {
            end_word(&w);
            end_pairs(&w);
        } else if (value < 16) {
            add(&w, value, c);
        } else {
            uint32_t record = fold_records[value - 16];
            for (uint32_t i = 0; i < (record >> 20 & 255); i++) add(&w, record >> 28, fold_pool[(record & 0xFFFFF) + i]);
        }
    }
    end_word(&w);
    end_pairs(&w);
    *terms = w.terms;
    return w.at;
}
