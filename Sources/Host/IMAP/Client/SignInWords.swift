import Core

/// What a refused sign-in means, by the server's words and by who the provider is.
enum SignInWords {
    @Sendable static func takeCapability(_ came: inout Bool, _ data: Untagged) -> Bool {
        if case .capability = data { came = true }
        return false
    }

    /// A provider that takes no account passwords over IMAP.
    private struct Provider {
        let name: String
        let hosts: [String]
        let help: String
        /// Whether a password looks like one of the provider's app passwords.
        let isAppPassword: @Sendable (String) -> Bool
    }

    private static let providers = [
        Provider(
            name: "Gmail", hosts: ["gmail.com", "googlemail.com", "google.com"],
            help: "Make one under myaccount.google.com/apppasswords (2-step verification has to be on)."
        ) { sixteenLetters($0) },
        Provider(name: "iCloud", hosts: ["mail.me.com", "icloud.com"], help: "Make one under account.apple.com, Sign-In and Security.") {
            sixteenLetters($0)
        },
        Provider(
            name: "Yahoo", hosts: ["yahoo.com", "ymail.com", "yahoo.co.jp", "yahoo.co.uk"],
            help: "Make one in Yahoo's account security settings."
        ) { sixteenLetters($0) },
        Provider(name: "AOL", hosts: ["aol.com"], help: "Make one in AOL's account security settings.") { sixteenLetters($0) },
        Provider(
            name: "Fastmail", hosts: ["fastmail.com", "messagingengine.com"], help: "Make one in Fastmail's settings, Privacy & Security."
        ) { $0.count == 16 },
    ]

    @Sendable private static func sixteenLetters(_ password: String) -> Bool {
        let letters = password.filter { $0 != " " && $0 != "-" }
        return letters.count == 16 && letters.allSatisfy { $0.isASCII && $0.isLetter && $0.isLowercase }
    }

    /// The finding for NO or BAD to a sign-in.
    static func problem(_ status: StatusResponse, _ credential: Credential, host: String) -> ConnectionProblem {
        let words = status.text.lowercased()
        func says(_ any: String...) -> Bool { any.contains { words.contains($0) } }
        switch status.code {
        case .unavailable, .inUse, .limit, .contactAdmin, .serverBug:
            return ConnectionProblem(
                .failed, "The mail server cannot check the password now. Try again later.", server: status.text,
                cause: Refusal.failure("sign-in", status))
        default: break
        }
        if says("too many", "temporar", "try again later", "throttl", "rate limit", "internal server error") {
            return ConnectionProblem(
                .failed, "The mail server does not accept more sign-ins now. Try again later.", server: status.text,
                cause: Failure(.unavailable, "IMAP: sign-in: \(status.text.prefix(200))", retryAfter: 60))
        }
        guard case .password(_, let password) = credential else {
            return ConnectionProblem(
                .wrongPassword, "The sign-in at the provider is no longer valid. Sign in there again.", server: status.text)
        }
        let domain = host.lowercased()
        let provider = providers.first { $0.hosts.contains { domain == $0 || domain.hasSuffix(".\($0)") } }
        let asks = says(
            "application-specific", "app password", "app-specific", "application specific", "apppassword", "web browser", "web login",
            "weblogin", "less secure", "2-step", "two-factor")
        if says("basic authentication is disabled", "basicauthblocked", "logondenied-basicauth") || (asks && provider == nil) {
            return ConnectionProblem(
                .needsAppPassword,
                "The provider does not take the account's password here. It wants an app password or a sign-in of its own.",
                server: status.text)
        }
        if let provider, asks || !provider.isAppPassword(password) {
            return ConnectionProblem(
                .needsAppPassword, "\(provider.name) needs an app password instead of the account's password. \(provider.help)",
                server: status.text)
        }
        return ConnectionProblem(.wrongPassword, "The mail server did not accept the user name or the password.", server: status.text)
    }
}
