/* passed: */
#include "base.h"
