#define _GNU_SOURCE
#include "CCurlFace.h"

#include <arpa/inet.h>
#include <arpa/nameser.h>
#include <netdb.h>
#include <netinet/in.h>
#include <resolv.h>
#include <string.h>
#include <stdlib.h>
#include <strings.h>

bool mf_url_read(const char *text, mf_url *out) {
    memset(out, 0, sizeof *out);
    mf_curl_start();
    CURLU *url = curl_url();
    if (!url) return false;
    char *port = NULL;
    bool read = !curl_url_set(url, CURLUPART_URL, text, CURLU_DISALLOW_USER) && !curl_url_get(url, CURLUPART_SCHEME, &out->scheme, 0)
        && !curl_url_get(url, CURLUPART_HOST, &out->host, 0) && !curl_url_get(url, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT)
        && !curl_url_get(url, CURLUPART_URL, &out->url, 0) && (!strcasecmp(out->scheme, "http") || !strcasecmp(out->scheme, "https"));
    if (port) out->port = strtol(port, NULL, 10);
    curl_free(port);
    curl_url_cleanup(url);
    if (!read) mf_url_free(out);
    return read;
}

char *mf_url_join(const char *base, const char *reference) {
    CURLU *url = curl_url();
    char *joined = NULL;
    if (url && !curl_url_set(url, CURLUPART_URL, base, 0) && !curl_url_set(url, CURLUPART_URL, reference, CURLU_URLENCODE)) curl_url_get(url, CURLUPART_URL, &joined, 0);
    curl_url_cleanup(url);
    return joined;
}

void mf_url_free(mf_url *url) {
    curl_free(url->scheme);
    curl_free(url->host);
    curl_free(url->url);
    memset(url, 0, sizeof *url);
}

void mf_text_free(char *text) { curl_free(text); }

int mf_resolve(const char *host, void *context, void (*each)(void *context, const uint8_t *address, size_t length)) {
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM, .ai_family = AF_UNSPEC }, *list = NULL;
    int result = getaddrinfo(host, NULL, &hints, &list);
    if (result) return result;
    for (struct addrinfo *at = list; at; at = at->ai_next) {
        if (at->ai_family == AF_INET) {
            each(context, (const uint8_t *)&((struct sockaddr_in *)(void *)at->ai_addr)->sin_addr, 4);
        } else if (at->ai_family == AF_INET6) {
            each(context, (const uint8_t *)&((struct sockaddr_in6 *)(void *)at->ai_addr)->sin6_addr, 16);
        }
    }
    freeaddrinfo(list);
    return 0;
}

bool mf_is_loose_ipv4(const char *text) {
    struct in_addr address;
    return inet_aton(text, &address) != 0;
}

int mf_srv(const char *name, void *context, void (*each)(void *context, int priority, int weight, int port, const char *target)) {
    struct __res_state state;
    memset(&state, 0, sizeof state);
    if (res_ninit(&state)) return -1;
    state.retrans = 2;
    state.retry = 2;
    unsigned char answer[16384];
    int length = res_nquery(&state, name, ns_c_in, ns_t_srv, answer, sizeof answer);
    int error = state.res_h_errno;
    res_nclose(&state);
    if (length < 0) return error == HOST_NOT_FOUND || error == NO_DATA ? 0 : -1;
    ns_msg message;
    if (length > (int)sizeof answer || ns_initparse(answer, length, &message)) return -1;
    int count = 0;
    for (int i = 0; i < ns_msg_count(message, ns_s_an) && i < 50; i++) {
        ns_rr record;
        if (ns_parserr(&message, ns_s_an, i, &record) || ns_rr_type(record) != ns_t_srv || ns_rr_rdlen(record) < 7) continue;
        const unsigned char *data = ns_rr_rdata(record);
        char target[NS_MAXDNAME];
        if (ns_name_uncompress(answer, answer + length, data + 6, target, sizeof target) < 0) continue;
        each(context, ns_get16(data), ns_get16(data + 2), ns_get16(data + 4), target);
        count++;
    }
    return count;
}
