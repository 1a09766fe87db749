import Testing

@testable import CardDAV

/// Headers, one table each.
@Suite struct HeaderTests {
    @Test(arguments: [
        ("*", EntityTags.any), ("\"a\"", .list([EntityTag(value: "a", isWeak: false)])),
        ("W/\"a\" , \"b\"", .list([EntityTag(value: "a", isWeak: true), EntityTag(value: "b", isWeak: false)])),
        ("\"\"", .list([EntityTag(value: "", isWeak: false)])), ("\"a,b\"", .list([EntityTag(value: "a,b", isWeak: false)])),
        ("", nil), ("a", nil), ("\"a", nil), ("\"a\"\"b\"", nil), ("*, \"a\"", nil), ("w/\"a\"", nil),
    ])
    func readsEntityTags(_ text: String, _ tags: EntityTags?) { #expect(EntityTags(text) == tags) }

    @Test(
        arguments: [
            ("\"a\"", "a", true, true), ("\"a\"", "b", true, false), ("W/\"a\"", "a", true, false), ("W/\"a\"", "a", false, true),
            ("*", "a", true, true), ("*", nil, true, false), ("\"x\", \"a\"", "a", true, true),
        ] as [(String, String?, Bool, Bool)])
    func comparesEntityTags(_ header: String, _ stored: String?, _ strongly: Bool, _ holds: Bool) {
        #expect(EntityTags(header)?.contains(stored, strongly: strongly) == holds)
    }

    @Test(
        arguments: [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT", "1970-01-01T00:00:00Z"),
            (1_795_358_457, "Sun, 22 Nov 2026 14:40:57 GMT", "2026-11-22T14:40:57Z"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT", "2000-02-29T00:00:00Z"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT", "1969-12-31T23:59:59Z"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT", "9999-12-31T23:59:59Z"),
        ] as [(Int64, String, String)])
    func writesAndReadsDates(_ seconds: Int64, _ http: String, _ internet: String) {
        #expect(HTTPDate.text(seconds) == http)
        #expect(HTTPDate.internet(seconds) == internet)
        #expect(HTTPDate.seconds(http) == seconds)
        #expect(HTTPDate.instant(internet) == seconds)
    }

    @Test(arguments: [
        "", "yesterday", "Sun, 99 Nov 2026 14:40:57 GMT", "Sun, 22 Nov 2026 25:40:57 GMT", "Sun, 22 Foo 2026 14:40:57 GMT",
        "2026-11-22T14:40:57",
    ])
    func readsNoDate(_ text: String) {
        #expect(HTTPDate.seconds(text) == nil)
        #expect(HTTPDate.instant(text) == nil)
    }

    @Test(
        arguments: [
            ("/dav/books/1/", "", "/books/1/"), ("https://mail.example.test/dav/x", "mail.example.test", "/x"),
            ("http://MAIL.example.test:8080/dav/x", "mail.example.test:443", "/x"), ("https://[::1]:80/dav", "[::1]", ""),
            ("https://other.example.test/dav/x", "mail.example.test", nil), ("/other", "", nil), ("/davx", "", nil), ("dav/x", "", nil),
            ("/dav/x?y", "", nil), ("/dav/x#y", "", nil), ("https://mail.example.test", "mail.example.test", nil), ("", "", nil),
        ] as [(String, String, String?)])
    func readsReferences(_ text: String, _ host: String, _ path: String?) {
        #expect(Reference.path(text, host: host).map(String.init) == path)
    }

    @Test(
        arguments: [
            (nil, nil), ("", nil), ("*/*", nil), ("text/html, */*;q=0.1", nil), ("text/vcard", nil), ("text/vcard;version=3.0", nil),
            ("text/vcard; version=\"4.0\"", "4.0"), ("text/vcard;version=4.0;q=0.5, text/vcard;version=3.0", nil),
            ("text/vcard;version=4.0, text/vcard;q=0.5", "4.0"),
        ] as [(String?, String?)])
    func choosesAVersion(_ header: String?, _ version: String?) throws {
        #expect(try Accept.version(header, stored: { "3.0" }) == version)
    }

    @Test(arguments: ["text/html", "text/vcard;version=2.1", "text/vcard;q=0", "application/json"])
    func acceptsNoOtherForm(_ header: String) {
        let refusal = #expect(throws: Refusal.self) { try Accept.version(header, stored: { "3.0" }) }
        #expect(refusal?.status == 406)
        #expect(refusal?.precondition == .card("supported-address-data-conversion"))
    }

    @Test(arguments: [
        SyncToken(book: "b1", state: "17"), SyncToken(book: "a/b", state: "x y/ü"),
    ])
    func writesAndReadsTokens(_ token: SyncToken) { #expect(SyncToken(token.text) == token) }

    @Test(arguments: [
        "", "17", "data:,", "data:,b1", "data:,b1/", "data:,/17", "data:,a/b/c", "data:,%zz/1", "urn:b1/17",
        "data:," + String(repeating: "a", count: 600) + "/1",
    ])
    func readsNoToken(_ text: String) { #expect(SyncToken(text) == nil) }

    @Test(arguments: [
        ("https", "192.0.2.1", true), ("http", "192.0.2.1", false), ("http", "127.0.0.1", true), ("http", "::1", true),
        ("http", "::ffff:127.0.0.1", true), ("http", "127.0.0.1.example.test", false), ("http", "", false), ("http", "127.1", false),
    ])
    func asksForPasswordsInPrivateOnly(_ scheme: String, _ remote: String, _ isPrivate: Bool) {
        #expect(Doorkeeper.isPrivate(Call(method: "GET", path: "/", scheme: scheme, remote: remote)) == isPrivate)
    }
}
