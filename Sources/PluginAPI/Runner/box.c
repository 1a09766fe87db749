#define _GNU_SOURCE
#include "runner.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static char *lacks;
static size_t lacks_size;

static void lack(const char *what) {
    size_t used = strlen(lacks);
    snprintf(lacks + used, lacks_size - used, "%s%s", used ? "\n" : "", what);
}

/* --- Landlock: what may be read, and nothing written --- */

/* Spelled out, because the headers of a system may be older than its kernel. */
struct ruleset {
    uint64_t fs, net, scoped;
};
struct beneath {
    uint64_t allowed;
    int32_t folder;
} __attribute__((packed));
enum {
    fs_execute = 1 << 0, fs_write = 1 << 1, fs_read = 1 << 2, fs_list = 1 << 3,
    fs_refer = 1 << 13, fs_truncate = 1 << 14, fs_ioctl = 1 << 15,
    nr_create = 444, nr_add = 445, nr_restrict = 446,
};

static const char no_landlock[] = "Landlock, so it can read what the server can";

/* A rule holds for the file it was made for. The kernel makes those below /proc and /sys anew whenever it has forgotten them, and then they are
 * others: as long as a descriptor is open they are not forgotten. Without /proc/self libdispatch ends the process. */
static int is_made_anew(const char *path) { return !strncmp(path, "/proc/", 6) || !strncmp(path, "/sys/", 5); }

static void allow(int ruleset, const char *path, uint64_t rights) {
    int folder = open(path, O_PATH | O_CLOEXEC);
    struct stat what;
    if (folder < 0) return;
    if (!fstat(folder, &what) && !S_ISDIR(what.st_mode)) rights &= ~(uint64_t)fs_list;
    struct beneath rule = { rights, folder };
    syscall(nr_add, ruleset, 1, &rule, 0);
    if (!is_made_anew(path)) close(folder);
}

static void landlock(const struct box *box) {
    long abi = syscall(nr_create, NULL, 0, 1);
    if (abi < 1) {
        lack(no_landlock);
        return;
    }
    struct ruleset rules = { (1 << 13) - 1, 0, 0 };
    if (abi >= 2) rules.fs |= fs_refer;
    if (abi >= 3) rules.fs |= fs_truncate;
    if (abi >= 5) rules.fs |= fs_ioctl;
    if (abi >= 4 && !box->net) rules.net = 3;
    if (abi >= 6) rules.scoped = 3; /* abstract sockets, signals */
    int ruleset = (int)syscall(nr_create, &rules, abi < 4 ? 8ul : abi < 6 ? 16ul : 24ul, 0);
    if (ruleset < 0) {
        lack(no_landlock);
        return;
    }
    static const char *const code[] = { "/usr", "/lib", "/lib64", "/etc/ld.so.cache" };
    static const char *const facts[] = {
        "/etc/localtime", "/etc/timezone", "/etc/ssl", "/etc/pki", "/etc/ca-certificates", "/etc/resolv.conf", "/etc/hosts",
        "/etc/host.conf", "/etc/gai.conf", "/etc/nsswitch.conf", "/etc/services", "/etc/protocols", "/proc/self", "/proc/meminfo",
        "/proc/cpuinfo", "/proc/stat", "/proc/sys/vm", "/proc/sys/kernel", "/sys/devices/system/cpu", "/sys/kernel/mm", "/sys/fs/cgroup",
    };
    static const char *const devices[] = { "/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom" };
    for (size_t i = 0; i < sizeof code / sizeof code[0]; i++) allow(ruleset, code[i], fs_execute | fs_read | fs_list);
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) allow(ruleset, facts[i], fs_read | fs_list);
    for (size_t i = 0; i < sizeof devices / sizeof devices[0]; i++) allow(ruleset, devices[i], fs_read | fs_write);
    char *folders = strdup(box->folders);
    for (char *path = folders ? strtok(folders, ":") : NULL; path; path = strtok(NULL, ":"))
        if (path[0] == '/' && path[1]) allow(ruleset, path, fs_execute | fs_read | fs_list);
    free(folders);
    if (syscall(nr_restrict, ruleset, 0)) lack(no_landlock);
    close(ruleset);
}

/* --- seccomp: what may be asked of the kernel --- */

#if defined(__x86_64__)
#define OUR_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OUR_ARCH AUDIT_ARCH_AARCH64
#endif

#ifdef OUR_ARCH
static struct sock_filter filter[512];
static unsigned short length;

static void step(uint16_t code, uint32_t value, uint8_t yes, uint8_t no) {
    filter[length++] = (struct sock_filter){ code, yes, no, value };
}
static void answer(uint32_t what) { step(BPF_RET | BPF_K, what, 0, 0); }
static void load(size_t offset) { step(BPF_LD | BPF_W | BPF_ABS, (uint32_t)offset, 0, 0); }
static const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;

static void deny(long number, uint32_t how) {
    step(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, 1);
    answer(how);
}

/* This call is let through when its first argument is one of these, and only then. */
static void only(long number, const uint32_t *values, size_t count) {
    step(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)number, 0, (uint8_t)(count + 3));
    load(offsetof(struct seccomp_data, args[0]));
    for (size_t i = 0; i < count; i++) step(BPF_JMP | BPF_JEQ | BPF_K, values[i], (uint8_t)(count - i), 0);
    answer(refuse);
    answer(SECCOMP_RET_ALLOW);
}

static void seccomp(const struct box *box) {
    load(offsetof(struct seccomp_data, arch));
    step(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCH, 1, 0);
    answer(SECCOMP_RET_KILL_PROCESS);
    load(offsetof(struct seccomp_data, nr));
#if defined(__x86_64__)
    step(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1);
    answer(refuse);
    deny(__NR_fork, refuse);
    deny(__NR_vfork, refuse);
    deny(__NR_iopl, refuse);
    deny(__NR_ioperm, refuse);
    deny(__NR_modify_ldt, refuse);
#endif
    static const long refused[] = {
        /* other programs, other processes */
        __NR_execve, __NR_execveat, __NR_ptrace, __NR_process_vm_readv, __NR_process_vm_writev, __NR_tkill, __NR_kcmp, __NR_setns,
        __NR_unshare, __NR_setpriority, __NR_sched_setaffinity, __NR_sched_setscheduler, __NR_sched_setparam, __NR_sched_setattr,
        __NR_ioprio_set, __NR_migrate_pages, __NR_move_pages, 424 /* pidfd_send_signal */, 434 /* pidfd_open */, 438 /* pidfd_getfd */,
        440 /* process_madvise */, 448 /* process_mrelease */,
        /* the system */
        __NR_mount, __NR_umount2, __NR_pivot_root, __NR_chroot, __NR_swapon, __NR_swapoff, __NR_reboot, __NR_init_module, __NR_finit_module,
        __NR_delete_module, __NR_kexec_load, __NR_bpf, __NR_perf_event_open, __NR_userfaultfd, __NR_keyctl, __NR_add_key, __NR_request_key,
        __NR_syslog, __NR_acct, __NR_quotactl, __NR_settimeofday, __NR_clock_settime, __NR_adjtimex, __NR_clock_adjtime, __NR_sethostname,
        __NR_setdomainname, __NR_name_to_handle_at, __NR_open_by_handle_at, __NR_fanotify_init, 428, 429, 430, 431, 432, 433, 442, /* mounts */
    };
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) deny(refused[i], refuse);
    /* glibc then uses clone(), whose flags can be seen; io_uring would be a way around all of this. */
    deny(__NR_clone3, SECCOMP_RET_ERRNO | ENOSYS);
    deny(425, SECCOMP_RET_ERRNO | ENOSYS);
    uint32_t here = (uint32_t)getpid();
    static const long about_processes[] = { __NR_kill, __NR_tgkill, __NR_rt_sigqueueinfo, __NR_rt_tgsigqueueinfo };
    for (size_t i = 0; i < sizeof about_processes / sizeof about_processes[0]; i++) only(about_processes[i], &here, 1);
    only(__NR_prlimit64, (uint32_t[]){ 0, here }, 2);
    if (box->net) only(__NR_socket, (uint32_t[]){ AF_UNIX, AF_INET, AF_INET6, AF_NETLINK }, 4);
    else deny(__NR_socket, refuse);
    /* clone: threads, nothing else */
    step(BPF_JMP | BPF_JEQ | BPF_K, __NR_clone, 0, 4);
    load(offsetof(struct seccomp_data, args[0]));
    step(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 1, 0);
    answer(refuse);
    answer(SECCOMP_RET_ALLOW);
    /* prctl: the promise to die with the server is not taken back */
    step(BPF_JMP | BPF_JEQ | BPF_K, __NR_prctl, 0, 4);
    load(offsetof(struct seccomp_data, args[0]));
    step(BPF_JMP | BPF_JEQ | BPF_K, PR_SET_PDEATHSIG, 0, 1);
    answer(refuse);
    answer(SECCOMP_RET_ALLOW);
    answer(SECCOMP_RET_ALLOW);
    struct sock_fprog program = { length, filter };
    if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) lack("seccomp, so it can open sockets and start programs");
}
#else
static void seccomp(const struct box *box) {
    (void)box;
    lack("seccomp on this processor, so it can open sockets and start programs");
}
#endif

static void limit(int what, rlim_t most) {
    struct rlimit now;
    if (getrlimit(what, &now)) return;
    if (now.rlim_max > most) now.rlim_max = most;
    now.rlim_cur = now.rlim_max;
    setrlimit(what, &now);
}

void box_enter(const struct box *box, char *missing, size_t size) {
    lacks = missing;
    lacks_size = size;
    if (prctl(PR_SET_PDEATHSIG, SIGKILL)) lack("a way to die with the server");
    if (getppid() != box->parent) _exit(exit_done); /* it died before this was said */
    setpriority(PRIO_PROCESS, 0, 5);
    int score = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
    if (score >= 0) {
        if (write(score, "500", 3) != 3) lack("a say in what is ended first when memory runs out");
        close(score);
    }
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, (rlim_t)box->files);
    limit(RLIMIT_DATA, (rlim_t)box->memory << 20);
    pthread_attr_t threads;
    if (!pthread_attr_init(&threads)) {
        pthread_attr_setstacksize(&threads, 2 << 20);
        pthread_setattr_default_np(&threads);
        pthread_attr_destroy(&threads);
    }
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) lack("no_new_privs");
    landlock(box);
    seccomp(box);
}
