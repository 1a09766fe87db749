/* mailflow/kv.h: the plugin's own data, sealed at rest, gone with its owner. Grant: kv. */
#ifndef MAILFLOW_KV_H
#define MAILFLOW_KV_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MF_KV_GET "kv.get/1"       /* scope, key -> bytes | NOT_FOUND */
#define MF_KV_PUT "kv.put/1"       /* scope, key, value -> nothing | TOO_LARGE */
#define MF_KV_DELETE "kv.delete/1" /* scope, key -> nothing */
#define MF_KV_LIST "kv.list/1"     /* scope, prefix -> JSON array of keys */

static inline mf_token mf_kv_get(const mf_host *host, mf_verb get, mf_str scope, mf_str key, mf_done done) {
    const mf_str args[] = { scope, key };
    return host->call(host, get, args, 2, done);
}

static inline mf_token mf_kv_put(const mf_host *host, mf_verb put, mf_str scope, mf_str key, mf_str value, mf_done done) {
    const mf_str args[] = { scope, key, value };
    return host->call(host, put, args, 3, done);
}

static inline mf_token mf_kv_delete(const mf_host *host, mf_verb del, mf_str scope, mf_str key, mf_done done) {
    const mf_str args[] = { scope, key };
    return host->call(host, del, args, 2, done);
}

static inline mf_token mf_kv_list(const mf_host *host, mf_verb list, mf_str scope, mf_str prefix, mf_done done) {
    const mf_str args[] = { scope, prefix };
    return host->call(host, list, args, 2, done);
}

#ifdef __cplusplus
}
#endif

#endif
