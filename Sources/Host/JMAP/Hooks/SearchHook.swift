import Core
import Synchronization

/// Hook `search.expand`: other words for what somebody searches, from plugins. What was said holds for ten minutes, so that the
/// pages of one result, and its changes, are of one query.
final class SearchHook: Sendable {
    private struct Said {
        let words: [String]
        let until: ContinuousClock.Instant
    }

    private let said = Mutex<[String: Said]>([:])
    /// How many texts of a filter are asked about, and how many further words each may become.
    private static let texts = 4, words = 5

    /// The arguments of a query whose `text` conditions also find the further words.
    func expanded(_ arguments: [String: JSON], user: UserID, _ hooks: Hooks) async -> [String: JSON] {
        guard hooks.isWanted("search.expand"), let filter = arguments["filter"], !filter.isNull else { return arguments }
        var texts: [String] = []
        SearchHook.collect(filter, &texts, depth: 0)
        guard !texts.isEmpty else { return arguments }
        var more: [String: [String]] = [:]
        var open: [String] = []
        for text in texts.prefix(SearchHook.texts) {
            if let known = said.withLock({ $0["\(user) \(text)"] }), known.until > .now {
                more[text] = known.words
            } else {
                open.append(text)
            }
        }
        if !open.isEmpty {
            let answers = await hooks.ask("search.expand", ["user": .string("\(user)"), "texts": .array(open.map { .string($0) })])
            for text in open {
                var words: [String] = []
                for answer in answers {
                    for word in answer.answer["expand"]?[text]?.array ?? [] {
                        guard let word = word.string, (1...200).contains(word.utf8.count), word != text, !words.contains(word) else {
                            continue
                        }
                        words.append(word)
                    }
                }
                let kept = Array(words.prefix(SearchHook.words))
                more[text] = kept
                said.withLock {
                    if $0.count >= 1000 { $0 = [:] }
                    $0["\(user) \(text)"] = Said(words: kept, until: .now + .seconds(600))
                }
            }
        }
        guard more.contains(where: { !$0.value.isEmpty }) else { return arguments }
        var out = arguments
        out["filter"] = SearchHook.rewritten(filter, more, depth: 0)
        return out
    }

    private static func collect(_ filter: JSON, _ texts: inout [String], depth: Int) {
        guard depth < 16 else { return }
        for condition in filter["conditions"]?.array ?? [] { collect(condition, &texts, depth: depth + 1) }
        if let text = filter["text"]?.string, !text.isEmpty, text.utf8.count <= 1000, !texts.contains(text) { texts.append(text) }
    }

    private static func rewritten(_ filter: JSON, _ more: [String: [String]], depth: Int) -> JSON {
        guard depth < 16 else { return filter }
        if let conditions = filter["conditions"]?.array {
            var out = filter
            out["conditions"] = .array(conditions.map { rewritten($0, more, depth: depth + 1) })
            return out
        }
        guard let text = filter["text"]?.string, let words = more[text], !words.isEmpty, var members = filter.object else { return filter }
        members["text"] = nil
        let any: JSON = ["operator": "OR", "conditions": .array(([text] + words).map { ["text": .string($0)] })]
        return members.isEmpty ? any : ["operator": "AND", "conditions": [.object(members), any]]
    }
}

extension Call {
    /// The arguments, with what plugins add to what is searched.
    func expanded() async -> Arguments {
        guard house.hooks.isWanted("search.expand") else { return arguments }
        return Arguments(await house.searchHook.expanded(members, user: user, house.hooks))
    }
}
