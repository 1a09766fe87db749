#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "include/puppet.h"

/* Far from the descriptors 0 to 4, which a child is given. */
enum { LOWEST = 20 };

int mf_puppet_pipe(int ends[2]) {
    int made[2];
    if (pipe2(made, O_CLOEXEC) != 0) return -1;
    for (int i = 0; i < 2; i++) {
        ends[i] = fcntl(made[i], F_DUPFD_CLOEXEC, LOWEST);
        close(made[i]);
    }
    return ends[0] < 0 || ends[1] < 0 ? -1 : 0;
}

int mf_puppet_scratch(void) {
    char name[4096];
    const char *folder = getenv("TMPDIR");
    snprintf(name, sizeof name, "%s/mailflow-check-XXXXXX", folder && *folder ? folder : "/tmp");
    int file = mkostemp(name, O_CLOEXEC);
    if (file < 0) return -1;
    unlink(name);
    int high = fcntl(file, F_DUPFD_CLOEXEC, LOWEST);
    close(file);
    return high;
}
