/* mailflow/route.h: the body of a large request, as it comes. No grant needed. Written by tools/verbs.py from verbs.json. CC0-1.0. */
#ifndef MAILFLOW_ROUTE_H
#define MAILFLOW_ROUTE_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* id -> the next piece of the request's body; empty at the end | NOT_FOUND | CONFLICT | CANCELLED | TIMEOUT | TOO_LARGE */
#define MF_ROUTE_BODY "route.body/1"

static inline mf_token mf_route_body(const mf_host *host, mf_verb verb, mf_str id, mf_done done) {
    return host->call(host, verb, &id, 1, done);
}

#ifdef __cplusplus
}
#endif

#endif
