/// One part of a message (an EmailBodyPart of RFC 8621 4.1.4) and the parts inside it.
public struct MimePart: Hashable, Sendable {
    /// The IMAP part number (`1`, `2.1`); nil for a multipart.
    public var partId: String?
    /// Lower case media type, always two tokens.
    public var type: String
    /// The charset of a text part, lower case; `us-ascii` where it says none.
    public var charset: String?
    /// `attachment`, `inline` or another token, lower case.
    public var disposition: String?
    /// The file name, decoded; not cleaned for a file system (see `FileName.safe`).
    public var name: String?
    /// Content-ID without its angle brackets.
    public var cid: String?
    /// Content-Language tags.
    public var language: [String]?
    /// Content-Location.
    public var location: String?
    /// Bytes after the transfer encoding is undone; for a large encoded part an estimate that is never too small.
    public var size: Int
    /// Lower case Content-Transfer-Encoding.
    public var encoding: String
    /// Where in the message its own header begins; nil when it has none, or nobody knows.
    public var header: Int?
    /// The parts of a multipart.
    public var subParts: [MimePart]

    /// Whether it holds parts.
    public var isMultipart: Bool { type.hasPrefix("multipart/") }

    /// The part with a part number, here or inside.
    public func part(_ partId: String) -> MimePart? {
        if self.partId == partId { return self }
        for part in subParts {
            if let found = part.part(partId) { return found }
        }
        return nil
    }

    /// Every part that is no multipart, in order.
    public var leaves: [MimePart] { isMultipart ? subParts.flatMap(\.leaves) : [self] }
}

/// The three lists a mail is shown by (RFC 8621 4.1.4).
public struct BodyLists: Hashable, Sendable {
    /// Parts to show where plain text is preferred.
    public var text: [MimePart] = []
    /// Parts to show where HTML is preferred.
    public var html: [MimePart] = []
    /// Everything else.
    public var attachments: [MimePart] = []

    /// Sorts the parts of a message with the algorithm of RFC 8621 4.1.4; a part with disposition `attachment` is always an attachment.
    public init(_ root: MimePart) {
        let texts = List()
        let htmls = List()
        sort([root], in: "mixed", inAlternative: false, htmls, texts)
        text = texts.parts
        html = htmls.parts
    }

    /// A list that is added to from inside a part; inside, it may be out of use (nil) while it goes on outside.
    private final class List { var parts: [MimePart] = [] }

    private static func isInlineMedia(_ type: String) -> Bool {
        type.hasPrefix("image/") || type.hasPrefix("audio/") || type.hasPrefix("video/")
    }

    private mutating func sort(_ parts: [MimePart], in multipart: String, inAlternative: Bool, _ htmlBody: List?, _ textBody: List?) {
        var htmlBody = htmlBody
        var textBody = textBody
        let textCount = textBody?.parts.count ?? -1
        let htmlCount = htmlBody?.parts.count ?? -1
        for (index, part) in parts.enumerated() {
            let isText = part.type == "text/plain" || part.type == "text/html"
            let isInline =
                part.disposition != "attachment" && (isText || Self.isInlineMedia(part.type))
                && (index == 0 || (multipart != "related" && (Self.isInlineMedia(part.type) || part.name == nil)))
            if part.isMultipart {
                let kind = String(part.type.dropFirst("multipart/".count))
                sort(part.subParts, in: kind, inAlternative: inAlternative || kind == "alternative", htmlBody, textBody)
            } else if isInline {
                if multipart == "alternative" {
                    switch part.type {
                    case "text/plain": textBody?.parts.append(part)
                    case "text/html": htmlBody?.parts.append(part)
                    default: attachments.append(part)
                    }
                    continue
                } else if inAlternative {
                    if part.type == "text/plain" { htmlBody = nil }
                    if part.type == "text/html" { textBody = nil }
                }
                textBody?.parts.append(part)
                htmlBody?.parts.append(part)
                if textBody == nil || htmlBody == nil, Self.isInlineMedia(part.type) { attachments.append(part) }
            } else {
                attachments.append(part)
            }
        }
        if multipart == "alternative", let text = textBody, let html = htmlBody {
            if textCount == text.parts.count, htmlCount != html.parts.count { text.parts += html.parts[htmlCount...] }
            if htmlCount == html.parts.count, textCount != text.parts.count { html.parts += text.parts[textCount...] }
        }
    }
}
