/* mailflow/users.h: who is here. Grants: users, accounts. Written by tools/verbs.py from verbs.json. CC0-1.0. */
#ifndef MAILFLOW_USERS_H
#define MAILFLOW_USERS_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

/* user -> JSON {id, username, displayName, admin} | NOT_FOUND */
#define MF_USERS_GET "users.get/1"

static inline mf_token mf_users_get(const mf_host *host, mf_verb verb, mf_str user, mf_done done) {
    return host->call(host, verb, &user, 1, done);
}

/* name, password, remote -> JSON {id, username, displayName, admin} | DENIED | UNAVAILABLE */
#define MF_USERS_VERIFY "users.verify/1"

static inline mf_token mf_users_verify(const mf_host *host, mf_verb verb, mf_str name, mf_str password, mf_str remote, mf_done done) {
    const mf_str args[] = { name, password, remote };
    return host->call(host, verb, args, 3, done);
}

/* claims -> JSON {redirect} | DENIED | INVALID */
#define MF_USERS_SIGNIN "users.signin/1"

static inline mf_token mf_users_signin(const mf_host *host, mf_verb verb, mf_str claims, mf_done done) {
    return host->call(host, verb, &claims, 1, done);
}

/* user -> JSON array of {id, name, email} */
#define MF_ACCOUNTS_LIST "accounts.list/1"

static inline mf_token mf_accounts_list(const mf_host *host, mf_verb verb, mf_str user, mf_done done) {
    return host->call(host, verb, &user, 1, done);
}

#ifdef __cplusplus
}
#endif

#endif
