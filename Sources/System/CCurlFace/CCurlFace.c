#include "CCurlFace.h"
