/// The body of a request, piece by piece. The next piece is read from the browser when it is asked for; until then the browser waits.
public struct RequestPieces: AsyncSequence, Sendable {
    /// One piece, at most 256 KiB; more only where the whole body came at once.
    public typealias Element = [UInt8]

    /// How many bytes the body has; nil when the browser did not say.
    public let size: Int64?
    private let pull: @Sendable () async throws(Failure) -> [UInt8]
    private let whole: [UInt8]?

    /// A body that comes while it is read: `pull` gives the next piece, and an empty one at the end.
    public init(size: Int64?, pull: @escaping @Sendable () async throws(Failure) -> [UInt8]) {
        self.size = size
        self.pull = pull
        whole = nil
    }

    /// A body that is here.
    public init(_ whole: [UInt8]) {
        size = Int64(whole.count)
        pull = { () async throws(Failure) in [] }
        self.whole = whole
    }

    /// Whether it comes while it is read, because it is large or nobody knows how large.
    public var isStreamed: Bool { whole == nil }

    /// All of it as one. Fails with `tooLarge` past `limit` bytes, and as reading does.
    public func whole(limit: Int) async throws(Failure) -> [UInt8] {
        var all: [UInt8] = []
        var pieces = makeAsyncIterator()
        while let piece = try await pieces.next() {
            guard all.count + piece.count <= limit else { throw Failure(.tooLarge, "a body of more than \(limit) bytes") }
            all += piece
        }
        return all
    }

    /// Reads on; fails with `cancelled` when the browser went away, `timeout` when it sent nothing for too long, `tooLarge` past the limit.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(rest: whole, pull: pull) }

    /// Where somebody is in it.
    public struct AsyncIterator: AsyncIteratorProtocol {
        var rest: [UInt8]?
        let pull: @Sendable () async throws(Failure) -> [UInt8]
        private var isOver = false

        init(rest: [UInt8]?, pull: @escaping @Sendable () async throws(Failure) -> [UInt8]) {
            self.rest = rest
            self.pull = pull
        }

        /// The next piece; nil at the end.
        public mutating func next() async throws(Failure) -> [UInt8]? {
            guard !isOver else { return nil }
            let piece: [UInt8]
            if let whole = rest {
                piece = whole
                isOver = true
            } else {
                do { piece = try await pull() } catch {
                    isOver = true
                    throw error
                }
            }
            if piece.isEmpty { isOver = true }
            return piece.isEmpty ? nil : piece
        }
    }
}
