/// What would become of the changes: worked out before anything is done.
struct Outcome: Sendable {
    /// What the book is to be called and said to be for.
    private(set) var patch: [String: String] = [:]
    private(set) var dead: DeadProperties
    private(set) var isDeadChanged = false
    /// What cannot be done, and why.
    private(set) var refused: [Name: Reason] = [:]
    /// All names, in order, each once.
    private(set) var names: [Name] = []

    /// Why a property is not changed.
    struct Reason: Sendable {
        /// The status with its phrase.
        let status: String
        /// The precondition that does not hold.
        var error: Name?
        /// A sentence a person may read.
        let sentence: String

        static let protected = Reason(
            status: "403 Forbidden", error: .dav("cannot-modify-protected-property"), sentence: "The server alone sets this.")
        static let notKept = Reason(
            status: "403 Forbidden", error: .dav("cannot-modify-protected-property"), sentence: "Properties of clients are not kept here.")
        static let nameless = Reason(status: "409 Conflict", sentence: "An address book has a name.")
        static let longName = Reason(status: "409 Conflict", sentence: "The name of an address book has at most \(most.name) bytes.")
        static let longDescription = Reason(
            status: "409 Conflict", sentence: "The description of an address book has at most \(most.description) bytes.")
        static let full = Reason(
            status: "507 Insufficient Storage", sentence: "There is room for \(DeadProperties.most >> 10) KiB of properties of clients.")
    }

    /// The longest name of a book, and the longest description, in bytes.
    private static let most = (name: 255, description: 4096)

    init(_ instructions: Instructions, on subject: Subject, dead: DeadProperties) {
        self.dead = dead
        for change in instructions.changes {
            let name = change.name
            if !names.contains(name) { names.append(name) }
            switch (LiveProperty.named[name], change) {
            case (let live?, _) where !live.isWritable(on: subject): refused[name] = .protected
            case (nil, _) where subject.deadKey == nil: refused[name] = .notKept
            case (.displayName?, .set(let element, _)):
                let text = element.trimmed
                if text.isEmpty {
                    refused[name] = .nameless
                } else if text.utf8.count > Outcome.most.name {
                    refused[name] = .longName
                } else {
                    patch["name"] = text
                }
            // A book is never without a name.
            case (.displayName?, .remove): refused[name] = .protected
            case (.addressbookDescription?, .set(let element, _)):
                if element.text.utf8.count > Outcome.most.description {
                    refused[name] = .longDescription
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
            refused[element.name] = .full
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
        Outcome.propstat(&writer, rest, refused.isEmpty ? "200 OK" : "424 Failed Dependency")
        for name in names {
            guard let reason = refused[name] else { continue }
            Outcome.propstat(&writer, [name], reason.status, reason)
        }
        if isMultistatus { writer.end(.dav("response")) }
        writer.end(root)
        return Reply(207, headers: ["content-type": Reply.xml], body: .bytes(writer.bytes))
    }

    private static func propstat(_ writer: inout XMLWriter, _ names: [Name], _ status: String, _ reason: Reason? = nil) {
        guard !names.isEmpty else { return }
        writer.element(.dav("propstat")) { writer in
            writer.element(.dav("prop")) { writer in
                for name in names { writer.empty(name) }
            }
            writer.element(.dav("status"), "HTTP/1.1 \(status)")
            if let error = reason?.error { writer.element(.dav("error")) { $0.empty(error) } }
            if let reason { writer.element(.dav("responsedescription"), reason.sentence) }
        }
    }
}
