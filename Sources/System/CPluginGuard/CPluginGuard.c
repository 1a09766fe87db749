#define _GNU_SOURCE
#include "CPluginGuard.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP };
enum { count = sizeof fatal / sizeof fatal[0] };

static struct sigaction before[count];
static volatile int note = -1;
static _Thread_local const char *volatile inside = NULL;

void mf_guard_enter(const char *plugin) { inside = plugin; }

static void fault(int number, siginfo_t *info, void *context) {
    (void)info;
    (void)context;
    const char *plugin = inside;
    if (plugin && note >= 0) {
        char line[96];
        size_t length = 0;
        while (length < 64 && plugin[length]) {
            line[length] = plugin[length];
            length++;
        }
        line[length++] = ' ';
        if (number >= 10) line[length++] = (char)('0' + number / 10 % 10);
        line[length++] = (char)('0' + number % 10);
        line[length++] = '\n';
        ssize_t written = write(note, line, length);
        (void)written;
        inside = NULL;
    }
    /* The handler of before, or the default, sees the same fault when the instruction runs again. */
    for (int i = 0; i < count; i++)
        if (fatal[i] == number) sigaction(number, &before[i], NULL);
    if (number == SIGABRT || (info && info->si_code <= 0)) raise(number);
}

void mf_guard_install(int descriptor) {
    int first = note < 0;
    note = descriptor;
    if (!first) return;
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < count; i++) sigaction(fatal[i], &action, &before[i]);
}
