/// What a path names, before anybody looked whether it is there.
enum Place: Equatable, Sendable {
    case root
    /// Where principals are.
    case principals
    /// Somebody.
    case principal(user: String)
    /// Where homes are.
    case homes
    /// The address books of somebody.
    case home(user: String)
    /// One address book, by the name it has in its home.
    case book(user: String, book: String)
    /// One card, by the name it has in its book.
    case card(user: String, book: String, card: String)

    /// Reads what follows the prefix. Tricks with dots, slashes and control characters, and whatever is not UTF-8, is 400; what can name nothing is nil.
    init?(path: some StringProtocol) throws(Refusal) {
        let broken = Refusal(400, "This is no path.")
        guard path.isEmpty || path.utf8.first == UInt8(ascii: "/"), path.utf8.count <= 2048 else { throw broken }
        var segments: [String] = []
        let pieces = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst()
        for (index, piece) in pieces.enumerated() {
            if piece.isEmpty {
                guard index == pieces.count - 1 else { throw broken }
                continue
            }
            guard let segment = Percent.decode(piece), Place.isName(segment) else { throw broken }
            segments.append(segment)
        }
        switch (segments.first, segments.count) {
        case (nil, _): self = .root
        case ("principals", 1): self = .principals
        case ("principals", 2): self = .principal(user: segments[1])
        case ("books", 1): self = .homes
        case ("books", 2): self = .home(user: segments[1])
        case ("books", 3): self = .book(user: segments[1], book: segments[2])
        case ("books", 4): self = .card(user: segments[1], book: segments[2], card: segments[3])
        default: return nil
        }
    }

    /// Whether a segment can be a name: 1 to 255 bytes, not a dot or two, no slash, backslash or control character.
    static func isName(_ segment: String) -> Bool {
        (1...255).contains(segment.utf8.count) && segment != "." && segment != ".."
            && !segment.utf8.contains { $0 < 32 || $0 == 127 || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
    }

    /// The user whose it is; nil for what is everyone's.
    var user: String? {
        switch self {
        case .root, .principals, .homes: nil
        case .principal(let user), .home(let user), .book(let user, _), .card(let user, _, _): user
        }
    }

    /// The path as clients are told, with the prefix; collections end in a slash.
    var href: String {
        switch self {
        case .root: "\(Call.prefix)/"
        case .principals: "\(Call.prefix)/principals/"
        case .principal(let user): "\(Call.prefix)/principals/\(Percent.encode(user))/"
        case .homes: "\(Call.prefix)/books/"
        case .home(let user): "\(Call.prefix)/books/\(Percent.encode(user))/"
        case .book(let user, let book): "\(Call.prefix)/books/\(Percent.encode(user))/\(Percent.encode(book))/"
        case .card(let user, let book, let card):
            "\(Call.prefix)/books/\(Percent.encode(user))/\(Percent.encode(book))/\(Percent.encode(card))"
        }
    }

    /// What may be asked here, for Allow.
    var methods: String {
        switch self {
        case .root, .principals, .homes, .principal, .home: "OPTIONS, GET, HEAD, PROPFIND, PROPPATCH, REPORT"
        case .book: "OPTIONS, GET, HEAD, PROPFIND, PROPPATCH, REPORT, MKCOL, DELETE, MOVE, COPY"
        case .card: "OPTIONS, GET, HEAD, PUT, DELETE, MOVE, COPY, PROPFIND, PROPPATCH, REPORT"
        }
    }

    /// Whether a path that names nothing is below where a card of the user would be, so that nothing can be made there (RFC 4918, 9.7.1).
    static func isBelowACard(_ path: String, of user: String) -> Bool {
        let pieces = path.split(separator: "/")
        return pieces.count > 4 && pieces[0] == "books" && Percent.decode(pieces[1]) == user
    }
}
