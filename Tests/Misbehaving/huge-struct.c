/* A table that says it has four gigabytes, as a plugin of a far future might. */
#define SIZE 0xffffffffu
#include "fixture.h"
