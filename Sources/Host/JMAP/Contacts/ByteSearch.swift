import Foundation

/// Looks for bytes in bytes, as fast as the C library does.
enum ByteSearch {
    /// Whether a text holds a part somewhere.
    static func holds(_ text: UnsafeBufferPointer<UInt8>, _ part: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let first = part.first, let wanted = part.baseAddress else { return true }
        guard var at = text.baseAddress else { return false }
        let end = at + text.count
        while end - at >= part.count, let found = memchr(at, Int32(first), end - at - part.count + 1) {
            if memcmp(found, wanted, part.count) == 0 { return true }
            at = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) + 1
        }
        return false
    }
}
