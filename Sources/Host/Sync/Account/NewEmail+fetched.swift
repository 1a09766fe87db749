import Core
import IMAP
import Mail
import Store

extension NewEmail {
    /// A fetched message as the store takes it: header, flags, dates and who it is. nil when the server left out the UID or the header.
    init?(_ message: FetchedMessage, uidValidity: Int64) {
        guard let uid = message.uid, let bytes = message.body(.header) else { return nil }
        let header = HeaderParser.parse(bytes)
        let size = max(0, message.size ?? Int64(bytes.count))
        let key: String
        if let gmail = message.gmailMessageID {
            key = "gm:\(gmail)"
        } else if let id = message.emailID {
            key = "eid:\(id)"
        } else {
            key = NewEmail.identityKey(messageID: header.messageId.first, size: size, header: bytes)
        }
        self.init(
            header, identityKey: key, receivedAt: message.internalDate ?? header.sentAt?.time ?? Timestamp(milliseconds: 0), size: size)
        serverThread = message.gmailThreadID.map { "gm:\($0)" } ?? message.threadID.map { "tid:\($0)" }
        keywords = Set((message.flags ?? []).compactMap(\.keyword))
        self.uid = uid.rawValue
        self.uidValidity = uidValidity
        modseq = message.modSeq?.rawValue ?? 0
    }

    /// What a header tells.
    init(_ header: MessageHeader, identityKey: String, receivedAt: Timestamp, size: Int64) {
        self.init(identityKey: identityKey, receivedAt: receivedAt, size: size)
        sentAt = header.sentAt?.time
        subject = header.subject ?? ""
        let conversation = ThreadSubject(subject)
        baseSubject = conversation.base
        isReply = conversation.isReply
        messageIDs = header.messageId
        inReplyTo = header.inReplyTo
        references = header.references
        from = header.from
        sender = header.sender
        to = header.to
        cc = header.cc
        bcc = header.bcc
        replyTo = header.replyTo
        deliveredTo = header.deliveredTo
        isBulk = header.isBulk
        // A guess until the body is read.
        hasAttachment = header.block.texts("Content-Type").last.map { $0.lowercased().hasPrefix("multipart/mixed") } ?? false
        let names: [StaticString] = ["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Post"]
        listHeaders = names.flatMap { name in header.block.texts(name).prefix(2).map { ("\(name)", String($0.prefix(2_000))) } }
    }
}
