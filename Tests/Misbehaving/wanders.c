#define _GNU_SOURCE
/* Tries what a grant would be needed for: files, sockets, other processes. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include "deed.h"
static void tried(const char *what, long result) { say(what, result < 0 ? errno : 0); }
static void deed(mf_token token) {
    tried("read passwd", open("/etc/passwd", O_RDONLY));
    tried("read root", open("/", O_RDONLY | O_DIRECTORY));
    tried("write tmp", open("/tmp/mailflow-wanders", O_CREAT | O_WRONLY, 0600));
    tried("read urandom", open("/dev/urandom", O_RDONLY));
    tried("read libc", open("/lib/x86_64-linux-gnu/libc.so.6", O_RDONLY));
    tried("inet", socket(AF_INET, SOCK_STREAM, 0));
    tried("unix", socket(AF_UNIX, SOCK_STREAM, 0));
    tried("kill the server", kill(getppid(), 0));
    struct rlimit none = { 0, 0 };
    tried("limit the server", prlimit(getppid(), RLIMIT_CPU, NULL, &none));
    extern char **environ;
    int words = 0;
    for (char **at = environ; at && *at; at++) words += strncmp(*at, "LD_LIBRARY_PATH=", 16) != 0;
    say("environment", words);
    answer(token);
}
