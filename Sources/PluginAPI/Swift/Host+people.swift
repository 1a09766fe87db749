extension Host {
    /// Who a user is. Fails with `notFound`.
    public func user(_ id: String) async throws(Failure) -> User { User(try JSON(parsing: try await call("users.get/1", id))) }

    /// Whose name and password these are. Fails with `denied` for whatever reason they are not good, and with `unavailable`, its detail
    /// `retry after N`, after too many wrong ones. `remote` is the address of whoever showed them, as `Request.remote` has it.
    public func verify(name: String, password: String, remote: String) async throws(Failure) -> User {
        User(try JSON(parsing: try await call("users.verify/1", name, password, remote)))
    }

    /// Signs somebody in who proved elsewhere who they are: the address to send their browser to, good once and for a minute.
    /// Fails with `denied` when nobody here is linked to them and registration is closed.
    public func signIn(_ claims: Claims) async throws(Failure) -> String {
        let answer = try JSON(parsing: try await call("users.signin/1", [claims.json.bytes]))
        guard let redirect = answer["redirect"]?.string else { throw Failure(.failed, "no redirect") }
        return redirect
    }

    /// The mail accounts of a user.
    public func accounts(_ user: String) async throws(Failure) -> [MailAccount] {
        (try JSON(parsing: try await call("accounts.list/1", user)).array ?? []).map(MailAccount.init)
    }
}

/// A person with an account on this server.
public struct User: Sendable, Hashable {
    /// Their id.
    public let id: String
    /// The name they sign in with.
    public let username: String
    /// The name people see.
    public let displayName: String
    /// Whether they look after the server.
    public let isAdmin: Bool

    init(_ json: JSON) {
        id = json["id"]?.string ?? ""
        username = json["username"]?.string ?? ""
        displayName = json["displayName"]?.string ?? ""
        isAdmin = json["admin"]?.bool ?? false
    }
}

/// A mail account of a user.
public struct MailAccount: Sendable, Hashable {
    /// Its id.
    public let id: String
    /// What its owner calls it.
    public let name: String
    /// Its address.
    public let email: String

    init(_ json: JSON) {
        id = json["id"]?.string ?? ""
        name = json["name"]?.string ?? ""
        email = json["email"]?.string ?? ""
    }
}

/// What another place says about somebody who signed in there.
public struct Claims: Sendable {
    /// What they are called there, for good.
    public var subject: String
    /// The place.
    public var issuer: String?
    /// The name they would like to have here.
    public var username: String?
    /// Their address.
    public var email: String?
    /// The name people see.
    public var displayName: String?

    /// Claims about a subject.
    public init(subject: String, issuer: String? = nil, username: String? = nil, email: String? = nil, displayName: String? = nil) {
        self.subject = subject
        self.issuer = issuer
        self.username = username
        self.email = email
        self.displayName = displayName
    }

    var json: JSON {
        var members: [String: JSON] = ["subject": .string(subject)]
        for (name, value) in [("issuer", issuer), ("username", username), ("email", email), ("displayName", displayName)] {
            if let value { members[name] = .string(value) }
        }
        return .object(members)
    }
}
