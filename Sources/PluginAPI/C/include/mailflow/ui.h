/* mailflow/ui.h: a word to a user's open browsers. Grant: ui. Written by tools/verbs.py from verbs.json. CC0-1.0. */
#ifndef MAILFLOW_UI_H
#define MAILFLOW_UI_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* user, message -> nothing | TOO_LARGE */
#define MF_UI_PUSH "ui.push/1"

static inline mf_token mf_ui_push(const mf_host *host, mf_verb verb, mf_str user, mf_str message, mf_done done) {
    const mf_str args[] = { user, message };
    return host->call(host, verb, args, 2, done);
}

#ifdef __cplusplus
}
#endif

#endif
