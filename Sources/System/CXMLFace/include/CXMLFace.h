#ifndef MAILFLOW_CXMLFace_H
#define MAILFLOW_CXMLFace_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/// What a document holds, in order. Strings are UTF-8, end in NUL and are valid during the call only.
typedef struct {
    void *context;
    void (*element)(void *context, const char *name, const char *space);
    void (*attribute)(void *context, const char *name, const char *value);
    void (*text)(void *context, const char *text);
    void (*end)(void *context);
} mf_xml_calls;

/// Reads an XML document with entities, DTDs and the network off. False for what is not well formed or has a document type.
bool mf_xml_read(const uint8_t *bytes, size_t length, const mf_xml_calls *calls);

#endif
