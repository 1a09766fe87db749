import CCurlFace
import Core
import Foundation

/// What went wrong, in words a person can act on.
enum SMTPWords {
    /// A reply against the message, by its code: 5xx stays, 4xx may pass.
    static func refusal(_ reply: SMTPTalk.Reply, _ recipients: [String: String]) -> SMTPOutcome {
        let names = recipients.keys.sorted().joined(separator: ", ")
        let about = recipients.isEmpty ? "the message" : names
        let isPermanent = reply.code >= 500
        let message =
            "The mail server \(isPermanent ? "refused" : "does not accept") \(about)\(isPermanent ? "" : " at the moment"): \(reply.words)"
        let refusal = SMTPOutcome.Refusal(message: message, server: reply.text, code: reply.code, recipients: recipients)
        return isPermanent ? .refused(refusal) : .deferred(refusal)
    }

    /// A failure before anything was said.
    static func check(_ failure: Failure) -> ConnectionCheck {
        switch failure.kind {
        case .denied: ConnectionCheck(.policy, message: failure.message)
        case .notFound: ConnectionCheck(.nameNotFound, message: failure.message)
        case .timeout: ConnectionCheck(.timeout, message: "The name of the mail server could not be looked up in time.")
        case .invalid:
            ConnectionCheck(.nameNotFound, message: failure.message.isEmpty ? "This is not the name of a mail server." : failure.message)
        default: ConnectionCheck(.failed, message: failure.message.isEmpty ? failure.kind.words : failure.message)
        }
    }

    /// A server that offers no way to sign in.
    static func noSignIn(_ words: String) -> ConnectionCheck {
        ConnectionCheck(
            .failed, message: "The mail server offers no sign-in on this connection. Try another port or another kind of TLS.",
            server: words)
    }

    /// What libcurl's code means after this conversation.
    static func check(_ code: CURLcode, _ osError: Int32, _ talk: SMTPTalk, _ server: ServerAddress, _ credential: Credential?)
        -> ConnectionCheck
    {
        let host = server.host
        let words = talk.lastReply
        if let refused = talk.refusedSignIn { return signIn(refused, credential) }
        if let greeting = talk.greeting, greeting.code >= 400 {
            return ConnectionCheck(
                .failed, message: "The mail server does not accept connections now. Try again later.", server: greeting.text)
        }
        switch code {
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CACERT_BADFILE:
            return ConnectionCheck(
                .certificate, message: "The certificate of “\(host)” is not valid for this name or not trusted. Check the server's name.")
        case CURLE_USE_SSL_FAILED:
            return ConnectionCheck(
                .tlsNotOffered, message: "“\(host)” does not offer STARTTLS on port \(server.port). Try implicit TLS on port 465.",
                server: words)
        case CURLE_SSL_CONNECT_ERROR:
            return ConnectionCheck(
                .notThisProtocol, message: "“\(host)” does not speak TLS on port \(server.port). Try STARTTLS on port 587.", server: words)
        case CURLE_LOGIN_DENIED:
            return talk.triedToSignIn
                ? ConnectionCheck(.wrongPassword, message: "The mail server did not accept the user name or the password.", server: words)
                : noSignIn(words)
        case CURLE_OPERATION_TIMEDOUT where talk.isSMTP || words.isEmpty:
            let advice = talk.isSMTP ? "" : " Check the port and the kind of TLS."
            return ConnectionCheck(.timeout, message: "“\(host)” does not answer on port \(server.port).\(advice)", server: words)
        case CURLE_COULDNT_CONNECT:
            if osError == ETIMEDOUT { return ConnectionCheck(.timeout, message: "“\(host)” does not answer on port \(server.port).") }
            return ConnectionCheck(.refused, message: "Nothing accepts connections at “\(host)” on port \(server.port). Check the port.")
        case CURLE_COULDNT_RESOLVE_HOST: return ConnectionCheck(.nameNotFound, message: "There is no server with the name “\(host)”.")
        case CURLE_ABORTED_BY_CALLBACK: return ConnectionCheck(.failed, message: "It was cancelled.")
        case CURLE_WEIRD_SERVER_REPLY where !talk.isSMTP:
            return ConnectionCheck(
                .notThisProtocol, message: "What answers at “\(host)” on port \(server.port) is not a mail server for sending.",
                server: words)
        default: break
        }
        if !talk.isSMTP {
            if words.isEmpty, code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING || code == CURLE_SEND_ERROR {
                return ConnectionCheck(.refused, message: "“\(host)” hung up on port \(server.port). Check the port and the kind of TLS.")
            }
            return ConnectionCheck(
                .notThisProtocol, message: "What answers at “\(host)” on port \(server.port) is not a mail server for sending.",
                server: words)
        }
        return ConnectionCheck(.failed, message: "The mail server broke off: \(String(cString: curl_easy_strerror(code))).", server: words)
    }

    /// AUTH was refused: wrong, an app password is needed, or not now.
    private static func signIn(_ reply: SMTPTalk.Reply, _ credential: Credential?) -> ConnectionCheck {
        let words = reply.words.lowercased()
        if reply.code < 500 {
            return ConnectionCheck(.failed, message: "The mail server cannot check the sign-in now. Try again later.", server: reply.text)
        }
        if case .bearer = credential {
            return ConnectionCheck(
                .wrongPassword, message: "The sign-in at the provider is no longer valid. Sign in there again.", server: reply.text)
        }
        let asks = [
            "application-specific", "app password", "app-specific", "apppassword", "application password", "invalidsecondfactor", "5.7.9",
            "5.7.139",
            "basic authentication is disabled", "less secure", "web browser", "two-factor", "2-step",
        ]
        if asks.contains(where: { words.contains($0) }) {
            return ConnectionCheck(
                .needsAppPassword,
                message: "The provider wants an app password instead of the account's password. Make one in its security settings.",
                server: reply.text)
        }
        return ConnectionCheck(.wrongPassword, message: "The mail server did not accept the user name or the password.", server: reply.text)
    }
}
