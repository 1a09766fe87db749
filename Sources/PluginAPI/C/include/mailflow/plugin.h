/* mailflow/plugin.h: the whole binary contract between MailFlow and a plugin.
 *
 * Four rules hold for every function below.
 *
 *   Borrow    A pointer you are given is good until the call that brought it returns (the mf_host
 *             until stop() returns). Copy what you keep. Nothing is freed across this border.
 *   Turn      The host enters a plugin on one thread at a time, and never while it is inside.
 *             Come back soon: anything that waits is a token, not a sleep.
 *   Anywhere  Host functions may be called from any thread, from start() until stop() returns.
 *   Once      A token is answered MF_MORE any number of times and then once with its outcome.
 *             The host answers on a later turn, never inside the call that asked.
 *
 * C11. No allocation, no locale, no errno, no varargs, no structs by pointer-to-pointer.
 *
 * Dedicated to the public domain (CC0-1.0), as are the headers beside it and verbs.json: a plugin may have any licence.
 */
#ifndef MAILFLOW_PLUGIN_H
#define MAILFLOW_PLUGIN_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define MF_ABI_MAJOR 1u /* part of the entry symbol: mailflow_plugin_v1 */
#define MF_ABI_MINOR 0u /* fields are only ever appended; `size` says how far a struct reaches */

#if defined(__GNUC__)
#define MF_EXPORT __attribute__((visibility("default")))
#else
#define MF_EXPORT
#endif

/* Text is UTF-8 and not terminated; where a verb says so, any bytes. An empty one may have ptr NULL. */
typedef struct mf_str {
    const char *ptr;
    size_t len;
} mf_str;

#ifdef __cplusplus
#define MF_STR(literal) (mf_str{ (literal), sizeof(literal) - 1 })
#else
#define MF_STR(literal) ((mf_str){ (literal), sizeof(literal) - 1 })
#endif

/* How something ended. Negative is a failure, and the answer's bytes then hold one line for a log. */
typedef int32_t mf_status;
enum {
    MF_OK = 0,
    MF_MORE = 1,          /* not the end: these bytes are a piece of the answer */
    MF_FAILED = -1,       /* a fault on the side that answered */
    MF_INVALID = -2,      /* the arguments break the verb's description */
    MF_UNSUPPORTED = -3,  /* no such verb here, or not this version of it */
    MF_DENIED = -4,       /* not granted to this plugin, or not this user's to see */
    MF_NOT_FOUND = -5,
    MF_CONFLICT = -6,     /* changed since you read it: read again */
    MF_UNAVAILABLE = -7,  /* a server elsewhere did not play along: try later */
    MF_TIMEOUT = -8,
    MF_CANCELLED = -9,
    MF_TOO_LARGE = -10,
};

typedef int32_t mf_level;
enum { MF_DEBUG = 0, MF_INFO = 1, MF_WARN = 2, MF_ERROR = 3 };

/* Names one piece of pending work. 0 names none. */
typedef uint64_t mf_token;

/* A verb is a named, versioned request such as "kv.put/1". Its number is good for one start(). 0 is none. */
typedef uint32_t mf_verb;

/* Where an answer goes. `fn` may be NULL when nobody cares. */
typedef struct mf_done {
    void (*fn)(void *context, mf_status status, mf_str bytes);
    void *context;
} mf_done;

/* What the host lends a plugin. */
typedef struct mf_host {
    uint32_t size;
    uint32_t abi_minor;
    void *impl;

    /* The number of a verb this host offers and this plugin was granted, else 0. [anywhere] */
    mf_verb (*find)(const struct mf_host *, mf_str name);

    /* Asks. Always answered through `done`, even for verb 0 (MF_UNSUPPORTED). [anywhere] */
    mf_token (*call)(const struct mf_host *, mf_verb, const mf_str *args, size_t count, mf_done done);

    /* Gives up on an answer; it still comes once, as MF_CANCELLED or as whatever won the race. [anywhere] */
    void (*cancel)(const struct mf_host *, mf_token);

    /* Answers a token received through handle(). MF_OK: taken. MF_CANCELLED: nobody listens any more.
     * MF_INVALID: not a token of yours, or answered already. MF_TOO_LARGE: past the verb's limit. [anywhere] */
    mf_status (*reply)(const struct mf_host *, mf_token, mf_status, mf_str bytes);

    void (*log)(const struct mf_host *, mf_level, mf_str line); /* [anywhere] */
} mf_host;

/* What a plugin lends the host: the same shape, seen from the other side. */
typedef struct mf_plugin {
    uint32_t size;
    uint32_t abi_minor;
    void *impl;

    /* Get ready. Anything but MF_OK and the plugin is not used; say why through log. [turn] */
    mf_status (*start)(const struct mf_plugin *, const mf_host *);

    /* The number this plugin gives a verb it answers, else 0. [turn] */
    mf_verb (*find)(const struct mf_plugin *, mf_str name);

    /* Asked. Reply to the token once, now or later, from any thread. [turn] */
    void (*handle)(const struct mf_plugin *, mf_verb, mf_token, const mf_str *args, size_t count);

    /* The asker gave up. Still reply; MF_CANCELLED will do. [turn] */
    void (*cancel)(const struct mf_plugin *, mf_token);

    /* Last turn: every token is settled, join your threads, drop the host. start() may follow. [turn] */
    void (*stop)(const struct mf_plugin *);
} mf_plugin;

/* The one symbol a plugin exports. The returned struct lives as long as the library. */
MF_EXPORT const mf_plugin *mailflow_plugin_v1(void);

/* Does this struct reach as far as this field? */
#define MF_HAS(object, field) \
    ((object)->size >= offsetof(__typeof__(*(object)), field) + sizeof((object)->field))

#ifdef __cplusplus
}
#endif
#endif
