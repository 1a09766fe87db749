import Core
import Foundation
import Mail
import Store

/// The bytes of a message that nobody else has: in the store before the transaction that makes an email of them begins,
/// so that no transaction waits for a large file or for reading it.
struct MessageContent: Sendable {
    /// Where the bytes are; nothing refers to them yet.
    let blob: BlobID
    /// What they say.
    let parsed: ParsedMessage
    /// What makes the message the same one when it is met again.
    let identityKey: String

    /// Keeps bytes, such as a file that is mapped, and reads them.
    static func keep(_ bytes: Data, for user: UserID, in store: Store) async throws(Failure) -> MessageContent {
        let blob = try await store.keep(bytes, user: user, account: nil, type: "message/rfc822")
        let parsed = MessageParser.parse(bytes)
        let key = NewEmail.identityKey(
            messageID: parsed.header.messageId.first, size: Int64(bytes.count), header: Array(bytes.prefix(parsed.header.block.length)))
        return MessageContent(blob: blob, parsed: parsed, identityKey: key)
    }

    /// Forgets the bytes: no email was made of them.
    func drop(_ transaction: Transaction) throws(Failure) { try BlobTable.drop(transaction, blob) }
}
