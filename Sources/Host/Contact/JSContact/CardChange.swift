public import Core

extension VCard {
    /// The vCard that says what a JSContact card says. Only properties that say something else are written anew, and those that are new
    /// added; every other line keeps its bytes. Throws when a property of the card is not what it should be.
    public func applying(_ json: JSON) throws(CardChangeFault) -> VCard {
        guard json.object != nil else { throw CardChangeFault("", "A card is an object.") }
        var change = CardChange(self, wanted: CardNormal.of(json))
        return try change.run()
    }

    /// A new vCard that says what a JSContact card says.
    public static func making(_ json: JSON, _ version: Version = .v40) throws(CardChangeFault) -> VCard {
        try VCard(version).applying(json)
    }

    /// The vCard in another version; in its own it is what it is.
    public func written(as other: Version) throws(CardChangeFault) -> VCard {
        other == version ? self : try VCard.making(CardReading(self).json, other)
    }
}

/// The work of changing a vCard to what a JSContact card says.
struct CardChange {
    let card: VCard
    let wanted: JSON
    let before: CardReading
    /// What stands in the place of each property of the card, and behind the last.
    var slots: [[ContentLine]]
    /// Entries whose key followed from what they said, and now is another one.
    var rekeyed: [(slot: Int, form: EntryForm, key: String)] = []

    init(_ card: VCard, wanted: JSON) {
        self.card = card
        self.wanted = wanted
        before = CardReading(card)
        slots = card.lines.map { [$0] } + [[]]
    }

    /// Whether nothing was said yet.
    var isNew: Bool { card.lines.count == 1 && card.lines[0].number == 0 }
    var version: VCard.Version { card.version }
    var lines: [ContentLine] { slots.flatMap { $0 } }

    mutating func run() throws(CardChangeFault) -> VCard {
        try singles()
        try name()
        for form in EntryForm.all { try entries(form) }
        try nicknames()
        try words("keywords", ["CATEGORIES"], before.plain["keywords"])
        try words("members", version == .v40 ? ["MEMBER"] : ["X-ADDRESSBOOKSERVER-MEMBER", "MEMBER"], before.plain["members"])
        try relations()
        try unknown()
        var out = card
        out.lines = lines
        return extras(out)
    }

    /// Writes what no property says as JSPROP; those that are right already stay.
    private func extras(_ card: VCard) -> VCard {
        var out = card
        let reading = CardReading(card)
        var needed = ExtraProperty.lines(wanted: renamed(wanted, reading), plain: reading.plain)
        out.lines.removeAll { line in
            guard line.name == "JSPROP" else { return false }
            let found = needed.firstIndex {
                $0.first("JSPTR") == line.first("JSPTR") && $0.value == line.value && $0.first("X-BASE") == line.first("X-BASE")
            }
            if let found { needed.remove(at: found) }
            return found == nil
        }
        out.lines += needed
        return out
    }
}
