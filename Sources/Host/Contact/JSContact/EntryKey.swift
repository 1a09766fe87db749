/// The keys of entries that vCards have no names for: made from what the property says, so that they stay while other properties change.
enum EntryKey {
    /// The key of a property that has no PROP-ID.
    static func made(_ line: ContentLine, item: String? = nil) -> String {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in "\(line.name):\(item ?? line.value)".utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        let digits = String(hash, radix: 36)
        return line.name.prefix(1).lowercased() + digits.suffix(6)
    }

    /// The key that a property names itself (RFC 9555 3.1); nil when it names none, or one that cannot be a key.
    static func named(_ line: ContentLine) -> String? {
        guard let id = line.first("PROP-ID"), isKey(id) else { return nil }
        return id
    }

    /// Whether a text is an Id (RFC 9553 1.4.1).
    static func isKey(_ text: String) -> Bool {
        (1...255).contains(text.utf8.count)
            && text.utf8.allSatisfy { ($0 | 32 >= 97 && $0 | 32 <= 122) || (48...57).contains($0) || $0 == 45 || $0 == 95 }
    }
}
