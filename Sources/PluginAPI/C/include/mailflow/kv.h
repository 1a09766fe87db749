/* mailflow/kv.h: the plugin's own data, sealed at rest, gone with its owner. Grant: kv. Written by tools/verbs.py from verbs.json. CC0-1.0. */
#ifndef MAILFLOW_KV_H
#define MAILFLOW_KV_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* scope, key -> the bytes | NOT_FOUND */
#define MF_KV_GET "kv.get/1"

static inline mf_token mf_kv_get(const mf_host *host, mf_verb verb, mf_str scope, mf_str key, mf_done done) {
    const mf_str args[] = { scope, key };
    return host->call(host, verb, args, 2, done);
}

/* scope, key, value -> nothing | TOO_LARGE | NOT_FOUND */
#define MF_KV_PUT "kv.put/1"

static inline mf_token mf_kv_put(const mf_host *host, mf_verb verb, mf_str scope, mf_str key, mf_str value, mf_done done) {
    const mf_str args[] = { scope, key, value };
    return host->call(host, verb, args, 3, done);
}

/* scope, key -> nothing */
#define MF_KV_DELETE "kv.delete/1"

static inline mf_token mf_kv_delete(const mf_host *host, mf_verb verb, mf_str scope, mf_str key, mf_done done) {
    const mf_str args[] = { scope, key };
    return host->call(host, verb, args, 2, done);
}

/* scope, prefix -> JSON array of keys, sorted */
#define MF_KV_LIST "kv.list/1"

static inline mf_token mf_kv_list(const mf_host *host, mf_verb verb, mf_str scope, mf_str prefix, mf_done done) {
    const mf_str args[] = { scope, prefix };
    return host->call(host, verb, args, 2, done);
}

#ifdef __cplusplus
}
#endif

#endif
