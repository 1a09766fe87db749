public import Core

/// The seam to users, sessions, app passwords and counters, wherever they are kept.
public struct People: Sendable {
    /// Whether there is nobody yet.
    public var isEmpty: @Sendable () async throws(Failure) -> Bool
    /// A person by id; nil when they were removed.
    public var person: @Sendable (UserID) async throws(Failure) -> Person?
    /// A person and the hash of their password, by name.
    public var credentials: @Sendable (_ username: String) async throws(Failure) -> (person: Person, passwordHash: String)?
    /// Adds a person; `conflict` when the name is taken. The first one is an admin, and `denied` when there is anybody already.
    public var add: @Sendable (_ username: String, _ passwordHash: String, _ first: Bool) async throws(Failure) -> Person
    /// Replaces the hash of a password and ends every session of the person but one.
    public var setPassword: @Sendable (UserID, _ passwordHash: String, _ keep: String?) async throws(Failure) -> Void

    /// The session of a cookie's token; nil when there is none or it has ended.
    public var session: @Sendable (_ token: String) async throws(Failure) -> BrowserSession?
    /// Begins a session and answers the cookie's token.
    public var beginSession: @Sendable (UserID, _ address: String, _ agent: String) async throws(Failure) -> String
    /// Ends one session, by its id.
    public var endSession: @Sendable (_ id: String) async throws(Failure) -> Void
    /// Takes a one-time token out of use and says whom it signs in; nil when it was used, is too old or never was.
    public var takeSignIn: @Sendable (_ token: String) async throws(Failure) -> UserID?

    /// The app passwords of a person.
    public var appPasswords: @Sendable (UserID) async throws(Failure) -> [ClientPassword]
    /// Makes an app password and answers its secret, which is kept nowhere.
    public var addAppPassword: @Sendable (UserID, _ name: String) async throws(Failure) -> (id: String, secret: String)
    /// Removes an app password of a person; `notFound` when it is not theirs.
    public var removeAppPassword: @Sendable (UserID, _ id: String) async throws(Failure) -> Void
    /// Whose app password this is; notes the use.
    public var ownerOfAppPassword: @Sendable (_ secret: String) async throws(Failure) -> Person?

    /// Counts one try; answers the seconds to wait when there were more than `limit` within `window` seconds.
    public var attempt: @Sendable (_ bucket: String, _ limit: Int, _ window: Double) async throws(Failure) -> Double?
    /// Takes one try of a bucket back, because it was no failure.
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
        setPassword: @escaping @Sendable (UserID, String, String?) async throws(Failure) -> Void,
        session: @escaping @Sendable (String) async throws(Failure) -> BrowserSession?,
        beginSession: @escaping @Sendable (UserID, String, String) async throws(Failure) -> String,
        endSession: @escaping @Sendable (String) async throws(Failure) -> Void,
        takeSignIn: @escaping @Sendable (String) async throws(Failure) -> UserID?,
        appPasswords: @escaping @Sendable (UserID) async throws(Failure) -> [ClientPassword],
        addAppPassword: @escaping @Sendable (UserID, String) async throws(Failure) -> (id: String, secret: String),
        removeAppPassword: @escaping @Sendable (UserID, String) async throws(Failure) -> Void,
        ownerOfAppPassword: @escaping @Sendable (String) async throws(Failure) -> Person?,
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
        self.beginSession = beginSession
        self.endSession = endSession
        self.takeSignIn = takeSignIn
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
