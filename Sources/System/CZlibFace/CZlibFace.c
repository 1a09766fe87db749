#include "CZlibFace.h"
