/* A table that says it has no size. */
#define SIZE 0
#include "fixture.h"
