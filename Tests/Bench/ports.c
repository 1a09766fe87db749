/* ports RUNNER LIBRARY: what a verb costs inside a process and through mailflow-runner, with a client that waits for each answer.
 * Prints "name value" lines: nanoseconds, or KiB. The plugin must answer hook/1 in the turn that asks. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "../../Sources/PluginAPI/Runner/runner.h"

static long long now(void) {
    struct timespec at;
    clock_gettime(CLOCK_MONOTONIC, &at);
    return at.tv_sec * 1000000000ll + at.tv_nsec;
}
static int compare(const void *a, const void *b) {
    long long x = *(const long long *)a, y = *(const long long *)b;
    return x < y ? -1 : x > y;
}
static void report(const char *name, long long *times, int count) {
    qsort(times, (size_t)count, sizeof *times, compare);
    printf("%s.median %lld\n%s.p99 %lld\n", name, times[count / 2], name, times[count * 99 / 100]);
}

/* --- inside --- */

static unsigned long answered;
static mf_verb find(const mf_host *host, mf_str name) { (void)host; (void)name; return 1; }
static mf_token call(const mf_host *host, mf_verb verb, const mf_str *args, size_t count, mf_done done) {
    (void)host; (void)verb; (void)args; (void)count; (void)done;
    return 0;
}
static void cancel(const mf_host *host, mf_token token) { (void)host; (void)token; }
static mf_status reply(const mf_host *host, mf_token token, mf_status status, mf_str bytes) {
    (void)host; (void)token; (void)status; (void)bytes;
    answered++;
    return MF_OK;
}
static void say(const mf_host *host, mf_level level, mf_str line) { (void)host; (void)level; (void)line; }
static const mf_host host = { sizeof host, 0, NULL, find, call, cancel, reply, say };

static void inside(const char *library) {
    const mf_plugin *(*entry)(void) = NULL;
    *(void **)&entry = dlsym(dlopen(library, RTLD_NOW), "mailflow_plugin_v1");
    const mf_plugin *plugin = entry();
    plugin->start(plugin, &host);
    mf_verb verb = plugin->find(plugin, MF_STR("hook/1"));
    static long long times[2000];
    mf_str args[] = { MF_STR("mail.open"), MF_STR("{}") };
    for (int round = 0; round < 2000; round++) {
        long long began = now();
        for (int i = 0; i < 100; i++) plugin->handle(plugin, verb, 1, args, 2);
        times[round] = (now() - began) / 100;
    }
    report("inside", times, 2000);
}

/* --- apart --- */

static int line;
static void put(struct head head, const mf_str *args) {
    char bytes[512];
    size_t at = sizeof head;
    for (int i = 0; i < head.count; i++) {
        uint32_t length = (uint32_t)args[i].len;
        memcpy(bytes + at, &length, 4);
        memcpy(bytes + at + 4, args[i].ptr, length);
        at += 4 + length;
        head.length += 4 + length;
    }
    memcpy(bytes, &head, sizeof head);
    for (size_t done = 0; done < at;) {
        ssize_t sent = send(line, bytes + done, at - done, 0);
        if (sent <= 0) exit(1);
        done += (size_t)sent;
    }
}
static void get(void *to, size_t size) {
    static char buffer[1 << 16];
    static size_t at, end;
    while (size) {
        if (at == end) {
            ssize_t got = recv(line, buffer, sizeof buffer, 0);
            if (got <= 0) exit(1);
            at = 0;
            end = (size_t)got;
        }
        size_t step = end - at < size ? end - at : size;
        memcpy(to, buffer + at, step);
        at += step;
        to = (char *)to + step;
        size -= step;
    }
}
static struct head next(enum kind wanted) {
    for (;;) {
        struct head head;
        static char rest[1 << 16];
        get(&head, sizeof head);
        get(rest, head.length);
        if (head.kind == wanted) return head;
    }
}
static pid_t spawn(const char *runner, const char *library) {
    int pair[2];
    char parent[32], folder[512];
    snprintf(parent, sizeof parent, "%d", (int)getpid());
    snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(library, '/') - library), library);
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair)) exit(1);
    pid_t child = fork();
    if (child == 0) {
        dup2(pair[1], wire);
        execl(runner, runner, parent, library, folder, "512", "256", "0", "50", (char *)NULL);
        _exit(1);
    }
    close(pair[1]);
    line = pair[0];
    put((struct head){ 0, KIND_START, 1, 0, 0, 0 }, &MF_STR(" "));
    if (next(KIND_STARTED).status != MF_OK) exit(1);
    return child;
}
static long kib(pid_t child, const char *what) {
    char path[64], text[256];
    snprintf(path, sizeof path, "/proc/%d/smaps_rollup", (int)child);
    FILE *file = fopen(path, "r");
    long value = 0;
    while (file && fgets(text, sizeof text, file))
        if (!strncmp(text, what, strlen(what))) value = strtol(text + strlen(what), NULL, 10);
    if (file) fclose(file);
    return value;
}
static void end(pid_t child) {
    put((struct head){ 0, KIND_STOP, 0, 0, 0, 0 }, NULL);
    waitpid(child, NULL, 0);
    close(line);
}
static void ask(mf_verb verb, uint64_t token) {
    put((struct head){ 0, KIND_HANDLE, 2, verb, 1 << 20, token }, (mf_str[]){ MF_STR("mail.open"), MF_STR("{}") });
}

int main(int count, char **words) {
    if (count != 3) return 64;
    inside(words[2]);
    static long long times[10000];
    for (int i = 0; i < 20; i++) {
        long long began = now();
        pid_t child = spawn(words[1], words[2]);
        times[i] = now() - began;
        end(child);
    }
    report("start", times, 20);
    pid_t child = spawn(words[1], words[2]);
    put((struct head){ 0, KIND_FIND, 1, 0, 0, 0 }, &MF_STR("hook/1"));
    mf_verb verb = next(KIND_FOUND).verb;
    for (int i = 0; i < 10000; i++) {
        long long began = now();
        ask(verb, (uint64_t)i + 1);
        if (next(KIND_REPLY).token != (uint64_t)i + 1) return 1;
        times[i] = now() - began;
    }
    report("apart", times, 10000);
    long long began = now();
    if (fork() == 0) {
        for (int i = 0; i < 10000; i++) ask(verb, 20000 + (uint64_t)i);
        _exit(0);
    }
    for (int i = 0; i < 10000; i++)
        if (next(KIND_REPLY).token != 20000 + (uint64_t)i) return 1;
    printf("flight.each %lld\n", (now() - began) / 10000);
    printf("private.kib %ld\npss.kib %ld\n", kib(child, "Private_Dirty:"), kib(child, "Pss:"));
    end(child);
    return 0;
}
