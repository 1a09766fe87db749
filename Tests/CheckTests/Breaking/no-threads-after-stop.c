/* failed: thread is still there a second after stop(), and 1 of them runs */
#define BESIDE static pthread_t thread; static void *spin(void *nothing) { (void)nothing; for (;;) nap(50); return NULL; }
#define IN_START pthread_create(&thread, NULL, spin, NULL);
#include "base.h"
