/// Bytes as they come, then the end or a `Failure`.
public typealias Pieces = AsyncThrowingStream<[UInt8], any Error>

extension Host {
    /// Asks a verb whose answer begins with a JSON head, and comes back with it; what follows is the stream.
    public func headed(_ verb: String, _ arguments: [[UInt8]]) async throws(Failure) -> (head: JSON, rest: Pieces) {
        let stream = stream(verb, arguments)
        do {
            var pieces = stream.makeAsyncIterator()
            guard let head = try await pieces.next() else {
                throw Failure(Task.isCancelled ? .cancelled : .failed, "\(verb) answered without a head")
            }
            return (try JSON(parsing: head), stream)
        } catch { throw Failure(error) }
    }

    /// All pieces as one.
    public static func whole(_ pieces: Pieces) async throws(Failure) -> [UInt8] {
        do {
            var all: [UInt8] = []
            for try await piece in pieces { all += piece }
            if Task.isCancelled { throw CancellationError() }
            return all
        } catch { throw Failure(error) }
    }
}
