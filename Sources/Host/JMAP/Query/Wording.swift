import Core
import Foundation
import Mail
import Store

/// Words of a search and of a sort, cut and folded as the index has them.
enum Wording {
    /// The condition of a text: words, `"phrases"`, `-without`. With `prefix` the last word may be the beginning of one, even in a phrase.
    static func filter(_ text: String, field: SearchField?) -> EmailFilter {
        let groups = SearchTerms.query(text).groups
        // Nothing that could be found is nothing found.
        guard !groups.isEmpty else { return .text([]) }
        let wanted = groups.filter { !$0.negated }.map { SearchTerm(terms: $0.terms, isPrefix: $0.prefix, field: field) }
        let unwanted = groups.filter(\.negated).map {
            EmailFilter.not(.text([SearchTerm(terms: $0.terms, isPrefix: $0.prefix, field: field)]))
        }
        return .and((wanted.isEmpty ? [] : [.text(wanted)]) + unwanted)
    }

    /// The conditions of a text without regard to what it leaves out.
    static func terms(_ text: String, field: SearchField?) -> [SearchTerm] {
        SearchTerms.query(text).groups.filter { !$0.negated }.map { SearchTerm(terms: $0.terms, isPrefix: $0.prefix, field: field) }
    }

    /// A subject without its reply and forward prefixes, folded for sorting.
    static func baseSubject(_ subject: String) -> String {
        var rest = subject[...]
        while let colon = rest.firstIndex(of: ":"), rest.distance(from: rest.startIndex, to: colon) <= 6 {
            let word = rest[..<colon].trimmingCharacters(in: .whitespaces).lowercased().prefix { $0 != "[" }
            guard ["re", "fw", "fwd", "aw", "wg", "sv", "vs", "tr", "antw", "rif", "odp", "vb"].contains(String(word)) else { break }
            rest = rest[rest.index(after: colon)...].drop(while: \.isWhitespace)
        }
        return String(rest).folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
    }
}
