/* passed: */
#define BESIDE static pthread_t thread; static volatile int ended; static void *spin(void *nothing) { (void)nothing; while (!ended) nap(5); return NULL; }
#define IN_START ended = 0; pthread_create(&thread, NULL, spin, NULL);
#define IN_STOP ended = 1; pthread_join(thread, NULL);
#include "base.h"
