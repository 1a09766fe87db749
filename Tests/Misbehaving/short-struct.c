/* A table that ends before its functions do. */
#define SIZE 24
#include "fixture.h"
