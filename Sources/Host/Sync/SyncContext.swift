public import Core
public import IMAP
public import Logging
public import Store

/// What every account actor is given: the store, the ways out and the pace.
public struct SyncContext: Sendable {
    /// Where everything is kept.
    public let store: Store
    /// Raw messages on the disk.
    public let cache: RawCache
    /// Shared by all accounts.
    public let broker: ConnectionBroker
    /// Passwords or tokens.
    public let credentials: CredentialSource
    /// How messages leave.
    public let submitter: Submitter
    /// Who may have an opinion before something happens.
    public let hooks: Hooks
    /// How often things are asked that no server tells by itself.
    public let pace: Pace
    /// Names to addresses; nil: the system's, under the admin's policy.
    public let resolver: HostResolver?
    /// For the log.
    public let log: Logger

    /// Everything an account needs.
    public init(
        store: Store, cache: RawCache, broker: ConnectionBroker = ConnectionBroker(), credentials: CredentialSource? = nil,
        submitter: Submitter? = nil, pace: Pace = Pace(), resolver: HostResolver? = nil, hooks: Hooks = .none, log: Logger
    ) {
        self.store = store
        self.cache = cache
        self.broker = broker
        self.credentials = credentials ?? .passwords(of: store)
        self.submitter = submitter ?? .smtp
        self.pace = pace
        self.hooks = hooks
        self.resolver = resolver
        self.log = log
    }

    var dialer: Dialer { Dialer(store: store, broker: broker, credentials: credentials, resolver: resolver, log: log) }
}

/// How often things are asked that no server tells by itself.
public struct Pace: Sendable {
    /// Counters of all mailboxes while a person has a page open and the server tells nothing by itself.
    public var watched: Duration = .milliseconds(1200)
    /// The same while nobody looks.
    public var unwatched: Duration = .seconds(60)
    /// The same while a person has a page open and the server tells by itself (NOTIFY), which some do not do for every change of a folder.
    public var checked: Duration = .seconds(4)
    /// The same where the server tells by itself and nobody looks: only to be sure.
    public var notified: Duration = .seconds(90)
    /// The whole look at the list of folders.
    public var folders: Duration = .seconds(1800)
    /// A look at every mailbox of a server that has no CONDSTORE, where counters do not show a changed flag.
    public var flags: Duration = .seconds(300)
    /// How long a connection that has nothing to do is kept.
    public var idle: Duration = .seconds(90)

    /// The defaults.
    public init() {}
}
