#ifndef MAILFLOW_CGMimeFace_H
#define MAILFLOW_CGMimeFace_H
#endif
