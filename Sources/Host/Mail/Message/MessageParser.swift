import Core

/// A message read whole: all that a store keeps of it.
public struct ParsedMessage: Sendable {
    /// What the header says.
    public var header: MessageHeader
    /// The tree of parts.
    public var structure: MimePart
    /// The parts to show (RFC 8621 4.1.4).
    public var bodies: BodyLists
    /// Whether there is something to download: an attachment that is not merely a picture inside the HTML or a signature.
    public var hasAttachment: Bool
    /// At most 256 characters of clean text.
    public var preview: String
    /// What the search index gets.
    public var search: SearchFields
    /// The size of the message in bytes.
    public var size: Int
}

/// The search terms of a message by field, each separated by single spaces (see `SearchTerms`).
public struct SearchFields: Hashable, Sendable {
    /// Subject.
    public var subject: String
    /// Names and addresses of From, Sender and Reply-To.
    public var from: String
    /// Names and addresses of To, Cc and Bcc.
    public var to: String
    /// The text of the bodies.
    public var body: String
    /// Names of attachments.
    public var attachments: String
}

/// The bytes of one part, ready to be served.
public struct PartContent: Sendable {
    /// The part.
    public var part: MimePart
    /// The bytes; text in UTF-8.
    public var bytes: [UInt8]
    /// Lower case media type.
    public var type: String
    /// `utf-8` for text parts, else what the part says.
    public var charset: String?
    /// A file name that is safe to save under.
    public var name: String
}

/// Reads messages. Never fails: what is broken is read as far as it goes.
public enum MessageParser {
    /// How much of a body is decoded for preview and search.
    static let maxBodyText = 2 << 20

    /// Reads a message: header, structure, preview and search terms.
    public static func parse(_ raw: some Collection<UInt8>) -> ParsedMessage { withBuffer(raw) { parse($0) } }

    /// The structure only.
    public static func structure(_ raw: some Collection<UInt8>) -> MimePart { withBuffer(raw) { MimeTree($0)?.root ?? fallback($0) } }

    /// The decoded content of a part by its IMAP number, text in UTF-8; nil when there is no such part.
    public static func part(_ raw: some Collection<UInt8>, _ partId: String) -> PartContent? {
        withBuffer(raw) { buffer in
            guard let tree = MimeTree(buffer) else {
                let part = fallback(buffer)
                return partId == "1" ? content(part, Array(buffer[min(HeaderBlock(buffer: buffer).length, buffer.count)...])) : nil
            }
            guard let part = tree.root.part(partId), let bytes = tree.content(partId) else { return nil }
            return content(part, bytes)
        }
    }

    /// The decoded content of several parts in one reading, in the order asked; parts that are not there are left out.
    public static func parts(_ raw: some Collection<UInt8>, _ partIds: [String]) -> [PartContent] {
        withBuffer(raw) { buffer in
            guard let tree = MimeTree(buffer) else { return [] }
            return partIds.compactMap { id in
                guard let part = tree.root.part(id), let bytes = tree.content(id) else { return nil }
                return content(part, bytes)
            }
        }
    }

    private static func content(_ part: MimePart, _ bytes: [UInt8]) -> PartContent {
        let isText = part.type.hasPrefix("text/")
        return PartContent(
            part: part, bytes: isText ? Charset.utf8(bytes, charset: part.charset) : bytes, type: part.type,
            charset: isText ? "utf-8" : part.charset, name: FileName.safe(part.name, type: part.type))
    }

    private static func parse(_ buffer: UnsafeBufferPointer<UInt8>) -> ParsedMessage {
        let header = HeaderParser.parse(HeaderBlock(buffer: buffer))
        let tree = MimeTree(buffer)
        let structure = tree?.root ?? fallback(buffer)
        let bodies = BodyLists(structure)
        let (preview, body) = texts(bodies, tree, buffer)
        let files = bodies.attachments.compactMap(\.name).joined(separator: " ")
        return ParsedMessage(
            header: header, structure: structure, bodies: bodies, hasAttachment: hasAttachment(bodies), preview: preview,
            search: SearchFields(
                subject: SearchTerms.terms(header.subject ?? ""),
                from: people(
                    header.from + header.sender.filter { !header.from.contains($0) } + header.replyTo.filter { !header.from.contains($0) }),
                to: people(header.to + header.cc + header.bcc), body: String(decoding: body, as: UTF8.self),
                attachments: SearchTerms.terms(files)),
            size: buffer.count)
    }

    private static func people(_ addresses: [Address]) -> String {
        var text = ""
        for address in addresses.prefix(500) { text += "\(address.name) \(address.email) " }
        return SearchTerms.terms(text)
    }

    /// Preview and body terms from one decoding of the text parts.
    private static func texts(_ bodies: BodyLists, _ tree: MimeTree?, _ buffer: UnsafeBufferPointer<UInt8>) -> (String, [UInt8]) {
        func text(_ part: MimePart) -> [UInt8] {
            guard let tree else {
                return Charset.utf8(Array(buffer.dropFirst(HeaderBlock(buffer: buffer).length).prefix(maxBodyText)), charset: nil)
            }
            guard let id = part.partId, let bytes = tree.content(id, limit: maxBodyText) else { return [] }
            return Charset.utf8(bytes, charset: part.charset)
        }
        var plain: [UInt8] = []
        var html: [UInt8] = []
        var markup: [UInt8] = []
        var shown: Set<String> = []
        for part in (bodies.text + bodies.html).prefix(64) where part.type.hasPrefix("text/") && plain.count + html.count < maxBodyText {
            guard let id = part.partId, shown.insert(id).inserted else { continue }
            let bytes = text(part)
            if part.type == "text/html" || looksLikeHTML(bytes) {
                if markup.isEmpty { markup = bytes }
                html += HTMLScan.text(bytes, limit: maxBodyText) + [10]
            } else {
                plain += bytes + [10]
            }
        }
        var preview = Preview.make(text: plain)
        if preview.unicodeScalars.count < 20, !markup.isEmpty {
            let other = Preview.make(html: markup)
            if other.unicodeScalars.count > preview.unicodeScalars.count { preview = other }
        }
        // A text alternative says what the HTML says, unless it only says "see the HTML".
        let body = html.isEmpty ? plain : html.count > 512 && plain.count * 2 >= html.count ? plain : plain + html
        return (preview, SearchTerms.terms(utf8: body))
    }

    private static func looksLikeHTML(_ bytes: [UInt8]) -> Bool {
        var at = 0
        while at < bytes.count, bytes[at] <= 32 { at += 1 }
        guard at + 6 < bytes.count, bytes[at] == 60 else { return false }
        let head = String(decoding: bytes[at..<min(at + 9, bytes.count)], as: UTF8.self).lowercased()
        return head.hasPrefix("<html") || head.hasPrefix("<!doctype")
    }

    /// Pictures with a Content-ID belong to the HTML, signatures and calendars-as-alternatives to the machine.
    private static func hasAttachment(_ bodies: BodyLists) -> Bool {
        bodies.attachments.contains { part in
            if part.disposition == "attachment" { return !part.type.hasSuffix("-signature") }
            if part.type.hasPrefix("image/"), part.cid != nil { return false }
            return ![
                "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-encrypted",
                "text/calendar", "text/html", "text/plain",
            ]
            .contains(part.type) || part.name != nil && !part.type.hasSuffix("-signature")
        }
    }

    /// A message without a readable structure is one part.
    private static func fallback(_ buffer: UnsafeBufferPointer<UInt8>) -> MimePart {
        let length = HeaderBlock(buffer: buffer).length
        let isLarge = buffer.count > 200_000
        return MimePart(
            partId: "1", type: isLarge ? "application/octet-stream" : "text/plain", charset: isLarge ? nil : "us-ascii",
            disposition: isLarge ? "attachment" : nil,
            size: max(0, buffer.count - length), encoding: "8bit", subParts: [])
    }

    private static func withBuffer<Value>(_ raw: some Collection<UInt8>, _ body: (UnsafeBufferPointer<UInt8>) -> Value) -> Value {
        raw.withContiguousStorageIfAvailable { body($0) } ?? Array(raw).withUnsafeBufferPointer { body($0) }
    }
}
