public import Core

/// A card as lists and synchronising clients see it: everything but its text.
public struct Card: Sendable, Hashable {
    /// Its row.
    public var id: CardID
    /// The book it is in.
    public var book: AddressBookID
    /// The name of the member in its book, for CardDAV.
    public var resource: String
    /// The UID of the vCard.
    public var uid: String
    /// The kind (RFC 9553 2.1.4), lower case.
    public var kind: String
    /// Changes exactly when the bytes of the vCard do.
    public var etag: String
    /// Octets of the vCard.
    public var size: Int64
    /// The name shown in lists; may be empty.
    public var name: String
    /// When it was added here.
    public var createdAt: Timestamp
    /// When it was changed here.
    public var updatedAt: Timestamp
}

/// The content of a card on its way into the store, as it was read by whoever understands vCards.
public struct CardContent: Sendable, Hashable {
    /// The vCard, byte for byte.
    public var bytes: [UInt8]
    /// Its UID.
    public var uid: String
    /// Its kind, lower case.
    public var kind: String
    /// The name shown in lists.
    public var name: String
    /// Words by a letter that says what they are, for filters.
    public var facts: [(letter: String, words: String)] {
        get { packed.map { ($0.first, $0.second) } }
        set { packed = newValue.map { Pair(first: $0.letter, second: $0.words) } }
    }
    /// Its addresses, as written, with the words of name, nickname, organization and address that find them.
    public var emails: [(email: String, words: String)] {
        get { addressed.map { ($0.first, $0.second) } }
        set { addressed = newValue.map { Pair(first: $0.email, second: $0.words) } }
    }

    private struct Pair: Sendable, Hashable {
        let first: String
        let second: String
    }
    private var packed: [Pair] = []
    private var addressed: [Pair] = []

    /// Content without facts.
    public init(bytes: [UInt8], uid: String, kind: String = "individual", name: String = "") {
        self.bytes = bytes
        self.uid = uid
        self.kind = kind
        self.name = name
    }
}
