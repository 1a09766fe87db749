import Core

final class FetchFlow: Sendable {
    var vanished: UIDSet { [] }
    func next() async throws(Failure) -> FetchedMessage? { throw Failure(.unsupported, "not wired yet") }
}
