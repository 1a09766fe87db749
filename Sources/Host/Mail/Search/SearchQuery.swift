/// What a person typed in the search box as terms: every group must be found.
///
/// The store turns it into FTS5 or tsquery text. Terms hold only letters, digits and marks (see `SearchTerms`), so quoting them with `"`
/// (FTS5) or `'` (tsquery) is always right and nothing can be injected.
public struct SearchQuery: Hashable, Sendable {
    /// Terms that follow each other in the text.
    public struct Group: Hashable, Sendable {
        /// One or more terms, found next to each other in this order.
        public var terms: [String]
        /// Whether the last term may be the beginning of a longer one.
        public var prefix: Bool
        /// Whether mail that has it is left out.
        public var negated: Bool
    }

    /// All must hold.
    public var groups: [Group]

    /// Whether there is nothing to search for.
    public var isEmpty: Bool { groups.isEmpty }

    /// The query as FTS5 MATCH text; nil when there is nothing to look for. `NOT` needs something before it: only negated groups give nil.
    public var fts5: String? {
        let wanted = groups.filter { !$0.negated }.map(Self.fts5)
        guard !wanted.isEmpty else { return nil }
        return groups.filter(\.negated).map(Self.fts5).reduce(wanted.joined(separator: " AND ")) { "(\($0)) NOT \($1)" }
    }

    /// The query as PostgreSQL `to_tsquery('simple', …)` input; nil when there is nothing to look for.
    public var tsquery: String? {
        guard groups.contains(where: { !$0.negated }) else { return nil }
        return groups.map { group in
            let phrase = group.terms.enumerated().map { index, term in
                "'\(term)'" + (group.prefix && index == group.terms.count - 1 ? ":*" : "")
            }.joined(separator: " <-> ")
            return (group.negated ? "!" : "") + "(\(phrase))"
        }.joined(separator: " & ")
    }

    private static func fts5(_ group: Group) -> String { "\"\(group.terms.joined(separator: " "))\"" + (group.prefix ? " *" : "") }
}

extension SearchTerms {
    /// The most groups of a query; what is typed beyond is left out.
    public static let maxGroups = 32

    /// Reads what a person typed: words, `"quoted phrases"`, `-without`. The last word, while it is being typed, also finds longer words.
    public static func query(_ text: String) -> SearchQuery {
        var groups: [SearchQuery.Group] = []
        var rest = text.prefix(4096)[...]
        while groups.count < maxGroups {
            rest = rest.drop { $0.isWhitespace }
            guard let first = rest.first else { break }
            var negated = false
            if first == "-", let second = rest.dropFirst().first, !second.isWhitespace, second != "-" {
                negated = true
                rest = rest.dropFirst()
            }
            let isPhrase = rest.first == "\"" || rest.first == "\u{201C}"
            let body: Substring
            if isPhrase {
                body = rest.dropFirst().prefix { $0 != "\"" && $0 != "\u{201D}" }
                rest = rest[body.endIndex...].dropFirst()
            } else {
                body = rest.prefix { !$0.isWhitespace && $0 != "\"" }
                rest = rest[body.endIndex...]
            }
            var words = terms(String(body)).split(separator: " ").map(String.init)
            guard !words.isEmpty else { continue }
            let isLast = !isPhrase && rest.isEmpty
            // The last character of a run of a script without spaces is indexed alone only at the end of the run.
            let alone = isPaired(words[words.count - 1]) && words[words.count - 1].unicodeScalars.count == 1
            if alone, words.count > 1, !isLast || isPaired(words[words.count - 2]) { words.removeLast() }
            let lastPaired = isPaired(words[words.count - 1])
            groups.append(
                .init(terms: words, prefix: lastPaired ? words[words.count - 1].unicodeScalars.count == 1 : isLast, negated: negated))
        }
        return SearchQuery(groups: groups)
    }

    private static func isPaired(_ term: String) -> Bool {
        guard let first = term.unicodeScalars.first, first.value >= 0xE00 else { return false }
        // Two of them make two terms and the last one alone.
        return terms("\(first)\(first)").contains(" ")
    }
}
