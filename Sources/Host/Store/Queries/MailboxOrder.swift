public import Core

/// The place of a mailbox among others, which no server knows of.
public enum MailboxOrder {
    /// Moves a mailbox.
    public static func set(_ transaction: Transaction, _ mailbox: Mailbox, _ order: Int64) throws(Failure) {
        try transaction.sql.run("UPDATE mailboxes SET sort_order = ? WHERE id = ?", [order, mailbox.id])
        transaction.record(.mailbox, mailbox.account, mailbox.id, .updated)
    }
}
