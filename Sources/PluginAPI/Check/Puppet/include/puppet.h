/* A plugin on strings: loads one library and does with it exactly what is asked over a pair of pipes, and tells everything
 * the plugin does. It judges nothing; what the rules of mailflow-check make of it is decided on the other side. */
#ifndef MAILFLOW_PUPPET_H
#define MAILFLOW_PUPPET_H

#include <stdint.h>

/* A frame: this head, then `count` times {uint32_t length, bytes}. `length` counts what follows the head. Local only: native byte order. */
typedef struct mf_puppet_head {
    uint32_t length;
    uint16_t kind;
    uint16_t count;
    uint32_t verb;
    int32_t status;
    uint64_t token;
} mf_puppet_head;

/* What is asked. */
enum {
    MF_ASK_LOAD = 1,     /* library, id; status: options below -> LOADED */
    MF_ASK_OFFER = 2,    /* a host verb's name; verb: its number; before START */
    MF_ASK_START = 3,    /* -> STARTED */
    MF_ASK_FIND = 4,     /* name -> FOUND */
    MF_ASK_HANDLE = 5,   /* verb, token, arguments -> TURN */
    MF_ASK_CANCEL = 6,   /* token; nobody listens to it any more -> TURN */
    MF_ASK_ANSWER = 7,   /* token of a CALL, status, bytes -> TURN */
    MF_ASK_STOPPING = 8, /* calls are not taken any more; every token is settled as cancelled */
    MF_ASK_STOP = 9,     /* -> TURN */
    MF_ASK_READER = 10,  /* each piece takes `token` microseconds; after `verb` pieces the reader is gone (0: stays) */
    MF_ASK_MEASURE = 11, /* -> MEASURED */
    MF_ASK_BYE = 12,     /* the end */
};

/* Options of LOAD. */
enum {
    MF_PUPPET_UNMAP = 1,   /* what was lent cannot be touched after its turn */
    MF_PUPPET_OFFLINE = 2, /* opening an internet socket fails and is told */
};

/* What is told. */
enum {
    MF_TELL_LOADED = 64,   /* status 0, or not and why; token: nanoseconds */
    MF_TELL_STARTED = 65,  /* status; token: nanoseconds */
    MF_TELL_FOUND = 66,    /* verb */
    MF_TELL_TURN = 67,     /* verb: what was asked; token: nanoseconds */
    MF_TELL_CALL = 68,     /* verb, token, arguments; status MF_INVALID when they cannot be read */
    MF_TELL_GAVE_UP = 69,  /* token of a CALL */
    MF_TELL_REPLY = 70,    /* token, status, bytes (at most 1 MiB of them) and their number; verb: what the plugin was told */
    MF_TELL_LOG = 71,      /* status: level; line */
    MF_TELL_LOOKED = 72,   /* the plugin looked for a host verb; verb: what it got */
    MF_TELL_MEASURED = 73, /* token: bytes of heap in use; "RSS-in-bytes" and "TID SWITCHES\n" of each thread but this one */
    MF_TELL_FAULT = 74,    /* status: signal; where */
    MF_TELL_LATE = 75,     /* a host function was called outside start() to stop(); its name */
    MF_TELL_NETWORK = 76,  /* an internet socket was asked for */
};

/* Serves until BYE or the end of `in`. Gives the process's exit status. */
int mf_puppet_serve(int in, int out);

/* For whoever starts one: a pipe, and a file that nobody else sees. Both are closed in programs started meanwhile. -1: none to be had. */
int mf_puppet_pipe(int ends[2]);
int mf_puppet_scratch(void);

#endif
