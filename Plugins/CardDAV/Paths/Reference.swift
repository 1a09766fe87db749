/// A URL that a client sends to name something here: in an href, or in Destination.
enum Reference {
    /// The path that follows our prefix; nil when it is not under it. An absolute URL must name `host` (when that is known).
    /// A query or a fragment names nothing.
    static func path(_ text: String, host: String) -> Substring? {
        var rest = text[...]
        if let scheme = ["http://", "https://"].first(where: { Text.same(text.prefix($0.count), $0) }) {
            rest = rest.dropFirst(scheme.count)
            let authority = rest.prefix { $0 != "/" }
            guard host.isEmpty || Text.same(name(authority), name(host)) else { return nil }
            rest = rest.dropFirst(authority.count)
        }
        guard rest.hasPrefix(Call.prefix), !rest.utf8.contains(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) else {
            return nil
        }
        rest = rest.dropFirst(Call.prefix.count)
        return rest.isEmpty || rest.first == "/" ? rest : nil
    }

    /// Whether an absolute URL names another host.
    static func isElsewhere(_ text: String, host: String) -> Bool {
        guard let scheme = ["http://", "https://"].first(where: { Text.same(text.prefix($0.count), $0) }) else { return false }
        return !host.isEmpty && !Text.same(name(text.dropFirst(scheme.count).prefix { $0 != "/" }), name(host))
    }

    /// Without the port: behind a proxy the two sides may see different ones.
    private static func name(_ authority: some StringProtocol) -> String {
        if authority.first == "[" { return String(authority.prefix { $0 != "]" }) }
        return String(authority.prefix { $0 != ":" })
    }
}
