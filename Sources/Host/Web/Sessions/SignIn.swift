import Core

/// Signing in and out: the rules, without HTTP around them.
struct SignIn: Sendable {
    let people: People
    let passwords: Passwords
    let limits: WebConfiguration.Limits

    /// Counts a try on a sign-in route; a problem when there were too many from this address.
    func count(_ bucket: String) async throws {
        if let wait = try await people.attempt("sign-in:\(bucket)", limits.signInTries, limits.signInWindow) {
            throw Problem.rateLimited(wait)
        }
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
    func start(_ person: Person, replacing old: Visitor.Way, address: String, agent: String) async throws -> String {
        if case .session(let id) = old { try await people.endSession(id) }
        return try await people.beginSession(person.id, address, agent)
    }

    /// Who holds a cookie's token.
    func visitor(token: String?) async throws -> Visitor {
        guard let token else { return .nobody }
        guard let session = try await people.session(token), let person = try await people.person(session.user) else {
            return Visitor(person: nil, way: .none, token: token)
        }
        return Visitor(person: person, way: .session(session.id), token: token)
    }

    /// Who holds an app password; a problem when nobody does, or after too many wrong ones.
    func visitor(authorization: String, bucket: String) async throws -> Visitor {
        guard let (username, secret) = ClientCredentials.read(authorization), let person = try await people.ownerOfAppPassword(secret),
            username == nil || username.flatMap({ try? Username.checked($0) }) == person.username
        else {
            if let wait = try await people.attempt("app-password:\(bucket)", limits.signInTries * 10, limits.signInWindow) {
                throw Problem.rateLimited(wait)
            }
            throw Problem.signIn("The user name or the app password is wrong.")
        }
        return Visitor(person: person, way: .appPassword, token: nil)
    }
}
