import Core
import Synchronization

/// Answers of `mail.call/1` that hold as long as nothing of their user changes. Programs that synchronise ask the same again and again,
/// and are told the same without a look at the database.
final class StandingAnswers: Sendable {
    private struct Question: Hashable {
        let user: UserID
        let request: [UInt8]
    }

    private struct Held {
        let answer: [UInt8]
        let grants: [Grant]
        let generation: UInt64
    }

    private let held = Mutex<[Question: Held]>([:])
    private static let most = 1024

    /// Methods whose answers follow from the journal and the request alone.
    static let methods: Set = ["AddressBook/get", "ContactCard/members"]

    /// The answer to the same request, and the grants it took; nil when none is kept, or something has changed since.
    func answer(_ user: UserID, _ request: [UInt8], at generation: UInt64) -> (bytes: [UInt8], grants: [Grant])? {
        held.withLock { held in
            guard let found = held[Question(user: user, request: request)], found.generation == generation else { return nil }
            return (found.answer, found.grants)
        }
    }

    /// Keeps an answer that was made from `generation` on. Long ones are left out: they are made once and not asked for again.
    func keep(_ answer: [UInt8], to request: [UInt8], of user: UserID, grants: [Grant], at generation: UInt64) {
        guard request.count <= 4_096, answer.count <= 16_384 else { return }
        held.withLock { held in
            if held.count >= StandingAnswers.most { held = [:] }
            held[Question(user: user, request: request)] = Held(answer: answer, grants: grants, generation: generation)
        }
    }
}
