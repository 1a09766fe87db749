/* mailflow/settings.h: what people filled into the form of the manifest. No grant needed. */
#ifndef MAILFLOW_SETTINGS_H
#define MAILFLOW_SETTINGS_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MF_SETTINGS_GET "settings.get/1" /* scope -> JSON object */

static inline mf_token mf_settings_get(const mf_host *host, mf_verb get, mf_str scope, mf_done done) {
    return host->call(host, get, &scope, 1, done);
}

#ifdef __cplusplus
}
#endif

#endif
