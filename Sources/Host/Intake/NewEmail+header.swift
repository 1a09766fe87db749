public import Mail
public import Store

extension NewEmail {
    /// Takes over what a header tells: names, subject, thread, list. Whether there are attachments only the body tells.
    public mutating func take(_ header: MessageHeader) {
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
        let names: [StaticString] = ["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "List-Post"]
        listHeaders = names.flatMap { name in header.block.texts(name).prefix(2).map { ("\(name)", String($0.prefix(2_000))) } }
    }
}
