#define _GNU_SOURCE
#include "runner.h"

#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static char stack[1 << 16];

/* Writes the MiB of memory that count against the limit, without anything of libc that could wait. */
static size_t memory(char *to) {
    char text[128], digits[24];
    int file = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t length = file < 0 ? 0 : read(file, text, sizeof text);
    int field = 0;
    unsigned long pages = 0;
    for (ssize_t i = 0; i < length; i++) {
        if (text[i] == ' ') field++;
        else if (field == 5) pages = pages * 10 + (unsigned long)(text[i] - '0');
    }
    unsigned long size = pages / 256;
    size_t count = 0;
    do digits[count++] = (char)('0' + size % 10);
    while ((size /= 10) && count < sizeof digits);
    for (size_t i = 0; i < count; i++) to[i] = digits[count - 1 - i];
    return count;
}

/* Where it happened, on stderr, which the server keeps; then the signal takes its course. */
static void fault(int number) {
    static volatile sig_atomic_t inside;
    signal(number, SIG_DFL);
    if (!inside) {
        inside = 1;
        signal(SIGALRM, SIG_DFL);
        alarm(2); /* the lock of the loader may be held by whoever faulted */
        char line[64] = "mailflow-runner: memory ";
        size_t length = strlen(line);
        length += memory(line + length);
        line[length++] = '\n';
        ssize_t written = write(STDERR_FILENO, line, length);
        (void)written;
        void *frames[24];
        int count = backtrace(frames, 24);
        backtrace_symbols_fd(frames, count, STDERR_FILENO);
    }
    raise(number);
}

void report_install(void) {
    static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP };
    void *one[1];
    backtrace(one, 1); /* loads what it needs now, not in the handler */
    stack_t other = { .ss_sp = stack, .ss_size = sizeof stack };
    sigaltstack(&other, NULL);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = fault;
    action.sa_flags = SA_ONSTACK | SA_NODEFER;
    for (size_t i = 0; i < sizeof fatal / sizeof fatal[0]; i++) sigaction(fatal[i], &action, NULL);
}
