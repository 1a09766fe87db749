public import Core
public import Logging

extension IMAPConnection {
    /// Connects, secures, signs in, and turns on what the server offers (ID, ENABLE, COMPRESS). Nothing before TLS is believed.
    /// Throws `denied` (wrong password, policy), `unavailable`, `timeout`, with words for a person.
    public static func open(
        _ server: ServerAddress, _ credential: Credential, policy: ConnectionPolicy = ConnectionPolicy(), resolver: HostResolver? = nil,
        options: ConnectionOptions = ConnectionOptions(), log: Logger? = nil
    ) async throws(Failure) -> IMAPConnection { throw Failure(.unsupported, "not wired yet") }

    /// Tries a server and a password and says what a person should do. Never throws; closes the connection again.
    public static func test(
        _ server: ServerAddress, _ credential: Credential, policy: ConnectionPolicy = ConnectionPolicy(), resolver: HostResolver? = nil,
        options: ConnectionOptions = ConnectionOptions(), log: Logger? = nil
    ) async -> ConnectionCheck { ConnectionCheck(.failed, message: "not wired yet") }

    /// What the server offers after sign-in.
    public var capabilities: Capabilities { Capabilities([]) }
    /// What ENABLE turned on, such as `QRESYNC`.
    public var enabled: Set<String> { [] }
    /// The selected mailbox as it is now, EXISTS kept up to date; nil when none is.
    public var selected: SelectedMailbox? { nil }
    /// Whether commands can still be issued.
    public var isOpen: Bool { false }
    /// What the server called itself in answer to ID.
    public var serverIdentification: [String: String] { [:] }

    /// LIST of every mailbox, with SPECIAL-USE and subscriptions where offered, and with counters where LIST-STATUS is offered and `status` is not empty.
    public func list(reference: String = "", pattern: String = "*", status: [MailboxStatus.Item] = []) async throws(Failure) -> [ListedMailbox] { fatalError() }
    /// NAMESPACE; empty where not offered.
    public func namespaces() async throws(Failure) -> Namespaces { fatalError() }
    /// STATUS. Items the server lacks are left out.
    public func status(_ name: MailboxName, _ items: [MailboxStatus.Item]) async throws(Failure) -> MailboxStatus { fatalError() }
    /// CREATE. Throws `conflict` when it exists.
    public func create(_ name: MailboxName, role: MailboxRole? = nil) async throws(Failure) { fatalError() }
    /// RENAME, with everything below.
    public func rename(_ name: MailboxName, to new: MailboxName) async throws(Failure) { fatalError() }
    /// DELETE.
    public func delete(_ name: MailboxName) async throws(Failure) { fatalError() }
    /// SUBSCRIBE.
    public func subscribe(_ name: MailboxName) async throws(Failure) { fatalError() }
    /// UNSUBSCRIBE.
    public func unsubscribe(_ name: MailboxName) async throws(Failure) { fatalError() }

    /// SELECT (EXAMINE when `readOnly`), with QRESYNC from a remembered point where enabled. Throws `notFound` when there is no such mailbox.
    @discardableResult
    public func select(_ name: MailboxName, readOnly: Bool = false, since point: ResyncPoint? = nil) async throws(Failure) -> SelectedMailbox { fatalError() }
    /// UNSELECT, or its equivalent: nothing is expunged.
    public func unselect() async throws(Failure) { fatalError() }
    /// CLOSE: expunges what is marked \Deleted.
    public func closeMailbox() async throws(Failure) { fatalError() }
    /// NOOP: whatever is new arrives in `events`.
    public func noop() async throws(Failure) { fatalError() }
    /// CHECK; NOOP where the server no longer knows it.
    public func check() async throws(Failure) { fatalError() }

    /// FETCH or UID FETCH. With `changedSince` (CONDSTORE) only what changed; with `vanished` (QRESYNC, UIDs) also what is gone.
    /// Items whose extension the server lacks are left out.
    public func fetch(_ messages: MessageSet, _ items: [FetchItem], changedSince: ModSeq? = nil, vanished: Bool = false) -> FetchStream { fatalError() }
    /// STORE or UID STORE. With `unchangedSince` (CONDSTORE) messages changed later are left alone and named in `modified`.
    @discardableResult
    public func store(_ messages: MessageSet, _ change: FlagChange, unchangedSince: ModSeq? = nil) async throws(Failure) -> StoreResult { fatalError() }
    /// COPY. Nil without UIDPLUS. Throws `notFound` when the target is missing.
    @discardableResult
    public func copy(_ messages: MessageSet, to name: MailboxName) async throws(Failure) -> CopyResult? { fatalError() }
    /// MOVE. Throws `unsupported` without the extension: copy, mark and expunge instead.
    @discardableResult
    public func move(_ messages: MessageSet, to name: MailboxName) async throws(Failure) -> CopyResult? { fatalError() }
    /// UID EXPUNGE of exactly these. Throws `unsupported` without UIDPLUS.
    public func expunge(_ uids: UIDSet) async throws(Failure) { fatalError() }
    /// EXPUNGE of everything marked \Deleted.
    public func expunge() async throws(Failure) { fatalError() }
    /// UID SEARCH, as ESEARCH where offered.
    public func search(_ key: SearchKey) async throws(Failure) -> SearchResult { fatalError() }

    /// APPEND from memory. Nil without UIDPLUS. Throws `notFound` when the mailbox is missing, `tooLarge` over a limit or quota.
    @discardableResult
    public func append(_ message: [UInt8], to name: MailboxName, flags: [Flag] = [], date: Timestamp? = nil) async throws(Failure) -> AppendResult? { fatalError() }
    /// APPEND of `size` bytes that come in pieces. When the pieces end early or the task is cancelled the connection is closed: the message is not appended.
    @discardableResult
    public func append(
        size: Int64, to name: MailboxName, flags: [Flag] = [], date: Timestamp? = nil, pieces: @escaping @Sendable () async throws(Failure) -> [UInt8]?
    ) async throws(Failure) -> AppendResult? { fatalError() }

    /// From now on the connection is in IDLE whenever no command is under way, renewed in time; NOOP at intervals where IDLE is not offered. `events` tells.
    public func startIdling() { fatalError() }
    /// Ends what `startIdling` began.
    public func stopIdling() { fatalError() }
    /// NOTIFY for every mailbox of the person: counters and names arrive in `events`. Throws `unsupported` where not offered, `tooLarge` where the server has too many.
    public func notify(status: Bool = true) async throws(Failure) { fatalError() }

    /// LOGOUT, then closed. Never throws: it is closed either way.
    public func logout() async { fatalError() }
    /// Closes at once without a word. Every command under way fails as `cancelled`.
    public func close() { fatalError() }
}
