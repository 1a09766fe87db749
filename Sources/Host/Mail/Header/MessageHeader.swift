public import Core

/// What the header of a message says, decoded: the header properties of an Email (RFC 8621 4.1.3) and what lists and sync need.
public struct MessageHeader: Sendable {
    /// Every field as it came.
    public var block: HeaderBlock
    /// Message-ID, without angle brackets; normally one.
    public var messageId: [String]
    /// In-Reply-To.
    public var inReplyTo: [String]
    /// References, oldest first.
    public var references: [String]
    /// Sender.
    public var sender: [Address]
    /// From.
    public var from: [Address]
    /// To.
    public var to: [Address]
    /// Cc.
    public var cc: [Address]
    /// Bcc.
    public var bcc: [Address]
    /// Reply-To.
    public var replyTo: [Address]
    /// The subject, one line; nil when there is none.
    public var subject: String?
    /// The Date header.
    public var sentAt: SentDate?
    /// Addresses this copy was delivered to (Delivered-To, X-Delivered-To, X-Original-To, Envelope-To), lower case, each once, at most 50.
    public var deliveredTo: [String]
    /// What mailing lists say about themselves.
    public var list: ListHeaders
    /// Sent to many or by a machine: list mail, Precedence bulk/list/junk, Auto-Submitted.
    public var isBulk: Bool
    /// Made by a machine as an answer or a notice (RFC 3834): never to be answered by one.
    public var isAutoSubmitted: Bool
    /// Authentication-Results values, topmost first, unfolded (RFC 8601). Which of them counts is for the reader to know.
    public var authenticationResults: [String]
}

/// The list fields of a message (RFC 2369, 2919, 8058).
public struct ListHeaders: Hashable, Sendable {
    /// The identifier in List-Id, without angle brackets, lower case.
    public var id: String?
    /// The URLs of List-Unsubscribe.
    public var unsubscribe: [String]
    /// Whether List-Unsubscribe-Post offers one click.
    public var oneClick: Bool
    /// The URLs of List-Post.
    public var post: [String]
}

/// Reads the header of a message.
public enum HeaderParser {
    /// Reads header bytes (with or without a body behind); never fails.
    public static func parse(_ bytes: some Collection<UInt8>) -> MessageHeader { parse(HeaderBlock(bytes)) }

    /// Decodes a header that is already cut in fields.
    public static func parse(_ block: HeaderBlock) -> MessageHeader {
        func addresses(_ name: StaticString) -> [Address] { block.last(name).map { AddressList.parse($0) } ?? [] }
        func ids(_ name: StaticString) -> [String] { block.last(name).flatMap(HeaderText.messageIds) ?? [] }
        func word(_ name: StaticString) -> String? { block.last(name).map { HeaderText.decode($0).lowercased() } }
        let list = ListHeaders(
            id: block.last("List-Id").flatMap { HeaderText.urls($0)?.last ?? HeaderText.decode($0) }?.lowercased(),
            unsubscribe: block.last("List-Unsubscribe").flatMap(HeaderText.urls) ?? [],
            oneClick: word("List-Unsubscribe-Post")?.hasPrefix("list-unsubscribe=one-click") ?? false,
            post: block.last("List-Post").flatMap(HeaderText.urls) ?? [])
        let automatic = word("Auto-Submitted").map { !$0.isEmpty && !$0.hasPrefix("no") } ?? false
        let precedence = word("Precedence")
        let many = precedence == "bulk" || precedence == "list" || precedence == "junk"
        return MessageHeader(
            block: block, messageId: ids("Message-ID"), inReplyTo: ids("In-Reply-To"), references: ids("References"),
            sender: addresses("Sender"), from: addresses("From"), to: addresses("To"), cc: addresses("Cc"), bcc: addresses("Bcc"),
            replyTo: addresses("Reply-To"), subject: block.last("Subject").map(HeaderText.decode),
            sentAt: block.last("Date").flatMap { SentDate($0) }, deliveredTo: deliveredTo(block), list: list,
            isBulk: many || automatic || list.id != nil || !list.unsubscribe.isEmpty || !list.post.isEmpty, isAutoSubmitted: automatic,
            authenticationResults: block.values("Authentication-Results").prefix(50).map(HeaderText.decode))
    }

    private static func deliveredTo(_ block: HeaderBlock) -> [String] {
        var found: [String] = []
        let names: [StaticString] = ["Delivered-To", "X-Delivered-To", "X-Original-To", "Envelope-To"]
        for name in names {
            for value in block.values(name) {
                for address in AddressList.parse(value) {
                    let email = address.email.lowercased()
                    if email.contains("@"), !found.contains(email), found.count < 50 { found.append(email) }
                }
            }
        }
        return found
    }
}
