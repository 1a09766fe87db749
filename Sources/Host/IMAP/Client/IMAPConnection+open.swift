public import Core
public import Logging
import NIOCore
import Net

extension IMAPConnection {
    /// Connects, secures, signs in, and turns on what the server offers (ID, ENABLE, COMPRESS). Nothing before TLS is believed.
    /// Throws `denied` (wrong password, policy), `unavailable`, `timeout`, with words for a person.
    public static func open(
        _ server: ServerAddress, _ credential: Credential, policy: ConnectionPolicy = ConnectionPolicy(), resolver: HostResolver? = nil,
        options: ConnectionOptions = ConnectionOptions(), log: Logger? = nil
    ) async throws(Failure) -> IMAPConnection {
        do throws(ConnectionProblem) {
            return try await begin(server, credential, policy, resolver, options, log)
        } catch {
            if Task.isCancelled { throw Failure(.cancelled, "IMAP: cancelled while connecting") }
            throw error.failure
        }
    }

    /// Tries a server and a password and says what a person should do. Never throws; closes the connection again.
    public static func test(
        _ server: ServerAddress, _ credential: Credential, policy: ConnectionPolicy = ConnectionPolicy(), resolver: HostResolver? = nil,
        options: ConnectionOptions = ConnectionOptions(), log: Logger? = nil
    ) async -> ConnectionCheck {
        do throws(ConnectionProblem) {
            let connection = try await begin(server, credential, policy, resolver, options, log)
            await connection.logout()
            return ConnectionCheck(.ok, message: "Connected and signed in.")
        } catch {
            return error.check
        }
    }

    private static func begin(
        _ server: ServerAddress, _ credential: Credential, _ policy: ConnectionPolicy, _ resolver: HostResolver?,
        _ options: ConnectionOptions, _ log: Logger?
    ) async throws(ConnectionProblem) -> IMAPConnection {
        var log = log ?? Logger(label: "imap")
        log[metadataKey: "server"] = "\(server.host):\(server.port)"
        let dialing = Dialing(server: server, policy: policy, resolver: resolver ?? .guarded(policy), options: options, log: log)
        let (connection, greeting, address) = try await dialing.dial()
        if greeting.condition != .preauth { try await connection.signIn(credential, host: server.host) }
        try await connection.turnOnExtensions(isLocal: address.ipAddress.flatMap { IPAddress($0) }?.scope == .local)
        return connection
    }
}
