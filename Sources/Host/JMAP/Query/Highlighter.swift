import Core
import Foundation
import Mail
import Store

/// Finds the terms of a search in a text and marks them (RFC 8621 5).
struct Highlighter {
    private let words: [(term: String, isPrefix: Bool)]
    private let runs: [String]

    /// A highlighter of all conditions that must be found in a field.
    init(_ filter: EmailFilter, fields: Set<SearchField>) {
        var words: [(term: String, isPrefix: Bool)] = []
        var runs: [String] = []
        for condition in Highlighter.conditions(filter) where condition.field.map(fields.contains) ?? true {
            for (index, term) in condition.terms.enumerated() {
                guard term.unicodeScalars.first.map({ $0.value < 0xE00 }) ?? true else { continue }
                words.append((term, condition.isPrefix && index == condition.terms.count - 1))
            }
            // Scripts without spaces are indexed in overlapping pairs: put together they are the text again.
            let pairs = condition.terms.filter { $0.unicodeScalars.first.map { $0.value >= 0xE00 } ?? false }
            if let first = pairs.first { runs.append(pairs.dropFirst().reduce(first) { $0 + String($1.dropFirst()) }) }
        }
        self.words = words
        self.runs = runs
    }

    private static func conditions(_ filter: EmailFilter) -> [SearchTerm] {
        switch filter {
        case .and(let parts), .or(let parts): parts.flatMap(conditions)
        case .text(let terms), .recipient(_, let terms, _): terms
        default: []
        }
    }

    /// The text as HTML with what was found in `<mark>`; nil when nothing was.
    func marked(_ text: String) -> String? {
        let spans = self.spans(text)
        guard !spans.isEmpty else { return nil }
        var out = ""
        var at = text.startIndex
        for span in spans {
            out += Highlighter.escaped(text[at..<span.lowerBound]) + "<mark>" + Highlighter.escaped(text[span]) + "</mark>"
            at = span.upperBound
        }
        return out + Highlighter.escaped(text[at...])
    }

    /// Where something was found, in order, without overlaps.
    private func spans(_ text: String) -> [Range<String.Index>] {
        guard !words.isEmpty || !runs.isEmpty else { return [] }
        var found: [Range<String.Index>] = []
        var at = text.startIndex
        while at < text.endIndex {
            guard Highlighter.isWord(text[at]) else {
                at = text.index(after: at)
                continue
            }
            let start = at
            while at < text.endIndex, Highlighter.isWord(text[at]) { at = text.index(after: at) }
            let folded = SearchTerms.terms(String(text[start..<at]))
            if words.contains(where: { $0.isPrefix ? folded.hasPrefix($0.term) : folded == $0.term }) { found.append(start..<at) }
        }
        for run in runs {
            var from = text.startIndex
            while let range = text.range(
                of: run, options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], range: from..<text.endIndex)
            {
                found.append(range)
                from = range.upperBound
            }
        }
        found.sort { $0.lowerBound < $1.lowerBound }
        var out: [Range<String.Index>] = []
        for range in found where out.last.map({ $0.upperBound <= range.lowerBound }) ?? true { out.append(range) }
        return out
    }

    private static func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

    private static func escaped(_ text: Substring) -> String {
        var out = ""
        out.reserveCapacity(text.utf8.count)
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            case "'": out += "&#39;"
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out
    }
}
