import Core
import Foundation

extension IMAPConnection {
    /// Proves who one is by the best means offered (RFC 9051 6.2). The capabilities of after sign-in are known then.
    func signIn(_ credential: Credential, host: String) async throws(ConnectionProblem) {
        let status: StatusResponse
        do throws(Failure) {
            if capabilities.isEmpty { try await run(CommandWriter("CAPABILITY").command(.alone)) }
            switch credential {
            case .password(let username, let password): status = try await signIn(username, password)
            case .bearer(let username, let token): status = try await bear(username, token)
            }
            if status.condition == .ok, !status.bringsCapabilities { try await run(CommandWriter("CAPABILITY").command(.alone)) }
        } catch {
            close()
            if error.kind == .timeout {
                throw ConnectionProblem(.timeout, "The mail server took too long to check the password.", cause: error)
            }
            throw ConnectionProblem(.failed, error.message.isEmpty ? error.kind.words : error.message, cause: error)
        }
        guard status.condition == .ok else {
            close()
            throw SignInWords.problem(status, credential, host: host)
        }
    }

    private func signIn(_ username: String, _ password: String) async throws(Failure) -> StatusResponse {
        if capabilities.contains("AUTH=PLAIN") {
            guard !username.utf8.contains(0), !password.utf8.contains(0) else {
                throw Failure(.invalid, "IMAP: NUL in a password", message: "NUL is not allowed there.")
            }
            return try await authenticate("PLAIN", Array("\0\(username)\0\(password)".utf8))
        }
        guard !capabilities.contains("LOGINDISABLED") else {
            throw Failure(
                .unsupported, "IMAP: LOGINDISABLED",
                message: "The mail server takes no passwords this way. Choose TLS or STARTTLS, or sign in at the provider.")
        }
        var writer = CommandWriter("LOGIN", dialect)
        try writer.string(username)
        try writer.string(password)
        let (capable, status) = try await exchange(writer.command(.alone), false, take: SignInWords.takeCapability)
        return status.bringing(capable)
    }

    private func bear(_ username: String, _ token: String) async throws(Failure) -> StatusResponse {
        guard capabilities.contains("AUTH=XOAUTH2") else {
            throw Failure(.unsupported, "IMAP: no XOAUTH2", message: "The mail server does not take this way of signing in.")
        }
        guard !(username + token).utf8.contains(where: { $0 < 0x20 || $0 == 0x7f }) else {
            throw Failure(.invalid, "IMAP: a control character in a token")
        }
        return try await authenticate("XOAUTH2", Array("user=\(username)\u{1}auth=Bearer \(token)\u{1}\u{1}".utf8))
    }

    /// AUTHENTICATE with the one answer both mechanisms need, at once where SASL-IR is offered (RFC 4959).
    /// An error challenge is answered with nothing, a few times at most, so that the server comes to its NO.
    private func authenticate(_ mechanism: String, _ answer: [UInt8]) async throws(Failure) -> StatusResponse {
        let encoded = Array(Data(answer).base64EncodedString().utf8)
        var writer = CommandWriter("AUTHENTICATE", dialect)
        writer.word(mechanism)
        let atOnce = capabilities.contains("SASL-IR")
        if atOnce { writer.word(String(decoding: encoded, as: UTF8.self)) }
        let script = Challenges(atOnce ? [] : [encoded])
        let (capable, status) = try await exchange(
            writer.command(.alone), false, take: SignInWords.takeCapability, challenge: { script.answer($0) })
        return script.words.isEmpty || status.condition == .ok
            ? status.bringing(capable)
            : StatusResponse(condition: status.condition, code: status.code, text: "\(status.text) \(script.words)")
    }

    /// ID, ENABLE and COMPRESS, where offered. None of them is worth failing for, but a lost connection is.
    func turnOnExtensions(isLocal: Bool) async throws(ConnectionProblem) {
        do throws(Failure) {
            let offered = capabilities
            if offered.contains("ID"), let identification = options.identification { try await identify(identification) }
            var wanted = ["QRESYNC", "CONDSTORE"].filter { offered.contains($0) }
            if options.utf8, offered.contains("UTF8=ACCEPT") || offered.contains("UTF8=ONLY") { wanted.append("UTF8=ACCEPT") }
            if offered.contains("ENABLE") || offered.isRev2, !wanted.isEmpty { try await enable(wanted) }
            let compresses = options.compression == .always || (options.compression == .overTheInternet && !isLocal)
            if compresses, offered.contains("COMPRESS=DEFLATE") { try await compress() }
        } catch {
            close()
            throw ConnectionProblem(
                error.kind == .timeout ? .timeout : .failed, error.message.isEmpty ? error.kind.words : error.message, cause: error)
        }
    }
}

/// The answers of one AUTHENTICATE, in order, then empty ones up to a limit.
private final class Challenges: @unchecked Sendable {
    private var answers: [[UInt8]]
    private var left = 3
    /// What the server said in its challenges, decoded: the reason of a refusal (XOAUTH2).
    private(set) var words = ""

    init(_ answers: [[UInt8]]) { self.answers = answers.reversed() }

    func answer(_ challenge: String) -> [UInt8]? {
        if let next = answers.popLast() { return next }
        guard left > 0 else { return nil }
        left -= 1
        if let data = Data(base64Encoded: challenge), data.count < 1000 { words = String(decoding: data, as: UTF8.self) }
        return []
    }
}

extension StatusResponse {
    /// Whether the capabilities of after sign-in came along.
    fileprivate var bringsCapabilities: Bool {
        if case .capability = code { true } else { false }
    }
    /// The same, with the capabilities that came untagged.
    fileprivate func bringing(_ capabilities: Bool) -> StatusResponse {
        capabilities && code == nil ? StatusResponse(condition: condition, code: .capability(Capabilities([])), text: text) : self
    }
}
