/* warned: it looks for mail.call/1 */
#define IN_START host->find(host, MF_STR("mail.call/1"));
#include "base.h"
