#define _GNU_SOURCE
#include "CPluginGuard.h"

#include <link.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <ucontext.h>
#include <unistd.h>

static const int fatal[] = { SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP };
enum { signals = sizeof fatal / sizeof fatal[0], most = 256, longest = 40 };

static struct sigaction before[signals];
static atomic_int note = -1;
static _Thread_local const char *volatile inside = NULL;

/* The code of each plugin's library. Entries are only ever added. */
static struct library {
    uintptr_t from, to;
    char plugin[longest + 1];
} libraries[most];
static atomic_int known;

/* A stack that is used up leaves none for the handler. */
static void stand_by(void) {
    static _Thread_local char other[16384];
    static _Thread_local int done;
    if (done) return;
    done = 1;
    stack_t stack = { .ss_sp = other, .ss_size = sizeof other };
    sigaltstack(&stack, NULL);
}

void mf_guard_enter(const char *plugin) {
    if (plugin) stand_by();
    inside = plugin;
}

struct search {
    uintptr_t address, from, to;
};

static int holds(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size;
    struct search *search = context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type != PT_LOAD || !(part->p_flags & PF_X)) continue;
        uintptr_t from = info->dlpi_addr + part->p_vaddr;
        if (search->address < from || search->address >= from + part->p_memsz) continue;
        search->from = from;
        search->to = from + part->p_memsz;
        return 1;
    }
    return 0;
}

void mf_guard_library(const char *plugin, const void *address) {
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    struct search search = { (uintptr_t)address, 0, 0 };
    if (!dl_iterate_phdr(holds, &search)) return;
    pthread_mutex_lock(&lock);
    int count = atomic_load(&known);
    int is_new = count < most;
    for (int i = 0; i < count; i++) is_new = is_new && libraries[i].from != search.from;
    if (is_new) {
        libraries[count].from = search.from;
        libraries[count].to = search.to;
        strncpy(libraries[count].plugin, plugin, longest);
        atomic_store(&known, count + 1);
    }
    pthread_mutex_unlock(&lock);
}

static const char *owner(uintptr_t address) {
    int count = atomic_load(&known);
    for (int i = 0; i < count; i++)
        if (address >= libraries[i].from && address < libraries[i].to) return libraries[i].plugin;
    return NULL;
}

/* Where the fault was, and then what lies on the stack above it: return addresses into a plugin's code among other words.
 * The stack is read through the kernel, which answers an error where this thread would fault again. */
static const char *culprit(const ucontext_t *context) {
    uintptr_t at = 0, stack = 0;
#if defined(__x86_64__)
    at = (uintptr_t)context->uc_mcontext.gregs[REG_RIP];
    stack = (uintptr_t)context->uc_mcontext.gregs[REG_RSP];
#elif defined(__aarch64__)
    at = (uintptr_t)context->uc_mcontext.pc;
    stack = (uintptr_t)context->uc_mcontext.sp;
#else
    (void)context;
#endif
    const char *plugin = owner(at);
    uintptr_t words[512];
    for (int page = 0; !plugin && stack && page < 16; page++, stack += sizeof words) {
        struct iovec here = { words, sizeof words }, there = { (void *)stack, sizeof words };
        ssize_t count = process_vm_readv(getpid(), &here, 1, &there, 1, 0);
        for (ssize_t i = 0; !plugin && i < count / (ssize_t)sizeof words[0]; i++) plugin = owner(words[i]);
        if (count < (ssize_t)sizeof words) break;
    }
    return plugin;
}

static void write_note(const char *plugin, int number) {
    int descriptor = atomic_load(&note);
    if (!plugin || descriptor < 0) return;
    char line[longest + 8];
    size_t length = 0;
    while (length < longest && plugin[length]) {
        line[length] = plugin[length];
        length++;
    }
    line[length++] = ' ';
    if (number >= 10) line[length++] = (char)('0' + number / 10 % 10);
    line[length++] = (char)('0' + number % 10);
    line[length++] = '\n';
    ssize_t written = write(descriptor, line, length);
    (void)written;
}

/* exit() was called, and if this thread is in a turn, by a plugin. */
static void leave(void) {
    write_note(inside, 0);
    inside = NULL;
}

static void fault(int number, siginfo_t *info, void *context) {
    const char *plugin = inside;
    inside = NULL;
    write_note(plugin ? plugin : culprit(context), number);
    /* The handler of before, or the default, sees the same fault when the instruction runs again. */
    for (int i = 0; i < signals; i++)
        if (fatal[i] == number) sigaction(number, &before[i], NULL);
    if (number == SIGABRT || info->si_code <= 0) raise(number);
}

void mf_guard_install(int descriptor) {
    if (atomic_exchange(&note, descriptor) >= 0) return;
    atexit(leave);
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_sigaction = fault;
    action.sa_flags = SA_SIGINFO | SA_ONSTACK | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < signals; i++) sigaction(fatal[i], &action, &before[i]);
}
