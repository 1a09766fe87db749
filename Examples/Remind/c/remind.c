/* Remind: brings a message back to a person's attention when its day has come.
 * Dedicated to the public domain (CC0-1.0).
 *
 * A reminder is a value of the plugin, scope "user:ID", key "remind/EMAIL", {"at": seconds since 1970}. Its day is also a key of the scope "",
 * "due/SECONDS/USER/EMAIL", so that the job finds what is due without knowing the users.
 */
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include "mailflow/answers.h"
#include "mailflow/json.h"
#include "mailflow/kv.h"
#include "mailflow/mail.h"
#include "mailflow/settings.h"
#include "mailflow/ui.h"

enum { ROUTE = 1, HOOK, ACTION, JOB };
enum { ID = 65, KEY = 256 };

static const mf_host *host;
static mf_verb kv_get, kv_put, kv_delete, kv_list, settings_get, mail_call, ui_push;

/* What one question needs until it is answered; freed when its last answer has come. */
typedef struct work {
    mf_token token;
    void (*next)(struct work *, mf_status, mf_str);
    long long at;
    char user[ID], email[ID];
    char scope[ID + 8], key[KEY], due[KEY];
} work;

static mf_str text(const char *words) { return (mf_str){ words, strlen(words) }; }

static mf_str format(char *into, size_t size, const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    int length = vsnprintf(into, size, pattern, arguments);
    va_end(arguments);
    return (mf_str){ into, length < 0 ? 0 : (size_t)length < size ? (size_t)length : size - 1 };
}

/* Ids of a server are short and plain; anything else is not a reminder of ours. */
static int is_id(const char *id) {
    size_t length = strlen(id);
    return length > 0 && length < ID && strspn(id, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.") == length;
}

static work *begin(mf_token token, const char *user, const char *email) {
    work *it = calloc(1, sizeof *it);
    if (!it) return NULL;
    it->token = token;
    snprintf(it->user, sizeof it->user, "%s", user);
    snprintf(it->email, sizeof it->email, "%s", email);
    snprintf(it->scope, sizeof it->scope, "user:%s", it->user);
    snprintf(it->key, sizeof it->key, "remind/%s", it->email);
    return it;
}

/* Where the host's answer goes: the end of it; these verbs answer in one piece. */
static void answered(void *context, mf_status status, mf_str bytes) {
    work *it = context;
    if (status != MF_MORE) it->next(it, status, bytes);
}

static mf_done then(work *it, void (*next)(work *, mf_status, mf_str)) {
    it->next = next;
    return (mf_done){ answered, it };
}

/* A call that was not taken, because the plugin is being stopped, is never answered. */
static void sent(work *it, mf_token call) {
    if (call == 0) it->next(it, MF_CANCELLED, MF_STR(""));
}

static const mf_done nobody = { NULL, NULL };

static void answer_page(mf_token token, int status, mf_str json) {
    char head[96];
    int length = snprintf(head, sizeof head, "{\"status\":%d,\"headers\":{\"content-type\":\"application/json\"}}", status);
    host->reply(host, token, MF_MORE, (mf_str){ head, (size_t)length });
    host->reply(host, token, MF_OK, json);
}

static void refuse(mf_token token, int status, const char *why) {
    char json[160];
    answer_page(token, status, format(json, sizeof json, "{\"error\":\"%s\"}", why));
}

/* -- keeping a reminder: POST /reminders {"emailId", "days"?} -- */

static void kept(work *it, mf_status status, mf_str bytes) {
    char json[96];
    (void)bytes;
    if (status == MF_OK) answer_page(it->token, 200, format(json, sizeof json, "{\"emailId\":\"%s\",\"at\":%lld}", it->email, it->at));
    else refuse(it->token, 503, "it could not be kept");
    free(it);
}

static void keep(work *it, long long days) {
    char value[48];
    it->at = (long long)time(NULL) + days * 86400;
    format(it->due, sizeof it->due, "due/%012lld/%s/%s", it->at, it->user, it->email);
    mf_kv_put(host, kv_put, MF_STR(""), text(it->due), MF_STR(""), nobody);
    sent(it, mf_kv_put(host, kv_put, text(it->scope), text(it->key), format(value, sizeof value, "{\"at\":%lld}", it->at), then(it, kept)));
}

static long long days_of(mf_str settings) {
    mf_str value;
    long long days;
    return mf_json_member(settings, "days", &value) && mf_json_whole(value, &days) && days >= 1 && days <= 365 ? days : 3;
}

static void days_known(work *it, mf_status status, mf_str bytes) {
    keep(it, days_of(status == MF_OK ? bytes : MF_STR("{}")));
}

/* -- the person's usual number of days: GET /days -- */

static void say_days(work *it, mf_status status, mf_str bytes) {
    char json[32];
    answer_page(it->token, 200, format(json, sizeof json, "{\"days\":%lld}", days_of(status == MF_OK ? bytes : MF_STR("{}"))));
    free(it);
}

/* -- the list: GET /reminders -- */

static void say_list(work *it, mf_status status, mf_str bytes) {
    if (status == MF_OK && bytes.len > 0) answer_page(it->token, 200, bytes);
    else refuse(it->token, 503, "the list could not be read");
    free(it);
}

/* -- forgetting: DELETE /reminders/ID, and the banner's button -- */

static void forgotten_page(work *it, mf_status status, mf_str bytes) {
    (void)bytes;
    if (status == MF_OK) answer_page(it->token, 200, MF_STR("{}"));
    else refuse(it->token, 503, "it could not be forgotten");
    free(it);
}

static void forgotten_banner(work *it, mf_status status, mf_str bytes) {
    (void)bytes;
    host->reply(host, it->token, status == MF_OK ? MF_OK : MF_UNAVAILABLE,
                status == MF_OK ? MF_STR("{\"action\":{\"id\":\"forget\",\"slot\":\"message.banner\",\"label\":\"Forgotten\",\"state\":\"done\"},"
                                         "\"message\":\"You will not be reminded of this message.\"}")
                                : MF_STR("the reminder could not be forgotten"));
    free(it);
}

/* -- the banner on a message with a reminder: hook mail.open -- */

static void offer(work *it, mf_status status, mf_str bytes) {
    mf_str value;
    long long at;
    char day[32], json[320];
    if (status == MF_OK && mf_json_member(bytes, "at", &value) && mf_json_whole(value, &at)) {
        time_t seconds = (time_t)at;
        struct tm when;
        if (!gmtime_r(&seconds, &when) || !strftime(day, sizeof day, "%Y-%m-%d", &when)) day[0] = 0;
        host->reply(host, it->token, MF_OK,
                    format(json, sizeof json,
                           "{\"actions\":[{\"id\":\"forget\",\"slot\":\"message.banner\",\"label\":\"Forget the reminder\",\"detail\":\"You will be reminded on %s.\","
                           "\"state\":\"offer\"}]}", day));
    } else {
        host->reply(host, it->token, MF_OK, MF_STR(""));
    }
    free(it);
}

/* -- the job: what is due is flagged, told, and forgotten -- */

static void flagged(work *it, mf_status status, mf_str bytes) {
    (void)bytes;
    /* A message that is gone cannot be flagged; only a server that is busy is asked again. */
    if (status != MF_UNAVAILABLE && status != MF_TIMEOUT && status != MF_CANCELLED) {
        mf_kv_delete(host, kv_delete, MF_STR(""), text(it->due), nobody);
        mf_kv_delete(host, kv_delete, text(it->scope), text(it->key), nobody);
    }
    free(it);
}

static void remind(work *it) {
    char request[512], message[128];
    format(request, sizeof request,
           "{\"using\":[\"urn:ietf:params:jmap:core\",\"urn:ietf:params:jmap:mail\"],\"methodCalls\":[[\"Email/set\","
           "{\"accountId\":\"all\",\"update\":{\"%s\":{\"keywords/$flagged\":true}}},\"0\"]]}", it->email);
    format(message, sizeof message, "{\"due\":\"%s\"}", it->email);
    mf_ui_push(host, ui_push, text(it->user), text(message), nobody);
    sent(it, mf_mail_call(host, mail_call, text(it->user), text(request), then(it, flagged)));
}

/* It may have been forgotten since, or put off. */
static void confirmed(work *it, mf_status status, mf_str bytes) {
    mf_str value;
    long long at = 0;
    if (status == MF_OK && mf_json_member(bytes, "at", &value) && mf_json_whole(value, &at) && at == it->at) {
        remind(it);
        return;
    }
    if (status == MF_OK || status == MF_NOT_FOUND) mf_kv_delete(host, kv_delete, MF_STR(""), text(it->due), nobody);
    free(it);
}

static void due_known(work *job, mf_status status, mf_str bytes) {
    mf_token token = job->token;
    mf_str key;
    char line[KEY], user[ID], email[ID];
    long long now = (long long)time(NULL), at;
    free(job);
    if (status != MF_OK) {
        host->reply(host, token, MF_UNAVAILABLE, MF_STR("what is due could not be read"));
        return;
    }
    while (mf_json_next(&bytes, &key)) {
        if (mf_json_text(key, line, sizeof line) < 0 || sscanf(line, "due/%12lld/%64[^/]/%64[^/]", &at, user, email) != 3) continue;
        if (at > now) break; /* The keys are sorted, and so are their times. */
        work *it = is_id(user) && is_id(email) ? begin(0, user, email) : NULL;
        if (!it) continue;
        it->at = at;
        snprintf(it->due, sizeof it->due, "%s", line);
        sent(it, mf_kv_get(host, kv_get, text(it->scope), text(it->key), then(it, confirmed)));
    }
    host->reply(host, token, MF_OK, MF_STR(""));
}

/* -- what the host asks -- */

static void route(mf_token token, mf_str head, mf_str body) {
    char method[16], path[KEY], user[ID], email[ID];
    mf_str value;
    long long days = 0;
    if (mf_json_get(head, "method", method, sizeof method) < 0 || mf_json_get(head, "path", path, sizeof path) < 0) {
        host->reply(host, token, MF_INVALID, MF_STR("a head without method or path"));
        return;
    }
    if (mf_json_get(head, "user", user, sizeof user) < 0 || !is_id(user)) {
        refuse(token, 401, "sign in first");
        return;
    }
    int is_get = strcmp(method, "GET") == 0;
    if (is_get && strcmp(path, "/days") == 0) {
        work *it = begin(token, user, "");
        if (it) sent(it, mf_settings_get(host, settings_get, text(it->scope), then(it, say_days)));
        else refuse(token, 503, "no memory");
    } else if (is_get && strcmp(path, "/reminders") == 0) {
        work *it = begin(token, user, "");
        if (it) sent(it, mf_kv_list(host, kv_list, text(it->scope), MF_STR("remind/"), then(it, say_list)));
        else refuse(token, 503, "no memory");
    } else if (strcmp(method, "POST") == 0 && strcmp(path, "/reminders") == 0) {
        if (mf_json_get(body, "emailId", email, sizeof email) < 0 || !is_id(email)) {
            refuse(token, 400, "emailId is missing");
            return;
        }
        int named = mf_json_member(body, "days", &value);
        if (named && (!mf_json_whole(value, &days) || days < 1 || days > 365)) {
            refuse(token, 400, "days is a whole number from 1 to 365");
            return;
        }
        work *it = begin(token, user, email);
        if (!it) refuse(token, 503, "no memory");
        else if (named) keep(it, days);
        else sent(it, mf_settings_get(host, settings_get, text(it->scope), then(it, days_known)));
    } else if (strcmp(method, "DELETE") == 0 && strncmp(path, "/reminders/", 11) == 0 && is_id(path + 11)) {
        work *it = begin(token, user, path + 11);
        if (it) sent(it, mf_kv_delete(host, kv_delete, text(it->scope), text(it->key), then(it, forgotten_page)));
        else refuse(token, 503, "no memory");
    } else {
        refuse(token, 404, "there is no such page");
    }
}

/* The hook and the action both are about one message of one user. */
static void about_message(mf_token token, mf_str name, mf_str facts, mf_verb verb) {
    char user[ID], id[ID];
    mf_str email;
    int known = mf_is(name, verb == HOOK ? "mail.open" : "forget");
    if (!known || mf_json_get(facts, "user", user, sizeof user) < 0 || !is_id(user) || !mf_json_member(facts, "email", &email)
        || mf_json_get(email, "id", id, sizeof id) < 0 || !is_id(id)) {
        host->reply(host, token, verb == HOOK && !known ? MF_OK : MF_INVALID, MF_STR(""));
        return;
    }
    work *it = begin(token, user, id);
    if (!it) host->reply(host, token, MF_FAILED, MF_STR("no memory"));
    else if (verb == HOOK) sent(it, mf_kv_get(host, kv_get, text(it->scope), text(it->key), then(it, offer)));
    else sent(it, mf_kv_delete(host, kv_delete, text(it->scope), text(it->key), then(it, forgotten_banner)));
}

static void job(mf_token token, mf_str name) {
    work *it = mf_is(name, "due") ? begin(token, "", "") : NULL;
    if (it) sent(it, mf_kv_list(host, kv_list, MF_STR(""), MF_STR("due/"), then(it, due_known)));
    else host->reply(host, token, MF_UNSUPPORTED, MF_STR("no such job"));
}

static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin;
    if (count < (verb == JOB ? 1 : 2)) host->reply(host, token, MF_INVALID, MF_STR("an argument is missing"));
    else if (verb == ROUTE) route(token, args[0], args[1]);
    else if (verb == HOOK || verb == ACTION) about_message(token, args[0], args[1], verb);
    else if (verb == JOB) job(token, args[0]);
}

static mf_verb find(const mf_plugin *plugin, mf_str name) {
    (void)plugin;
    return mf_is(name, MF_ROUTE) ? ROUTE : mf_is(name, MF_HOOK) ? HOOK : mf_is(name, MF_ACTION) ? ACTION : mf_is(name, MF_JOB) ? JOB : 0;
}

/* Every question here ends when the host's answer comes, which it does soon, and at the latest before stop(). */
static void cancel(const mf_plugin *plugin, mf_token token) { (void)plugin, (void)token; }

static mf_status start(const mf_plugin *plugin, const mf_host *lent) {
    (void)plugin;
    host = lent;
    kv_get = host->find(host, MF_STR(MF_KV_GET));
    kv_put = host->find(host, MF_STR(MF_KV_PUT));
    kv_delete = host->find(host, MF_STR(MF_KV_DELETE));
    kv_list = host->find(host, MF_STR(MF_KV_LIST));
    settings_get = host->find(host, MF_STR(MF_SETTINGS_GET));
    mail_call = host->find(host, MF_STR(MF_MAIL_CALL));
    ui_push = host->find(host, MF_STR(MF_UI_PUSH));
    return MF_OK;
}

static void stop(const mf_plugin *plugin) {
    (void)plugin;
    host = NULL;
}

static const mf_plugin table = { sizeof(mf_plugin), MF_ABI_MINOR, NULL, start, find, handle, cancel, stop };

const mf_plugin *mailflow_plugin_v1(void) { return &table; }
