import Core
import NIOCore
import NIOPosix
import NIOSSL

/// Why a connection could not be made, in words for a person.
struct ConnectionProblem: Error {
    let check: ConnectionCheck
    /// What led to it.
    let cause: Failure?

    init(_ code: ConnectionCheck.Code, _ message: String, server: String = "", cause: Failure? = nil) {
        check = ConnectionCheck(code, message: message, server: String(server.prefix(500)))
        self.cause = cause
    }

    /// The same for those who do not ask for codes.
    var failure: Failure {
        let seen = check.failure ?? Failure(.failed, "IMAP: no problem")
        guard let cause else { return seen }
        return Failure(
            cause.kind == .cancelled ? .cancelled : seen.kind, "\(seen.detail) (\(cause.detail))", message: seen.message,
            retryAfter: cause.retryAfter)
    }

    static let notIMAP = "Something answers there, but it is not an IMAP server. Check the host, the port and the TLS setting."
    static let badCertificate =
        "The certificate of the mail server is not valid for this name. Check the server name, or ask who runs the server."

    /// What an error of the network layer becomes.
    static func failure(of error: any Error) -> Failure {
        if let failure = error as? Failure { return failure }
        if let tls = tlsProblem(error) { return Failure(.unavailable, "IMAP: TLS: \(error)", message: tls.check.message) }
        return Failure(.unavailable, "IMAP: \(error)", message: "The connection to the mail server broke.")
    }

    /// What an error of TLS means; nil when it is not one.
    static func tlsProblem(_ error: any Error) -> ConnectionProblem? {
        let words = "\(error)"
        if words.contains("CERTIFICATE_VERIFY_FAILED") || words.contains("ailedToValidateHostname")
            || words.contains("nableToValidateCertificate")
        {
            return ConnectionProblem(.certificate, badCertificate)
        }
        if error is NIOSSLExtraError { return ConnectionProblem(.certificate, badCertificate) }
        guard error is NIOSSLError || error is BoringSSLError else { return nil }
        if words.contains("WRONG_VERSION_NUMBER") || words.contains("HTTP_REQUEST") || words.contains("EOF during handshake")
            || words.contains("PACKET_LENGTH")
        {
            return ConnectionProblem(
                .notThisProtocol, "The server does not speak TLS on this port from the start. Try STARTTLS, or another port.")
        }
        return ConnectionProblem(
            .failed, "The mail server and this server could not agree on TLS.",
            cause: Failure(.unavailable, "IMAP: TLS: \(words.prefix(300))"))
    }
}
