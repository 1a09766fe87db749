public import Core

/// Users and their accounts, as plugins may know them.
public struct PluginPeople: Sendable {
    /// Who a user is: `{id, username, displayName, admin}`; fails with `notFound`.
    public var user: @Sendable (UserID) async throws(Failure) -> JSON
    /// The accounts of a user: `[{id, name, email}]`, never with secrets.
    public var accounts: @Sendable (UserID) async throws(Failure) -> JSON
    /// Whose name and password these are, as `user` says it. Fails with `denied` without telling why, and with `unavailable` and a time to
    /// wait after too many wrong ones from that address or for that name.
    public var verify: @Sendable (_ name: String, _ password: String, _ remote: String) async throws(Failure) -> JSON
    /// The address that signs in, once and soon, whoever these claims are about. Fails with `denied` when nobody here is linked to them and
    /// registration is closed.
    public var signIn: @Sendable (_ plugin: String, PluginClaims) async throws(Failure) -> String

    /// All four.
    public init(
        user: @escaping @Sendable (UserID) async throws(Failure) -> JSON,
        accounts: @escaping @Sendable (UserID) async throws(Failure) -> JSON,
        verify: @escaping @Sendable (_ name: String, _ password: String, _ remote: String) async throws(Failure) -> JSON,
        signIn: @escaping @Sendable (_ plugin: String, PluginClaims) async throws(Failure) -> String
    ) {
        self.user = user
        self.accounts = accounts
        self.verify = verify
        self.signIn = signIn
    }
}

/// What another place says about somebody who signed in there.
public struct PluginClaims: Sendable, Equatable {
    /// What they are called there, for good; 1 to 255 bytes.
    public var subject: String
    /// The place; may be empty.
    public var issuer: String
    /// The name they would like to have here.
    public var username: String?
    /// Their address.
    public var email: String?
    /// The name people see.
    public var displayName: String?
}
