import Core

extension Grant {
    /// The grants that a use of a verb needs.
    static func needed(for use: Manifest.Use) -> [Grant] {
        switch use.verb {
        case "http.fetch/1": use.hosts.compactMap { Grant("http:\($0.lowercased())") }
        case "mail.call/1": use.methods.compactMap(needed(forMethod:))
        default: Catalogue.host(use.verb)?.grant.map { [$0] } ?? []
        }
    }

    /// The grant that a JMAP method needs; nil when it needs none (`Core/echo`).
    static func needed(forMethod method: String) -> Grant? {
        let parts = method.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        let noun = Catalogue.nouns[String(parts[0])] ?? Catalogue.Noun(read: mailRead, change: mailChange)
        return Catalogue.readingMethods.contains(String(parts[1])) ? noun.read : noun.change
    }

    /// The grant that lets a plugin hear an event; nil when it needs none.
    static func needed(forEvent event: String) -> Grant? { Catalogue.events.first { $0.name == event }?.grant }

    /// The grant that lets a plugin be asked; nil when it needs none.
    static func needed(forHook hook: String) -> Grant? { Catalogue.hooks.first { $0.name == hook }?.grant }

    /// Methods no plugin may call.
    static func isClosed(method: String) -> Bool {
        guard let noun = method.split(separator: "/", maxSplits: 1).first else { return true }
        return Catalogue.nouns[String(noun)] == nil
    }

    /// Whether a text is `*`, a host name or `*.` and a host name.
    static func isHostPattern(_ text: String) -> Bool {
        if text == "*" { return true }
        let name = text.hasPrefix("*.") ? text.dropFirst(2) : text[...]
        guard (1...253).contains(name.utf8.count), !name.hasPrefix("."), !name.hasSuffix("."), !name.contains("..") else { return false }
        return name.utf8.allSatisfy { ($0 | 32 >= 97 && $0 | 32 <= 122) || (48...57).contains($0) || $0 == 45 || $0 == 46 }
    }

    /// Whether it is for one host, named in full.
    var isOneHost: Bool { host.map { !$0.hasPrefix("*") && $0.contains(".") } ?? false }

    /// Whether a host, or a narrower pattern, falls under a pattern.
    static func matches(_ pattern: String, _ host: String) -> Bool {
        if pattern == "*" || pattern == host { return true }
        guard pattern.hasPrefix("*.") else { return false }
        return host.hasSuffix(pattern.dropFirst(1)) && host.utf8.count > pattern.utf8.count - 1
    }
}

extension Manifest {
    /// Whether an admin may give a plugin this grant: it asks for it, or it asks for web servers and this is one more, by name.
    func mayHave(_ grant: Grant) -> Bool {
        allGrants.contains { $0.covers(grant) } || (grant.isOneHost && allGrants.contains { $0.host != nil })
    }
}
