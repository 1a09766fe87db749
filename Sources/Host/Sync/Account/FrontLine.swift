import Core
import IMAP
import Store

/// The connection on which a person waits: bodies on demand before the outbox. Opened when needed, closed when idle.
actor FrontLine {
    private let account: AccountID
    private let store: Store
    private let dialer: Dialer
    private let turn = Turn()
    private var connection: IMAPConnection?
    private var used = ContinuousClock.now

    init(account: AccountID, store: Store, dialer: Dialer) {
        self.account = account
        self.store = store
        self.dialer = dialer
    }

    /// Runs a body alone on the connection. With `again` a body that met a connection gone dead is run once more on a new one.
    nonisolated func use<T: Sendable>(
        urgent: Bool, again: Bool, _ body: @Sendable (IMAPConnection) async throws(Failure) -> T
    ) async throws(Failure) -> T {
        try await turn.use(urgent: urgent) { () throws(Failure) in
            let (connection, isOld) = try await current()
            do throws(Failure) {
                let value = try await body(connection)
                await touch()
                return value
            } catch {
                guard !connection.isOpen else { throw error }
                await drop(connection)
                guard isOld, again, !Task.isCancelled else { throw error }
                let (fresh, _) = try await current()
                return try await body(fresh)
            }
        }
    }

    private func current() async throws(Failure) -> (IMAPConnection, Bool) {
        used = .now
        if let connection, connection.isOpen { return (connection, true) }
        guard let row = try await store.read({ [account] sql throws(Failure) in try AccountTable.get(sql, account) }) else {
            throw Failure(.notFound, "account \(account) is gone")
        }
        guard !row.paused else { throw Failure(.unavailable, "the account is paused", message: "This account is paused.") }
        do throws(Failure) {
            let opened = try await dialer.open(row)
            connection = opened
            return (opened, false)
        } catch {
            // That the server cannot be reached, or refuses the password, says nothing about what was to be done there.
            throw Failure(.unavailable, error.detail, message: error.message, retryAfter: error.retryAfter)
        }
    }

    private func touch() { used = .now }

    private func drop(_ dead: IMAPConnection) { if connection === dead { connection = nil } }

    /// Closes the connection when it was not used for a while.
    func rest(after idle: Duration) async {
        guard let connection, ContinuousClock.now - used >= idle else { return }
        self.connection = nil
        await connection.logout()
    }

    /// Closes the connection at once.
    func close() {
        connection?.close()
        connection = nil
    }
}
