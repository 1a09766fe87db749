public import Core
import HostCrypto
import NIOConcurrencyHelpers

/// Names and passwords that clients show with every request (Basic, RFC 7617), wherever they come in: a CardDAV client's, say.
/// App passwords are always good; the password of a browser only for those who have nothing beside it.
public struct ClientSignIn: Sendable {
    private let people: People
    private let passwords: Passwords
    private let limits: WebConfiguration.Limits
    private let clock: WallClock
    private let isPasswordEnough: @Sendable (Person) async throws(Failure) -> Bool
    private let known = NIOLockedValueBox(KnownPasswords())

    /// The rules over the people of the house. `isPasswordEnough` says whether somebody signs in with their password alone; whoever has a
    /// second factor does not, and needs an app password.
    public init(
        people: People, passwords: Passwords, limits: WebConfiguration.Limits = .init(), clock: WallClock = .system,
        isPasswordEnough: @escaping @Sendable (Person) async throws(Failure) -> Bool = { _ async throws(Failure) in true }
    ) {
        self.people = people
        self.passwords = passwords
        self.limits = limits
        self.clock = clock
        self.isPasswordEnough = isPasswordEnough
    }

    /// Whose name and password these are. Fails with `denied`, after the same time and with the same words whatever is wrong, and with
    /// `unavailable` and a time to wait after too many wrong ones from an address or for a name.
    public func check(username: String, password: String, remote: String) async throws(Failure) -> Person {
        let name = try? Username.checked(username)
        if let name, let person = try await people.ownerOfAppPassword(password), person.username == name { return person }
        let found = if let name { try await people.credentials(name) } else { Optional<(person: Person, passwordHash: String)>.none }
        // bcrypt takes a quarter of a second, and such clients show the password with every request.
        let proof = known.withLockedValue { $0.proof(username, password) }
        if let found, known.withLockedValue({ $0.holds(proof, for: found.passwordHash, now: clock.now()) }),
            try await isPasswordEnough(found.person)
        {
            return found.person
        }
        let address = "client:\(IPAddress(remote)?.bucket ?? String(remote.prefix(64)))"
        let account = "client-name:\(Base64URL.text(Digest.sha256((name ?? "").utf8)))"
        for (bucket, tries) in [(address, limits.signInTries), (account, limits.signInTries * 5)] {
            if let wait = try await people.attempt(bucket, tries, limits.signInWindow) {
                throw Failure(.unavailable, "too many tries: \(bucket)", retryAfter: wait)
            }
        }
        let fits = try await passwords.fits(password.utf8.count <= 1024 ? password : "", found?.passwordHash)
        guard let found, fits, try await isPasswordEnough(found.person) else {
            throw Failure(.denied, "name or password", message: "The user name or the password is wrong.")
        }
        known.withLockedValue { $0.learn(proof, for: found.passwordHash, now: clock.now()) }
        try await people.forgive(address)
        try await people.forgive(account)
        return found.person
    }
}

/// Passwords that were right a moment ago, known by a keyed hash that lives as long as this process.
private struct KnownPasswords {
    private let key = SecureRandom.bytes(32)
    private var until: [[UInt8]: (hash: String, until: Timestamp)] = [:]

    func proof(_ username: String, _ password: String) -> [UInt8] {
        Digest.hmac(key: key, Digest.sha256(username.utf8) + Array(password.utf8.prefix(2048)))
    }

    /// Whether this was right within five minutes, and nobody has set another password since.
    func holds(_ proof: [UInt8], for hash: String, now: Timestamp) -> Bool {
        guard let entry = until[proof] else { return false }
        return entry.hash == hash && now < entry.until
    }

    mutating func learn(_ proof: [UInt8], for hash: String, now: Timestamp) {
        if until.count >= 1000 { until = until.filter { now < $0.value.until } }
        if until.count >= 1000 { until = [:] }
        until[proof] = (hash, now.adding(seconds: 300))
    }
}
