#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <malloc.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "puppet.h"

static char stack[1 << 16];

/* Writes without the lock: whoever held it may be the one that faulted. */
static void on_fault(int number, siginfo_t *info, void *context) {
    (void)context;
    const char *text = "";
    if ((number == SIGSEGV || number == SIGBUS) && info->si_code > 0) {
        if (mf_was_lent(info->si_addr)) text = "lent";
        else if ((size_t)info->si_addr < 4096) text = "null";
    }
    struct { mf_puppet_head head; uint32_t length; char text[8]; } frame;
    memset(&frame, 0, sizeof frame);
    uint32_t length = (uint32_t)strlen(text);
    frame.head.length = 4 + length;
    frame.head.kind = MF_TELL_FAULT;
    frame.head.count = 1;
    frame.head.status = number;
    frame.length = length;
    memcpy(frame.text, text, length);
    ssize_t wrote = write(mf_puppet_out, &frame, offsetof(__typeof__(frame), text) + length);
    (void)wrote;
    signal(number, SIG_DFL);
    if (info->si_code <= 0) raise(number);
}

void mf_watch_faults(void) {
    stack_t alternative = { .ss_sp = stack, .ss_size = sizeof stack };
    sigaltstack(&alternative, NULL);
    struct sigaction action = { .sa_sigaction = on_fault, .sa_flags = SA_SIGINFO | SA_ONSTACK };
    static const int faults[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP };
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) sigaction(faults[i], &action, NULL);
}

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#define RESULT(context) (context)->uc_mcontext.gregs[REG_RAX]
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#define RESULT(context) (context)->uc_mcontext.regs[0]
#endif

#ifdef ARCHITECTURE
static void on_socket(int number, siginfo_t *info, void *context) {
    (void)number, (void)info;
    mf_puppet_head head = { .kind = MF_TELL_NETWORK };
    ssize_t wrote = write(mf_puppet_out, &head, sizeof head);
    (void)wrote;
    RESULT((ucontext_t *)context) = -EACCES;
}

/* Lets no internet socket be opened by any thread from now on, and tells of each try. */
bool mf_watch_sockets(void) {
    struct sigaction action = { .sa_sigaction = on_socket, .sa_flags = SA_SIGINFO };
    sigaction(SIGSYS, &action, NULL);
    struct sock_filter filter[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 0, 6),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, __NR_socket, 0, 4),
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args[0])),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET, 1, 0),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_INET6, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRAP),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = { sizeof filter / sizeof *filter, filter };
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}
#else
bool mf_watch_sockets(void) { return false; }
#endif

static long status_of(const char *path, const char *name) {
    FILE *file = fopen(path, "r");
    if (!file) return -1;
    char line[256];
    long value = -1;
    while (value < 0 && fgets(line, sizeof line, file))
        if (strncmp(line, name, strlen(name)) == 0) value = strtol(line + strlen(name), NULL, 10);
    fclose(file);
    return value;
}

/* How much memory is in use, and which threads there are with how often each has run. */
void mf_measure(void) {
    static char threads[1 << 16];
    char path[64], resident[32];
    size_t used = 0;
    long self = syscall(SYS_gettid);
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *entry; tasks && (entry = readdir(tasks));) {
        long id = strtol(entry->d_name, NULL, 10);
        if (id <= 0 || id == self || used + 64 > sizeof threads) continue;
        snprintf(path, sizeof path, "/proc/self/task/%ld/status", id);
        long ran = status_of(path, "voluntary_ctxt_switches:") + status_of(path, "nonvoluntary_ctxt_switches:");
        used += (size_t)snprintf(threads + used, sizeof threads - used, "%ld %ld\n", id, ran);
    }
    if (tasks) closedir(tasks);
    int length = snprintf(resident, sizeof resident, "%ld", status_of("/proc/self/status", "RssAnon:") * 1024);
    struct mallinfo2 heap = mallinfo2();
    mf_str texts[] = { { resident, (size_t)length }, { threads, used } };
    mf_tell(MF_TELL_MEASURED, 0, 0, heap.uordblks + heap.hblkhd, texts, 2);
}
