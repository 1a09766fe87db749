public import Core

/// The two engines.
public enum Dialect: Sendable { case sqlite, postgres }

/// One connection, used by one thread at a time. Statements use `?` for placeholders on both engines and are prepared once.
public protocol SQLConnection: AnyObject {
    /// Which engine this is.
    var dialect: Dialect { get }
    /// Runs a statement; returns how many rows it changed. Fails with `conflict` when a unique rule is broken.
    @discardableResult func run(_ sql: String, _ values: [any SQLBindable]) throws(Failure) -> Int
    /// Runs a statement and maps each row of its answer.
    func query<T>(_ sql: String, _ values: [any SQLBindable], _ map: (any SQLRow) throws(Failure) -> T) throws(Failure) -> [T]
    /// Runs statements that take no values, several at once.
    func script(_ sql: String) throws(Failure)
}

extension SQLConnection {
    /// Runs a statement with values written out.
    @discardableResult public func run(_ sql: String, _ values: any SQLBindable...) throws(Failure) -> Int { try run(sql, values) }

    /// The first row of an answer, mapped; nil when there is none.
    public func first<T>(_ sql: String, _ values: [any SQLBindable], _ map: (any SQLRow) throws(Failure) -> T) throws(Failure) -> T? {
        try query(sql, values, map).first
    }

}

/// `?, ?, ?` for a list of values.
public func placeholders(_ count: Int) -> String { Array(repeating: "?", count: count).joined(separator: ", ") }
