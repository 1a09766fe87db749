public import Core

/// The seam to users, sessions, app passwords and counters, wherever they are kept.
public struct People: Sendable {
    /// Whether there is nobody yet.
    public var isEmpty: @Sendable () async throws(Failure) -> Bool
    /// A person by id; nil when they were removed.
    public var person: @Sendable (UserID) async throws(Failure) -> Person?
    /// A person and the hash of their password, by lower-case name.
    public var credentials: @Sendable (_ username: String) async throws(Failure) -> (person: Person, passwordHash: String)?
    /// Adds a person; `conflict` when the name is taken.
    public var add: @Sendable (_ username: String, _ passwordHash: String, _ admin: Bool) async throws(Failure) -> Person
    /// Replaces the hash of a password.
    public var setPassword: @Sendable (UserID, _ passwordHash: String) async throws(Failure) -> Void

    /// A session that has not ended, by the hash of its token.
    public var session: @Sendable (_ tokenHash: [UInt8]) async throws(Failure) -> Session?
    /// Keeps a session.
    public var addSession: @Sendable (Session) async throws(Failure) -> Void
    /// Ends one session.
    public var endSession: @Sendable (_ tokenHash: [UInt8]) async throws(Failure) -> Void
    /// Ends every session of a person but one.
    public var endSessions: @Sendable (UserID, _ except: [UInt8]?) async throws(Failure) -> Void

    /// The app passwords of a person.
    public var appPasswords: @Sendable (UserID) async throws(Failure) -> [AppPassword]
    /// Adds an app password by the hash of its secret.
    public var addAppPassword: @Sendable (UserID, _ name: String, _ secretHash: [UInt8]) async throws(Failure) -> AppPassword
    /// Removes an app password of a person; `notFound` when it is not theirs.
    public var removeAppPassword: @Sendable (UserID, _ id: String) async throws(Failure) -> Void
    /// Whose app password this is; notes the use.
    public var ownerOfAppPassword: @Sendable (_ secretHash: [UInt8]) async throws(Failure) -> Person?

    /// Counts one try; answers the seconds to wait when there were more than `limit` within `window` seconds.
    public var attempt: @Sendable (_ bucket: String, _ limit: Int, _ window: Double) async throws(Failure) -> Double?
    /// Forgets the tries of a bucket.
    public var forgive: @Sendable (_ bucket: String) async throws(Failure) -> Void

    /// What holds for everybody.
    public var policy: @Sendable () async throws(Failure) -> Policy
    /// Changes what holds for everybody.
    public var setPolicy: @Sendable (Policy) async throws(Failure) -> Void

    /// Binds every part.
    public init(
        isEmpty: @escaping @Sendable () async throws(Failure) -> Bool,
        person: @escaping @Sendable (UserID) async throws(Failure) -> Person?,
        credentials: @escaping @Sendable (String) async throws(Failure) -> (person: Person, passwordHash: String)?,
        add: @escaping @Sendable (String, String, Bool) async throws(Failure) -> Person,
        setPassword: @escaping @Sendable (UserID, String) async throws(Failure) -> Void,
        session: @escaping @Sendable ([UInt8]) async throws(Failure) -> Session?,
        addSession: @escaping @Sendable (Session) async throws(Failure) -> Void,
        endSession: @escaping @Sendable ([UInt8]) async throws(Failure) -> Void,
        endSessions: @escaping @Sendable (UserID, [UInt8]?) async throws(Failure) -> Void,
        appPasswords: @escaping @Sendable (UserID) async throws(Failure) -> [AppPassword],
        addAppPassword: @escaping @Sendable (UserID, String, [UInt8]) async throws(Failure) -> AppPassword,
        removeAppPassword: @escaping @Sendable (UserID, String) async throws(Failure) -> Void,
        ownerOfAppPassword: @escaping @Sendable ([UInt8]) async throws(Failure) -> Person?,
        attempt: @escaping @Sendable (String, Int, Double) async throws(Failure) -> Double?,
        forgive: @escaping @Sendable (String) async throws(Failure) -> Void,
        policy: @escaping @Sendable () async throws(Failure) -> Policy,
        setPolicy: @escaping @Sendable (Policy) async throws(Failure) -> Void
    ) {
        self.isEmpty = isEmpty
        self.person = person
        self.credentials = credentials
        self.add = add
        self.setPassword = setPassword
        self.session = session
        self.addSession = addSession
        self.endSession = endSession
        self.endSessions = endSessions
        self.appPasswords = appPasswords
        self.addAppPassword = addAppPassword
        self.removeAppPassword = removeAppPassword
        self.ownerOfAppPassword = ownerOfAppPassword
        self.attempt = attempt
        self.forgive = forgive
        self.policy = policy
        self.setPolicy = setPolicy
    }
}
