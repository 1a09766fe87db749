/* failed: it tried to open an internet socket */
#define IN_HANDLE int wire = socket(AF_INET, SOCK_STREAM, 0); if (wire >= 0) close(wire);
#include "base.h"
