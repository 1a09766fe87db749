public import Core

/// A card as filters and sorts see it.
public struct CardIndexRow: Sendable {
    /// Its row.
    public let id: CardID
    /// The book it is in.
    public let book: AddressBookID
    /// Its UID.
    public let uid: String
    /// Its kind.
    public let kind: String
    /// The name shown in lists.
    public let name: String
    /// Words by the letter that says what they are, packed.
    public let facts: String
    /// When it was added here.
    public let createdAt: Timestamp
    /// When it was changed here.
    public let updatedAt: Timestamp

    private static let columns = "id, book_id, uid, kind, name, facts, created_at, updated_at"

    private static func row(_ row: any SQLRow) -> CardIndexRow {
        CardIndexRow(
            id: row.id(0), book: row.id(1), uid: row.text(2), kind: row.text(3), name: row.text(4), facts: row.text(5),
            createdAt: row.time(6), updatedAt: row.time(7))
    }

    /// Every card of a user.
    public static func all(_ sql: any SQLConnection, user: UserID) throws(Failure) -> [CardIndexRow] {
        try sql.query("SELECT \(columns) FROM cards WHERE user_id = ? ORDER BY id", [user], row)
    }

    /// Some cards of a user.
    public static func some(_ sql: any SQLConnection, user: UserID, _ ids: [Int64]) throws(Failure) -> [CardIndexRow] {
        var out: [CardIndexRow] = []
        for chunk in stride(from: 0, to: ids.count, by: 500) {
            let part = ids[chunk..<min(ids.count, chunk + 500)]
            out += try sql.query(
                "SELECT \(columns) FROM cards WHERE user_id = ? AND id IN (\(placeholders(part.count)))",
                [user] + part.map { $0 as any SQLBindable }, row)
        }
        return out
    }
}
