/* mailflow/settings.h: what people filled into the forms of the manifest. No grant needed. Written by tools/verbs.py from verbs.json. CC0-1.0. */
#ifndef MAILFLOW_SETTINGS_H
#define MAILFLOW_SETTINGS_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* scope -> JSON object | INVALID */
#define MF_SETTINGS_GET "settings.get/1"

static inline mf_token mf_settings_get(const mf_host *host, mf_verb verb, mf_str scope, mf_done done) {
    return host->call(host, verb, &scope, 1, done);
}

#ifdef __cplusplus
}
#endif

#endif
