/* mailflow/json.h: reading and writing the JSON of verbs, without memory of its own. Optional; use any other library you like.
 * Dedicated to the public domain (CC0-1.0).
 *
 * A value is a piece of the text it was found in: it is good as long as that text is. Nothing here recurses or allocates, and
 * text that is not JSON yields "not there", never a pointer outside of it.
 */
#ifndef MAILFLOW_JSON_H
#define MAILFLOW_JSON_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#include <stdio.h>
#include <string.h>

static inline const char *mf_json_space_(const char *at, const char *end) {
    while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')) at++;
    return at;
}

/* Past one value; NULL when there is none. */
static inline const char *mf_json_past_(const char *at, const char *end) {
    size_t depth = 0;
    do {
        at = mf_json_space_(at, end);
        if (at == end) return NULL;
        if (*at == '"') {
            for (at++; at < end && *at != '"'; at++)
                if (*at == '\\' && ++at == end) return NULL;
            if (at == end) return NULL;
            at++;
        } else if (*at == '{' || *at == '[') {
            depth++, at++;
        } else if (*at == '}' || *at == ']') {
            if (depth == 0) return NULL;
            depth--, at++;
        } else if (*at == ',' || *at == ':') {
            if (depth == 0) return NULL;
            at++;
        } else {
            const char *from = at;
            while (at < end && *at && !strchr(" \t\r\n,:{}[]\"", *at)) at++;
            if (at == from) return NULL; /* a NUL, which strchr would find */
        }
    } while (depth > 0);
    return at;
}

/* The value of a member of an object. False: there is none. */
static inline int mf_json_member(mf_str object, const char *name, mf_str *value) {
    const char *end = object.ptr + object.len, *at = object.ptr;
    size_t length = strlen(name);
    if (object.len == 0) return 0;
    at = mf_json_space_(at, end);
    if (at == end || *at++ != '{') return 0;
    for (;;) {
        const char *key = mf_json_space_(at, end), *past = mf_json_past_(key, end);
        if (!past || *key != '"') return 0;
        at = mf_json_space_(past, end);
        if (at == end || *at++ != ':') return 0;
        at = mf_json_space_(at, end);
        const char *next = mf_json_past_(at, end);
        if (!next) return 0;
        if ((size_t)(past - key) == length + 2 && memcmp(key + 1, name, length) == 0) {
            value->ptr = at;
            value->len = (size_t)(next - at);
            return 1;
        }
        at = mf_json_space_(next, end);
        if (at == end || *at++ != ',') return 0;
    }
}

/* The next element of an array: `rest` is the array at first, and what follows the element afterwards. False: there is no more. */
static inline int mf_json_next(mf_str *rest, mf_str *value) {
    const char *end = rest->ptr + rest->len, *at = rest->ptr;
    if (rest->len == 0) return 0;
    at = mf_json_space_(at, end);
    if (at == end || (*at != '[' && *at != ',')) return 0;
    at = mf_json_space_(at + 1, end);
    const char *past = mf_json_past_(at, end);
    if (!past) return 0;
    value->ptr = at;
    value->len = (size_t)(past - at);
    rest->ptr = past;
    rest->len = (size_t)(end - past);
    return 1;
}

static inline int mf_json_hex_(const char *at, const char *end, unsigned *code) {
    *code = 0;
    for (int i = 0; i < 4; i++, at++) {
        if (at >= end) return 0;
        unsigned digit = (unsigned)(*at >= '0' && *at <= '9' ? *at - '0' : (*at | 32) >= 'a' && (*at | 32) <= 'f' ? (*at | 32) - 'a' + 10 : 99);
        if (digit > 15) return 0;
        *code = *code << 4 | digit;
    }
    return 1;
}

/* A string's text, terminated. Its length, or -1 when it is no string, holds a NUL or does not fit. */
static inline int mf_json_text(mf_str value, char *into, size_t size) {
    if (value.len < 2 || value.ptr[0] != '"' || size == 0) return -1;
    const char *at = value.ptr + 1, *end = value.ptr + value.len - 1;
    size_t used = 0;
    while (at < end) {
        unsigned code = (unsigned char)*at++;
        int is_escape = code == '\\';
        if (is_escape) {
            if (at == end) return -1;
            char letter = *at++;
            const char *pairs = "\"\"\\\\//b\bf\fn\nr\rt\t", *plain = pairs;
            while (*plain && *plain != letter) plain += 2;
            if (letter == 'u') {
                unsigned low;
                if (!mf_json_hex_(at, end, &code)) return -1;
                at += 4;
                if (code >= 0xd800 && code < 0xdc00 && end - at >= 6 && at[0] == '\\' && at[1] == 'u' && mf_json_hex_(at + 2, end, &low) && low >= 0xdc00 && low < 0xe000) {
                    code = 0x10000 + ((code - 0xd800) << 10) + (low - 0xdc00);
                    at += 6;
                } else if (code >= 0xd800 && code < 0xe000) {
                    code = 0xfffd;
                }
            } else if (*plain) {
                code = (unsigned char)plain[1];
            } else {
                return -1;
            }
        }
        if (code == 0) return -1;
        char bytes[4];
        size_t count = 0;
        if (!is_escape || code < 0x80) bytes[count++] = (char)code;
        else if (code < 0x800) bytes[count++] = (char)(0xc0 | code >> 6);
        else if (code < 0x10000) bytes[count++] = (char)(0xe0 | code >> 12), bytes[count++] = (char)(0x80 | (code >> 6 & 63));
        else bytes[count++] = (char)(0xf0 | code >> 18), bytes[count++] = (char)(0x80 | (code >> 12 & 63)), bytes[count++] = (char)(0x80 | (code >> 6 & 63));
        if (is_escape && code >= 0x80) bytes[count++] = (char)(0x80 | (code & 63));
        if (used + count >= size) return -1;
        memcpy(into + used, bytes, count);
        used += count;
    }
    into[used] = 0;
    return (int)used;
}

/* The text of a member that is a string, terminated. Its length, or -1. */
static inline int mf_json_get(mf_str object, const char *name, char *into, size_t size) {
    mf_str value;
    return mf_json_member(object, name, &value) ? mf_json_text(value, into, size) : -1;
}

/* A whole number of at most 15 digits. False: it is none. */
static inline int mf_json_whole(mf_str value, long long *number) {
    size_t at = value.len > 0 && value.ptr[0] == '-';
    if (at == value.len || value.len - at > 15) return 0;
    long long sum = 0;
    for (size_t i = at; i < value.len; i++) {
        if (value.ptr[i] < '0' || value.ptr[i] > '9') return 0;
        sum = sum * 10 + (value.ptr[i] - '0');
    }
    *number = at ? -sum : sum;
    return 1;
}

/* Writes text as a JSON string, quotes included, terminated; what does not fit is left out. Gives the end of what it wrote.
 * `end` is past the buffer; bytes that are not UTF-8 stay as they are. */
static inline char *mf_json_quote(char *at, const char *end, const char *text) {
    if (end - at < 3) return at;
    *at++ = '"';
    for (; *text && end - at > 8; text++) {
        unsigned char letter = (unsigned char)*text;
        if (letter == '"' || letter == '\\') *at++ = '\\', *at++ = (char)letter;
        else if (letter < 32) at += snprintf(at, 7, "\\u%04x", (unsigned)letter);
        else *at++ = (char)letter;
    }
    *at++ = '"';
    *at = 0;
    return at;
}

#ifdef __cplusplus
}
#endif

#endif
