#ifndef MAILFLOW_CCurlFace_H
#define MAILFLOW_CCurlFace_H

#include <curl/curl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// libcurl sets its options through varargs, which Swift cannot call: one function for each kind of argument.

/// Starts libcurl once for the process.
void mf_curl_start(void);
CURLcode mf_curl_long(CURL *curl, CURLoption option, long value);
CURLcode mf_curl_text(CURL *curl, CURLoption option, const char *value);
CURLcode mf_curl_list(CURL *curl, CURLoption option, struct curl_slist *value);
CURLcode mf_curl_pointer(CURL *curl, CURLoption option, void *value);
CURLcode mf_curl_size(CURL *curl, CURLoption option, int64_t value);
/// The body of a POST; copied.
CURLcode mf_curl_body(CURL *curl, const void *bytes, size_t length);
long mf_curl_info(CURL *curl, CURLINFO info);

/// What happens while libcurl works. Each may be NULL.
typedef struct {
    void *context;
    /// Bytes came; false ends the transfer.
    bool (*received)(void *context, const uint8_t *bytes, size_t length);
    /// A header line came; false ends the transfer.
    bool (*header)(void *context, const uint8_t *bytes, size_t length);
    /// Fill `buffer`; 0 at the end, -1 ends the transfer.
    long (*send)(void *context, uint8_t *buffer, size_t capacity);
    /// Called often; false ends the transfer.
    bool (*going)(void *context, int64_t sent);
    /// A line of a conversation: `sent` or received.
    void (*spoken)(void *context, bool sent, const uint8_t *bytes, size_t length);
    /// Whether this address (16 bytes of IPv6, or 4 of IPv4) may be connected to.
    bool (*connects)(void *context, const uint8_t *address, size_t length);
} mf_curl_calls;

/// Hooks the calls in; `calls` must outlive the handle.
void mf_curl_hook(CURL *curl, const mf_curl_calls *calls);

// MARK: URL

/// The parts of a URL as libcurl reads it. False when it is none, has credentials, or another scheme than http and https.
typedef struct { char *scheme, *host, *url; long port; } mf_url;
bool mf_url_read(const char *text, mf_url *out);
/// A reference (such as of a Location header) resolved against a URL; NULL when it makes no URL. For mf_text_free.
char *mf_url_join(const char *base, const char *reference);
void mf_url_free(mf_url *url);
void mf_text_free(char *text);

// MARK: Names

/// Addresses of a name: `each` gets 4 or 16 bytes. Returns 0, or getaddrinfo's error. Blocks.
int mf_resolve(const char *host, void *context, void (*each)(void *context, const uint8_t *address, size_t length));
/// Whether getaddrinfo would read the text as an IPv4 address of any old form (decimal, octal, hexadecimal, short).
bool mf_is_loose_ipv4(const char *text);
/// SRV records of a name: `each` gets priority, weight, port and target. Returns how many answers came, -1 on failure. Blocks.
int mf_srv(const char *name, void *context, void (*each)(void *context, int priority, int weight, int port, const char *target));

#endif
