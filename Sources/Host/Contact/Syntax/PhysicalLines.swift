import Foundation

/// Text cut into lines as they stand, without joining folded ones. A line may end in CRLF, LF, or, in a text without any LF, CR.
struct PhysicalLines {
    /// One line.
    struct Line {
        /// Its bytes with the line ending.
        let whole: Range<Int>
        /// Its bytes without the line ending, and without the `&#13;` that careless XML writers leave there.
        let text: Range<Int>
    }

    let bytes: [UInt8]
    let lines: [Line]

    /// Cuts a text.
    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var lines: [Line] = []
        bytes.withUnsafeBufferPointer { buffer in
            let end: UInt8 = memchr(buffer.baseAddress ?? UnsafePointer(bitPattern: 1)!, 10, buffer.count) == nil ? 13 : 10
            var start = 0
            while start < buffer.count {
                let base = buffer.baseAddress!
                let found = memchr(base + start, Int32(end), buffer.count - start)
                let stop = found.map { $0.assumingMemoryBound(to: UInt8.self) - UnsafeMutablePointer(mutating: base) } ?? buffer.count
                let next = found == nil ? stop : stop + 1
                lines.append(Line(whole: start..<next, text: start..<PhysicalLines.trimmed(buffer, start, stop)))
                start = next
            }
        }
        self.lines = lines
    }

    private static let rubbish = Array("&#13;".utf8)

    private static func trimmed(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int, _ stop: Int) -> Int {
        var stop = stop
        while true {
            if stop > start, bytes[stop - 1] == 13 {
                stop -= 1
            } else if stop - start >= 5, bytes[stop - 1] == 59, bytes[(stop - 5)..<stop].elementsEqual(rubbish) {
                stop -= 5
            } else {
                return stop
            }
        }
    }

    /// Whether a line continues the one before it (RFC 6350 3.2).
    func isContinuation(_ index: Int) -> Bool {
        let text = lines[index].text
        return !text.isEmpty && (bytes[text.lowerBound] == 32 || bytes[text.lowerBound] == 9)
    }

    /// Whether a line holds nothing but blanks.
    func isBlank(_ index: Int) -> Bool { bytes[lines[index].text].allSatisfy { $0 == 32 || $0 == 9 } }
}
