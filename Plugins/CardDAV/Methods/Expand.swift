/// The expand-property report (RFC 3253, 3.8), which every CardDAV server answers (RFC 6352, 8.1): properties, and in place of the
/// hrefs in them properties of what these lead to.
struct Expand: Sendable {
    let home: Home
    let call: Call

    /// A property that is asked for, and what is asked for of what it leads to.
    struct Asked: Sendable {
        let name: Name
        let inner: [Asked]

        /// How many properties this asks for, its own among them.
        var count: Int { inner.reduce(1) { $0 + $1.count } }
    }

    private static let most = 500

    /// The answer about a place.
    func answer(_ root: Element, _ place: Place) async throws -> Reply {
        guard try Depth(call, missing: .zero) == .zero else { throw Refusal(400, "expand-property is asked with Depth 0.") }
        let asked = try Expand.read(root)
        guard !asked.isEmpty else { throw Refusal(400, "The request asks for no properties.") }
        guard asked.reduce(0, { $0 + $1.count }) <= Expand.most else {
            throw Refusal(413, "More than \(Expand.most) properties are asked for.")
        }
        var subject = try await home.subject(place)
        if case .book(let book, _) = subject {
            subject = try await home.subject(book, needsState: asked.contains { LiveProperty.named[$0.name]?.needsState == true })
        }
        var writer = XMLWriter()
        Multistatus.begin(&writer)
        try await write(&writer, subject, asked)
        Multistatus.end(&writer)
        return Reply(207, headers: ["content-type": Reply.xml], body: .bytes(writer.bytes))
    }

    private static func read(_ element: Element) throws(Refusal) -> [Asked] {
        var asked: [Asked] = []
        for property in element.elements where property.name == .dav("property") {
            guard let name = property.attribute("name"), !name.isEmpty else { throw Refusal(400, "A property has no name.") }
            asked.append(Asked(name: Name(property.attribute("namespace") ?? Space.dav, name), inner: try read(property)))
        }
        return asked
    }

    private func write(_ writer: inout XMLWriter, _ subject: Subject, _ asked: [Asked]) async throws {
        let names = asked.map(\.name)
        let multistatus = Multistatus(
            wanted: Wanted(names: names), user: home.user, person: home.person, isMinimal: call.isMinimal)
        let dead = multistatus.wanted.needsDead ? try await home.dead(subject) : DeadProperties()
        var told: [Name: [UInt8]] = [:]
        for property in asked where !property.inner.isEmpty {
            guard let target = LiveProperty.named[property.name]?.leads(from: subject) else { continue }
            var inner = XMLWriter()
            inner.begin(property.name)
            try await write(&inner, target, property.inner)
            inner.end(property.name)
            told[property.name] = inner.bytes
        }
        multistatus.write(&writer, subject, dead: dead, instead: told)
    }
}

extension LiveProperty {
    /// What the href in the property's value leads to; nil when there is none.
    func leads(from subject: Subject) -> Subject? {
        switch (self, subject) {
        case (.currentUserPrincipal, _), (.principalURL, .principal): .principal
        case (.owner, .principal), (.owner, .home), (.owner, .book), (.owner, .card): .principal
        case (.principalCollectionSet, _): .principals
        case (.addressbookHomeSet, .principal): .home
        default: nil
        }
    }
}
