/* Dies while it is being loaded. */
#include "fixture.h"
__attribute__((constructor)) static void loaded(void) { abort(); }
