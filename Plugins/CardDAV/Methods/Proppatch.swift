import MailFlowPlugin

/// PROPPATCH (RFC 4918, 9.2): all of it, or nothing.
struct Proppatch: Sendable {
    let home: Home
    let call: Call

    /// The answer about a place.
    func answer(_ place: Place) async throws -> Reply {
        let root = try XMLReader.read(call.body)
        guard root.name == .dav("propertyupdate") else { throw Refusal(400, "The request is no propertyupdate.") }
        let subject: Subject =
            switch place {
            case .principal: .principal
            case .home: .home
            case .book(_, let segment): .book(try await home.book(segment), state: nil)
            default: throw Refusal.nothing
            }
        let instructions = try Instructions(root)
        guard !instructions.isEmpty else { throw Refusal(400, "The request changes nothing.") }
        let outcome = Outcome(instructions, on: subject, dead: try await home.dead(subject))
        if outcome.refused.isEmpty { try await carryOut(outcome, on: subject) }
        return outcome.reply(subject.place(home.user).href, root: .dav("multistatus"))
    }

    private func carryOut(_ outcome: Outcome, on subject: Subject) async throws {
        if case .book(let book, _) = subject, !outcome.patch.isEmpty {
            try await home.contacts.change(book.id, outcome.patch.mapValues(JSON.string))
        }
        if outcome.isDeadChanged { try await home.keep(outcome.dead, on: subject) }
    }
}

/// The changes a client asks for, in its order.
struct Instructions: Sendable {
    /// One change.
    enum Change: Sendable {
        case set(Element, language: String?)
        case remove(Name)

        var name: Name {
            switch self {
            case .set(let element, _): element.name
            case .remove(let name): name
            }
        }
    }

    private(set) var changes: [Change] = []
    private static let most = 500

    /// Reads `set` and `remove` children; anything else is passed over, as RFC 4918, 17 asks.
    init(_ root: Element) throws(Refusal) {
        let lang = Name(Space.xml, "lang")
        for step in root.elements where step.name == .dav("set") || step.name == .dav("remove") {
            guard let prop = step[.dav("prop")] else { throw Refusal(400, "\(step.name.local) names no prop.") }
            let language = prop.attributes[lang] ?? step.attributes[lang] ?? root.attributes[lang]
            for element in prop.elements {
                changes.append(step.name.local == "set" ? .set(element, language: language) : .remove(element.name))
            }
        }
        guard changes.count <= Instructions.most else { throw Refusal(413, "More than \(Instructions.most) properties are changed.") }
    }

    var isEmpty: Bool { changes.isEmpty }

    /// All changes but those of one property.
    func without(_ name: Name) -> Instructions {
        var rest = self
        rest.changes.removeAll { $0.name == name }
        return rest
    }
}

/// What would become of the changes: worked out before anything is done.
struct Outcome: Sendable {
    /// What the book is to be called and said to be for.
    private(set) var patch: [String: String] = [:]
    private(set) var dead: DeadProperties
    private(set) var isDeadChanged = false
    /// What cannot be done, each with the status and the precondition.
    private(set) var refused: [Name: (status: String, error: Name?)] = [:]
    /// All names, in order, each once.
    private(set) var names: [Name] = []

    /// The longest name of a book, and the longest description, in bytes.
    private static let most = (name: 255, description: 4096)

    init(_ instructions: Instructions, on subject: Subject, dead: DeadProperties) {
        self.dead = dead
        for change in instructions.changes {
            let name = change.name
            if !names.contains(name) { names.append(name) }
            switch (LiveProperty.named[name], change) {
            case (let live?, _) where !live.isWritable(on: subject):
                refused[name] = ("403 Forbidden", .dav("cannot-modify-protected-property"))
            case (.displayName?, .set(let element, _)):
                let text = element.trimmed
                if text.isEmpty || text.utf8.count > Outcome.most.name {
                    refused[name] = ("409 Conflict", nil)
                } else {
                    patch["name"] = text
                }
            // A book is never without a name.
            case (.displayName?, .remove): refused[name] = ("403 Forbidden", .dav("cannot-modify-protected-property"))
            case (.addressbookDescription?, .set(let element, _)):
                if element.text.utf8.count > Outcome.most.description {
                    refused[name] = ("409 Conflict", nil)
                } else {
                    patch["description"] = element.text
                }
            case (.addressbookDescription?, .remove): patch["description"] = ""
            case (_, .set(let element, let language)):
                self.dead.set(element, language: language)
                isDeadChanged = true
            case (_, .remove):
                self.dead.remove(name)
                isDeadChanged = true
            }
        }
        guard self.dead.size > DeadProperties.most, self.dead.size > dead.size else { return }
        for case .set(let element, _) in instructions.changes where LiveProperty.named[element.name] == nil {
            refused[element.name] = ("507 Insufficient Storage", nil)
        }
    }

    /// The answer: each name with what became of it. With anything refused, all else failed with it.
    func reply(_ href: String, root: Name) -> Reply {
        var writer = XMLWriter()
        writer.begin(document: root)
        let isMultistatus = root == .dav("multistatus")
        if isMultistatus {
            writer.begin(.dav("response"))
            writer.href(href)
        }
        let rest = names.filter { refused[$0] == nil }
        Outcome.propstat(&writer, rest, refused.isEmpty ? "200 OK" : "424 Failed Dependency", nil)
        for name in names {
            guard let (status, error) = refused[name] else { continue }
            Outcome.propstat(&writer, [name], status, error)
        }
        if isMultistatus { writer.end(.dav("response")) }
        writer.end(root)
        return Reply(207, headers: ["content-type": Reply.xml], body: .bytes(writer.bytes))
    }

    private static func propstat(_ writer: inout XMLWriter, _ names: [Name], _ status: String, _ error: Name?) {
        guard !names.isEmpty else { return }
        writer.element(.dav("propstat")) { writer in
            writer.element(.dav("prop")) { writer in
                for name in names { writer.empty(name) }
            }
            writer.element(.dav("status"), "HTTP/1.1 \(status)")
            if let error { writer.element(.dav("error")) { $0.empty(error) } }
        }
    }
}
