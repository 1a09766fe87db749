import Core

/// What a client asks of Email/get, checked (RFC 8621 4.2).
struct EmailProperties: Sendable {
    /// What is known without the message's bytes.
    static let stored: Set<String> = [
        "id", "accountId", "blobId", "threadId", "mailboxIds", "keywords", "size", "receivedAt", "messageId", "inReplyTo", "references",
        "sender", "from",
        "to", "cc", "bcc", "replyTo", "subject", "sentAt", "hasAttachment", "preview", "repliesTo", "forwards",
    ]
    /// What needs the bytes.
    static let read: Set<String> = ["headers", "bodyStructure", "bodyValues", "textBody", "htmlBody", "attachments"]
    /// What one gets without asking for anything in particular.
    static let usual: Set<String> = [
        "id", "blobId", "threadId", "mailboxIds", "keywords", "size", "receivedAt", "messageId", "inReplyTo", "references", "sender",
        "from", "to", "cc",
        "bcc", "replyTo", "subject", "sentAt", "hasAttachment", "preview", "bodyValues", "textBody", "htmlBody", "attachments",
    ]
    static let parts: Set<String> = [
        "partId", "blobId", "size", "headers", "name", "type", "charset", "disposition", "cid", "language", "location", "subParts",
    ]
    static let usualParts: Set<String> = [
        "partId", "blobId", "size", "name", "type", "charset", "disposition", "cid", "language", "location",
    ]

    /// The named properties.
    let names: Set<String>
    let headers: [HeaderProperty]
    let partNames: Set<String>
    let partHeaders: [HeaderProperty]
    let fetchText: Bool
    let fetchHTML: Bool
    let fetchAll: Bool
    /// 0: no limit.
    let maxBodyValueBytes: Int

    /// Whether the message itself must be read.
    var needsMessage: Bool { !headers.isEmpty || !names.isDisjoint(with: EmailProperties.read) }

    init(_ arguments: Arguments) throws(MethodError) {
        let asked = try arguments.strings("properties") ?? Array(EmailProperties.usual)
        (names, headers) = try EmailProperties.split(asked, known: EmailProperties.stored.union(EmailProperties.read))
        let askedParts = try arguments.strings("bodyProperties") ?? Array(EmailProperties.usualParts)
        (partNames, partHeaders) = try EmailProperties.split(askedParts, known: EmailProperties.parts)
        fetchText = try arguments.bool("fetchTextBodyValues") ?? false
        fetchHTML = try arguments.bool("fetchHTMLBodyValues") ?? false
        fetchAll = try arguments.bool("fetchAllBodyValues") ?? false
        maxBodyValueBytes = try arguments.count("maxBodyValueBytes") ?? 0
    }

    private static func split(_ asked: [String], known: Set<String>) throws(MethodError) -> (Set<String>, [HeaderProperty]) {
        guard asked.count <= 200 else { throw .invalid("More than 200 properties.") }
        var names: Set<String> = []
        var headers: [HeaderProperty] = []
        for name in asked {
            if known.contains(name) {
                names.insert(name)
            } else if let header = HeaderProperty(name) {
                headers.append(header)
            } else {
                throw .invalid("There is no property “\(name.prefix(100))”.")
            }
        }
        return (names, headers)
    }
}
