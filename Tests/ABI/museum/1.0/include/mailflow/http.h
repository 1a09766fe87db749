/* mailflow/http.h: the one way out to the web. Grant: http:HOST. */
#ifndef MAILFLOW_HTTP_H
#define MAILFLOW_HTTP_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MF_HTTP_FETCH "http.fetch/1" /* head JSON, body -> head JSON, then pieces of the body */

static inline mf_token mf_http_fetch(const mf_host *host, mf_verb fetch, mf_str head, mf_str body, mf_done done) {
    const mf_str args[] = { head, body };
    return host->call(host, fetch, args, 2, done);
}

#ifdef __cplusplus
}
#endif

#endif
