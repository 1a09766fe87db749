import Core
import HostCrypto

/// Signing in and out: the rules, without HTTP around them.
struct SignIn: Sendable {
    let people: People
    let passwords: Passwords
    let limits: WebConfiguration.Limits
    let clock: WallClock

    /// Counts a try on a sign-in route; a problem when there were too many from this address.
    func count(_ bucket: String) async throws {
        if let wait = try await people.attempt("sign-in:\(bucket)", limits.signInTries, limits.signInWindow) { throw Problem.rateLimited(wait) }
    }

    /// The person with this name and password. Unknown names and wrong passwords take the same time and read the same.
    func check(username: String, password: String, bucket: String) async throws -> Person {
        try await count(bucket)
        let name = try? Username.checked(username)
        let found = if let name { try await people.credentials(name) } else { Optional<(person: Person, passwordHash: String)>.none }
        let fits = try await passwords.fits(password.utf8.count <= 1024 ? password : "", found?.passwordHash)
        guard let found, fits else { throw Problem.signIn("The user name or the password is wrong.") }
        try await people.forgive("sign-in:\(bucket)")
        return found.person
    }

    /// Starts a session under a fresh token and ends the one the browser had.
    func start(_ person: Person, replacing old: Visitor.Way) async throws -> String {
        if case .session(let hash) = old { try await people.endSession(hash) }
        let token = SessionCookie.makeToken()
        try await people.addSession(
            Session(tokenHash: hash(token), user: person.id, expires: clock.now().adding(seconds: SessionCookie.lifetime)))
        return token
    }

    /// The hash under which a token is kept.
    func hash(_ token: String) -> [UInt8] { Digest.sha256(token.utf8) }

    /// Who holds a cookie's token.
    func visitor(token: String?) async throws -> Visitor {
        guard let token else { return .nobody }
        let hash = hash(token)
        guard let session = try await people.session(hash), session.expires > clock.now(), let person = try await people.person(session.user)
        else { return Visitor(person: nil, way: .none, token: token) }
        return Visitor(person: person, way: .session(hash), token: token)
    }

    /// Who holds an app password; a problem when nobody does, or after too many wrong ones.
    func visitor(authorization: String, bucket: String) async throws -> Visitor {
        let counter = "app-password:\(bucket)"
        guard let (username, secret) = AppPasswordSecret.credentials(authorization),
            let person = try await people.ownerOfAppPassword(AppPasswordSecret.hash(secret)),
            username == nil || username.flatMap({ try? Username.checked($0) }) == person.username
        else {
            if let wait = try await people.attempt(counter, limits.signInTries * 10, limits.signInWindow) { throw Problem.rateLimited(wait) }
            throw Problem.signIn("The user name or the app password is wrong.")
        }
        return Visitor(person: person, way: .appPassword, token: nil)
    }
}
