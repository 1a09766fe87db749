/// Prefixes of the server's address that a plugin may answer.
enum MountPath {
    /// What belongs to the house. A plugin is never mounted there.
    static let taken: Set<String> = [
        "api", "jmap", "ws", "plugins", "assets", "health", "metrics", "mail", "setup", "sign-in", "sign-out", "register", "reset",
        "invite",
        "settings", "admin", "compose", "contacts", "search", "login", "logout", "account", "web", "icons", "fonts", "static", "oauth",
        "auth",
    ]

    /// Why a prefix cannot be a mount, in a few words; nil when it can.
    static func problem(_ path: String) -> String? {
        guard path.hasPrefix("/"), path.utf8.count <= 80 else { return "it must begin with / and have at most 80 letters" }
        let parts = path.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...4).contains(parts.count), parts.allSatisfy(isSegment) else {
            return "its parts must be 1 to 40 of a-z, 0-9, - and _"
        }
        if parts[0] == ".well-known" {
            guard parts.count == 2 else { return "below /.well-known there is exactly one name" }
            return ["jmap", "acme-challenge"].contains(parts[1]) ? "it belongs to the server" : nil
        }
        guard !parts.contains(where: { $0.hasPrefix(".") }) else { return "a part cannot begin with a dot" }
        return taken.contains(parts[0]) ? "it belongs to the server" : nil
    }

    /// Whether one of two prefixes lies within the other.
    static func overlap(_ one: String, _ other: String) -> Bool { covers(one, other) || covers(other, one) }

    /// Whether a path lies under a prefix.
    static func covers(_ prefix: String, _ path: String) -> Bool {
        path == prefix || path.hasPrefix(prefix) && path.utf8.dropFirst(prefix.utf8.count).first == UInt8(ascii: "/")
    }

    private static func isSegment(_ text: String) -> Bool {
        text == ".well-known"
            || (1...40).contains(text.utf8.count)
                && text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
    }
}
