import Core
import IMAP
import Intake
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
        self.init(identityKey: key, receivedAt: message.internalDate ?? header.sentAt?.time ?? Timestamp(milliseconds: 0), size: size)
        take(header)
        // A guess until the body is read.
        hasAttachment = header.block.texts("Content-Type").last.map { $0.lowercased().hasPrefix("multipart/mixed") } ?? false
        serverThread = message.gmailThreadID.map { "gm:\($0)" } ?? message.threadID.map { "tid:\($0)" }
        keywords = Set((message.flags ?? []).compactMap(\.keyword))
        self.uid = uid.rawValue
        self.uidValidity = uidValidity
        modseq = message.modSeq?.rawValue ?? 0
    }
}
