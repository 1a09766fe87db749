/// An address book as DAV shows it.
struct Book: Equatable, Sendable {
    /// Its id in the house.
    let id: String
    /// Its name in its home: the last segment of its path.
    let segment: String
    /// What people call it.
    let name: String
    /// What it is for; empty for nothing.
    let description: String
    /// Where its members are: changes when one of them does. Nil when the house did not say.
    let state: String?
    /// Whether cards in it may be changed.
    let isWritable: Bool
    /// Whether new contacts go here unless somebody says otherwise.
    var isDefault = false
}

/// A member of a book: what is known of a card without reading it.
struct Member: Equatable, Sendable {
    /// The card's id in the house.
    let id: String
    /// Its name in the book: the last segment of its path.
    let name: String
    /// Its entity tag, without quotes.
    let etag: String
    /// Bytes.
    let size: Int64
    /// When it came, in seconds since 1970; nil when nobody knows.
    var created: Int64?
    /// When it was changed, likewise.
    let changed: Int64?
}

/// A card with its text.
struct Card: Equatable, Sendable {
    let member: Member
    /// The vCard, byte for byte.
    let text: [UInt8]
}
