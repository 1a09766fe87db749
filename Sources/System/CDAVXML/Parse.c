#include "CDAVXML.h"

#include <libxml/parser.h>
#include <limits.h>
#include <pthread.h>
#include <stdbool.h>
#include <string.h>

typedef struct {
    const mf_dav_calls *calls;
    xmlParserCtxt *parser;
    mf_dav_outcome outcome;
    int depth, deepest;
    int elements, most;
} reading;

static pthread_once_t once = PTHREAD_ONCE_INIT;

static mf_dav_text text(const xmlChar *from) { return (mf_dav_text){(const char *)from, from ? strlen((const char *)from) : 0}; }

static void give_up(reading *at, mf_dav_outcome outcome) {
    if (at->outcome == mf_dav_read) at->outcome = outcome;
    xmlStopParser(at->parser);
}

static void on_start(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space, int namespaces, const xmlChar **declared,
                     int attributes, int defaulted, const xmlChar **values) {
    (void)namespaces;
    (void)declared;
    (void)defaulted;
    reading *at = context;
    if (at->outcome != mf_dav_read) return;
    // A prefix that nobody declared is not well formed here.
    if (prefix && !space) return give_up(at, mf_dav_malformed);
    if (++at->depth > at->deepest) return give_up(at, mf_dav_too_deep);
    if (attributes > at->most || (at->elements += 1 + attributes) > at->most) return give_up(at, mf_dav_too_many);
    at->calls->element(at->calls->context, text(space), text(name));
    for (int i = 0; i < attributes; i++) {
        const xmlChar **one = values + (size_t)i * 5;
        if (one[1] && !one[2]) return give_up(at, mf_dav_malformed);
        at->calls->attribute(at->calls->context, text(one[2]), text(one[0]), (mf_dav_text){(const char *)one[3], (size_t)(one[4] - one[3])});
    }
}

static void on_end(void *context, const xmlChar *name, const xmlChar *prefix, const xmlChar *space) {
    (void)name;
    (void)prefix;
    (void)space;
    reading *at = context;
    if (at->outcome != mf_dav_read) return;
    at->depth--;
    at->calls->end(at->calls->context);
}

static void on_text(void *context, const xmlChar *bytes, int length) {
    reading *at = context;
    if (at->outcome == mf_dav_read && length > 0) at->calls->text(at->calls->context, (mf_dav_text){(const char *)bytes, (size_t)length});
}

static void on_doctype(void *context, const xmlChar *name, const xmlChar *external, const xmlChar *system) {
    (void)name;
    (void)external;
    (void)system;
    give_up(context, mf_dav_doctype);
}

/// No entity but the five that XML itself has: libxml2 knows those without asking.
static xmlEntity *no_entity(void *context, const xmlChar *name) {
    (void)name;
    give_up(context, mf_dav_malformed);
    return NULL;
}

static void quiet(void *context, const xmlError *error) {
    (void)context;
    (void)error;
}

mf_dav_outcome mf_dav_parse(const uint8_t *bytes, size_t length, int depth, int elements, const mf_dav_calls *calls) {
    pthread_once(&once, xmlInitParser);
    if (length == 0 || length > INT_MAX) return mf_dav_malformed;
    xmlSAXHandler handler;
    memset(&handler, 0, sizeof handler);
    handler.initialized = XML_SAX2_MAGIC;
    handler.startElementNs = on_start;
    handler.endElementNs = on_end;
    handler.characters = on_text;
    handler.ignorableWhitespace = on_text;
    handler.cdataBlock = on_text;
    handler.internalSubset = on_doctype;
    handler.getEntity = no_entity;
    handler.serror = (xmlStructuredErrorFunc)quiet;

    reading at = {.calls = calls, .outcome = mf_dav_read, .deepest = depth, .most = elements};
    xmlParserCtxt *parser = xmlCreatePushParserCtxt(&handler, &at, NULL, 0, NULL);
    if (!parser) return mf_dav_malformed;
    at.parser = parser;
    // NOENT only makes the five entities of XML come out right in attributes: there are no others, for a document type ends it.
    xmlCtxtUseOptions(parser, XML_PARSE_NOENT | XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
    int failed = xmlParseChunk(parser, (const char *)bytes, (int)length, 0);
    if (!failed && at.outcome == mf_dav_read) failed = xmlParseChunk(parser, NULL, 0, 1);
    if (at.outcome == mf_dav_read && (failed || !parser->wellFormed || at.elements == 0 || at.depth != 0)) at.outcome = mf_dav_malformed;
    if (parser->myDoc) {
        xmlFreeDoc(parser->myDoc);
        parser->myDoc = NULL;
    }
    xmlFreeParserCtxt(parser);
    return at.outcome;
}
