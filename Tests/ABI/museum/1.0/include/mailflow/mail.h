/* mailflow/mail.h: reading and changing mail. Grants: mail.read, mail.change, mail.send. */
#ifndef MAILFLOW_MAIL_H
#define MAILFLOW_MAIL_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MF_MAIL_CALL "mail.call/1"         /* user, JMAP request JSON -> JMAP response JSON */
#define MF_MAIL_ANNOTATE "mail.annotate/1" /* user, email, JSON -> nothing */

static inline mf_token mf_mail_call(const mf_host *host, mf_verb call, mf_str user, mf_str request, mf_done done) {
    const mf_str args[] = { user, request };
    return host->call(host, call, args, 2, done);
}

static inline mf_token mf_mail_annotate(const mf_host *host, mf_verb annotate, mf_str user, mf_str email, mf_str note, mf_done done) {
    const mf_str args[] = { user, email, note };
    return host->call(host, annotate, args, 3, done);
}

#ifdef __cplusplus
}
#endif

#endif
