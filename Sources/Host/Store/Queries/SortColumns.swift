public import Core

/// What else than the time of arrival emails can be sorted by.
public struct SortColumns: Sendable {
    /// The Date header, else the time of arrival, in milliseconds.
    public let sentAt: Int64
    /// Octets.
    public let size: Int64
    /// Keywords, separated by spaces.
    public let keywords: String
    /// The subject as it came.
    public let subject: String
    /// Writers, packed.
    public let from: String
    /// Recipients, packed.
    public let to: String

    /// The columns of emails by id, as far as these are there.
    public static func of(_ sql: any SQLConnection, _ ids: [Int64]) throws(Failure) -> [Int64: SortColumns] {
        let some = Clause.list(sql.dialect, "id", ids)
        let rows = try sql.query(
            "SELECT id, coalesce(sent_at, received_at), size, keywords, subject, from_list, to_list FROM emails WHERE \(some.sql)",
            some.values
        ) { row in
            let columns = SortColumns(
                sentAt: row.int(1), size: row.int(2), keywords: row.text(3), subject: row.text(4), from: row.text(5), to: row.text(6))
            return (row.int(0), columns)
        }
        return Dictionary(rows) { $1 }
    }
}
