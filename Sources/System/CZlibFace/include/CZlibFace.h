#ifndef MAILFLOW_CZlibFace_H
#define MAILFLOW_CZlibFace_H

#include <stddef.h>
#include <stdint.h>

/// A raw DEFLATE stream (RFC 1951) in one direction, as COMPRESS=DEFLATE wants it (RFC 4978).
typedef struct mf_zlib mf_zlib;

/// A stream that compresses; NULL without memory.
mf_zlib *_Nullable mf_zlib_deflate_new(void);
/// A stream that decompresses; NULL without memory.
mf_zlib *_Nullable mf_zlib_inflate_new(void);
/// Frees a stream.
void mf_zlib_free(mf_zlib *_Nullable stream);

/// Takes bytes of `in` and fills `out`. Says how many were taken and made. 0: go on; 1: the stream has ended; -1: the data is no DEFLATE.
/// When `out` came back full there is more: call again, also with no input left. A compressor flushes everything it was given.
int mf_zlib_run(mf_zlib *_Nonnull stream, const uint8_t *_Nullable in, size_t in_length, size_t *_Nonnull taken, uint8_t *_Nonnull out, size_t out_capacity,
                size_t *_Nonnull made);

#endif
