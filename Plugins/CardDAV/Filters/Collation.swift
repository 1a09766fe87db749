@_spi(_Unicode) import Swift

/// How texts are compared (RFC 4790, RFC 5051, RFC 6352 8.3.1).
enum Collation: String, CaseIterable, Sendable {
    case asciiCasemap = "i;ascii-casemap"
    case octet = "i;octet"
    case unicodeCasemap = "i;unicode-casemap"

    /// Reads the attribute; missing and `default` are i;unicode-casemap. Any other name breaks the precondition.
    init(attribute: String?) throws(Refusal) {
        switch attribute {
        case nil, "default": self = .unicodeCasemap
        case let name?:
            guard let collation = Collation(rawValue: name) else {
                throw Refusal(403, "There is no collation of this name.", .card("supported-collation"))
            }
            self = collation
        }
    }

    /// The bytes that are compared in place of a text: two texts are the same to this collation exactly when these bytes are.
    func key(_ text: String) -> [UInt8] {
        switch self {
        case .octet: return Array(text.utf8)
        case .asciiCasemap: return text.utf8.map(Collation.upper)
        case .unicodeCasemap:
            if text.utf8.allSatisfy({ $0 < 128 }) { return text.utf8.map(Collation.upper) }
            // Title case, then canonical decomposition.
            let title = text.unicodeScalars.reduce(into: "") { $0 += $1.properties.titlecaseMapping }
            return title._nfd.reduce(into: []) { bytes, scalar in bytes += UTF8.encode(scalar) ?? .init() }
        }
    }

    private static func upper(_ byte: UInt8) -> UInt8 { (97...122).contains(byte) ? byte & 0xDF : byte }
}
