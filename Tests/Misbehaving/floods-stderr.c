/* Writes to stderr as fast as it goes, on a thread of its own. */
#include "deed.h"
static void *shout(void *nothing) {
    char line[4096];
    memset(line, 'a', sizeof line);
    line[sizeof line - 1] = '\n';
    while (write(2, line, sizeof line) > 0) continue;
    return nothing;
}
static void deed(mf_token token) {
    pthread_t thread;
    pthread_create(&thread, NULL, shout, NULL);
    pthread_detach(thread);
    answer(token);
}
