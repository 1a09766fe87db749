import Core
import Mail
import Store

/// What reading a body gives the store.
struct BodyReading: Sendable {
    let email: EmailID
    let sortKey: Int64
    let preview: String
    let hasAttachment: Bool
    let search: SearchDocument

    /// Reads a message; `isCut` when only its beginning is at hand.
    init(_ unread: UnreadBody, _ raw: [UInt8], isCut: Bool) {
        let message = MessageParser.parse(raw)
        email = unread.email
        sortKey = unread.sortKey
        preview = message.preview
        hasAttachment = message.hasAttachment || isCut
        let fields = message.search
        search = SearchDocument(
            subject: fields.subject, sender: fields.from, recipients: fields.to,
            body: fields.attachments.isEmpty ? fields.body : "\(fields.body) \(fields.attachments)")
    }
}
