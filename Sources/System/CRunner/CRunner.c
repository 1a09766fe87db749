#define _GNU_SOURCE
#include "CRunner.h"

#include <errno.h>
#include <fcntl.h>
#include <link.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* Above every number that the child's descriptors get, so that none is overwritten before it is used. */
static int lift(int descriptor) {
    int high = fcntl(descriptor, F_DUPFD_CLOEXEC, 16);
    close(descriptor);
    return high;
}

static int start(const char *path, char *const words[], char *const environment[], int socket, int errors, int library, int *pid) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t manner;
    sigset_t all, none;
    sigfillset(&all);
    sigemptyset(&none);
    int error = posix_spawn_file_actions_init(&files);
    if (error) return error;
    error = posix_spawnattr_init(&manner);
    if (error) {
        posix_spawn_file_actions_destroy(&files);
        return error;
    }
    posix_spawnattr_setflags(&manner, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&manner, 0);
    posix_spawnattr_setsigdefault(&manner, &all);
    posix_spawnattr_setsigmask(&manner, &none);
    if (!error) error = posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
    if (!error) error = posix_spawn_file_actions_addopen(&files, 1, "/dev/null", O_WRONLY, 0);
    if (!error) error = posix_spawn_file_actions_adddup2(&files, errors, 2);
    if (!error) error = posix_spawn_file_actions_adddup2(&files, socket, 3);
    if (!error && library >= 0) error = posix_spawn_file_actions_adddup2(&files, library, MF_RUNNER_LIBRARY);
    if (!error) error = posix_spawn_file_actions_addclosefrom_np(&files, library >= 0 ? MF_RUNNER_LIBRARY + 1 : MF_RUNNER_LIBRARY);
    if (!error) error = posix_spawn(pid, path, &files, &manner, words, environment);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&manner);
    return error;
}

int mf_runner_spawn(const char *path, char *const words[], char *const environment[], int library, struct mf_runner *out) {
    int pair[2], pipe[2];
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) return errno;
    if (pipe2(pipe, O_CLOEXEC)) {
        int error = errno;
        close(pair[0]);
        close(pair[1]);
        return error;
    }
    int theirs = lift(pair[1]), errors = lift(pipe[1]);
    int error = theirs < 0 || errors < 0 ? EMFILE : start(path, words, environment, theirs, errors, library, &out->pid);
    if (theirs >= 0) close(theirs);
    if (errors >= 0) close(errors);
    if (error) {
        close(pair[0]);
        close(pipe[0]);
        return error;
    }
    fcntl(pair[0], F_SETFL, O_NONBLOCK);
    fcntl(pipe[0], F_SETFL, O_NONBLOCK);
    out->socket = pair[0];
    out->errors = pipe[0];
    return 0;
}

int mf_sealed_copy(const void *bytes, size_t count) {
    int descriptor = memfd_create("library", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    /* Out of the way of the numbers that a child's descriptors get. */
    int copy = descriptor < 0 ? -1 : lift(descriptor);
    if (copy < 0) return -1;
    const char *at = bytes;
    while (count) {
        ssize_t written = write(copy, at, count);
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) break;
        at += written;
        count -= (size_t)written;
    }
    if (!count && !fcntl(copy, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_GROW | F_SEAL_SHRINK | F_SEAL_SEAL)) return copy;
    close(copy);
    return -1;
}

void mf_runner_wait(int pid) {
    siginfo_t how;
    while (waitid(P_PID, (id_t)pid, &how, WEXITED | WNOWAIT) < 0)
        if (errno != EINTR) return;
}

int mf_runner_reap(int pid) {
    int status = 0;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR) break;
    return status;
}

int mf_wake_make(void) { return eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); }
void mf_wake(int descriptor) { eventfd_write(descriptor, 1); }
void mf_wake_clear(int descriptor) {
    eventfd_t count;
    eventfd_read(descriptor, &count);
}

long mf_runner_send(int socket, const void *bytes, size_t count) {
    for (;;) {
        ssize_t sent = send(socket, bytes, count, MSG_DONTWAIT | MSG_NOSIGNAL);
        if (sent >= 0) return sent;
        if (errno == EAGAIN || errno == EWOULDBLOCK) return 0;
        if (errno != EINTR) return -1;
    }
}

struct folders {
    char *text;
    size_t size, used;
};

static int note(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    struct folders *all = context;
    const char *slash = strrchr(info->dlpi_name, '/');
    size_t length = slash ? (size_t)(slash - info->dlpi_name) : 0;
    if (!length || info->dlpi_name[0] != '/') return 0;
    for (const char *at = all->text; *at;) {
        size_t step = strcspn(at, ":");
        if (step == length && !memcmp(at, info->dlpi_name, length)) return 0;
        at += step + (at[step] == ':');
    }
    if (all->used + length + 2 > all->size) return 1;
    if (all->used) all->text[all->used++] = ':';
    memcpy(all->text + all->used, info->dlpi_name, length);
    all->used += length;
    all->text[all->used] = 0;
    return 0;
}

void mf_library_folders(char *text, size_t size) {
    struct folders all = { text, size, 0 };
    text[0] = 0;
    dl_iterate_phdr(note, &all);
}
