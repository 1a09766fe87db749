#include "CCryptoFace.h"
