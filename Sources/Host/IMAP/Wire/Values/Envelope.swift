public import Core

/// The header of a message as the server read it (RFC 9051 7.5.2). Texts are as they came, RFC 2047 words not decoded.
public struct Envelope: Hashable, Sendable {
    /// The Date field.
    public var date: String?
    /// The Subject field.
    public var subject: String?
    /// The From field.
    public var from: [Address]
    /// The Sender field; a server fills it from From when the message has none.
    public var sender: [Address]
    /// The Reply-To field; a server fills it from From when the message has none.
    public var replyTo: [Address]
    /// The To field.
    public var to: [Address]
    /// The Cc field.
    public var cc: [Address]
    /// The Bcc field.
    public var bcc: [Address]
    /// The In-Reply-To field.
    public var inReplyTo: String?
    /// The Message-ID field.
    public var messageID: String?

    /// A header read elsewhere.
    public init(
        date: String? = nil, subject: String? = nil, from: [Address] = [], sender: [Address] = [], replyTo: [Address] = [],
        to: [Address] = [],
        cc: [Address] = [], bcc: [Address] = [], inReplyTo: String? = nil, messageID: String? = nil
    ) {
        (self.date, self.subject, self.from, self.sender, self.replyTo) = (date, subject, from, sender, replyTo)
        (self.to, self.cc, self.bcc, self.inReplyTo, self.messageID) = (to, cc, bcc, inReplyTo, messageID)
    }
}
