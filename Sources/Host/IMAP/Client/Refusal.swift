import Core

/// What NO and BAD mean.
enum Refusal {
    /// The failure a refused command becomes. The server's words go to the log.
    static func failure(_ command: String, _ status: StatusResponse) -> Failure {
        let detail = "IMAP: \(command): \(status.condition.rawValue) \(status.code.map { "[\($0)] " } ?? "")\(status.text.prefix(300))"
        let message = "The mail server refused: \(status.text.prefix(300))"
        switch status.code {
        case .nonExistent, .tryCreate: return Failure(.notFound, detail, message: message)
        case .alreadyExists: return Failure(.conflict, detail, message: message)
        case .overQuota: return Failure(.tooLarge, detail, message: "The mailbox on the mail server is full.")
        case .tooBig: return Failure(.tooLarge, detail, message: "The message is too large for the mail server.")
        case .limit: return Failure(.tooLarge, detail, message: message)
        case .noPerm, .cannot, .authenticationFailed, .authorizationFailed, .expired, .privacyRequired:
            return Failure(.denied, detail, message: message)
        case .inUse, .unavailable, .serverBug, .contactAdmin: return Failure(.unavailable, detail, message: message, retryAfter: 30)
        case .clientBug: return Failure(.invalid, detail, message: message)
        default: break
        }
        let words = status.text.lowercased()
        func says(_ any: String...) -> Bool { any.contains { words.contains($0) } }
        if says("quota", "mailbox full", "mailbox is full") {
            return Failure(.tooLarge, detail, message: "The mailbox on the mail server is full.")
        }
        if says("throttl", "too many", "rate limit", "try again later", "temporar") {
            return Failure(.unavailable, detail, message: message, retryAfter: 60)
        }
        if says("doesn't exist", "does not exist", "nonexistent", "not found", "no such mailbox", "unknown mailbox") {
            return Failure(.notFound, detail, message: message)
        }
        if says("already exists") { return Failure(.conflict, detail, message: message) }
        return Failure(status.condition == .bad ? .invalid : .unavailable, detail, message: message)
    }
}
