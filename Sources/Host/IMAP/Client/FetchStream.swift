public import Core

/// The messages of one FETCH, already under way, in the order the server sends them. Reading slowly slows the server; stopping early wastes the rest but keeps the connection.
public struct FetchStream: AsyncSequence, Sendable {
    /// What the stream gives: one message at a time.
    public typealias Element = FetchedMessage
    /// What ends it early: the server's refusal or the connection's end.
    public typealias Failure = Core.Failure

    private let reader: Reader

    init(_ flow: FetchFlow) { reader = Reader(flow) }

    /// Lets the rest go when nobody holds the stream or an iterator of it any more.
    fileprivate final class Reader: Sendable {
        let flow: FetchFlow
        init(_ flow: FetchFlow) { self.flow = flow }
        deinit { flow.drop() }
    }

    /// The UIDs gone since CHANGEDSINCE; complete when the stream has ended.
    public var vanished: UIDSet { reader.flow.vanished }

    /// Reads the stream; it can be read once.
    public func makeAsyncIterator() -> Iterator { Iterator(reader: reader) }

    /// All messages at once. Throws what the stream throws.
    public func all() async throws(Core.Failure) -> [FetchedMessage] {
        var found: [FetchedMessage] = []
        let iterator = makeAsyncIterator()
        while let message = try await iterator.next(isolation: nil) { found.append(message) }
        return found
    }

    /// Gives one message after the other.
    public struct Iterator: AsyncIteratorProtocol {
        fileprivate let reader: Reader

        /// The next message, nil at the end. Throws when the server refuses or the connection ends.
        public func next() async throws(Core.Failure) -> FetchedMessage? { try await reader.flow.next() }

        /// The next message, nil at the end. Throws when the server refuses or the connection ends.
        public func next(isolation actor: isolated (any Actor)?) async throws(Core.Failure) -> FetchedMessage? {
            try await reader.flow.next()
        }
    }
}
