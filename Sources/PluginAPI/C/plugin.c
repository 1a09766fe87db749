/* Nothing is compiled: the contract is its headers. Dedicated to the public domain (CC0-1.0). */
#include "mailflow/plugin.h"
