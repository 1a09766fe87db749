/* mailflow/timer.h: time passing. No grant needed. Written by tools/verbs.py from verbs.json. CC0-1.0. */
#ifndef MAILFLOW_TIMER_H
#define MAILFLOW_TIMER_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* milliseconds -> nothing, later */
#define MF_TIMER_AFTER "timer.after/1"

static inline mf_token mf_timer_after(const mf_host *host, mf_verb verb, mf_str milliseconds, mf_done done) {
    return host->call(host, verb, &milliseconds, 1, done);
}

#ifdef __cplusplus
}
#endif

#endif
