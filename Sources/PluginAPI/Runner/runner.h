/* mailflow-runner: one plugin in a process of its own. It loads the same library the server would load, enters it on one thread,
 * and carries words between it and the server as frames on descriptor 3. It is built and shipped with the server: no public ABI.
 *
 *   main.c    loading, turns, and the thread that reads frames
 *   host.c    the mf_host a plugin is lent
 *   frames.c  frames on the descriptor
 *   box.c     what the kernel takes away from the process before any code of the plugin runs
 *   report.c  what a dying process leaves on stderr
 */
#ifndef MAILFLOW_RUNNER_H
#define MAILFLOW_RUNNER_H

#include <stddef.h>
#include <stdint.h>

#include "mailflow/limits.h"
#include "mailflow/plugin.h"

enum {
    frames_version = 2,
    wire = 3,                     /* the descriptor */
    most_args = 16,               /* of one frame */
    longest_arg = MF_MOST_ARGUMENT, /* of a call */
    longest_call = MF_MOST_CALL,  /* all arguments of a call together */
    longest_line = 4096,          /* of the log */
    longest_verb = 64,            /* the name of one */
    most_missed = 64,             /* verbs looked for in vain that the server hears of */
    longest_frame = MF_MOST_ANSWER + 4096,
    most_queued = 64 << 20,       /* bytes of frames that wait for their turn; then the reader waits, too */
};

/* How this process ends by itself; the server words it. */
enum { exit_done = 0, exit_wire_gone = 70, exit_bad_frame = 71 };

enum kind {
    /* server to runner */
    KIND_START = 1, KIND_FIND, KIND_HANDLE, KIND_CANCEL, KIND_STOP, KIND_ANSWER,
    /* runner to server */
    KIND_HELLO = 16, KIND_STARTED, KIND_FOUND, KIND_CALL, KIND_GIVE_UP, KIND_REPLY, KIND_LOG, KIND_TURN_DONE, KIND_MISSED,
};

/* In KIND_STARTED, besides what start() answered: the library cannot be used. */
enum { not_loaded = 1, other_abi = 2, null_table = 3, short_table = 4, hole_in_table = 5 };

struct head {
    uint32_t length; /* of what follows: count times {u32 length, bytes} */
    uint16_t kind, count;
    uint32_t verb;
    int32_t status;
    uint64_t token;
};

struct frame {
    struct frame *next;
    struct head head;
    mf_str args[most_args];
    char bytes[];
};

/* frames.c */
void frame_send(enum kind, uint32_t verb, int32_t status, uint64_t token, const mf_str *args, size_t count);
struct frame *frame_receive(void); /* never NULL: without a server there is nothing left to do, and the process ends */

/* host.c */
extern const mf_host host_table;
void host_verbs(mf_str lines);            /* "NUMBER NAME\n" of each verb the plugin may call */
void host_asked(uint64_t token, size_t room); /* the plugin is about to be asked */
void host_dropped(uint64_t token);        /* nobody listens for this answer any more */
void host_answer(const struct frame *);   /* a call of the plugin is answered: a turn */
void host_closing(void);                  /* from now on no call is taken */
void host_settle(void);                   /* every call left is answered MF_CANCELLED: a turn */
void host_log_limit(long lines);          /* a second */
void host_log_flush(void);

/* box.c */
struct box {
    long parent;         /* the process that must be alive */
    const char *folders; /* what may be read, separated by ':' */
    long memory;         /* MiB */
    long files;
    int net;
};
void box_enter(const struct box *, char *missing, size_t size); /* what the kernel would not do is named, a phrase a line */

/* report.c */
void report_install(void);

#endif
