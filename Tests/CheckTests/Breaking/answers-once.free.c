/* passed: */
#define IN_HANDLE if (!host->find(host, MF_STR("timer.after/1")) || !host->find(host, MF_STR("settings.get/1"))) return;
#include "base.h"
