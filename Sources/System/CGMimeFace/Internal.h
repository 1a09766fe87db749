#pragma once
#include "CGMimeFace.h"

#include <gmime/gmime.h>

/// Starts GMime once for the process.
void mf_gmime_start(void);
/// How mail is read here: loose, with UTF-8 and Windows-1252 for raw 8-bit text.
GMimeParserOptions *mf_gmime_options(void);
/// A copy that ends in NUL, NULs inside turned into spaces.
char *mf_gmime_copy(const uint8_t *bytes, size_t length);
/// A block for Swift from a GByteArray, which is freed.
mf_bytes mf_gmime_take(GByteArray *array);
