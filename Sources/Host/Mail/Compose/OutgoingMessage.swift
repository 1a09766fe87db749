public import Core
public import Foundation

/// A message before it is written as MIME.
public struct OutgoingMessage: Sendable {
    /// Where the bytes of an attachment are.
    public enum Content: Sendable, Hashable {
        /// In memory.
        case bytes([UInt8])
        /// In a file, read while the message is written.
        case file(URL)
    }

    /// A file that goes along.
    public struct Attachment: Sendable, Hashable {
        /// Its name, any text.
        public var name: String
        /// Its media type; what is no type becomes `application/octet-stream`.
        public var type: String
        /// Its bytes.
        public var content: Content
        /// Content-ID of a picture shown in the HTML by `cid:`; nil for an ordinary attachment.
        public var cid: String?

        /// A file to send.
        public init(name: String, type: String, content: Content, cid: String? = nil) {
            self.name = name
            self.type = type
            self.content = content
            self.cid = cid
        }
    }

    /// How urgent the writer says it is.
    public enum Priority: String, Sendable, Hashable, CaseIterable { case high, normal, low }

    /// From.
    public var from: [Address]
    /// Sender, when another than From sends.
    public var sender: Address?
    /// Reply-To.
    public var replyTo: [Address] = []
    /// To.
    public var to: [Address] = []
    /// Cc.
    public var cc: [Address] = []
    /// Bcc: recipients nobody else sees.
    public var bcc: [Address] = []
    /// The subject, one line.
    public var subject = ""
    /// The Date header.
    public var date: SentDate
    /// Without angle brackets.
    public var messageId: String
    /// In-Reply-To, without angle brackets.
    public var inReplyTo: [String] = []
    /// References, oldest first, without angle brackets.
    public var references: [String] = []
    /// The HTML body, cleaned before (`HTMLPolicy.Options.compose`); nil for plain mail.
    public var html: String?
    /// The plain body; nil: made from the HTML.
    public var text: String?
    /// Files, and pictures of the HTML (those with a `cid`).
    public var attachments: [Attachment] = []
    /// Further headers such as `Auto-Submitted`; names that the message itself sets are refused.
    public var extraHeaders: [(name: String, value: String)] = []
    /// How urgent the writer says it is.
    public var priority = Priority.normal

    /// A message from someone, at a time, with an id.
    public init(from: [Address], date: SentDate, messageId: String) {
        self.from = from
        self.date = date
        self.messageId = messageId
    }

    /// Everyone it goes to, each address once, as SMTP takes them. Throws `invalid` for what is no address.
    public func recipients() throws(Failure) -> [String] {
        var seen: Set<String> = []
        var all: [String] = []
        for address in to + cc + bcc {
            let wire = try address.wire()
            if seen.insert(wire.lowercased()).inserted { all.append(wire) }
        }
        return all
    }
}

/// Ids for new messages.
public enum MessageID {
    /// A new id at the domain of an address, from 128 random bits; no time and no host name in it.
    public static func make(for address: String) -> String {
        var generator = SystemRandomNumberGenerator()
        let number = [generator.next(), generator.next()].map { String($0 as UInt64, radix: 36) }.joined()
        let domain = address.lastIndex(of: "@").map { String(address[address.index(after: $0)...]) } ?? ""
        let wire = try? Address(email: "a@" + domain).wire()
        return "\(number)@\(wire?.dropFirst(2) ?? "localhost.localdomain")"
    }
}
