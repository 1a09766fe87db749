public import Core
public import Foundation
import Mail
public import Net

/// Submits messages. A value without state; every submission has its own connection.
public struct SMTPSender: Sendable {
    private let resolver: NameResolver
    private let caFile: String?
    private let timeout: Double

    /// A sender. `caFile` is a file of certificates trusted beside the system's choice; `timeout` bounds one submission in seconds,
    /// with one second more for every 20 kB.
    public init(resolver: NameResolver = .system, caFile: String? = nil, timeout: Double = 60) {
        self.resolver = resolver
        self.caFile = caFile
        self.timeout = timeout
    }

    /// Submits a message. `progress` gets bytes sent and bytes in all, on a thread of Net. `pointOfNoReturn` is called once, right before
    /// the last bytes are handed over: what it does (persisting that the message may be out) is done before the server can have the whole
    /// message; when it gives false nothing is sent.
    public func send(
        _ message: [UInt8], _ envelope: SMTPEnvelope, to server: ServerAddress, _ credential: Credential?,
        policy: ConnectionPolicy = .init(),
        progress: (@Sendable (_ sent: Int, _ total: Int) -> Void)? = nil, pointOfNoReturn: @escaping @Sendable () -> Bool = { true }
    ) async -> SMTPOutcome {
        guard let bad = Self.check(envelope) else {
            let bytes = LineEnds.crlf(message)
            let body = bytes.suffix(2) == [13, 10] ? bytes : bytes + [13, 10]
            return await send(.bytes(body), envelope, to: server, credential, policy, progress, pointOfNoReturn)
        }
        return .refused(.init(message: bad.message, server: "", code: 0, recipients: [:]))
    }

    /// Submits a message from a file, as `send` does, reading as it goes. Every line of the file ends in CRLF, the last one included;
    /// a file that is otherwise is not sent.
    public func send(
        file: URL, _ envelope: SMTPEnvelope, to server: ServerAddress, _ credential: Credential?, policy: ConnectionPolicy = .init(),
        progress: (@Sendable (_ sent: Int, _ total: Int) -> Void)? = nil, pointOfNoReturn: @escaping @Sendable () -> Bool = { true }
    ) async -> SMTPOutcome {
        if let bad = Self.check(envelope) { return .refused(.init(message: bad.message, server: "", code: 0, recipients: [:])) }
        guard let body = await WaitingThreads.net.run({ SMTPBody.File(file) }) else {
            return .notSent(ConnectionCheck(.failed, message: "The message is not there any more."))
        }
        guard await WaitingThreads.net.run({ body.hasWholeLines }) else {
            return .notSent(ConnectionCheck(.failed, message: "The message is damaged: a line of it does not end as lines of mail do."))
        }
        return await send(.file(body), envelope, to: server, credential, policy, progress, pointOfNoReturn)
    }

    private func send(
        _ body: SMTPBody, _ envelope: SMTPEnvelope, to server: ServerAddress, _ credential: Credential?, _ policy: ConnectionPolicy,
        _ progress: (@Sendable (_ sent: Int, _ total: Int) -> Void)?, _ pointOfNoReturn: @escaping @Sendable () -> Bool
    ) async -> SMTPOutcome {
        await run(server, credential, policy) { addresses in
            SMTPTransfer(
                job: .message(body, envelope), server: server, credential: credential, addresses: addresses, caFile: caFile,
                timeout: timeout + Double(body.count) / 20_000, progress: progress, pointOfNoReturn: pointOfNoReturn)
        }
    }

    /// Connects, protects, signs in and quits; nothing is sent.
    public func test(_ server: ServerAddress, _ credential: Credential?, policy: ConnectionPolicy = .init()) async -> ConnectionCheck {
        let outcome = await run(server, credential, policy) { addresses in
            SMTPTransfer(
                job: .test, server: server, credential: credential, addresses: addresses, caFile: caFile, timeout: min(timeout, 30),
                progress: nil,
                pointOfNoReturn: { true })
        }
        switch outcome {
        case .delivered: return ConnectionCheck(.ok, message: "The mail server accepts the sign-in.")
        case .notSent(let check): return check
        case .refused(let refusal), .deferred(let refusal):
            return ConnectionCheck(.failed, message: refusal.message, server: refusal.server)
        case .abandoned, .unknown: return ConnectionCheck(.failed, message: "The mail server hung up.")
        }
    }

    private func run(
        _ server: ServerAddress, _ credential: Credential?, _ policy: ConnectionPolicy, _ make: ([VettedAddress]) -> SMTPTransfer
    ) async -> SMTPOutcome {
        let addresses: [VettedAddress]
        do throws(Failure) {
            try HostGuard.checkPort(server.port, for: .smtp, policy: policy)
            try HostGuard.checkTLS(server, policy: policy)
            addresses = try await HostGuard.resolve(server.host, server.port, policy: policy, resolver: resolver)
        } catch {
            return .notSent(SMTPWords.check(error))
        }
        let transfer = make(addresses)
        return await withTaskCancellationHandler {
            await WaitingThreads.net.run { transfer.perform() }
        } onCancel: {
            transfer.cancel()
        }
    }

    /// Nothing in an envelope may end a command early.
    private static func check(_ envelope: SMTPEnvelope) -> Failure? {
        func fits(_ address: String) -> Bool {
            address.utf8.count <= 320 && address.contains("@")
                && address.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 && $0 != "<" && $0 != ">" }
        }
        if envelope.recipients.isEmpty { return Failure(.invalid, "no recipients", message: "The message has no recipients.") }
        guard fits(envelope.from) else { return Failure(.invalid, "sender", message: "The sender's address is not an e-mail address.") }
        guard envelope.recipients.count <= 1000 else {
            return Failure(.tooLarge, "recipients", message: "The message has too many recipients.")
        }
        guard let bad = envelope.recipients.first(where: { !fits($0) }) else { return nil }
        return Failure(.invalid, "recipient", message: "“\(bad.filter { !$0.isNewline }.prefix(80))” is not an e-mail address.")
    }
}
