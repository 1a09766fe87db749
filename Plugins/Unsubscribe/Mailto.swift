/// What a `mailto:` URL asks to be sent (RFC 6068). Only one recipient, the subject and the text are taken from it:
/// it was written by whoever sent the message, and the mail goes out in the name of the person who reads it.
struct Mailto: Equatable {
    /// The one recipient.
    let address: String
    /// One line.
    let subject: String
    /// Plain text.
    let body: String

    /// Reads a URL; nil when it is no mailto, has no recipient or several, or is not UTF-8.
    init?(_ url: String) {
        guard url.prefix(7).lowercased() == "mailto:", url.utf8.count <= 4096 else { return nil }
        let rest = url.dropFirst(7).prefix { $0 != "#" }
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let path = parts.first, let address = Mailto.decode(path), Mailto.isAddress(address) else { return nil }
        var subject: String?
        var body: String?
        for field in parts.dropFirst().first?.split(separator: "&") ?? [] {
            let pair = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard pair.count == 2, let name = Mailto.decode(pair[0])?.lowercased(), let value = Mailto.decode(pair[1]) else { return nil }
            // Every other field (to, cc, bcc, attach, from …) is left out.
            if name == "subject", subject == nil { subject = value }
            if name == "body", body == nil { body = value }
        }
        self.address = address
        self.subject = Mailto.line(subject ?? "", most: 200)
        self.body = Mailto.text(body ?? "", most: 2000)
    }

    /// Undoes percent-encoding; nil when it is broken or the result is not UTF-8. A plus is a plus.
    private static func decode(_ text: Substring) -> String? {
        var out: [UInt8] = []
        var bytes = text.utf8.makeIterator()
        while let byte = bytes.next() {
            guard byte == UInt8(ascii: "%") else {
                out.append(byte)
                continue
            }
            guard let high = bytes.next().flatMap(digit), let low = bytes.next().flatMap(digit) else { return nil }
            out.append(high << 4 | low)
        }
        return String(validating: out, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 48...57: byte - 48
        case 65...70: byte - 55
        case 97...102: byte - 87
        default: nil
        }
    }

    /// Whether this is one plain address: nothing that could end it and begin another, or a header.
    private static func isAddress(_ text: String) -> Bool {
        guard text.utf8.count <= 254, text.utf8.allSatisfy({ $0 > 32 && $0 < 127 && !Array("<>()[],;:\\\"".utf8).contains($0) }) else {
            return false
        }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[0].hasPrefix("-") && parts[1].contains(".") && !parts[1].hasPrefix(".")
            && !parts[1].hasSuffix(".")
    }

    private static func line(_ text: String, most: Int) -> String {
        let scalars = text.unicodeScalars.map {
            $0.properties.generalCategory == .control || $0.value == 0x2028 || $0.value == 0x2029 ? " " : $0
        }
        return String(String(String.UnicodeScalarView(scalars)).prefix(most))
    }

    private static func text(_ text: String, most: Int) -> String {
        let lines = text.split(whereSeparator: \.isNewline).map { line(String($0), most: most) }
        return String(lines.joined(separator: "\n").prefix(most))
    }
}
