/* Makes a copy of its process, and a program of the copy. */
#include <errno.h>
#include "deed.h"
static void deed(mf_token token) {
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sleep", "sleep", "60", NULL);
        _exit(0);
    }
    say(child < 0 ? "fork was refused" : "fork", child < 0 ? errno : 0);
    answer(token);
}
