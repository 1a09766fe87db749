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
