import Foundation

/// Reads vCards out of a text one after another.
struct VCardReader {
    /// The most properties of one card.
    static let maxLines = 20_000

    private let text: PhysicalLines
    private var at = 0

    init(_ bytes: [UInt8]) { text = PhysicalLines(VCardReader.utf8(bytes)) }

    /// The line of the text that comes next, counted from 1.
    var line: Int { at + 1 }

    /// The next card, or why it cannot be read; nil at the end. After a fault the reader stands behind that card.
    mutating func next() -> Result<VCard, VCardFault>? {
        while at < text.lines.count, text.isBlank(at) || isMark(at) { at += 1 }
        guard at < text.lines.count else { return nil }
        let start = at
        do throws(VCardFault) { return .success(try card()) } catch {
            // On to the next beginning.
            if at == start { at += 1 }
            while at < text.lines.count, !says("BEGIN", at) { at += 1 }
            return .failure(error)
        }
    }

    /// UTF-16 with a mark becomes UTF-8; everything else stays as it is.
    private static func utf8(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.count >= 2, (bytes[0] == 0xFF && bytes[1] == 0xFE) || (bytes[0] == 0xFE && bytes[1] == 0xFF) else { return bytes }
        return String(data: Data(bytes), encoding: .utf16).map { Array($0.utf8) } ?? bytes
    }

    private static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

    private func content(_ index: Int) -> ArraySlice<UInt8> {
        let content = text.bytes[text.lines[index].text]
        return index == 0 && content.starts(with: VCardReader.mark) ? content.dropFirst(3) : content
    }

    private func isMark(_ index: Int) -> Bool { index == 0 && content(0).isEmpty }

    private func says(_ word: String, _ index: Int) -> Bool {
        let content = content(index)
        guard content.count <= 64 else { return false }
        return String(decoding: content, as: UTF8.self).filter { !$0.isWhitespace }.uppercased() == word + ":VCARD"
    }

    private mutating func card() throws(VCardFault) -> VCard {
        let first = at
        guard says("BEGIN", at) else { throw VCardFault(line: at + 1, "A vCard begins with BEGIN:VCARD.") }
        // A mark of UTF-8 before the card is not part of it.
        let begin = text.lines[at].whole
        let head = Array(at == 0 && text.bytes[begin].starts(with: VCardReader.mark) ? text.bytes[begin].dropFirst(3) : text.bytes[begin])
        at += 1
        let version = version(from: at)
        var lines: [ContentLine] = []
        var blanks: [UInt8] = []
        while true {
            guard at < text.lines.count else { throw VCardFault(line: first + 1, "The vCard that begins here has no END:VCARD.") }
            if text.isBlank(at) {
                blanks += text.bytes[text.lines[at].whole]
                at += 1
            } else if says("END", at) {
                let tail = Array(text.bytes[text.lines[at].whole])
                at += 1
                let hasReturn = head.count >= 2 && head[head.count - 2] == 13 && head[head.count - 1] == 10
                let end: [UInt8] = hasReturn ? [13, 10] : head.last == 10 ? [10] : head.last == 13 ? [13] : [13, 10]
                return VCard(version: version, lines: lines, head: head, tail: blanks + tail, lineEnd: end)
            } else if says("BEGIN", at) {
                guard let last = lines.last, last.name == "AGENT", last.value.isEmpty else {
                    throw VCardFault(line: at + 1, "A vCard begins before the one before it ends.")
                }
                lines[lines.count - 1] = try agent(last)
            } else {
                guard lines.count < VCardReader.maxLines else { throw VCardFault(line: at + 1, "There are too many properties.") }
                lines.append(try property(version, blanks))
                blanks = []
            }
        }
    }

    /// The version that the card names, wherever that stands before the end.
    private func version(from start: Int) -> VCard.Version {
        for index in start..<min(text.lines.count, start + 2000) {
            if says("END", index) { break }
            let content = content(index)
            guard content.count < 64, content.starts(with: Array("VERSION".utf8)) || content.starts(with: Array("version".utf8)) else {
                continue
            }
            let value = String(decoding: content, as: UTF8.self).split(separator: ":").last.map { String($0).trimmed } ?? ""
            return VCard.Version(rawValue: value) ?? .v30
        }
        return .v30
    }

    /// One property with the lines that continue it.
    private mutating func property(_ version: VCard.Version, _ blanks: [UInt8]) throws(VCardFault) -> ContentLine {
        let first = at
        var joined = Array(content(at))
        at += 1
        let colon = ContentLine.colon(joined[...]) ?? joined.count
        let heading = String(decoding: joined[..<colon], as: UTF8.self).uppercased()
        let isQuoted = heading.contains("QUOTED-PRINTABLE")
        let isBinary = heading.contains("BASE64") || heading.contains("ENCODING=B")
        while at < text.lines.count {
            if isQuoted, joined.last == 61, !says("END", at) {
                joined.removeLast()
                // A blank here is text: soft breaks are not indented.
                joined += content(at)
            } else if text.isContinuation(at), !text.isBlank(at) || !isBinary {
                joined += content(at).dropFirst()
            } else if isBinary, isBase64(at) {
                // Some writers of vCard 2.1 forget to indent.
                joined += content(at)
            } else {
                break
            }
            at += 1
        }
        let source = blanks + text.bytes[text.lines[first].whole.lowerBound..<text.lines[at - 1].whole.upperBound]
        return try ContentLine(joined[...], number: first + 1, source: source, version: version)
    }

    private func isBase64(_ index: Int) -> Bool {
        let content = content(index)
        return !content.isEmpty
            && content.allSatisfy { ($0 | 32 >= 97 && $0 | 32 <= 122) || (47...57).contains($0) || $0 == 43 || $0 == 61 }
    }

    /// A vCard inside an AGENT of vCard 2.1: it is kept as it stands and not looked into.
    private mutating func agent(_ line: ContentLine) throws(VCardFault) -> ContentLine {
        let start = at
        var depth = 0
        repeat {
            guard at < text.lines.count else { throw VCardFault(line: start + 1, "The vCard that begins here has no END:VCARD.") }
            if says("BEGIN", at) { depth += 1 } else if says("END", at) { depth -= 1 }
            at += 1
        } while depth > 0
        let nested = text.bytes[text.lines[start].whole.lowerBound..<text.lines[at - 1].whole.upperBound]
        return ContentLine(
            spelling: line.spelling, value: line.value, parameters: line.parameters, group: line.group, number: line.number,
            source: (line.source ?? []) + nested)
    }
}
