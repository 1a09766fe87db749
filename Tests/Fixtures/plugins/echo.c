/* Behaves. */
#include "fixture.h"
