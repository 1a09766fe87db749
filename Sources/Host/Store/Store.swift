public import Core
public import HostCrypto

/// The database with its journal: the one place where the house remembers.
public final class Store: Sendable {
    /// The engine below.
    public let database: any Database
    /// Seals what must not be read from a stolen database.
    public let secrets: SecretBox
    /// Where `Transaction.now` comes from.
    public let clock: WallClock
    /// Tells after each commit what the journal gained.
    public let feed = JournalFeed()
    /// What plugins listen to, and the bell that rings when there is something to hear.
    public let ears = EventEars()
    /// Where large things are put down while they are worked on.
    public let scratch: ScratchFolder

    /// A store over a database that has been migrated.
    public init(database: any Database, secrets: SecretBox, clock: WallClock = .system, scratch: ScratchFolder = .temporary) {
        self.database = database
        self.secrets = secrets
        self.clock = clock
        self.scratch = scratch
    }

    /// Opens SQLite at a path, or PostgreSQL at a `postgres://` URL, and brings the schema up to date.
    public static func open(
        _ place: String, secrets: SecretBox, clock: WallClock = .system, scratch: ScratchFolder = .temporary
    ) async throws(Failure) -> Store {
        let database: any Database =
            place.hasPrefix("postgres://") || place.hasPrefix("postgresql://")
            ? try PostgresDatabase(url: place) : try SQLiteDatabase(path: place)
        try await Migrations.run(on: database)
        let store = Store(database: database, secrets: secrets, clock: clock, scratch: scratch)
        store.ears.listen(try await store.read { sql throws(Failure) in try EventTable.listened(sql) })
        return store
    }

    /// Runs a body that only reads, on a consistent view.
    public func read<T: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws(Failure) -> T) async throws(Failure) -> T {
        try await database.read(body)
    }

    /// Runs a body in one transaction together with the counts and journal rows it causes; afterwards `feed` tells.
    @discardableResult public func write<T: Sendable>(
        _ durability: Durability = .disk, _ body: @escaping @Sendable (Transaction) throws(Failure) -> T
    ) async throws(Failure) -> T {
        let listened = ears.listened
        let (value, news, rings) = try await database.write(durability) {
            [clock, secrets] connection throws(Failure) -> (T, [JournalNews], Bool) in
            let transaction = Transaction(sql: connection, now: clock.now(), secrets: secrets, listened: listened)
            let value = try body(transaction)
            let news = try transaction.flush()
            return (value, news, transaction.hasEvents)
        }
        for item in news { feed.tell(item) }
        if rings { ears.ring() }
        return value
    }

    /// Waits for what is under way, then closes the database.
    public func close() async {
        feed.close()
        ears.close()
        await database.close()
    }
}
