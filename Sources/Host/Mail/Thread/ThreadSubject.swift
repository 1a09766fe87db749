/// The subject of a conversation without the marks that replying and forwarding put before it.
public struct ThreadSubject: Hashable, Sendable {
    /// Folded and without prefixes; equal for all messages of a conversation.
    public let base: String
    /// Whether there was a mark of a reply.
    public let isReply: Bool
    /// Whether there was a mark of forwarding.
    public let isForward: Bool

    /// Reads a decoded subject: prefixes of many languages, repeated, with counts (`Re[2]:`, `Re^3:`, `RE (2):`) and full-width marks.
    public init(_ subject: String) {
        var rest = Substring(subject.prefix(2000))
        var reply = false
        var forward = false
        while true {
            rest = rest.drop { $0.isWhitespace }
            if rest.first == "[", let close = rest.firstIndex(of: "]"), rest.distance(from: rest.startIndex, to: close) <= 40 {
                // "[list] Re:" is a list's tag before a mark.
                let behind = rest[rest.index(after: close)...].drop { $0.isWhitespace }
                if let (kind, after) = Self.mark(behind) {
                    if kind == .reply { reply = true } else { forward = true }
                    rest = rest[...close] + " " + after
                    continue
                }
            }
            guard let (kind, after) = Self.mark(rest) else { break }
            if kind == .reply { reply = true } else { forward = true }
            rest = after
        }
        base = rest.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
        isReply = reply
        isForward = forward
    }

    private enum Kind { case reply, forward }

    private static func mark(_ text: Substring) -> (Kind, Substring)? {
        let word = text.prefix { $0.isLetter || $0 == "." }
        guard !word.isEmpty, word.count <= 12 else { return nil }
        let name = word.lowercased()
        let kind: Kind
        if replies.contains(name) { kind = .reply } else if forwards.contains(name) { kind = .forward } else { return nil }
        var rest = text[word.endIndex...].drop { $0 == " " }
        if let open = rest.first, open == "[" || open == "(" || open == "^" || open == "*" {
            let digits = rest.dropFirst().prefix { $0.isNumber }
            guard digits.count <= 4, !digits.isEmpty else { return nil }
            rest = rest[digits.endIndex...]
            if rest.first == "]" || rest.first == ")" { rest = rest.dropFirst() }
            rest = rest.drop { $0 == " " }
        }
        guard let colon = rest.first, colon == ":" || colon == "：" || colon == "﹕" || colon == "∶" else { return nil }
        return (kind, rest.dropFirst())
    }

    private static let replies: Set<String> = [
        "re", "aw", "antw", "antwort", "sv", "vs", "ref", "rif", "r", "ynt", "odp", "atb", "vá", "res", "rép", "rep", "svar", "vast", "απ",
        "σχετ", "отв", "на",
        "ответ", "відп", "תגובה", "השב", "رد", "ردّ", "پاسخ", "回复", "回覆", "答复", "答覆", "返信", "회신", "답장", "ตอบ", "bls", "回",
    ]
    private static let forwards: Set<String> = [
        "fw", "fwd", "wg", "tr", "vb", "doorst", "i", "enc", "rv", "vl", "vidb", "videreb", "iletl", "ilt", "pd", "továbbítás",
        "továbbítva", "πρθ", "пер",
        "пересл", "fs", "הועבר", "העבר", "إعادة", "转发", "轉寄", "转寄", "轉發", "転送", "전달", "ส่งต่อ", "转",
    ]
}
