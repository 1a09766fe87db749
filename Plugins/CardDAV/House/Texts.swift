import Synchronization

/// The texts of cards that were read last. A text is as good as the tag it came with, so a card that changed is not found here.
/// Bounded by bytes in all: when there are too many, the texts of whoever was not seen for longest are forgotten.
final class Texts: Sendable {
    private struct Text {
        let etag: String
        let bytes: [UInt8]
    }

    private struct Held {
        var texts: [String: Text] = [:]
        var size = 0
        var used: UInt64 = 0
    }

    private struct State {
        var users: [String: Held] = [:]
        var size = 0
        var clock: UInt64 = 0
    }

    private let state = Mutex(State())
    private let most: Int
    /// A card with a large photo is read again each time: it would crowd out a hundred others.
    private static let largest = 32 << 10

    init(most: Int = 24 << 20) { self.most = most }

    /// The cards behind members, in order; nil for each whose text is not here or has another tag.
    func cards(_ user: String, _ members: some Sequence<Member>) -> [Card?] {
        state.withLock { state in
            state.clock += 1
            state.users[user]?.used = state.clock
            let texts = state.users[user]?.texts ?? [:]
            return members.map { member in
                guard let text = texts[member.id], text.etag == member.etag else { return nil }
                return Card(member: member, text: text.bytes)
            }
        }
    }

    /// Keeps the texts of cards as they were read.
    func keep(_ user: String, _ cards: some Sequence<Card>) {
        state.withLock { state in
            state.clock += 1
            var held = state.users.removeValue(forKey: user) ?? Held()
            held.used = state.clock
            state.size -= held.size
            for card in cards where card.text.count <= Texts.largest {
                held.size += card.text.count - (held.texts[card.member.id]?.bytes.count ?? 0)
                held.texts[card.member.id] = Text(etag: card.member.etag, bytes: card.text)
            }
            // One person alone may have more than there is room for: then all is read anew.
            if held.size > most { held = Held(used: state.clock) }
            state.size += held.size
            state.users[user] = held
            while state.size > most, let oldest = state.users.min(by: { $0.value.used < $1.value.used }) {
                state.size -= oldest.value.size
                state.users[oldest.key] = nil
            }
        }
    }

    /// Forgets everything of a user.
    func forget(_ user: String) {
        state.withLock { state in state.size -= state.users.removeValue(forKey: user)?.size ?? 0 }
    }

    /// Bytes held in all.
    var size: Int { state.withLock { $0.size } }
}
