#include "CGMimeFace.h"
