import Foundation

/// The bytes of a message on their way out, every line ended by CRLF.
enum SMTPBody: Sendable {
    case bytes([UInt8])
    case file(File)

    /// How many there are.
    var count: Int {
        switch self {
        case .bytes(let bytes): bytes.count
        case .file(let file): file.count
        }
    }

    /// Copies bytes from a place; how many were copied, 0 when they cannot be read.
    func read(_ at: Int, into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
        switch self {
        case .bytes(let bytes): return buffer.update(fromContentsOf: bytes[at..<min(bytes.count, at + buffer.count)])
        case .file(let file): return file.read(at, into: buffer)
        }
    }

    /// An open file; it stays readable when its name goes.
    final class File: Sendable {
        let count: Int
        private let descriptor: Int32

        /// Opens it; nil when it is not there, or is no message.
        init?(_ url: URL) {
            let descriptor = open(url.path, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            var facts = stat()
            guard fstat(descriptor, &facts) == 0, facts.st_size >= 2 else {
                close(descriptor)
                return nil
            }
            self.descriptor = descriptor
            count = Int(facts.st_size)
        }

        deinit { close(descriptor) }

        func read(_ at: Int, into buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
            while true {
                let count = pread(descriptor, buffer.baseAddress, buffer.count, off_t(at))
                if count < 0, errno == EINTR { continue }
                return max(0, count)
            }
        }

        /// Whether CR and LF only come together, and the last line is whole: otherwise a server could take one message for two.
        var hasWholeLines: Bool {
            let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256 << 10)
            defer { buffer.deallocate() }
            var at = 0
            var last: UInt8 = 0
            while at < count {
                let length = read(at, into: buffer)
                guard length > 0 else { return false }
                for byte in buffer[..<length] {
                    if (byte == 10) != (last == 13) { return false }
                    last = byte
                }
                at += length
            }
            return last == 10
        }
    }
}
