import Mail

/// Cuts text into the terms of the search index.
enum SearchWords {
    static func terms(_ text: String) -> String { SearchTerms.terms(text) }
}
