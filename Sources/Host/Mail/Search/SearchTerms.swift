import CSearch

/// The one tokeniser of the house: the same for what is indexed and what is searched, so that the same text finds the same mail.
///
/// A term is a word with case and diacritics folded (`ß` is `ss`, `ø` is `o`), a number, or two neighbouring characters of a script
/// written without spaces (the last character of a run also stands alone). Terms hold letters, digits and marks only: the ASCII bytes in
/// them are `a` to `z` and `0` to `9`, so SQLite's `ascii` tokenizer or a split at blanks gives back exactly these terms.
public enum SearchTerms {
    /// The most terms of one text.
    public static let maxTerms = 65_536
    /// The most bytes of terms of one text.
    public static let maxBytes = 256 * 1024

    /// The terms of a text in order, separated by one space.
    public static func terms(_ text: String) -> String {
        var text = text
        return text.withUTF8 { String(decoding: terms($0, maxBytes: maxBytes, maxTerms: maxTerms), as: UTF8.self) }
    }

    /// The terms of UTF-8 bytes in order, each followed by one space.
    public static func terms(utf8 bytes: [UInt8], maxBytes: Int = maxBytes) -> [UInt8] {
        bytes.withUnsafeBufferPointer { terms($0, maxBytes: maxBytes, maxTerms: maxTerms) }
    }

    private static func terms(_ bytes: UnsafeBufferPointer<UInt8>, maxBytes: Int, maxTerms: Int) -> [UInt8] {
        guard let base = bytes.baseAddress, bytes.count > 0 else { return [] }
        // A pair writes at most seven bytes for three read; a word one more than it reads, or up to eighteen times for a rare ligature.
        let capacity = min(maxBytes, bytes.count * 3 + 256)
        var left = maxTerms
        var out = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            count = mf_search_terms(base, bytes.count, buffer.baseAddress, capacity, &left)
        }
        if out.last == 32 { out.removeLast() }
        return out
    }
}
