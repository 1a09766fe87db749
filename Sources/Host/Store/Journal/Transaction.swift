public import Core
public import HostCrypto

/// One transaction: rows, the counts that follow from them and the journal of both become true together.
public final class Transaction {
    /// The connection, for statements.
    public let sql: any SQLConnection
    /// The time of this transaction.
    public let now: Timestamp
    /// Seals and opens secrets.
    public let secrets: SecretBox

    private struct Key: Hashable {
        let account: AccountID
        let type: DataType
        let object: Int64
    }
    private var changes: [Key: ChangeKind] = [:]
    private var order: [Key] = []
    private var ownerless: [Key: UserID] = [:]
    private var locked: Set<AccountID> = []
    private var owners: [AccountID: UserID] = [:]
    var counts = Counts()
    /// How many cards users have, as far as it was counted.
    var cards: [UserID: Int64] = [:]
    /// The events that some plugin listens to; of others nothing is noted.
    let listened: Set<HouseEvent>
    /// Events that become true with this transaction.
    var pending: [PendingEvent] = []
    var pendingAt: [String: Int] = [:]
    /// Whether events were written.
    private(set) var hasEvents = false

    init(sql: any SQLConnection, now: Timestamp, secrets: SecretBox, listened: Set<HouseEvent> = []) {
        self.sql = sql
        self.now = now
        self.secrets = secrets
        self.listened = listened
    }

    /// Notes a change of an account's object. Several changes of one object become one row.
    public func record<Kind>(_ type: DataType, _ account: AccountID, _ object: ID<Kind>, _ change: ChangeKind) {
        note(Key(account: account, type: type, object: object.rawValue), change)
    }

    /// Notes a change of something that belongs to a user and no account.
    public func record(_ type: DataType, user: UserID, _ object: Int64, _ change: ChangeKind) {
        // The owner is part of the key through the object: users never share one of these.
        let key = Key(account: AccountID(-user.rawValue), type: type, object: object)
        ownerless[key] = user
        note(key, change)
    }

    private func note(_ key: Key, _ change: ChangeKind) {
        switch (changes[key], change) {
        case (nil, _):
            changes[key] = change
            order.append(key)
        case (.created, .destroyed): changes[key] = .destroyed
        case (.created, _): break
        case (.destroyed, .created): changes[key] = .updated
        case (_, .destroyed): changes[key] = .destroyed
        default: break
        }
    }

    /// Keeps other transactions from changing the account's mail until this one ends. SQLite has one writer anyway.
    public func lock(_ account: AccountID) throws(Failure) {
        guard locked.insert(account).inserted else { return }
        let suffix = sql.dialect == .postgres ? " FOR UPDATE" : ""
        guard let owner = try sql.first("SELECT user_id FROM accounts WHERE id = ?" + suffix, [account], { $0.id(0, UserKind.self) }) else {
            throw Failure(.notFound, "account \(account) is gone")
        }
        owners[account] = owner
    }

    /// Writes the counts and the journal; returns what there is to tell.
    func flush() throws(Failure) -> [JournalNews] {
        try counts.settle(self)
        guard !order.isEmpty else {
            hasEvents = try flushEvents(owners, [:])
            return []
        }
        var byUser: [UserID: [Key]] = [:]
        for key in order {
            if let user = ownerless[key] {
                byUser[user, default: []].append(key)
            } else {
                try lock(key.account)
                byUser[owners[key.account]!, default: []].append(key)
            }
        }
        var news: [JournalNews] = []
        for (user, keys) in byUser.sorted(by: { $0.key < $1.key }) {
            if !listened.isEmpty {
                for key in keys { hear(key.type, key.account.rawValue < 0 ? AccountID(0) : key.account, user, key.object, changes[key]!) }
            }
            let last = try sql.first(
                "UPDATE users SET journal_seq = journal_seq + ? WHERE id = ? RETURNING journal_seq", [keys.count, user], { $0.int(0) })
            guard let last else { continue }
            var seq = last - Int64(keys.count)
            var changed: [AccountID: Set<DataType>] = [:]
            for key in keys {
                seq += 1
                let account = key.account.rawValue < 0 ? AccountID(0) : key.account
                changed[account, default: []].insert(key.type)
                try sql.run(
                    "INSERT INTO journal (user_id, seq, account_id, type, object_id, change, at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                    [user, seq, account, key.type.rawValue, key.object, changes[key]!.rawValue, now])
            }
            news.append(JournalNews(user: user, seq: last, changed: changed))
        }
        hasEvents = try flushEvents(owners, Dictionary(news.map { ($0.user, $0.seq) }) { $1 })
        return news
    }
}
