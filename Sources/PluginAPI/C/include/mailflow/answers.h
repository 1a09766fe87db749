/* mailflow/answers.h: the verbs a plugin answers, what it may hear, and a way to know them in find(). Written by tools/verbs.py from verbs.json. CC0-1.0. */
#ifndef MAILFLOW_ANSWERS_H
#define MAILFLOW_ANSWERS_H

#include <string.h>

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MF_ROUTE "route/1" /* head, body -> JSON {status, headers, length?}, then the body in pieces */
#define MF_HOOK "hook/1" /* name, facts -> JSON as the hook's page says, or nothing for no opinion */
#define MF_ACTION "action/1" /* id, facts -> JSON {action, message} */
#define MF_EVENT "event/1" /* number, name, facts -> nothing */
#define MF_JOB "job/1" /* name -> nothing */
#define MF_CREDENTIAL "credential/1" /* account -> JSON {token, expires} */
#define MF_HEALTH "health/1" /* -> JSON {ok, line} */
#define MF_SETTINGS_CHECK "settings.check/1" /* scope, values -> JSON {ok, line, field} */

#define MF_HEAR_MAIL_RECEIVED "mail.received" /* A message came that was not there when its folder was last looked at. */
#define MF_HEAR_MAIL_FLAGGED "mail.flagged" /* Keywords of a message changed: read, starred, answered, a label. */
#define MF_HEAR_MAIL_MOVED "mail.moved" /* A message lies in other mailboxes than before. */
#define MF_HEAR_MAIL_REMOVED "mail.removed" /* A message is gone. */
#define MF_HEAR_MAIL_SENT "mail.sent" /* A server has taken a message that was written here. */
#define MF_HEAR_FOLDER_CHANGED "folder.changed" /* A mailbox was made, renamed, given a role, or is gone. */
#define MF_HEAR_ACCOUNT_ADDED "account.added" /* A mail account was added. */
#define MF_HEAR_ACCOUNT_REMOVED "account.removed" /* A mail account was removed, with all that belongs to it. What the plugin kept in its scope is gone already. */
#define MF_HEAR_CONTACT_CHANGED "contact.changed" /* A contact was made, changed or destroyed. */
#define MF_HEAR_SETTINGS_CHANGED "settings.changed" /* Settings of this plugin were kept. */
#define MF_HEAR_USER_SIGNEDIN "user.signedin" /* Somebody signed in with a browser. */
#define MF_HEAR_USER_SECURED "user.secured" /* A password of somebody was changed or revoked. Whoever remembers what `users.verify/1` said of it forgets that. */
#define MF_HEAR_USER_REMOVED "user.removed" /* Somebody was removed, with all that belongs to them. What the plugin kept in their scope is gone already. */

#define MF_ASK_MAIL_OPEN "mail.open" /* A message is opened; its banners, chips and menu entries are being gathered. */
#define MF_ASK_MAIL_COMPOSE "mail.compose" /* A reply or a forward is begun, before its writer sees it. */
#define MF_ASK_MAIL_SEND "mail.send" /* A message is about to be handed to the outbox. Who it is from and to, its date and its body cannot be changed. */
#define MF_ASK_MAIL_INGEST "mail.ingest" /* New messages are about to be filed, before anybody sees them. They wait for one answer a batch. */
#define MF_ASK_ACCOUNT_CONNECT "account.connect" /* Somebody is about to add a mail account. No password is told. */
#define MF_ASK_SEARCH_EXPAND "search.expand" /* Somebody searches. What is said holds for ten minutes. */

/* Is this text that literal? */
static inline int mf_is(mf_str text, const char *literal) {
    return text.len == strlen(literal) && (text.len == 0 || memcmp(text.ptr, literal, text.len) == 0);
}

#ifdef __cplusplus
}
#endif

#endif
