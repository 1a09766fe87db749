/* mailflow/timer.h: time passing. No grant needed. */
#ifndef MAILFLOW_TIMER_H
#define MAILFLOW_TIMER_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MF_TIMER_AFTER "timer.after/1" /* milliseconds as decimal text -> nothing, later */

static inline mf_token mf_timer_after(const mf_host *host, mf_verb after, mf_str milliseconds, mf_done done) {
    return host->call(host, after, &milliseconds, 1, done);
}

#ifdef __cplusplus
}
#endif

#endif
