/* passed: */
#define IN_START host->find(host, MF_STR("settings.get/1")); host->find(host, MF_STR("timer.after/1"));
#include "base.h"
