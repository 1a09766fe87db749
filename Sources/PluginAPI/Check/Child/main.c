/* mailflow-check-child: one plugin in a process of its own, for one rule of mailflow-check. Talks over the descriptors 3 and 4. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "puppet.h"

void mf_watch_faults(void);

int main(void) {
    if (fcntl(3, F_GETFD) < 0 || fcntl(4, F_GETFD) < 0) {
        fputs("This is a part of mailflow-check and is started by it.\n", stderr);
        return 64;
    }
    /* Whatever happens to whoever started it, it does not spin for ever, and leaves no core. */
    setrlimit(RLIMIT_CPU, &(struct rlimit){ 300, 310 });
    setrlimit(RLIMIT_CORE, &(struct rlimit){ 0, 0 });
    mf_watch_faults();
    int status = mf_puppet_serve(3, 4);
    /* Threads that a plugin left behind must not keep it. */
    _exit(status);
}
