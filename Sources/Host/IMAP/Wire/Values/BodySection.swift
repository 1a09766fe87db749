/// A piece of a message to fetch: `BODY[section]<partial>` (RFC 9051 6.4.5).
public struct BodySection: Hashable, Sendable {
    /// What is inside the brackets, in the normal form: `""`, `HEADER`, `TEXT`, `1.2`, `1.MIME`, `HEADER.FIELDS (A B)`.
    public let specifier: String
    /// The first byte and the number of bytes, when not all of it is wanted.
    public var partial: Range<Int64>?

    /// A section in wire form. The encoder refuses what is no section.
    public init(specifier: String, partial: Range<Int64>? = nil) {
        self.specifier = specifier
        self.partial = partial
    }

    /// The whole message.
    public static let whole = BodySection(specifier: "")
    /// The header.
    public static let header = BodySection(specifier: "HEADER")
    /// Everything after the header.
    public static let text = BodySection(specifier: "TEXT")
    /// The content of a part, such as `2.1`.
    public static func part(_ number: String) -> BodySection { BodySection(specifier: number) }
    /// The MIME header of a part.
    public static func mime(_ number: String) -> BodySection { BodySection(specifier: "\(number).MIME") }
    /// Some header fields.
    public static func headerFields(_ names: [String]) -> BodySection {
        BodySection(specifier: "HEADER.FIELDS (\(names.joined(separator: " ")))")
    }
    /// The same section, only a range of its bytes.
    public func bytes(_ range: Range<Int64>) -> BodySection { BodySection(specifier: specifier, partial: range) }
}
