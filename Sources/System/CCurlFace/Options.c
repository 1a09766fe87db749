#include "CCurlFace.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void start(void) { curl_global_init(CURL_GLOBAL_DEFAULT); }
void mf_curl_start(void) { pthread_once(&once, start); }

CURLcode mf_curl_long(CURL *curl, CURLoption option, long value) { return curl_easy_setopt(curl, option, value); }
CURLcode mf_curl_text(CURL *curl, CURLoption option, const char *value) { return curl_easy_setopt(curl, option, value); }
CURLcode mf_curl_list(CURL *curl, CURLoption option, struct curl_slist *value) { return curl_easy_setopt(curl, option, value); }
CURLcode mf_curl_pointer(CURL *curl, CURLoption option, void *value) { return curl_easy_setopt(curl, option, value); }
CURLcode mf_curl_size(CURL *curl, CURLoption option, int64_t value) { return curl_easy_setopt(curl, option, (curl_off_t)value); }

CURLcode mf_curl_body(CURL *curl, const void *bytes, size_t length) {
    CURLcode code = curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)length);
    return code ? code : curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, bytes);
}

long mf_curl_info(CURL *curl, CURLINFO info) {
    long value = 0;
    curl_easy_getinfo(curl, info, &value);
    return value;
}

static size_t on_body(char *bytes, size_t size, size_t count, void *data) {
    const mf_curl_calls *calls = data;
    return !calls->received || calls->received(calls->context, (const uint8_t *)bytes, size * count) ? size * count : 0;
}

static size_t on_header(char *bytes, size_t size, size_t count, void *data) {
    const mf_curl_calls *calls = data;
    return !calls->header || calls->header(calls->context, (const uint8_t *)bytes, size * count) ? size * count : 0;
}

static size_t on_read(char *bytes, size_t size, size_t count, void *data) {
    const mf_curl_calls *calls = data;
    long got = calls->send(calls->context, (uint8_t *)bytes, size * count);
    return got < 0 ? CURL_READFUNC_ABORT : (size_t)got;
}

static int on_progress(void *data, curl_off_t total, curl_off_t now, curl_off_t total_up, curl_off_t now_up) {
    const mf_curl_calls *calls = data;
    (void)total, (void)now, (void)total_up;
    return calls->going && !calls->going(calls->context, now_up);
}

static int on_debug(CURL *curl, curl_infotype type, char *bytes, size_t length, void *data) {
    const mf_curl_calls *calls = data;
    (void)curl;
    if (type == CURLINFO_HEADER_IN || type == CURLINFO_HEADER_OUT) calls->spoken(calls->context, type == CURLINFO_HEADER_OUT, (const uint8_t *)bytes, length);
    return 0;
}

static curl_socket_t on_open(void *data, curlsocktype purpose, struct curl_sockaddr *address) {
    const mf_curl_calls *calls = data;
    (void)purpose;
    bool allowed = false;
    if (address->family == AF_INET) {
        allowed = calls->connects(calls->context, (const uint8_t *)&((struct sockaddr_in *)(void *)&address->addr)->sin_addr, 4);
    } else if (address->family == AF_INET6) {
        allowed = calls->connects(calls->context, (const uint8_t *)&((struct sockaddr_in6 *)(void *)&address->addr)->sin6_addr, 16);
    }
    return allowed ? socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol) : CURL_SOCKET_BAD;
}

void mf_curl_hook(CURL *curl, const mf_curl_calls *calls) {
    void *data = (void *)calls;
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_body);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, data);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, on_header);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, data);
    if (calls->send) {
        curl_easy_setopt(curl, CURLOPT_READFUNCTION, on_read);
        curl_easy_setopt(curl, CURLOPT_READDATA, data);
    }
    curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, on_progress);
    curl_easy_setopt(curl, CURLOPT_XFERINFODATA, data);
    curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
    if (calls->spoken) {
        curl_easy_setopt(curl, CURLOPT_DEBUGFUNCTION, on_debug);
        curl_easy_setopt(curl, CURLOPT_DEBUGDATA, data);
        curl_easy_setopt(curl, CURLOPT_VERBOSE, 1L);
    }
    if (calls->connects) {
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_open);
        curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, data);
    }
}
