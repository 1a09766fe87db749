#ifndef MAILFLOW_CGMimeFace_H
#define MAILFLOW_CGMimeFace_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// A flat face over GMime 3 without GObject. Strings are UTF-8 as far as the mail allows and end in NUL. Safe on any thread.

/// A block of bytes made by the face; the caller gives it to mf_bytes_free.
typedef struct { uint8_t *bytes; size_t length; } mf_bytes;
void mf_bytes_free(mf_bytes bytes);

// MARK: Reading

enum { MF_LEAF = 0, MF_MULTIPART = 1, MF_MESSAGE = 2 };

/// One part of a message. Strings live as long as the tree; absent ones are NULL.
typedef struct {
    int parent;               ///< index of the multipart around it, -1 for the root
    int kind;                 ///< MF_LEAF, MF_MULTIPART or MF_MESSAGE
    const char *type;         ///< lower case type/subtype
    const char *charset;
    const char *disposition;  ///< lower case
    const char *name;         ///< decoded file name
    const char *cid;
    const char *language;
    const char *location;
    const char *encoding;     ///< lower case Content-Transfer-Encoding as GMime knows it
    size_t start, end;        ///< where the encoded content of a leaf lies in the bytes that were read
    int64_t header;           ///< where its own header begins in them, -1 when it has none
} mf_part;

typedef struct mf_tree mf_tree;

/// Reads the structure of a message; `bytes` must outlive the tree. NULL when it has none.
mf_tree *mf_tree_read(const uint8_t *bytes, size_t length, int max_parts, int max_depth);
void mf_tree_free(mf_tree *tree);
int mf_tree_count(const mf_tree *tree);
const mf_part *mf_tree_parts(const mf_tree *tree);
/// Whether parts were left out because of max_parts or max_depth.
bool mf_tree_cut(const mf_tree *tree);
/// The bytes of an embedded message.
mf_bytes mf_tree_message(const mf_tree *tree, int part);

/// Undoes base64, quoted-printable or uuencode; other encodings are copied. Never fails: what is no such encoding is skipped.
mf_bytes mf_decode_transfer(const char *encoding, const uint8_t *bytes, size_t length);

/// Text of a charset as UTF-8, with U+FFFD for what cannot be read. False when the charset is unknown.
bool mf_decode_charset(const char *charset, const uint8_t *bytes, size_t length, mf_bytes *out);

/// An unstructured header value (RFC 2047 on bytes; raw 8-bit is UTF-8 or else Windows-1252).
mf_bytes mf_decode_text(const uint8_t *bytes, size_t length);

enum { MF_ADDRESS = 0, MF_GROUP_BEGIN = 1, MF_GROUP_END = 2 };

/// Walks an address list (RFC 5322 3.4); `name` and `email` are valid during the call only. Stops when `each` returns false.
void mf_addresses(const uint8_t *bytes, size_t length, void *context, bool (*each)(void *context, int what, const char *name, const char *email));

/// Seconds since 1970 and the zone's offset in minutes of a Date header; false when it is none.
bool mf_date(const uint8_t *bytes, size_t length, int64_t *seconds, int *offset);

// MARK: Building

/// A part on its way into a message. A part given to another one or to a message belongs to it.
typedef struct mf_node mf_node;

/// A text part in UTF-8 with LF line ends; the transfer encoding is chosen by what is in it.
mf_node *mf_node_text(const char *subtype, const uint8_t *bytes, size_t length);
/// A part in base64 (a message/ part as it is). With `path` the bytes are read from that file when the message is written; NULL when it
/// cannot be opened. `cid` and `name` may be NULL.
mf_node *mf_node_data(const char *type, const char *subtype, const char *disposition, const char *name, const char *cid, const uint8_t *bytes, size_t length, const char *path);
mf_node *mf_node_multipart(const char *subtype);
void mf_node_parameter(mf_node *node, const char *name, const char *value);
void mf_node_add(mf_node *multipart, mf_node *part);
void mf_node_free(mf_node *node);

typedef struct mf_message mf_message;

mf_message *mf_message_new(void);
/// `kind`: "From", "Sender", "Reply-To", "To", "Cc" or "Bcc".
void mf_message_address(mf_message *message, const char *kind, const char *name, const char *email);
/// Any other header, encoded as needed.
void mf_message_header(mf_message *message, const char *name, const char *value);
void mf_message_root(mf_message *message, mf_node *root);
/// The message with CRLF line ends; false when a file could not be read or written. With `path` it is written there and `out` stays empty.
bool mf_message_write(mf_message *message, const char *path, mf_bytes *out);
void mf_message_free(mf_message *message);

/// The ASCII form of a domain (IDNA 2008); empty when it has none.
mf_bytes mf_domain_ascii(const char *domain);

#endif
