import Testing

@testable import CardDAV

/// What paths name, and what they must not.
@Suite struct PlaceTests {
    @Test(arguments: [
        ("", Place.root), ("/", .root), ("/principals", .principals), ("/principals/7/", .principal(user: "7")),
        ("/books/7", .home(user: "7")), ("/books/7/b1/", .book(user: "7", book: "b1")),
        ("/books/7/b1/a%20b.vcf", .card(user: "7", book: "b1", card: "a b.vcf")),
        ("/books/7/b%C3%A4/x", .card(user: "7", book: "bä", card: "x")),
    ])
    func reads(_ path: String, _ place: Place) throws {
        #expect(try Place(path: path) == place)
        #expect(try Place(path: place.href.dropFirst(Call.prefix.count)) == place)
    }

    @Test(arguments: ["/nothing", "/books/7/b/c/d", "/principals/7/x", "/BOOKS/7"])
    func namesNothing(_ path: String) throws { #expect(try Place(path: path) == nil) }

    @Test(arguments: [
        "books/7", "//", "/books//b1", "/books/7/../8", "/books/7/%2e%2e/8", "/books/7/.", "/books/7/a%2Fb", "/books/7/a%5Cb",
        "/books/7/%00",
        "/books/7/%0d%0aX:y", "/books/7/%FF", "/books/7/%4", "/books/7/%zz", "/books/7/" + String(repeating: "a", count: 256),
        "/" + String(repeating: "a/", count: 2000),
    ])
    func refusesTricks(_ path: String) { #expect(throws: Refusal.self) { try Place(path: path) } }
}
