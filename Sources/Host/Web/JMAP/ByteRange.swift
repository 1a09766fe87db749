/// A `Range` header (RFC 9110 14.1). Only one range is served; several, or one that is not understood, get the whole.
enum ByteRange: Equatable {
    case whole
    case part(Range<Int>)
    case impossible

    /// What a header asks of `size` bytes.
    static func read(_ header: String?, size: Int) -> ByteRange {
        guard let header, header.hasPrefix("bytes="), !header.contains(",") else { return .whole }
        let ends = header.dropFirst(6).split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return .whole }
        func number(_ text: Substring) -> Int? { text.utf8.allSatisfy { $0 >= 48 && $0 <= 57 } && !text.isEmpty ? Int(text) : nil }
        switch (number(ends[0]), number(ends[1])) {
        case (let first?, let last?):
            guard first <= last else { return .whole }
            return first < size ? .part(first..<min(last, size - 1) + 1) : .impossible
        case (let first?, nil) where ends[1].isEmpty: return first < size ? .part(first..<size) : .impossible
        case (nil, let count?) where ends[0].isEmpty:
            return count > 0 && size > 0 ? .part(max(0, size - min(count, size))..<size) : .impossible
        default: return .whole
        }
    }
}
