/// The part of a card that a client asks for: `address-data` with `prop` children (RFC 6352, 10.4.2).
struct CardPart: Equatable, Sendable {
    /// The properties, in upper case, and whether they come without their value.
    let properties: [(name: [UInt8], isNameOnly: Bool)]

    static func == (a: CardPart, b: CardPart) -> Bool {
        a.properties.elementsEqual(b.properties) { $0.name == $1.name && $0.isNameOnly == $1.isNameOnly }
    }

    /// Reads an `address-data` element; nil when it names no properties, which means all of the card.
    init?(_ element: Element) throws(Refusal) {
        let asked = element.elements.filter { $0.name == .card("prop") }
        guard !asked.isEmpty, element[.card("allprop")] == nil else { return nil }
        var properties: [(name: [UInt8], isNameOnly: Bool)] = []
        for prop in asked {
            guard let name = prop.attribute("name"), !name.isEmpty else { throw Refusal(400, "A prop of address-data has no name.") }
            properties.append((Array(name.uppercased().utf8), prop.attribute("novalue") == "yes"))
        }
        self.properties = properties
    }

    /// The card with only those properties, each as it is written; BEGIN, VERSION and END always stay, or it would be no card.
    func cut(_ text: [UInt8]) -> [UInt8] {
        let frame = ["BEGIN", "VERSION", "END"].map { Array($0.utf8) }
        var out: [UInt8] = []
        for line in RawLine.all(text) {
            if frame.contains(where: line.isNamed) {
                out += line.bytes
            } else if let asked = properties.first(where: { line.isNamed($0.name) }) {
                if asked.isNameOnly, var parsed = ContentLine(line) {
                    parsed.value = ""
                    out += parsed.written
                } else {
                    out += line.bytes
                }
            }
        }
        return out
    }
}
