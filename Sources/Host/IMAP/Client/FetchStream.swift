public import Core

/// The messages of one FETCH, in the order the server sends them. Reading slowly slows the server; stopping early wastes the rest but keeps the connection.
public struct FetchStream: AsyncSequence, Sendable {
    public typealias Element = FetchedMessage
    public typealias Failure = Core.Failure

    let flow: FetchFlow

    /// The UIDs gone since CHANGEDSINCE; complete when the stream has ended.
    public var vanished: UIDSet { flow.vanished }

    /// Reads the stream; it can be read once.
    public func makeAsyncIterator() -> Iterator { Iterator(flow: flow) }

    /// All messages at once. Throws what the stream throws.
    public func all() async throws(Core.Failure) -> [FetchedMessage] {
        var found: [FetchedMessage] = []
        let iterator = makeAsyncIterator()
        while let message = try await iterator.next(isolation: nil) { found.append(message) }
        return found
    }

    /// Gives one message after the other.
    public struct Iterator: AsyncIteratorProtocol {
        let flow: FetchFlow

        /// The next message, nil at the end. Throws when the server refuses or the connection ends.
        public func next() async throws(Core.Failure) -> FetchedMessage? { try await flow.next() }

        /// The next message, nil at the end. Throws when the server refuses or the connection ends.
        public func next(isolation actor: isolated (any Actor)?) async throws(Core.Failure) -> FetchedMessage? { try await flow.next() }
    }
}
