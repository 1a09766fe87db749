#ifndef MAILFLOW_CCryptoFace_H
#define MAILFLOW_CCryptoFace_H
#endif
