import Core
import Logging
import NIOCore
import NIOPosix
import NIOSSL
import Net

/// Making the connection: policy, addresses, TCP, TLS, greeting.
struct Dialing: Sendable {
    let server: ServerAddress
    let policy: ConnectionPolicy
    let resolver: HostResolver
    let options: ConnectionOptions
    let log: Logger

    /// A connection that has been greeted and, where asked for, secured. Nothing said before TLS is remembered.
    func dial() async throws(ConnectionProblem) -> (connection: IMAPConnection, greeting: StatusResponse, address: SocketAddress) {
        try checkPolicy()
        let addresses = try await vetted()
        var problem = ConnectionProblem(.failed, "The mail server has no address.")
        for address in addresses {
            do throws(ConnectionProblem) {
                let (connection, greeting) = try await dial(address)
                return (connection, greeting, address)
            } catch {
                guard [.refused, .timeout].contains(error.check.code), !Task.isCancelled else { throw error }
                problem = error
            }
        }
        throw problem
    }

    private func checkPolicy() throws(ConnectionProblem) {
        guard (1...65535).contains(server.port), !server.host.isEmpty, server.host.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7f }) else {
            throw ConnectionProblem(.policy, "That is not a server name and port.")
        }
        do throws(Failure) {
            try HostGuard.checkTLS(server, policy: policy)
            try HostGuard.checkPort(server.port, for: .imap, policy: policy)
        } catch {
            throw ConnectionProblem(.policy, error.message, cause: error)
        }
    }

    private func vetted() async throws(ConnectionProblem) -> [SocketAddress] {
        let resolver = resolver
        let (host, port) = (server.host, server.port)
        let limit = options.connectTimeout
        let found: Result<[String], Failure> = await TimeBox.run(limit) { () async -> Result<[String], Failure> in
            do throws(Failure) { return .success(try await resolver.addresses(host, port)) } catch { return .failure(error) }
        } late: {
            .failure(Failure(.timeout, "IMAP: \(host) did not resolve in time"))
        }
        switch found {
        case .success(let texts): return texts.compactMap { try? SocketAddress(ipAddress: $0, port: port) }
        case .failure(let cause):
            switch cause.kind {
            case .denied:
                throw ConnectionProblem(
                    .policy, cause.message.isEmpty ? "This server does not allow that mail server." : cause.message, cause: cause)
            case .timeout: throw ConnectionProblem(.timeout, "The server name could not be looked up in time.", cause: cause)
            case .notFound: throw ConnectionProblem(.nameNotFound, "There is no server named \(host). Check the spelling.", cause: cause)
            default: throw ConnectionProblem(.failed, "The server name could not be looked up.", cause: cause)
            }
        }
    }

    private func dial(_ address: SocketAddress) async throws(ConnectionProblem) -> (IMAPConnection, StatusResponse) {
        let conversation = Conversation(options: options, log: log, shared: SharedState(), events: EventSink())
        let group = MultiThreadedEventLoopGroup.singleton
        let promise = group.next().makePromise(of: StatusResponse.self)
        conversation.greeting = { promise.completeWith($0.mapError { $0 as any Error }) }
        conversation.state.isTrusted = server.tls != .starttls
        let tls: NIOSSLContext?
        do { tls = server.tls == .implicit ? try context() : nil } catch {
            promise.fail(error)
            throw ConnectionProblem(.failed, "TLS could not be set up.", cause: Failure(.failed, "IMAP: TLS: \(error)"))
        }
        let name = serverName
        let bootstrap = ClientBootstrap(group: group)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelOption(.recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 2048, initial: 16384, maximum: 1 << 18))
            .connectTimeout(TimeAmount(options.connectTimeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls { try channel.pipeline.syncOperations.addHandler(NIOSSLClientHandler(context: tls, serverHostname: name)) }
                    try channel.pipeline.syncOperations.addHandler(conversation)
                }
            }
        let channel: any Channel
        do { channel = try await bootstrap.connect(to: address).get() } catch {
            promise.fail(error)
            throw connecting(error)
        }
        let connection = IMAPConnection(conversation: conversation, loop: channel.eventLoop)
        let late = channel.eventLoop.scheduleTask(in: TimeAmount(options.connectTimeout)) {
            guard conversation.greeting != nil else { return }
            conversation.end(
                Failure(
                    .timeout, "IMAP: no greeting", message: "The server was reached but said nothing. Check the port and the TLS setting."))
        }
        defer { late.cancel() }
        let greeting: StatusResponse
        do {
            greeting = try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                connection.close()
            }
        } catch {
            throw conversation.problem ?? greetingFailed(error)
        }
        if greeting.condition == .bye {
            connection.close()
            throw ConnectionProblem(
                .refused, "The mail server refused the connection.", server: server.tls == .starttls ? "" : greeting.text)
        }
        if server.tls == .starttls { try await secure(connection, greeting) }
        return (connection, greeting)
    }

    /// STARTTLS (RFC 9051 6.2.1). Capabilities, greeting and everything else said before is forgotten.
    private func secure(_ connection: IMAPConnection, _ greeting: StatusResponse) async throws(ConnectionProblem) {
        guard greeting.condition == .ok else {
            connection.close()
            throw ConnectionProblem(
                .tlsNotOffered,
                "The server skips the sign-in before TLS, which an attacker could make it do. Use TLS from the start (port 993).")
        }
        let tls: NIOSSLContext
        do { tls = try context() } catch {
            throw ConnectionProblem(.failed, "TLS could not be set up.", cause: Failure(.failed, "IMAP: TLS: \(error)"))
        }
        let name = serverName
        let conversation = connection.conversation
        do throws(Failure) {
            let (_, status) = try await connection.exchange(
                CommandWriter("STARTTLS").command(.alone), (),
                settle: { _, status, state in
                    guard status.condition == .ok, let channel = conversation.channel else { return }
                    conversation.stopsReading = true
                    state.forget()
                    do {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLClientHandler(context: tls, serverHostname: name), position: .first)
                    } catch {
                        channel.pipeline.fireErrorCaught(error)
                    }
                })
            guard status.condition == .ok else {
                connection.close()
                throw Failure(.unsupported, "IMAP: STARTTLS: \(status.condition.rawValue)")
            }
            _ = try await connection.exchange(
                CommandWriter("CAPABILITY").command(.alone), (),
                settle: { _, status, state in
                    if status.condition == .ok { state.isTrusted = true }
                })
        } catch {
            connection.close()
            if error.kind == .unsupported {
                throw ConnectionProblem(
                    .tlsNotOffered, "The server does not offer STARTTLS on this port. Use TLS from the start (port 993).", cause: error)
            }
            throw conversation.problem ?? greetingFailed(error)
        }
    }

    private var serverName: String? {
        (try? SocketAddress(ipAddress: server.host, port: 0)) == nil ? server.host : nil
    }

    private func context() throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.minimumTLSVersion = .tlsv12
        configuration.certificateVerification = server.skipVerify ? .none : .fullVerification
        if let file = PrivateAuthorities.file { configuration.additionalTrustRoots.append(.file(file)) }
        if !options.extraTrustRoots.isEmpty {
            configuration.additionalTrustRoots.append(
                .certificates(try options.extraTrustRoots.flatMap { try NIOSSLCertificate.fromPEMBytes(Array($0.utf8)) }))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private func connecting(_ error: any Error) -> ConnectionProblem {
        let cause = Failure(.unavailable, "IMAP: \(server.host): \(error)")
        if let error = error as? ChannelError, case .connectTimeout = error {
            return ConnectionProblem(.timeout, "\(server.host) did not answer on port \(server.port) in time.", cause: cause)
        }
        if error is CancellationError { return ConnectionProblem(.failed, "Cancelled.", cause: Failure(.cancelled, "IMAP: cancelled")) }
        return ConnectionProblem(
            .refused, "Nothing answers on port \(server.port) of \(server.host). Check the port, or whether a firewall is in between.",
            cause: cause)
    }

    private func greetingFailed(_ error: any Error) -> ConnectionProblem {
        if let tls = ConnectionProblem.tlsProblem(error) { return tls }
        guard let cause = error as? Failure else { return connecting(error) }
        if cause.kind == .timeout { return ConnectionProblem(.timeout, cause.message, cause: cause) }
        if cause.detail.contains("expected") || cause.detail.contains("no greeting") || cause.kind == .tooLarge {
            return ConnectionProblem(.notThisProtocol, ConnectionProblem.notIMAP, cause: cause)
        }
        if cause.kind == .cancelled { return ConnectionProblem(.failed, "Cancelled.", cause: cause) }
        return ConnectionProblem(.refused, "\(server.host) closed the connection at once.", cause: cause)
    }
}
