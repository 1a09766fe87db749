#define _GNU_SOURCE
#include "Internal.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <string.h>

mf_bytes mf_decode_transfer(const char *encoding, const uint8_t *bytes, size_t length) {
    GMimeContentEncoding kind = encoding ? g_mime_content_encoding_from_string(encoding) : GMIME_CONTENT_ENCODING_DEFAULT;
    mf_bytes out = { 0 };
    if (kind != GMIME_CONTENT_ENCODING_BASE64 && kind != GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE && kind != GMIME_CONTENT_ENCODING_UUENCODE) {
        out.bytes = g_malloc(length + 1);
        if (length) memcpy(out.bytes, bytes, length);
        out.length = length;
        return out;
    }
    const uint8_t *from = bytes, *end = bytes + length;
    if (kind == GMIME_CONTENT_ENCODING_UUENCODE) {
        // The "begin" line is no content.
        const uint8_t *line = length > 6 && !memcmp(from, "begin ", 6) ? memchr(from, '\n', length) : NULL;
        if (line) from = line + 1;
    }
    GMimeEncoding state;
    g_mime_encoding_init_decode(&state, kind);
    out.bytes = g_malloc(g_mime_encoding_outlen(&state, (size_t)(end - from)) + 16);
    out.length = g_mime_encoding_flush(&state, (const char *)from, (size_t)(end - from), (char *)out.bytes);
    return out;
}

// Names mail uses, and the wider charset that its text is really in.
static const char *const charsets[][2] = {
    { "iso-8859-1", "CP1252" }, { "iso8859-1", "CP1252" }, { "latin1", "CP1252" }, { "us-ascii", "CP1252" }, { "ascii", "CP1252" },
    { "ansi_x3.4-1968", "CP1252" }, { "iso-8859-9", "CP1254" }, { "iso-8859-11", "CP874" }, { "tis-620", "CP874" }, { "gb2312", "GB18030" },
    { "gbk", "GB18030" }, { "x-gbk", "GB18030" }, { "gb_2312-80", "GB18030" }, { "cp936", "GB18030" }, { "hz-gb-2312", "HZ" },
    { "shift_jis", "CP932" }, { "shift-jis", "CP932" }, { "x-sjis", "CP932" }, { "sjis", "CP932" }, { "windows-31j", "CP932" },
    { "euc-kr", "CP949" }, { "ks_c_5601-1987", "CP949" }, { "ksc5601", "CP949" }, { "big5", "BIG5-HKSCS" }, { "x-mac-roman", "MACINTOSH" },
    { "macroman", "MACINTOSH" }, { "unicode-1-1-utf-7", "UTF-7" }, { "x-mac-cyrillic", "MAC-CYRILLIC" }, { "iso-8859-8-i", "ISO-8859-8" },
    { "x-user-defined", "CP1252" }, { "cp-850", "CP850" },
};

static iconv_t open_charset(const char *charset) {
    char name[64];
    size_t n = 0;
    for (const char *p = charset; *p; p++) {
        if (!isalnum((unsigned char)*p) && !strchr("._:-", *p)) return (iconv_t)-1;
        if (n + 1 >= sizeof name) return (iconv_t)-1;
        name[n++] = (char)g_ascii_tolower(*p);
    }
    name[n] = 0;
    if (n == 0) return (iconv_t)-1;
    for (size_t i = 0; i < sizeof charsets / sizeof *charsets; i++)
        if (!strcmp(name, charsets[i][0])) return iconv_open("UTF-8", charsets[i][1]);
    iconv_t cd = iconv_open("UTF-8", name);
    if (cd == (iconv_t)-1) {
        mf_gmime_start();
        const char *other = g_mime_charset_iconv_name(name);
        if (other && !strchr(other, '/')) cd = iconv_open("UTF-8", other);
    }
    return cd;
}

bool mf_decode_charset(const char *charset, const uint8_t *bytes, size_t length, mf_bytes *out) {
    iconv_t cd = open_charset(charset);
    if (cd == (iconv_t)-1) return false;
    size_t capacity = length + length / 2 + 64, used = 0;
    char *to = g_malloc(capacity);
    char *from = (char *)bytes;
    size_t left = length;
    bool flushed = false;
    for (;;) {
        if (capacity - used < 16) {
            capacity += capacity / 2 + 64;
            to = g_realloc(to, capacity);
        }
        char *at = to + used;
        size_t room = capacity - used;
        size_t result = left ? iconv(cd, &from, &left, &at, &room) : iconv(cd, NULL, NULL, &at, &room);
        used = (size_t)(at - to);
        if (result != (size_t)-1) {
            if (flushed || left == 0) {
                if (flushed) break;
                flushed = true;
            }
            continue;
        }
        if (errno == E2BIG) {
            capacity += capacity / 2 + 64;
            to = g_realloc(to, capacity);
        } else if (left) {
            if (capacity - used < 16) to = g_realloc(to, capacity += 64);
            memcpy(to + used, "\xEF\xBF\xBD", 3);
            used += 3;
            from++;
            left--;
        } else {
            break;
        }
    }
    iconv_close(cd);
    out->bytes = (uint8_t *)to;
    out->length = used;
    return true;
}

mf_bytes mf_decode_text(const uint8_t *bytes, size_t length) {
    GMimeParserOptions *options = mf_gmime_options();
    char *raw = mf_gmime_copy(bytes, length);
    char *text = g_mime_utils_header_decode_text(options, raw);
    g_free(raw);
    return (mf_bytes){ .bytes = (uint8_t *)text, .length = text ? strlen(text) : 0 };
}

static bool each_address(InternetAddressList *list, int depth, bool ascii, void *context, bool (*each)(void *, int, const char *, const char *)) {
    int count = internet_address_list_length(list);
    for (int i = 0; i < count; i++) {
        InternetAddress *address = internet_address_list_get_address(list, i);
        const char *name = internet_address_get_name(address);
        if (INTERNET_ADDRESS_IS_GROUP(address)) {
            if (!each(context, MF_GROUP_BEGIN, name ? name : "", "")) return false;
            InternetAddressList *members = internet_address_group_get_members(INTERNET_ADDRESS_GROUP(address));
            if (members && depth < 4 && !each_address(members, depth + 1, ascii, context, each)) return false;
            if (!each(context, MF_GROUP_END, "", "")) return false;
        } else {
            // GMime shows IDNA domains decoded; an address stays as it came.
            InternetAddressMailbox *mailbox = INTERNET_ADDRESS_MAILBOX(address);
            const char *email = ascii ? internet_address_mailbox_get_idn_addr(mailbox) : internet_address_mailbox_get_addr(mailbox);
            if (!each(context, MF_ADDRESS, name ? name : "", email ? email : "")) return false;
        }
    }
    return true;
}

void mf_addresses(const uint8_t *bytes, size_t length, void *context, bool (*each)(void *context, int what, const char *name, const char *email)) {
    GMimeParserOptions *options = mf_gmime_options();
    char *raw = mf_gmime_copy(bytes, length);
    InternetAddressList *list = internet_address_list_parse(options, raw);
    bool ascii = strcasestr(raw, "xn--") != NULL;
    g_free(raw);
    if (!list) return;
    each_address(list, 0, ascii, context, each);
    g_object_unref(list);
}

bool mf_date(const uint8_t *bytes, size_t length, int64_t *seconds, int *offset) {
    mf_gmime_start();
    char *raw = mf_gmime_copy(bytes, length);
    GDateTime *date = g_mime_utils_header_decode_date(raw);
    g_free(raw);
    if (!date) return false;
    *seconds = g_date_time_to_unix(date);
    *offset = (int)(g_date_time_get_utc_offset(date) / 60000000);
    g_date_time_unref(date);
    return true;
}
