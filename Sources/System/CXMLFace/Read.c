#include "CXMLFace.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <limits.h>
#include <pthread.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;

static void attributes(const xmlNode *node, const mf_xml_calls *calls) {
    for (const xmlAttr *at = node->properties; at; at = at->next) {
        xmlChar *value = xmlNodeListGetString(node->doc, at->children, 1);
        calls->attribute(calls->context, (const char *)at->name, value ? (const char *)value : "");
        xmlFree(value);
    }
}

bool mf_xml_read(const uint8_t *bytes, size_t length, const mf_xml_calls *calls) {
    pthread_once(&once, xmlInitParser);
    if (length > INT_MAX) return false;
    xmlDoc *document = xmlReadMemory((const char *)bytes, (int)length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    if (!document) return false;
    const xmlNode *root = xmlDocGetRootElement(document);
    bool read = root && !document->intSubset && !document->extSubset;
    // libxml2 itself refuses documents nested deeper than 256.
    for (const xmlNode *node = read ? root : NULL; node;) {
        if (node->type == XML_ELEMENT_NODE) {
            calls->element(calls->context, (const char *)node->name, node->ns && node->ns->href ? (const char *)node->ns->href : "");
            attributes(node, calls);
            if (node->children) {
                node = node->children;
                continue;
            }
            calls->end(calls->context);
        } else if ((node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) && node->content) {
            calls->text(calls->context, (const char *)node->content);
        }
        while (node != root && !node->next) {
            node = node->parent;
            calls->end(calls->context);
        }
        node = node == root ? NULL : node->next;
    }
    xmlFreeDoc(document);
    return read;
}
