public import Core

/// A vCard read as a JSContact card (RFC 9555).
public struct CardReading: Sendable {
    /// The Card object.
    public let json: JSON

    /// Reads a card.
    public init(_ card: VCard) {
        var out: JSON = ["@type": "Card", "version": "1.0"]
        let facts = CardFacts(card)
        if let uid = facts.uid { out["uid"] = .string(uid) }
        if let name = card.text("FN") { out["name"] = ["full": .string(name)] }
        json = out
    }
}
