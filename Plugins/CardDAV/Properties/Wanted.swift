/// Which properties a request asks for (RFC 4918, 14.20).
struct Wanted: Equatable, Sendable {
    /// The three ways of asking.
    enum Way: Equatable, Sendable {
        /// All that RFC 4918 knows, all that clients made up, and these.
        case all(and: [Name])
        /// The names of all, without values.
        case names
        /// These.
        case some([Name])
    }

    let way: Way
    /// The form of the cards themselves, where they are asked for.
    private(set) var data: AddressData?

    private static let most = 500

    /// All, as a request without a body asks.
    static let everything = Wanted(way: .all(and: []), data: nil)

    private init(way: Way, data: AddressData?) {
        self.way = way
        self.data = data
    }

    /// These, by name.
    init(names: [Name]) { self.init(way: .some(names), data: nil) }

    /// Reads the children of a `propfind` or a report. With none of the three, `missing` holds, or the request is broken.
    init(_ element: Element, missing: Wanted? = nil) throws(Refusal) {
        let found = element.elements.filter { [.dav("allprop"), .dav("propname"), .dav("prop")].contains($0.name) }
        guard found.count <= 1 else { throw Refusal(400, "Only one of allprop, propname and prop can be asked for.") }
        guard let asked = found.first else {
            guard let missing else { throw Refusal(400, "The request asks for no properties.") }
            self = missing
            return
        }
        switch asked.name.local {
        case "allprop": way = .all(and: element[.dav("include")]?.elements.map(\.name) ?? [])
        case "propname": way = .names
        default:
            way = .some(asked.elements.map(\.name))
            if let element = asked[.card("address-data")] { data = try AddressData(element) }
        }
        guard names.count <= Wanted.most else { throw Refusal(413, "More than \(Wanted.most) properties are asked for.") }
    }

    /// The names that are asked for one by one.
    var names: [Name] {
        switch way {
        case .all(let more): more
        case .names: []
        case .some(let names): names
        }
    }

    /// Whether properties that clients made up may be among them.
    var needsDead: Bool {
        if case .some(let names) = way { return names.contains { LiveProperty.named[$0] == nil } }
        return true
    }

    /// Whether the state of a book's members is among them.
    var needsState: Bool { way == .names || names.contains { LiveProperty.named[$0]?.needsState == true } }
}
