/* mailflow/users.h: who is here. Grants: users, accounts. */
#ifndef MAILFLOW_USERS_H
#define MAILFLOW_USERS_H

#include "mailflow/plugin.h"

#ifdef __cplusplus
extern "C" {
#endif

#define MF_USERS_GET "users.get/1"         /* user -> JSON */
#define MF_ACCOUNTS_LIST "accounts.list/1" /* user -> JSON array */

static inline mf_token mf_users_get(const mf_host *host, mf_verb get, mf_str user, mf_done done) {
    return host->call(host, get, &user, 1, done);
}

static inline mf_token mf_accounts_list(const mf_host *host, mf_verb list, mf_str user, mf_done done) {
    return host->call(host, list, &user, 1, done);
}

#ifdef __cplusplus
}
#endif

#endif
