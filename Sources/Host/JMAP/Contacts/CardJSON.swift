import Contact
import Core
import Store

/// ContactCard objects (RFC 9610 3): JSContact cards with what this server knows beside them.
enum CardJSON {
    /// Properties that are known without reading the vCard.
    private static let light: Set<String> = ["id", "addressBookIds", "resourceName", "etag", "size", "mailUse", "uid", "kind"]

    /// Whether giving some properties needs the vCard.
    static func needsText(_ properties: Set<String>?) -> Bool { properties.map { !$0.isSubset(of: light) } ?? true }

    /// The object of a card, with the vendor properties that are named.
    static func object(_ card: Card, text: [UInt8]?, use: MailUse?, _ properties: Set<String>?) -> [String: JSON] {
        var out: [String: JSON] = ["uid": .string(card.uid), "kind": .string(card.kind)]
        if let text, properties?.subtracting(light).subtracting(["vCard"]).isEmpty != true, let read = try? VCard(text) {
            out = (CardPhotos.outward(CardReading(read).json, card.id).object ?? [:]).merging(out) { $1 }
        }
        out["id"] = .string(card.id.description)
        out["addressBookIds"] = [card.book.description: true]
        guard let properties else { return out }
        if properties.contains("resourceName") { out["resourceName"] = .string(card.resource) }
        if properties.contains("etag") { out["etag"] = .string(card.etag) }
        if properties.contains("size") { out["size"] = .int(card.size) }
        if properties.contains("mailUse") { out["mailUse"] = (use ?? MailUse()).json }
        if properties.contains("vCard"), let text { out["vCard"] = .string(String(decoding: text, as: UTF8.self)) }
        return out
    }
}

extension MailUse {
    /// `{"sent", "lastSentAt"}`.
    var json: JSON { ["sent": .int(sent), "lastSentAt": lastSentAt.map { .string(UTCDate.text($0)) } ?? nil] }
}
