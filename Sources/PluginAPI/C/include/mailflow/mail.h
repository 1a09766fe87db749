/* mailflow/mail.h: mail, folders, contacts and messages as bytes. Grants: mail.read, mail.change, mail.send, contacts.read, contacts.change. Written by tools/verbs.py from verbs.json. CC0-1.0. */
#ifndef MAILFLOW_MAIL_H
#define MAILFLOW_MAIL_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* user, request -> the JMAP response, JSON {methodResponses, sessionState} | DENIED | INVALID | TOO_LARGE */
#define MF_MAIL_CALL "mail.call/1"

static inline mf_token mf_mail_call(const mf_host *host, mf_verb verb, mf_str user, mf_str request, mf_done done) {
    const mf_str args[] = { user, request };
    return host->call(host, verb, args, 2, done);
}

/* user, email -> the message as it came, in pieces | NOT_FOUND | UNAVAILABLE */
#define MF_MAIL_SOURCE "mail.source/1"

static inline mf_token mf_mail_source(const mf_host *host, mf_verb verb, mf_str user, mf_str email, mf_done done) {
    const mf_str args[] = { user, email };
    return host->call(host, verb, args, 2, done);
}

/* user, email, part -> JSON {type, name, size, charset}, then the decoded bytes in pieces | NOT_FOUND | UNAVAILABLE */
#define MF_MAIL_PART "mail.part/1"

static inline mf_token mf_mail_part(const mf_host *host, mf_verb verb, mf_str user, mf_str email, mf_str part, mf_done done) {
    const mf_str args[] = { user, email, part };
    return host->call(host, verb, args, 3, done);
}

/* user, email, note -> nothing | NOT_FOUND | TOO_LARGE */
#define MF_MAIL_ANNOTATE "mail.annotate/1"

static inline mf_token mf_mail_annotate(const mf_host *host, mf_verb verb, mf_str user, mf_str email, mf_str note, mf_done done) {
    const mf_str args[] = { user, email, note };
    return host->call(host, verb, args, 3, done);
}

#ifdef __cplusplus
}
#endif

#endif
