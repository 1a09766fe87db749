#include "CZlibFace.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

struct mf_zlib {
    z_stream z;
    int deflating;
};

mf_zlib *mf_zlib_deflate_new(void) {
    mf_zlib *stream = calloc(1, sizeof *stream);
    if (!stream) return NULL;
    stream->deflating = 1;
    if (deflateInit2(&stream->z, Z_DEFAULT_COMPRESSION, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY) != Z_OK) {
        free(stream);
        return NULL;
    }
    return stream;
}

mf_zlib *mf_zlib_inflate_new(void) {
    mf_zlib *stream = calloc(1, sizeof *stream);
    if (!stream) return NULL;
    if (inflateInit2(&stream->z, -15) != Z_OK) {
        free(stream);
        return NULL;
    }
    return stream;
}

void mf_zlib_free(mf_zlib *stream) {
    if (!stream) return;
    if (stream->deflating)
        deflateEnd(&stream->z);
    else
        inflateEnd(&stream->z);
    free(stream);
}

int mf_zlib_run(mf_zlib *stream, const uint8_t *in, size_t in_length, size_t *taken, uint8_t *out, size_t out_capacity, size_t *made) {
    uInt in_now = in_length > UINT_MAX ? UINT_MAX : (uInt)in_length;
    uInt out_now = out_capacity > UINT_MAX ? UINT_MAX : (uInt)out_capacity;
    stream->z.next_in = (Bytef *)in;
    stream->z.avail_in = in_now;
    stream->z.next_out = out;
    stream->z.avail_out = out_now;
    int result = stream->deflating ? deflate(&stream->z, Z_SYNC_FLUSH) : inflate(&stream->z, Z_SYNC_FLUSH);
    *taken = in_now - stream->z.avail_in;
    *made = out_now - stream->z.avail_out;
    stream->z.next_in = NULL;
    stream->z.next_out = NULL;
    if (result == Z_OK || result == Z_BUF_ERROR) return 0;
    return result == Z_STREAM_END ? 1 : -1;
}
