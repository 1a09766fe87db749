#ifndef MAILFLOW_CDAVXML_H
#define MAILFLOW_CDAVXML_H

#include <stddef.h>
#include <stdint.h>

/// Bytes that are valid during the call only; not terminated. `ptr` is NULL where there is nothing.
typedef struct {
    const char *ptr;
    size_t len;
} mf_dav_text;

/// What a document holds, in order. Names come with their namespace, never with a prefix.
typedef struct {
    void *context;
    void (*element)(void *context, mf_dav_text space, mf_dav_text name);
    void (*attribute)(void *context, mf_dav_text space, mf_dav_text name, mf_dav_text value);
    void (*text)(void *context, mf_dav_text text);
    void (*end)(void *context);
} mf_dav_calls;

/// How reading ended.
typedef enum {
    mf_dav_read = 0,
    mf_dav_malformed,
    /// It has a document type, so it may have entities of its own.
    mf_dav_doctype,
    mf_dav_too_deep,
    mf_dav_too_many,
} mf_dav_outcome;

/// Reads a document as it comes, building nothing. Entities other than the five of XML, document types, the network and files are off;
/// it ends at the first thing that is not allowed. `elements` counts elements and attributes.
mf_dav_outcome mf_dav_parse(const uint8_t *bytes, size_t length, int depth, int elements, const mf_dav_calls *calls);

#endif
