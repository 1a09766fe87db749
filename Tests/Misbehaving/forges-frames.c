/* Writes whole frames of its own: that a turn has ended which never began. */
#include "deed.h"
static void deed(mf_token token) {
    (void)token;
    struct { unsigned length; unsigned short kind, count; unsigned verb; int status; unsigned long token; } done = { 0, 23, 0, 0, 0, 0 };
    for (int i = 0; i < 100; i++)
        if (write(3, &done, sizeof done) < 0) abort();
    for (;;) sleep(1);
}
