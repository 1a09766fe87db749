import MailFlowPlugin

/// What is in a book at one state: its members by name.
struct Shelf: Sendable {
    /// The state; nil before anything is known.
    private(set) var state: String?
    private(set) var members: [String: Member] = [:]

    /// Members that were made soon after one, in that order; small ones only. The house counts its ids up; where it does not, nobody follows.
    func following(_ member: Member, _ most: Int) -> [Member] {
        guard let place = Shelf.number(of: member) else { return [] }
        let near = members.values.compactMap { other -> (number: Int, member: Member)? in
            guard other.size <= 4_096, let number = Shelf.number(of: other), number > place, number - place <= 4 * most else { return nil }
            return (number, other)
        }
        return near.sorted { $0.number < $1.number }.prefix(most).map(\.member)
    }

    private static func number(of member: Member) -> Int? {
        var number = 0
        for digit in member.id.utf8.dropFirst() {
            guard (48...57).contains(digit), number < 1 << 50 else { return nil }
            number = number * 10 + Int(digit - 48)
        }
        return number
    }

    /// Takes in what happened.
    mutating func apply(_ step: Contacts.Step) {
        for name in step.removed { members[name] = nil }
        for member in step.members { members[member.name] = member }
        state = step.state
    }
}

/// The shelves that were looked at last. Each is brought up to date by what happened since, so that a look costs what changed and not what is there.
/// Bounded: when there are too many members in all, the shelves that were not used for longest are forgotten.
actor Shelves {
    private struct Held {
        var shelf: Shelf
        var used: UInt64
        /// The question what happened since the shelf's state.
        let question: JMAPRequest
        /// The answer to it that says that nothing did, once it came.
        var silence: JMAPResponse?
    }

    private var held: [String: Held] = [:]
    private var clock: UInt64 = 0
    private let most: Int
    private static let step = 5_000

    init(most: Int = 100_000) { self.most = most }

    /// A shelf as it is now.
    func current(_ contacts: Contacts, _ book: String) async throws -> Shelf {
        let key = Shelves.key(contacts.user, book)
        while true {
            let since = held[key]?.shelf.state
            let question = held[key]?.question ?? Shelves.question(book, nil)
            let response = try await contacts.house.jmap(contacts.user, question)
            if let known = held[key], known.shelf.state == since, known.silence == response { return use(known.shelf, key) }
            guard let step = try Contacts.step(response, since: since) else {
                // What was known is too old to build on.
                guard since != nil else { throw Refusal.nothing }
                held[key] = nil
                continue
            }
            // Another call may have brought it forward meanwhile: then this step is not the next one.
            guard held[key]?.shelf.state == since else { continue }
            if step.members.isEmpty, step.removed.isEmpty, !step.hasMore, let shelf = held[key]?.shelf, shelf.state == step.state {
                held[key]?.silence = response
                return use(shelf, key)
            }
            // Taken out while it changes, so that the list is changed in place and not copied.
            var shelf = held.removeValue(forKey: key)?.shelf ?? Shelf()
            shelf.apply(step)
            keep(shelf, key, Shelves.question(book, shelf.state))
            if !step.hasMore { return shelf }
        }
    }

    /// Forgets everything of a user.
    func forget(_ user: String) {
        for key in held.keys where key.hasPrefix("\(user)/") { held[key] = nil }
    }

    /// How many members are held in all.
    var count: Int { held.values.reduce(0) { $0 + $1.shelf.members.count } }

    private static func key(_ user: String, _ book: String) -> String { "\(user)/\(book)" }

    private static func question(_ book: String, _ state: String?) -> JMAPRequest {
        Contacts.asking(of: book, since: state, limit: step)
    }

    private func use(_ shelf: Shelf, _ key: String) -> Shelf {
        clock += 1
        held[key]?.used = clock
        return shelf
    }

    private func keep(_ shelf: Shelf, _ key: String, _ question: JMAPRequest) {
        clock += 1
        held[key] = Held(shelf: shelf, used: clock, question: question)
        while count > most, held.count > 1, let oldest = held.min(by: { $0.value.used < $1.value.used }) { held[oldest.key] = nil }
    }
}
