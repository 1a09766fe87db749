#include "mailflow/plugin.h"
