/* mailflow/crypto.h: random bytes, and keys that never leave the host. Grant: crypto. Written by tools/verbs.py from verbs.json. CC0-1.0. */
#ifndef MAILFLOW_CRYPTO_H
#define MAILFLOW_CRYPTO_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* count -> that many random bytes */
#define MF_CRYPTO_RANDOM "crypto.random/1"

static inline mf_token mf_crypto_random(const mf_host *host, mf_verb verb, mf_str count, mf_done done) {
    return host->call(host, verb, &count, 1, done);
}

/* context, bytes -> the sealed bytes | TOO_LARGE */
#define MF_CRYPTO_SEAL "crypto.seal/1"

static inline mf_token mf_crypto_seal(const mf_host *host, mf_verb verb, mf_str context, mf_str bytes, mf_done done) {
    const mf_str args[] = { context, bytes };
    return host->call(host, verb, args, 2, done);
}

/* context, bytes -> the bytes that were sealed | INVALID | TOO_LARGE */
#define MF_CRYPTO_OPEN "crypto.open/1"

static inline mf_token mf_crypto_open(const mf_host *host, mf_verb verb, mf_str context, mf_str bytes, mf_done done) {
    const mf_str args[] = { context, bytes };
    return host->call(host, verb, args, 2, done);
}

/* context, bytes -> 32 bytes */
#define MF_CRYPTO_HMAC "crypto.hmac/1"

static inline mf_token mf_crypto_hmac(const mf_host *host, mf_verb verb, mf_str context, mf_str bytes, mf_done done) {
    const mf_str args[] = { context, bytes };
    return host->call(host, verb, args, 2, done);
}

#ifdef __cplusplus
}
#endif

#endif
