/* mailflow/crypto.h: random bytes. Grant: crypto. */
#ifndef MAILFLOW_CRYPTO_H
#define MAILFLOW_CRYPTO_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MF_CRYPTO_RANDOM "crypto.random/1" /* count as decimal text -> bytes */

static inline mf_token mf_crypto_random(const mf_host *host, mf_verb random, mf_str count, mf_done done) {
    return host->call(host, random, &count, 1, done);
}

#ifdef __cplusplus
}
#endif

#endif
