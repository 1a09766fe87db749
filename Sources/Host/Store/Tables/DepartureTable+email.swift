public import Core

extension DepartureTable {
    /// Where the server still has an email that a person moved away.
    public static func of(_ sql: any SQLConnection, email: EmailID) throws(Failure) -> [Departure] {
        try sql.query(
            "SELECT account_id, mailbox_id, uidvalidity, uid, email_id, outbox_id, modseq, flags FROM departures WHERE email_id = ?",
            [email]
        ) {
            Departure(
                account: $0.id(0), mailbox: $0.id(1), uidValidity: $0.int(2), uid: $0.int(3), email: $0.id(4), outbox: $0.id(5),
                modseq: $0.int(6),
                flags: Packed.keywords($0.text(7)))
        }
    }

    /// The server has other flags now where the email is leaving.
    public static func flagged(_ transaction: Transaction, _ departure: Departure, keywords: Set<Keyword>) throws(Failure) {
        try transaction.sql.run(
            "UPDATE departures SET flags = ? WHERE mailbox_id = ? AND uidvalidity = ? AND uid = ?",
            [Packed.keywords(keywords), departure.mailbox, departure.uidValidity, departure.uid])
    }
}
