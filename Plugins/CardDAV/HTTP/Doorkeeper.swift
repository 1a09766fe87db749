import MailFlowPlugin

/// Somebody who signed in.
struct Person: Equatable, Sendable {
    let id: String
    let name: String
}

/// Lets in who has a name and a password. What was right is remembered for a minute under a keyed hash, because checking is slow on purpose
/// and clients send the password with each request.
actor Doorkeeper {
    private struct Known {
        let person: Person
        let until: Int64
    }

    private let house: House
    private var known: [[UInt8]: Known] = [:]
    private var checking: [[UInt8]: Task<Person, any Error>] = [:]
    private static let seconds: Int64 = 60

    init(house: House) { self.house = house }

    /// Who asks; fails with 401, or 429 when there were too many tries.
    func person(_ call: Call) async throws -> Person {
        guard let credentials = call.credentials else { throw Doorkeeper.challenge }
        let key = try await house.hash(Array(credentials.name.utf8) + [0] + Array(credentials.password.utf8))
        if let known = known[key], known.until > house.now() { return known.person }
        // Clients open several connections at once: one check is enough for all of them.
        if let checking = checking[key] { return try await checking.value }
        let check = Task { [house] in try await Doorkeeper.check(credentials, call.remote, house) }
        checking[key] = check
        defer { checking[key] = nil }
        let person = try await check.value
        remember(person, key)
        return person
    }

    /// From now on the user is asked for the password again.
    func forget(_ user: String) { known = known.filter { $0.value.person.id != user } }

    /// Whether a password may be sent this way: over https, or without leaving the machine.
    static func isPrivate(_ call: Call) -> Bool { call.scheme == "https" || isLoopback(call.remote) }

    private static func isLoopback(_ address: String) -> Bool {
        let bare = address.hasPrefix("::ffff:") ? String(address.dropFirst(7)) : address
        return bare == "::1"
            || bare.hasPrefix("127.") && bare.split(separator: ".").count == 4 && bare.utf8.allSatisfy { (46...57).contains($0) }
    }

    private static let challenge = Refusal(
        401, "A name and an app password are needed.", headers: ["www-authenticate": "Basic realm=\"MailFlow contacts\", charset=\"UTF-8\""]
    )

    private static func check(_ credentials: Credentials, _ remote: String, _ house: House) async throws -> Person {
        do {
            let person = try await house.verify(credentials.name, credentials.password, remote)
            guard Place.isName(person.id) else { throw Failure(.failed, "users.verify/1 gave no id") }
            return person
        } catch let failure as Failure {
            switch failure.kind {
            case .denied, .notFound, .invalid: throw challenge
            case .unavailable:
                guard let seconds = wait(failure.detail) else { throw failure }
                throw Refusal(429, "There were too many tries. Wait a while.", headers: ["retry-after": "\(seconds)"])
            default: throw failure
            }
        }
    }

    /// The seconds in `retry after N`.
    private static func wait(_ detail: String) -> Int? {
        guard let words = detail.split(separator: "retry after ", maxSplits: 1, omittingEmptySubsequences: false).dropFirst().first else {
            return nil
        }
        return Int(words.prefix { $0.isNumber }).map { min(max($0, 1), 86400) }
    }

    private func remember(_ person: Person, _ key: [UInt8]) {
        let now = house.now()
        if known.count >= 4096 { known = known.filter { $0.value.until > now } }
        if known.count >= 4096 { known = [:] }
        known[key] = Known(person: person, until: now + Doorkeeper.seconds)
    }
}
