import Contact
import Core
import Foundation
import Mail
import Store

/// Makes of a vCard what the store keeps of it.
enum ContactMaking {
    /// Reads a vCard that a client sent; throws `invalidProperties` naming `vCard` and the line.
    static func read(_ bytes: [UInt8]) throws(SetError) -> VCard {
        guard bytes.count <= ContactLimits.cardSize else { throw SetError("tooLarge", "A contact has at most 1 MB, its photo included.") }
        do throws(VCardFault) { return try VCard(bytes) } catch { throw .property("vCard", error.words) }
    }

    /// The content of a card: `bytes` are kept as they are. A card without a UID gets `uid`.
    static func content(_ card: VCard, bytes: [UInt8], uid: String) -> CardContent {
        let facts = CardFacts(card)
        var content = CardContent(bytes: bytes, uid: facts.uid ?? uid, kind: String(facts.kind.prefix(64)), name: clipped(facts.name))
        content.facts = facts.texts.compactMap { letter, text in
            switch letter {
            case .member, .created, .updated: (letter.rawValue, text)
            case .phone: (letter.rawValue, text.filter { $0.isASCII && $0.isNumber })
            default: (letter.rawValue, SearchTerms.terms(text))
            }
        }
        let found = facts.texts.filter { [.fullName, .nickname, .organization].contains($0.letter) }.map(\.text).joined(separator: " ")
        content.emails = facts.emails.map { ($0, SearchTerms.terms("\(facts.name) \(found) \($0)")) }
        return content
    }

    private static func clipped(_ name: String) -> String {
        String(name.unicodeScalars.lazy.map { $0.value < 32 || $0.value == 127 ? " " : Character($0) }.prefix(300)).trimmingCharacters(
            in: .whitespaces)
    }

    /// A new UID.
    static func newUID() -> String { "urn:uuid:\(UUID().uuidString.lowercased())" }

    /// A name for a member of a book that a client may use in a path; nil when it is none.
    static func resource(_ name: String) -> String? {
        guard (1...ContactLimits.nameLength).contains(name.utf8.count), name != ".", name != "..",
            name.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 && $0 != "/" && $0 != "\\" })
        else { return nil }
        return name
    }

    /// The usual name of a member: its UID and `.vcf`, where that is fit for a path.
    static func resource(uid: String) -> String {
        let safe = String(
            uid.unicodeScalars.map { $0.value <= 32 || $0.value == 127 || "/\\?#%".unicodeScalars.contains($0) ? "_" : Character($0) })
        return safe.utf8.count <= 200 ? safe + ".vcf" : CardTable.etag(Array(uid.utf8)) + ".vcf"
    }
}
