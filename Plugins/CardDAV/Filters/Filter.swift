/// What an addressbook-query asks a card for (RFC 6352, 10.5).
struct Filter: Equatable, Sendable {
    /// A condition on one property.
    struct Property: Equatable, Sendable {
        /// The name in upper case; with a group only if it must be that one.
        let name: [UInt8]
        var isAbsent = false
        var needsAll = false
        var texts: [TextMatch] = []
        var parameters: [Parameter] = []
    }

    /// A condition on one parameter of a property.
    struct Parameter: Equatable, Sendable {
        /// The name in upper case.
        let name: String
        /// Nil asks only that it is there.
        var text: TextMatch?
        var isAbsent = false
    }

    var needsAll = false
    var properties: [Property] = []

    /// Whether every card passes, so that none needs to be read.
    var isEmpty: Bool { properties.isEmpty }

    private static let most = 100

    /// Reads a `filter`; fails with 400 for what breaks the grammar, with supported-filter or supported-collation for what is not known.
    init(_ element: Element) throws(Refusal) {
        needsAll = try element.testsAll()
        for child in element.elements {
            guard child.name == .card("prop-filter") else { throw Filter.unknown(child) }
            properties.append(try Property(child))
        }
        guard properties.count <= Filter.most else { throw Refusal(413, "The filter has more than \(Filter.most) conditions.") }
    }

    fileprivate static func unknown(_ element: Element) -> Refusal {
        Refusal(403, "The filter has a condition that is not known: \(element.name.local.prefix(64)).", .card("supported-filter"))
    }

    /// Whether a card passes.
    func matches(_ card: [UInt8]) -> Bool {
        if isEmpty { return true }
        let lines = RawLine.all(card)
        let holds = { (property: Property) in property.matches(lines) }
        return needsAll ? properties.allSatisfy(holds) : properties.contains(where: holds)
    }
}

extension Filter.Property {
    fileprivate init(_ element: Element) throws(Refusal) {
        guard let name = element.attribute("name"), !name.isEmpty else { throw Refusal(400, "A prop-filter has no name.") }
        self.name = Array(name.uppercased().utf8)
        needsAll = try element.testsAll()
        for child in element.elements {
            switch child.name {
            case .card("is-not-defined"): isAbsent = true
            case .card("text-match"): texts.append(try TextMatch(child))
            case .card("param-filter"): parameters.append(try Filter.Parameter(child))
            default: throw Filter.unknown(child)
            }
        }
        guard !isAbsent || (texts.isEmpty && parameters.isEmpty) else { throw Refusal(400, "is-not-defined stands alone.") }
    }

    /// Whether any property of that name passes; with is-not-defined, whether there is none.
    func matches(_ lines: [RawLine]) -> Bool {
        var found = false
        for line in lines where line.isNamed(name) {
            found = true
            if isAbsent { return false }
            if texts.isEmpty, parameters.isEmpty { return true }
            guard let parsed = ContentLine(line) else { continue }
            if matches(parsed) { return true }
        }
        return isAbsent && !found
    }

    private func matches(_ line: ContentLine) -> Bool {
        let plain = texts.isEmpty ? "" : line.plain
        if needsAll { return texts.allSatisfy { $0.matches(plain) } && parameters.allSatisfy { $0.matches(line) } }
        return texts.contains { $0.matches(plain) } || parameters.contains { $0.matches(line) }
    }
}

extension Filter.Parameter {
    fileprivate init(_ element: Element) throws(Refusal) {
        guard let name = element.attribute("name"), !name.isEmpty else { throw Refusal(400, "A param-filter has no name.") }
        self.name = name.uppercased()
        for child in element.elements {
            switch child.name {
            case .card("is-not-defined"): isAbsent = true
            case .card("text-match"): text = try TextMatch(child)
            default: throw Filter.unknown(child)
            }
        }
        guard !isAbsent || text == nil else { throw Refusal(400, "is-not-defined stands alone.") }
    }

    fileprivate func matches(_ line: ContentLine) -> Bool {
        let values = line[name]
        if isAbsent { return !line.parameters.contains { $0.name == name } }
        guard let text else { return line.parameters.contains { $0.name == name } }
        // A negated test must hold for every value: "no value is like this".
        return text.isNegated ? values.allSatisfy(text.matches) : values.contains(where: text.matches)
    }
}
