/// In what form a report wants the cards themselves (RFC 6352, 10.4).
struct AddressData: Equatable, Sendable {
    /// Nil for the version each has.
    var version: String?
    /// Nil for all of each card.
    var part: CardPart?

    /// Reads an `address-data` element; fails with supported-address-data for a form that cannot be given.
    init(_ element: Element) throws(Refusal) {
        let type = element.attribute("content-type")
        version = element.attribute("version")
        let isKnown = type.map { Text.same($0, "text/vcard") } ?? true
        guard isKnown, version.map(CardHead.versions.contains) ?? true else {
            throw Refusal(403, "Cards are given as text/vcard, version 3.0 or 4.0.", .card("supported-address-data"))
        }
        part = try CardPart(element)
    }

    /// The card in that form.
    func form(_ text: [UInt8]) -> [UInt8] {
        let converted = version.map { CardVersion.convert(text, to: $0) } ?? text
        return part?.cut(converted) ?? converted
    }
}
