/* mailflow/answers.h: the verbs a plugin answers, and a way to know them in find(). */
#ifndef MAILFLOW_ANSWERS_H
#define MAILFLOW_ANSWERS_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#include <string.h>

#define MF_ROUTE "route/1"   /* head JSON, body -> head JSON, then pieces */
#define MF_HOOK "hook/1"     /* name, JSON -> JSON or nothing */
#define MF_ACTION "action/1" /* id, JSON -> JSON */
#define MF_EVENT "event/1"   /* number, name, JSON -> nothing */
#define MF_JOB "job/1"       /* name -> nothing */
#define MF_HEALTH "health/1" /* -> JSON */

/* Is this text that literal? */
static inline int mf_is(mf_str text, const char *literal) {
    return text.len == strlen(literal) && (text.len == 0 || memcmp(text.ptr, literal, text.len) == 0);
}

#ifdef __cplusplus
}
#endif

#endif
