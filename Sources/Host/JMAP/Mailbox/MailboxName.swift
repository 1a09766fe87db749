import Core

/// What a mailbox may be called.
enum MailboxName {
    static let maxOctets = 255

    /// Throws unless a name can be one part of a path.
    static func check(_ name: String, delimiter: String) throws(SetError) {
        guard !name.isEmpty, name.utf8.count <= maxOctets else { throw .property("name", "A folder's name has 1 to \(maxOctets) octets.") }
        guard name.unicodeScalars.allSatisfy({ $0.value >= 32 && $0.value != 127 && !(0x80..<0xA0).contains($0.value) }) else {
            throw .property("name", "A folder's name has no control characters.")
        }
        guard delimiter.isEmpty || !name.contains(delimiter) else {
            throw .property("name", "This server allows no “\(delimiter)” in a folder's name.")
        }
        guard name.contains(where: { !$0.isWhitespace }) else { throw .property("name", "A folder's name is not blank.") }
    }
}
