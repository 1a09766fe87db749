import Core
import JMAP

extension ServerSide {
    static let none = ServerSide(
        nudge: { _ in }, rawMessage: { _ throws(Failure) in throw Failure(.unavailable, "no mail servers") },
        testAccount: { _ in (ConnectionCheck(.failed, message: "No mail servers."), ConnectionCheck(.failed, message: "No mail servers.")) },
        discover: { _ throws(Failure) in Discovery(source: nil) })
}
