import CZlibFace
import Core

/// One direction of COMPRESS=DEFLATE (RFC 4978).
final class Deflate {
    enum Direction { case compress, decompress }
    private let stream: OpaquePointer
    private let room = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 1 << 16)

    init?(_ direction: Direction) {
        guard let stream = direction == .compress ? mf_zlib_deflate_new() : mf_zlib_inflate_new() else { return nil }
        self.stream = stream
    }

    deinit {
        mf_zlib_free(stream)
        room.deallocate()
    }

    /// Runs bytes through, handing on what comes out in stretches of at most 64 KiB. Throws `unavailable` when they are no DEFLATE.
    func run(_ input: UnsafeRawBufferPointer, _ output: (UnsafeRawBufferPointer) throws(Failure) -> Void) throws(Failure) {
        var at = 0
        while true {
            var taken = 0
            var made = 0
            let bytes = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
            let result = mf_zlib_run(stream, bytes.map { $0 + at }, input.count - at, &taken, room.baseAddress!, room.count, &made)
            guard result == 0 else {
                throw Failure(
                    .unavailable, "IMAP: the compressed stream is broken or ended",
                    message: "The mail server's answer could not be understood.")
            }
            at += taken
            if made > 0 { try output(UnsafeRawBufferPointer(start: room.baseAddress!, count: made)) }
            if made < room.count, at >= input.count || taken == 0 { return }
        }
    }
}
