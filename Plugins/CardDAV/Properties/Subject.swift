/// Something that has properties.
enum Subject: Sendable {
    case root
    case principals
    case principal
    case homes
    case home
    /// A book, and where its members are.
    case book(Book, state: String?)
    /// A card of a book; its text only when it was read.
    case card(Member, in: Book, text: [UInt8]?)

    /// Its path, for the user whose it is.
    func place(_ user: String) -> Place {
        switch self {
        case .root: .root
        case .principals: .principals
        case .principal: .principal(user: user)
        case .homes: .homes
        case .home: .home(user: user)
        case .book(let book, _): .book(user: user, book: book.segment)
        case .card(let member, let book, _): .card(user: user, book: book.segment, card: member.name)
        }
    }

    var isCollection: Bool { if case .card = self { false } else { true } }

    /// The key under which properties that clients made up are kept; nil where there can be none.
    var deadKey: String? {
        switch self {
        case .principal: "properties/principal"
        case .home: "properties/home"
        case .book(let book, _): "properties/book/\(book.id)"
        default: nil
        }
    }
}
