#ifndef MAILFLOW_CCurlFace_H
#define MAILFLOW_CCurlFace_H
#endif
