/* Writes to what it did not open. */
#include "deed.h"
static void deed(mf_token token) {
    (void)token;
    char line[512];
    memset(line, 'x', sizeof line);
    if (write(3, line, sizeof line) < 0) abort();
    for (;;) sleep(1);
}
