/* mailflow/http.h: the one way out to the web. Grant: http:HOST. Written by tools/verbs.py from verbs.json. CC0-1.0. */
#ifndef MAILFLOW_HTTP_H
#define MAILFLOW_HTTP_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* head, body -> JSON {status, headers}, then the body as it comes | DENIED | UNAVAILABLE | TIMEOUT | TOO_LARGE | INVALID */
#define MF_HTTP_FETCH "http.fetch/1"

static inline mf_token mf_http_fetch(const mf_host *host, mf_verb verb, mf_str head, mf_str body, mf_done done) {
    const mf_str args[] = { head, body };
    return host->call(host, verb, args, 2, done);
}

#ifdef __cplusplus
}
#endif

#endif
