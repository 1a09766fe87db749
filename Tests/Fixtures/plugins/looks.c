/* route/1: what it can read of what the kernel says about its process and the machine. */
#define FIND
#define HANDLE
#include "mailflow/plugin.h"
static mf_verb find(const mf_plugin *plugin, mf_str name);
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count);
#include "fixture.h"
#include <fcntl.h>
#include <unistd.h>
static mf_verb find(const mf_plugin *plugin, mf_str name) { (void)plugin; return mf_is(name, MF_ROUTE) ? 1 : 0; }
static void handle(const mf_plugin *plugin, mf_verb verb, mf_token token, const mf_str *args, size_t count) {
    (void)plugin; (void)verb; (void)args; (void)count;
    static const char *const paths[] = { "/proc/self/stat", "/proc/self/task", "/proc/meminfo", "/sys/devices/system/cpu", "/proc/1/stat" };
    char said[64] = "";
    for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++) {
        int file = open(paths[i], O_RDONLY | O_CLOEXEC);
        strcat(said, file < 0 ? "no " : "yes ");
        if (file >= 0) close(file);
    }
    host->reply(host, token, MF_MORE, MF_STR("{\"status\":200,\"headers\":{}}"));
    host->reply(host, token, MF_OK, (mf_str){ said, strlen(said) });
}
