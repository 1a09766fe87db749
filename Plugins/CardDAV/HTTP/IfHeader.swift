/// What the `If` header demands: one of its lists must hold (RFC 4918, 10.4).
struct IfHeader: Equatable {
    /// One condition. There are no locks here, so a state token holds for nothing.
    struct Condition: Equatable {
        var isNot = false
        /// Nil for a state token.
        var tag: EntityTag?

        /// Whether it holds for something with this tag; nil for something without.
        func holds(_ stored: String?) -> Bool {
            let matches = tag.map { stored != nil && $0.value == stored && !$0.isWeak } ?? false
            return matches != isNot
        }
    }

    /// Conditions that must all hold, for what the request names or for another resource.
    struct List: Equatable {
        /// The URL of the resource; nil for what the request names.
        var resource: String?
        var conditions: [Condition]

        func holds(_ stored: String?) -> Bool { conditions.allSatisfy { $0.holds(stored) } }
    }

    private(set) var lists: [List] = []

    /// The most lists: each may cost a look.
    private static let most = 32

    /// Reads the header's value; fails with 400 when it is broken or too long.
    init(_ value: String) throws(Refusal) {
        let broken = Refusal(400, "If is not a list of conditions.")
        var reader = IfReader(bytes: Array(value.utf8)[...])
        var resource: String?
        var isTagged: Bool?
        while !reader.isAtEnd {
            if let url = reader.enclosed("<", ">") {
                // Either all lists say what they are about, or none does.
                guard isTagged != false, !url.isEmpty else { throw broken }
                (resource, isTagged) = (url, true)
            }
            guard let conditions = reader.list(), !conditions.isEmpty else { throw broken }
            isTagged = isTagged ?? false
            lists.append(List(resource: resource, conditions: conditions))
        }
        guard !lists.isEmpty, lists.count <= IfHeader.most else { throw broken }
    }
}

/// Reads the pieces of an `If` header, white space before each passed over.
private struct IfReader {
    var bytes: ArraySlice<UInt8>

    var isAtEnd: Bool {
        mutating get {
            bytes = bytes.drop { $0 == 32 || $0 == 9 }
            return bytes.isEmpty
        }
    }

    /// `(` conditions `)`; nil when that is not what comes.
    mutating func list() -> [IfHeader.Condition]? {
        guard take("(") else { return nil }
        var conditions: [IfHeader.Condition] = []
        while !take(")") {
            let isNot = takeNot()
            if let tag = enclosed("[", "]") {
                guard case .list(let tags)? = EntityTags(tag), tags.count == 1 else { return nil }
                conditions.append(.init(isNot: isNot, tag: tags[0]))
            } else if let token = enclosed("<", ">"), !token.isEmpty {
                conditions.append(.init(isNot: isNot))
            } else {
                return nil
            }
        }
        return conditions
    }

    /// What stands between two marks; nil when the first is not what comes. A mark inside of quotes is none.
    mutating func enclosed(_ first: Unicode.Scalar, _ last: Unicode.Scalar) -> String? {
        guard take(first) else { return nil }
        var isQuoted = false
        guard
            let end = bytes.firstIndex(where: { byte in
                if byte == 34 { isQuoted.toggle() }
                return !isQuoted && byte == UInt8(ascii: last)
            })
        else {
            bytes = []
            return nil
        }
        defer { bytes = bytes[(end + 1)...] }
        return String(decoding: bytes[bytes.startIndex..<end], as: UTF8.self)
    }

    private mutating func takeNot() -> Bool {
        guard !isAtEnd, bytes.prefix(3).map(Text.lower) == Array("not".utf8) else { return false }
        bytes = bytes.dropFirst(3)
        return true
    }

    private mutating func take(_ mark: Unicode.Scalar) -> Bool {
        guard !isAtEnd, bytes.first == UInt8(ascii: mark) else { return false }
        bytes = bytes.dropFirst()
        return true
    }
}
