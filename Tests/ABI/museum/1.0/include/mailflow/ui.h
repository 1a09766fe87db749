/* mailflow/ui.h: a word to a user's open browsers. Grant: ui. */
#ifndef MAILFLOW_UI_H
#define MAILFLOW_UI_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MF_UI_PUSH "ui.push/1" /* user, JSON -> nothing */

static inline mf_token mf_ui_push(const mf_host *host, mf_verb push, mf_str user, mf_str message, mf_done done) {
    const mf_str args[] = { user, message };
    return host->call(host, push, args, 2, done);
}

#ifdef __cplusplus
}
#endif

#endif
