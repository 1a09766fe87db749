/// What a mailbox is for (RFC 8621 2, the names of the IANA registry "IMAP Mailbox Name Attributes").
public enum MailboxRole: String, Sendable, CaseIterable, Codable {
    case inbox, drafts, sent, archive, junk, trash, all, flagged, important
}
