import MailFlowPlugin

/// Properties that clients made up and the server keeps for them (RFC 4918, 4.1).
struct DeadProperties: Equatable, Sendable {
    /// The markup of each, whole.
    private(set) var markup: [Name: String] = [:]

    /// The most bytes of all of them together.
    static let most = 64 << 10

    init() {}

    /// Reads what `bytes` wrote; anything else is none.
    init(_ bytes: [UInt8]?) {
        for one in bytes.flatMap({ try? JSON(parsing: $0) })?.array ?? [] {
            guard let space = one["space"]?.string, let local = one["name"]?.string, let markup = one["markup"]?.string else { continue }
            self.markup[Name(space, local)] = markup
        }
    }

    /// For keeping.
    var bytes: [UInt8] {
        let sorted = markup.sorted { ($0.key.space, $0.key.local) < ($1.key.space, $1.key.local) }
        return JSON.array(sorted.map { ["space": .string($0.key.space), "name": .string($0.key.local), "markup": .string($0.value)] }).bytes
    }

    /// Bytes of all of them.
    var size: Int { markup.reduce(0) { $0 + $1.key.space.utf8.count + $1.key.local.utf8.count + $1.value.utf8.count } }

    /// Keeps a property as it was sent, its language included.
    mutating func set(_ element: Element, language: String?) {
        var element = element
        let lang = Name(Space.xml, "lang")
        if let language, element.attributes[lang] == nil { element.attributes[lang] = language }
        var writer = XMLWriter()
        writer.tree(element)
        markup[element.name] = String(decoding: writer.bytes, as: UTF8.self)
    }

    /// Forgets a property.
    mutating func remove(_ name: Name) { markup[name] = nil }
}

extension Home {
    /// What clients keep on something.
    func dead(_ subject: Subject) async throws -> DeadProperties {
        guard let key = subject.deadKey else { return DeadProperties() }
        return DeadProperties(try await contacts.house.recall("user:\(user)", key))
    }

    /// Keeps it, or forgets it when there is none.
    func keep(_ dead: DeadProperties, on subject: Subject) async throws {
        guard let key = subject.deadKey else { return }
        try await contacts.house.keep("user:\(user)", key, dead.markup.isEmpty ? nil : dead.bytes)
    }
}
