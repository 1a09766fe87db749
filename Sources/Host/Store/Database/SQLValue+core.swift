public import Core

extension ID: SQLBindable {
    /// Its row number.
    public var sql: SQLValue { .int(rawValue) }
}

extension Timestamp: SQLBindable {
    /// Milliseconds since 1970.
    public var sql: SQLValue { .int(milliseconds) }
}
