/// What must be known of a vCard before it is taken in.
struct CardHead: Equatable {
    /// `3.0` or `4.0`.
    let version: String
    /// The one UID.
    let uid: String

    /// Looks over a text; fails with the precondition that it breaks (RFC 6352, 6.3.2.1). The host reads it in full afterwards.
    init(_ text: [UInt8]) throws(Refusal) {
        func invalid(_ sentence: String) -> Refusal { Refusal(403, sentence, .card("valid-address-data")) }
        guard String(validating: text, as: UTF8.self) != nil, !text.contains(0) else { throw invalid("The card is not UTF-8 text.") }
        let lines = RawLine.all(text).filter { $0.bytes.contains { $0 > 32 } }
        guard lines.first.flatMap(ContentLine.init)?.isMark("BEGIN") == true, lines.last.flatMap(ContentLine.init)?.isMark("END") == true
        else {
            throw invalid("A card goes from BEGIN:VCARD to END:VCARD.")
        }
        let begin = Array("BEGIN".utf8)
        guard lines.count(where: { $0.isNamed(begin) }) == 1 else { throw invalid("There must be one card, not several.") }
        func values(_ name: String) -> [String] {
            let wanted = Array(name.utf8)
            return lines.filter { $0.isNamed(wanted) }.compactMap(ContentLine.init).map { Text.trim($0.value) }
        }
        let versions = values("VERSION")
        guard versions.count == 1, let version = versions.first else { throw invalid("A card has one VERSION.") }
        guard CardHead.versions.contains(version) else {
            throw Refusal(403, "Version \(version.prefix(16)) of vCard is not kept here; 3.0 and 4.0 are.", .card("supported-address-data"))
        }
        let uids = values("UID").filter { !$0.isEmpty }
        guard uids.count == 1, let uid = uids.first else { throw invalid("A card has one UID.") }
        self.version = version
        self.uid = uid
    }

    /// The versions that are kept.
    static let versions = ["3.0", "4.0"]

    /// The version a stored text has.
    static func version(of text: [UInt8]) -> String {
        let name = Array("VERSION".utf8)
        return RawLine.all(text).first { $0.isNamed(name) }.flatMap(ContentLine.init).map { Text.trim($0.value) } ?? "3.0"
    }
}

extension ContentLine {
    /// Whether this is `BEGIN:VCARD` or `END:VCARD`.
    fileprivate func isMark(_ name: String) -> Bool { self.name == name && Text.same(Text.trim(value), "VCARD") }
}
