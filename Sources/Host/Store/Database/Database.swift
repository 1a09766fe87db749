public import Core

/// How sure a commit must be before it is answered.
public enum Durability: Sendable {
    /// On the disk: for what a person was told is done.
    case disk
    /// Survives the end of the process but perhaps not a power cut: for what can be fetched again from a server.
    case process
}

/// A database on its own threads. Bodies run on one of them, never on the cooperative pool, and must not wait for anything else.
public protocol Database: Sendable {
    /// Which engine this is.
    var dialect: Dialect { get }
    /// Runs a body that only reads, on a consistent view.
    func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws(Failure) -> T) async throws(Failure) -> T
    /// Runs a body in a transaction of its own: all of it holds afterwards, or none. May run the body again after a conflict between transactions.
    func write<T: Sendable>(_ durability: Durability, _ body: @escaping @Sendable (any SQLConnection) throws(Failure) -> T)
        async throws(Failure) -> T
    /// Waits for what is under way, then closes every connection.
    func close() async
}
