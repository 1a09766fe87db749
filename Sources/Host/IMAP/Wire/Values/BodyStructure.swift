/// The tree of a message's parts (RFC 9051 7.5.2, BODYSTRUCTURE).
public indirect enum BodyStructure: Hashable, Sendable {
    /// A part that holds content.
    case part(Part)
    /// A part that holds parts.
    case multipart(subtype: String, parts: [BodyStructure], parameters: [String: String])

    /// A part that holds content.
    public struct Part: Hashable, Sendable {
        /// `type/subtype` in lower case.
        public var mediaType: String
        /// Content-Type's parameters, names in lower case.
        public var parameters: [String: String]
        /// Content-ID.
        public var contentID: String?
        /// Content-Description.
        public var description: String?
        /// Content-Transfer-Encoding in lower case.
        public var encoding: String
        /// Bytes in transfer encoding.
        public var size: Int64
        /// Content-Disposition in lower case: `attachment`, `inline` or another.
        public var disposition: String?
        /// Content-Disposition's parameters, names in lower case.
        public var dispositionParameters: [String: String]
        /// For message/rfc822: the tree of the message inside.
        public var message: BodyStructure?
    }

    /// Each leaf with its part number, `1` for a message of one part, `2.1` inside a multipart (RFC 9051 6.4.5.1).
    public var leaves: [(number: String, part: Part)] {
        var found: [(String, Part)] = []
        func walk(_ node: BodyStructure, _ number: String) {
            switch node {
            case .part(let part): found.append((number.isEmpty ? "1" : number, part))
            case .multipart(_, let parts, _):
                for (index, part) in parts.enumerated() { walk(part, number.isEmpty ? "\(index + 1)" : "\(number).\(index + 1)") }
            }
        }
        walk(self, "")
        return found
    }
}
