public import Core

/// One row of an answer, read by column number while the statement stands on it.
public protocol SQLRow {
    /// Whether the column is NULL.
    func isNull(_ column: Int) -> Bool
    /// The column as a number; 0 for NULL.
    func int(_ column: Int) -> Int64
    /// The column as text; empty for NULL.
    func text(_ column: Int) -> String
    /// The column as bytes; empty for NULL.
    func bytes(_ column: Int) -> [UInt8]
}

extension SQLRow {
    /// The column as a number, nil for NULL.
    public func optionalInt(_ column: Int) -> Int64? { isNull(column) ? nil : int(column) }
    /// The column as text, nil for NULL.
    public func optionalText(_ column: Int) -> String? { isNull(column) ? nil : text(column) }
    /// The column as truth.
    public func bool(_ column: Int) -> Bool { int(column) != 0 }
    /// The column as an id.
    public func id<Kind>(_ column: Int, _: Kind.Type = Kind.self) -> ID<Kind> { ID(int(column)) }
    /// The column as an id, nil for NULL.
    public func optionalID<Kind>(_ column: Int, _: Kind.Type = Kind.self) -> ID<Kind>? { isNull(column) ? nil : ID(int(column)) }
    /// The column as a time.
    public func time(_ column: Int) -> Timestamp { Timestamp(milliseconds: int(column)) }
    /// The column as a time, nil for NULL.
    public func optionalTime(_ column: Int) -> Timestamp? { isNull(column) ? nil : time(column) }
}
