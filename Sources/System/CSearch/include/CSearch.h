#ifndef MAILFLOW_CSearch_H
#define MAILFLOW_CSearch_H
#endif
