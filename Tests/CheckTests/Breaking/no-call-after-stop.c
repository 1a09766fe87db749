/* failed: it called host->log after stop() had come back */
#define BESIDE static const mf_host *kept; static pthread_t thread; static void *late(void *nothing) { (void)nothing; nap(100); kept->log(kept, MF_INFO, MF_STR("bye")); return NULL; }
#define IN_START kept = host;
#define IN_STOP pthread_create(&thread, NULL, late, NULL); pthread_detach(thread);
#include "base.h"
