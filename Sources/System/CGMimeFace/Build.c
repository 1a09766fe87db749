#include "Internal.h"

#include <idn2.h>
#include <string.h>

struct mf_node { GMimeObject *object; };
struct mf_message { GMimeMessage *message; };

static mf_node *node(GMimeObject *object) {
    mf_node *made = g_new0(mf_node, 1);
    made->object = object;
    return made;
}

static GMimeStream *memory(const uint8_t *bytes, size_t length) {
    return g_mime_stream_mem_new_with_buffer((const char *)bytes, length);
}

mf_node *mf_node_text(const char *subtype, const uint8_t *bytes, size_t length) {
    mf_gmime_start();
    GMimePart *part = g_mime_part_new_with_type("text", subtype);
    GMimeStream *stream = memory(bytes, length);
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_object_unref(content);
    g_object_unref(stream);
    g_mime_object_set_content_type_parameter(GMIME_OBJECT(part), "charset", "utf-8");
    g_mime_part_set_content_encoding(part, g_mime_part_get_best_content_encoding(part, GMIME_ENCODING_CONSTRAINT_7BIT));
    return node(GMIME_OBJECT(part));
}

mf_node *mf_node_data(const char *type, const char *subtype, const char *disposition, const char *name, const char *cid, const uint8_t *bytes, size_t length, const char *path) {
    mf_gmime_start();
    GMimeStream *stream = path ? g_mime_stream_file_open(path, "r", NULL) : memory(bytes, length);
    if (!stream) return NULL;
    GMimePart *part = g_mime_part_new_with_type(type, subtype);
    GMimeDataWrapper *content = g_mime_data_wrapper_new_with_stream(stream, GMIME_CONTENT_ENCODING_DEFAULT);
    g_mime_part_set_content(part, content);
    g_object_unref(content);
    g_object_unref(stream);
    g_mime_object_set_disposition(GMIME_OBJECT(part), disposition);
    if (name) g_mime_part_set_filename(part, name);
    if (cid) g_mime_part_set_content_id(part, cid);
    // RFC 2046 5.2.1: a message part is never base64.
    g_mime_part_set_content_encoding(part, g_ascii_strcasecmp(type, "message") ? GMIME_CONTENT_ENCODING_BASE64 : GMIME_CONTENT_ENCODING_8BIT);
    return node(GMIME_OBJECT(part));
}

mf_node *mf_node_multipart(const char *subtype) {
    mf_gmime_start();
    return node(GMIME_OBJECT(g_mime_multipart_new_with_subtype(subtype)));
}

void mf_node_parameter(mf_node *node, const char *name, const char *value) { g_mime_object_set_content_type_parameter(node->object, name, value); }

void mf_node_add(mf_node *multipart, mf_node *part) {
    g_mime_multipart_add(GMIME_MULTIPART(multipart->object), part->object);
    mf_node_free(part);
}

void mf_node_free(mf_node *node) {
    if (!node) return;
    g_object_unref(node->object);
    g_free(node);
}

mf_message *mf_message_new(void) {
    mf_gmime_start();
    mf_message *message = g_new0(mf_message, 1);
    message->message = g_mime_message_new(FALSE);
    return message;
}

void mf_message_address(mf_message *message, const char *kind, const char *name, const char *email) {
    static const struct { const char *name; GMimeAddressType type; } kinds[] = {
        { "From", GMIME_ADDRESS_TYPE_FROM }, { "Sender", GMIME_ADDRESS_TYPE_SENDER }, { "Reply-To", GMIME_ADDRESS_TYPE_REPLY_TO },
        { "To", GMIME_ADDRESS_TYPE_TO }, { "Cc", GMIME_ADDRESS_TYPE_CC }, { "Bcc", GMIME_ADDRESS_TYPE_BCC },
    };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (!strcmp(kind, kinds[i].name)) g_mime_message_add_mailbox(message->message, kinds[i].type, name && *name ? name : NULL, email);
}

void mf_message_header(mf_message *message, const char *name, const char *value) {
    g_mime_object_set_header(GMIME_OBJECT(message->message), name, value, "utf-8");
}

void mf_message_root(mf_message *message, mf_node *root) {
    g_mime_message_set_mime_part(message->message, root->object);
    mf_node_free(root);
}

bool mf_message_write(mf_message *message, const char *path, mf_bytes *out) {
    GByteArray *array = path ? NULL : g_byte_array_new();
    GMimeStream *target = path ? g_mime_stream_file_open(path, "w", NULL) : g_mime_stream_mem_new_with_byte_array(array);
    if (!target) return false;
    if (array) g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(target), FALSE);
    GMimeStream *stream = g_mime_stream_filter_new(target);
    GMimeFilter *filter = g_mime_filter_unix2dos_new(TRUE);
    g_mime_stream_filter_add(GMIME_STREAM_FILTER(stream), filter);
    g_object_unref(filter);
    bool written = g_mime_object_write_to_stream(GMIME_OBJECT(message->message), NULL, stream) >= 0 && g_mime_stream_flush(stream) == 0;
    if (path && g_mime_stream_close(target) != 0) written = false;
    g_object_unref(stream);
    g_object_unref(target);
    if (array) *out = mf_gmime_take(array);
    return written;
}

void mf_message_free(mf_message *message) {
    if (!message) return;
    g_object_unref(message->message);
    g_free(message);
}

mf_bytes mf_domain_ascii(const char *domain) {
    mf_bytes out = { 0 };
    char *ascii = NULL;
    int result = idn2_lookup_u8((const uint8_t *)domain, (uint8_t **)&ascii, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    if (result == IDN2_OK && ascii) {
        out.length = strlen(ascii);
        out.bytes = (uint8_t *)g_strdup(ascii);
    }
    idn2_free(ascii);
    return out;
}
