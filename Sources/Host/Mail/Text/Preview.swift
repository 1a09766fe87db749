/// The short text shown under a subject in a list (RFC 8621 4.1.4 `preview`).
public enum Preview {
    /// The longest preview in characters.
    public static let length = 256

    /// A clean line from the text of a body (valid UTF-8): no quotes, URLs, rulers, invisible filler or `[image: …]`. Stops early.
    public static func make(text: [UInt8]) -> String {
        var line = PreviewLine()
        var start = 0
        var inQuote = false
        while start < text.count, !line.isFull {
            var end = start
            while end < text.count, text[end] != 10, end - start < 4096 { end += 1 }
            let isQuoted = start < text.count && text[start] == 62
            if !isQuoted {
                if text[start..<end].elementsEqual("-- ".utf8) || text[start..<end].elementsEqual("-- \r".utf8) { break }
                line.add(text, start..<end)
            }
            inQuote = inQuote || isQuoted
            start = end < text.count && text[end] == 10 ? end + 1 : end
            if start > 1 << 18 { break }
        }
        if line.isEmpty, inQuote {
            line = PreviewLine()
            line.add(text, 0..<min(text.count, 4096))
        }
        return line.text
    }

    /// A clean line from HTML (valid UTF-8).
    public static func make(html: [UInt8]) -> String { make(text: HTMLScan.text(html, limit: 4096)) }
}

/// Collects words until there are enough.
private struct PreviewLine {
    private var scalars = String.UnicodeScalarView()
    private var count = 0

    var isEmpty: Bool { count == 0 }
    var isFull: Bool { count >= Preview.length }
    var text: String { String(scalars) }

    mutating func add(_ bytes: [UInt8], _ range: Range<Int>) {
        var word: [Unicode.Scalar] = []
        var bracket = 0
        for scalar in String(decoding: bytes[range], as: UTF8.self).unicodeScalars {
            if isFull { return }
            switch scalar.value {
            case 0x5B where word.isEmpty:
                bracket = 1
                word.append(scalar)
            case 9...13, 32, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0x2800:
                if bracket == 1, isImageNote(word) {
                    if word.count < 500 { word.append(" ") }
                } else {
                    end(&word)
                    bracket = 0
                }
            case 0..<32, 127..<0xA0, 0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x180B...0x180F, 0x200B...0x200F, 0x202A...0x202E,
                0x2060...0x206F,
                0x3164, 0xFE00...0xFE0E, 0xFEFF, 0xFFA0, 0xFFFC, 0xFFFD, 0xE0000...0xE0FFF:
                break
            case 0x5D where bracket == 1 && isImageNote(word):
                word.removeAll(keepingCapacity: true)
                bracket = 0
            default:
                if word.count < 2000 { word.append(scalar) }
            }
        }
        end(&word)
    }

    private func isImageNote(_ word: [Unicode.Scalar]) -> Bool { Self.starts(word, "[image") || Self.starts(word, "[cid:") }

    private mutating func end(_ word: inout [Unicode.Scalar]) {
        defer { word.removeAll(keepingCapacity: true) }
        guard !word.isEmpty, !isURL(word), !isRuler(word) else { return }
        if count > 0 {
            scalars.append(" ")
            count += 1
        }
        for scalar in word {
            guard count < Preview.length else { return }
            scalars.append(scalar)
            count += 1
        }
    }

    private func isURL(_ word: [Unicode.Scalar]) -> Bool {
        let bare = word.drop { "<([{\"'*".unicodeScalars.contains($0) }
        let lead = ["http://", "https://", "www.", "mailto:", "cid:"]
        return lead.contains { Self.starts(bare, $0) }
    }

    /// Three or more of the same mark, or only brackets.
    private func isRuler(_ word: [Unicode.Scalar]) -> Bool {
        if word.allSatisfy({ "<>()[]{}|".unicodeScalars.contains($0) }) { return true }
        guard word.count >= 3, let first = word.first, !first.properties.isAlphabetic, !(first.value >= 48 && first.value <= 57) else {
            return false
        }
        return word.allSatisfy { $0 == first || $0 == "+" || $0 == "-" }
    }

    private static func starts(_ word: some Collection<Unicode.Scalar>, _ text: String) -> Bool {
        var at = word.startIndex
        for scalar in text.unicodeScalars {
            guard at < word.endIndex, word[at].value == scalar.value || word[at].value | 32 == scalar.value else { return false }
            at = word.index(after: at)
        }
        return true
    }
}
