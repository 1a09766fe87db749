public import Core

/// A plugin's answer as it comes: pieces, then the end or a failure.
public struct PluginAnswer: AsyncSequence, Sendable {
    /// One piece.
    public typealias Element = [UInt8]

    let stream: AsyncThrowingStream<[UInt8], any Error>

    /// The pieces as a stream, to be read once; dropping it tells the plugin that nobody listens any more.
    public var pieces: AsyncThrowingStream<[UInt8], any Error> { stream }

    /// Reads on; fails with a `Failure`.
    public func makeAsyncIterator() -> AsyncThrowingStream<[UInt8], any Error>.Iterator { stream.makeAsyncIterator() }

    /// All pieces as one; fails as the plugin did.
    public func whole() async throws(Core.Failure) -> [UInt8] {
        do {
            var all: [UInt8] = []
            for try await piece in stream { all += piece }
            return all
        } catch let failure as Core.Failure {
            throw failure
        } catch { throw Core.Failure(.cancelled, "\(error)") }
    }
}

/// What follows the head of an answer.
public enum PluginBody: Sendable {
    /// All of it, where it was there at once, or is short and of a length that the plugin said.
    case whole([UInt8])
    /// What comes, as it comes; fails with a `Failure` when the plugin does.
    case pieces(PluginAnswer)

    /// All of it, once it has come.
    public func whole() async throws(Core.Failure) -> [UInt8] {
        switch self {
        case .whole(let bytes): bytes
        case .pieces(let answer): try await answer.whole()
        }
    }
}

/// How the ABI's statuses read.
enum Status {
    static let ok: Int32 = 0
    static let more: Int32 = 1
    static let invalid: Int32 = -2
    static let cancelled: Int32 = -9
    static let tooLarge: Int32 = -10

    /// The failure a plugin answered with. What it wrote is for the log alone.
    static func failure(_ status: Int32, _ bytes: [UInt8], from plugin: String) -> Failure {
        let kind = Failure.Kind.allCases.first { $0.abiStatus == status } ?? .failed
        return Failure(kind, "\(plugin): \(PluginLibrary.line(String(decoding: bytes.prefix(600), as: UTF8.self)))")
    }
}
