/// The name of an element or a property: a namespace and a local name.
struct Name: Hashable, Sendable {
    /// The namespace; empty for none.
    let space: String
    /// The local name.
    let local: String

    init(_ space: String, _ local: String) {
        self.space = space
        self.local = local
    }

    /// A name of WebDAV itself.
    static func dav(_ local: String) -> Name { Name(Space.dav, local) }
    /// A name of CardDAV.
    static func card(_ local: String) -> Name { Name(Space.card, local) }
}

/// The namespaces this server speaks.
enum Space {
    /// RFC 4918.
    static let dav = "DAV:"
    /// RFC 6352.
    static let card = "urn:ietf:params:xml:ns:carddav"
    /// Where `getctag` lives.
    static let calendarServer = "http://calendarserver.org/ns/"
    /// `xml:lang` and its kin.
    static let xml = "http://www.w3.org/XML/1998/namespace"
}
