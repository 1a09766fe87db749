/* failed: undefined symbol: nowhere_to_be_found */
extern void nowhere_to_be_found(void);
#define IN_HANDLE if (count > 99) nowhere_to_be_found();
#include "base.h"
