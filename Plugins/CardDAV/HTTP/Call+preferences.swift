/// What a client prefers (RFC 7240, RFC 8144).
extension Call {
    /// Whether the client does without what it knows: properties that are not there, and what became of each change when all of them
    /// were made.
    var isMinimal: Bool { prefersMinimal || self["brief"].map { Text.same($0, "t") } ?? false }

    /// Whether it says so with `Prefer`, and not with what came before that.
    var prefersMinimal: Bool {
        guard let prefer = self["prefer"] else { return false }
        return prefer.split(separator: ",").contains { Text.same(Text.trim($0), "return=minimal") }
    }
}

extension Reply {
    /// Says that the answer follows from what the client prefers, and that it did so here. Caches must know the first, clients the second.
    mutating func tellPreferences(_ call: Call) {
        switch call.method {
        case "PROPFIND", "REPORT", "PROPPATCH":
            guard status == 207 || status == 200 else { return }
            headers["vary"] = "Prefer, Brief"
            if call.prefersMinimal { headers["preference-applied"] = "return=minimal" }
        default: break
        }
    }
}
