/* Starts a program with a socket as its descriptor 3 and waits for its end, so that nothing of Swift runs between fork and exec. */
#ifndef MAILFLOW_CRunner_H
#define MAILFLOW_CRunner_H

#include <stddef.h>

struct mf_runner {
    int pid;
    int socket; /* our end of its descriptor 3; does not block */
    int errors; /* what it writes to stderr; does not block */
};

enum { MF_RUNNER_LIBRARY = 4 };

/* Starts it: /dev/null as 0 and 1, a pipe as 2, the socket as 3, `library` as MF_RUNNER_LIBRARY unless it is negative, and nothing else open,
 * signals as at birth, a process group of its own. Answers 0 or an errno. The kernel ends the program when the thread that called this ends. */
int mf_runner_spawn(const char *path, char *const words[], char *const environment[], int library, struct mf_runner *out);

/* A copy of bytes in memory that nobody can change any more, closed on exec; -1 with errno when there is no room. */
int mf_sealed_copy(const void *bytes, size_t count);

/* Waits for its end and leaves its number taken, so that nobody else can have it yet. */
void mf_runner_wait(int pid);

/* How it ended, as waitpid() says. Its number may be another process's from now on. */
int mf_runner_reap(int pid);

/* Sends what fits without waiting: the number of bytes, 0 when nothing fits now, or -1 when nobody is there any more. */
long mf_runner_send(int socket, const void *bytes, size_t count);

/* A descriptor that poll() sees from mf_wake() until mf_wake_clear(). */
int mf_wake_make(void);
void mf_wake(int descriptor);
void mf_wake_clear(int descriptor);

/* The folders of the shared libraries of this process, separated by ':'; as much as fits. */
void mf_library_folders(char *text, size_t size);

#endif
