#ifndef MAILFLOW_CZlibFace_H
#define MAILFLOW_CZlibFace_H
#endif
