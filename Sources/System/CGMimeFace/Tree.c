#include "Internal.h"

#include <string.h>

struct mf_tree {
    GMimeStream *stream;
    GMimeObject *root;
    GByteArray array;       // borrowed bytes, for GMime's memory stream
    GArray *parts;          // mf_part
    GPtrArray *objects;     // GMimeObject, one a part, owned by root
    GStringChunk *strings;
    int max_parts, max_depth;
    bool cut;
};

static const char *keep(mf_tree *tree, const char *text, bool lower) {
    if (!text) return NULL;
    char *kept = g_string_chunk_insert(tree->strings, text);
    if (lower)
        for (char *p = kept; *p; p++) *p = g_ascii_tolower(*p);
    return kept;
}

static const char *header(mf_tree *tree, GMimeObject *object, const char *name) { return keep(tree, g_mime_object_get_header(object, name), false); }

static void walk(mf_tree *tree, GMimeObject *object, int parent, int depth) {
    if ((int)tree->parts->len >= tree->max_parts || depth > tree->max_depth || !object) {
        tree->cut = true;
        return;
    }
    mf_part part = { .parent = parent };
    GMimeContentType *type = g_mime_object_get_content_type(object);
    char *name = g_mime_content_type_get_mime_type(type);
    part.type = keep(tree, name, true);
    g_free(name);
    part.charset = keep(tree, g_mime_content_type_get_parameter(type, "charset"), true);
    part.disposition = keep(tree, g_mime_object_get_disposition(object), true);
    part.cid = keep(tree, g_mime_object_get_content_id(object), false);
    part.language = header(tree, object, "Content-Language");
    part.location = header(tree, object, "Content-Location");
    GMimeHeaderList *headers = g_mime_object_get_header_list(object);
    part.header = g_mime_header_list_get_count(headers) > 0 ? g_mime_header_get_offset(g_mime_header_list_get_header_at(headers, 0)) : -1;
    if (part.header >= (gint64)tree->array.len) part.header = -1;
    int index = (int)tree->parts->len;
    if (GMIME_IS_MULTIPART(object)) {
        part.kind = MF_MULTIPART;
    } else if (GMIME_IS_MESSAGE_PART(object)) {
        part.kind = MF_MESSAGE;
        part.name = keep(tree, g_mime_object_get_content_disposition_parameter(object, "filename"), false);
        if (!part.name) part.name = keep(tree, g_mime_content_type_get_parameter(type, "name"), false);
    } else if (GMIME_IS_PART(object)) {
        GMimePart *leaf = GMIME_PART(object);
        part.name = keep(tree, g_mime_part_get_filename(leaf), false);
        part.encoding = g_mime_content_encoding_to_string(g_mime_part_get_content_encoding(leaf));
        GMimeDataWrapper *content = g_mime_part_get_content(leaf);
        GMimeStream *stream = content ? g_mime_data_wrapper_get_stream(content) : NULL;
        if (stream && stream->bound_start >= 0) {
            gint64 end = stream->bound_end < 0 ? (gint64)tree->array.len : stream->bound_end;
            part.start = (size_t)MIN(stream->bound_start, (gint64)tree->array.len);
            part.end = (size_t)CLAMP(end, (gint64)part.start, (gint64)tree->array.len);
        }
    }
    g_array_append_val(tree->parts, part);
    g_ptr_array_add(tree->objects, object);
    if (part.kind == MF_MULTIPART) {
        int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
        for (int i = 0; i < count && !((int)tree->parts->len >= tree->max_parts && (tree->cut = true)); i++)
            walk(tree, g_mime_multipart_get_part(GMIME_MULTIPART(object), i), index, depth + 1);
    }
}

mf_tree *mf_tree_read(const uint8_t *bytes, size_t length, int max_parts, int max_depth) {
    GMimeParserOptions *options = mf_gmime_options();
    if (length > G_MAXUINT) return NULL;
    mf_tree *tree = g_new0(mf_tree, 1);
    tree->max_parts = max_parts;
    tree->max_depth = max_depth;
    tree->array.data = (guint8 *)bytes;
    tree->array.len = (guint)length;
    tree->stream = g_mime_stream_mem_new_with_byte_array(&tree->array);
    g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(tree->stream), FALSE);
    tree->parts = g_array_new(FALSE, TRUE, sizeof(mf_part));
    tree->objects = g_ptr_array_new();
    tree->strings = g_string_chunk_new(1024);
    GMimeParser *parser = g_mime_parser_new_with_stream(tree->stream);
    g_mime_parser_set_persist_stream(parser, TRUE);
    g_mime_parser_set_format(parser, GMIME_FORMAT_MESSAGE);
    tree->root = g_mime_parser_construct_part(parser, options);
    g_object_unref(parser);
    if (!tree->root) {
        mf_tree_free(tree);
        return NULL;
    }
    walk(tree, tree->root, -1, 0);
    return tree;
}

void mf_tree_free(mf_tree *tree) {
    if (!tree) return;
    if (tree->root) g_object_unref(tree->root);
    g_object_unref(tree->stream);
    g_array_free(tree->parts, TRUE);
    g_ptr_array_free(tree->objects, TRUE);
    g_string_chunk_free(tree->strings);
    g_free(tree);
}

int mf_tree_count(const mf_tree *tree) { return (int)tree->parts->len; }
const mf_part *mf_tree_parts(const mf_tree *tree) { return (const mf_part *)(void *)tree->parts->data; }
bool mf_tree_cut(const mf_tree *tree) { return tree->cut; }

mf_bytes mf_tree_message(const mf_tree *tree, int part) {
    GByteArray *array = g_byte_array_new();
    GMimeObject *object = part >= 0 && part < (int)tree->objects->len ? g_ptr_array_index(tree->objects, (guint)part) : NULL;
    GMimeMessage *message = object && GMIME_IS_MESSAGE_PART(object) ? g_mime_message_part_get_message(GMIME_MESSAGE_PART(object)) : NULL;
    if (message) {
        GMimeStream *stream = g_mime_stream_mem_new_with_byte_array(array);
        g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream), FALSE);
        g_mime_object_write_to_stream(GMIME_OBJECT(message), NULL, stream);
        g_object_unref(stream);
    }
    return mf_gmime_take(array);
}
