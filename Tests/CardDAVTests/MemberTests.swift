import Synchronization
import Testing

@testable import CardDAV

/// GET, PUT, DELETE, MOVE and COPY of cards.
@Suite struct MemberTests {
    private static let x = "/books/u1/b1/x.vcf"

    @Test(arguments: [
        Client.card("x"), Client.card("x").replacing("\r\n", "\n"),
        "BEGIN:VCARD\r\nVERSION:4.0\r\nUID:urn:uuid:1\r\nFN:Ünï 🎈\r\nNOTE:a\r\n  b\\n&<>\r\nEND:VCARD",
        Client.card("x", more: ["PHOTO;ENCODING=b;TYPE=JPEG:" + String(repeating: "QUJD", count: 1000)]),
    ])
    func keepsCardsByteForByte(_ text: String) async throws {
        let client = Client()
        let put = try await client.put("x.vcf", text)
        #expect(put.status == 201)
        let tag = try #require(put.headers["etag"])
        let got = try await client.send("GET", MemberTests.x)
        #expect(got.status == 200)
        #expect(got.bytes == Array(text.utf8))
        #expect(got.headers["etag"] == tag)
        #expect(got.headers["content-type"] == "text/vcard; charset=utf-8")
        #expect(got.headers["last-modified"] == "Sun, 22 Nov 2026 14:40:57 GMT")
        let head = try await client.send("HEAD", MemberTests.x)
        #expect(head.status == 200 && head.bytes.isEmpty && head.headers["etag"] == tag)
        let again = try await client.put("x.vcf", text)
        #expect(again.status == 204)
        #expect(again.headers["etag"] == tag)
    }

    @Test func cardsThatFollowComeAlong() async throws {
        let client = Client()
        for number in 1...5 { try await client.put("n\(number).vcf", Client.card("n\(number)")) }
        client.library.state.withLock { $0.calls = [] }
        for number in 1...5 {
            let got = try await client.send("GET", "/books/u1/b1/n\(number).vcf")
            #expect(got.status == 200 && got.body == Client.card("n\(number)"))
        }
        #expect(client.library.state.withLock(\.calls).filter { $0 == "ContactCard/get" }.count == 1)
        // One that changed meanwhile is read anew.
        try await client.put("n3.vcf", Client.card("n3", more: ["NOTE:new"]))
        #expect(try await client.send("GET", "/books/u1/b1/n3.vcf").body.contains("NOTE:new"))
    }

    @Test func convertsOnlyWhenAsked() async throws {
        let client = Client()
        try await client.put("x.vcf", Client.card("x", more: ["EMAIL;TYPE=INTERNET,pref:a@example.org"]))
        let four = try await client.send("GET", MemberTests.x, ["accept": "text/vcard;version=4.0"])
        #expect(four.body.contains("VERSION:4.0\r\n") && four.body.contains("EMAIL;PREF=1:a@example.org"))
        #expect(four.headers["etag"] == nil)
        let none = try await client.send("GET", MemberTests.x, ["accept": "application/json"])
        #expect(none.status == 406)
        #expect(try none.precondition() == "supported-address-data-conversion")
    }

    /// Headers of a request, whether the card is there, and what becomes of it; TAG stands for the stored tag.
    @Test(
        arguments: [
            ("PUT", ["if-none-match": "*"], false, 201), ("PUT", ["if-none-match": "*"], true, 412), ("PUT", ["if-match": "*"], true, 204),
            ("PUT", ["if-match": "*"], false, 412), ("PUT", ["if-match": "TAG"], true, 204), ("PUT", ["if-match": "TAG"], false, 412),
            ("PUT", ["if-match": "\"other\""], true, 412), ("PUT", ["if-match": "\"other\", TAG"], true, 204),
            ("PUT", ["if-match": "W/TAG"], true, 412),
            ("PUT", ["if-none-match": "TAG"], true, 412), ("PUT", ["if-none-match": "\"other\""], true, 204),
            ("PUT", ["if-match": "nonsense"], true, 400),
            ("PUT", ["if-unmodified-since": "Sun, 22 Nov 2026 14:40:57 GMT"], true, 204),
            ("PUT", ["if-unmodified-since": "Sat, 21 Nov 2026 14:40:57 GMT"], true, 412),
            ("DELETE", [:], true, 204), ("DELETE", [:], false, 404), ("DELETE", ["if-match": "TAG"], true, 204),
            ("DELETE", ["if-match": "\"other\""], true, 412),
            ("DELETE", ["if-match": "*"], false, 412), ("GET", ["if-none-match": "TAG"], true, 304),
            ("GET", ["if-none-match": "W/TAG"], true, 304),
            ("GET", ["if-none-match": "\"other\""], true, 200), ("GET", ["if-match": "\"other\""], true, 412), ("GET", [:], false, 404),
            ("GET", ["if-modified-since": "Sun, 22 Nov 2026 14:40:57 GMT"], true, 304),
            ("GET", ["if-modified-since": "Sat, 21 Nov 2026 14:40:57 GMT"], true, 200),
            ("HEAD", ["if-none-match": "*"], true, 304),
        ] as [(String, [String: String], Bool, Int)])
    func holdsToConditions(_ method: String, _ headers: [String: String], _ isThere: Bool, _ status: Int) async throws {
        let client = Client()
        let tag = isThere ? try await client.put("x.vcf", Client.card("x")).headers["etag"] ?? "" : "\"gone\""
        let sent = headers.mapValues { $0.replacing("TAG", tag) }
        let got = try await client.send(method, MemberTests.x, sent, body: method == "PUT" ? Client.card("x", "Changed") : "")
        #expect(got.status == status)
        if status == 304 { #expect(got.headers["etag"] == tag && got.bytes.isEmpty) }
        let stored = client.library.state.withLock { $0.cards.values.first?.text }
        let changes = [
            "PUT": status < 300 ? Client.card("x", "Changed") : isThere ? Client.card("x") : nil,
            "DELETE": status == 204 || !isThere ? nil : Client.card("x"),
        ]
        if let expected = changes[method] { #expect(stored == expected) }
    }

    @Test(
        arguments: [
            ("text/vcard", Client.card("x"), 201, nil), ("text/vcard; charset=\"UTF-8\"", Client.card("x"), 201, nil),
            ("text/x-vcard", Client.card("x"), 201, nil),
            ("text/directory;profile=vcard", Client.card("x"), 201, nil), ("", Client.card("x"), 201, nil),
            ("text/calendar", Client.card("x"), 415, "supported-address-data"),
            ("text/vcard; charset=iso-8859-1", Client.card("x"), 415, "supported-address-data"),
            ("text/vcard", "", 403, "valid-address-data"), ("text/vcard", "hello", 403, "valid-address-data"),
            ("text/vcard", Client.card(""), 403, "valid-address-data"),
            ("text/vcard", Client.card("x", more: ["X-BROKEN:1"]), 403, "valid-address-data"),
            ("text/vcard", Client.card("x").replacing("3.0", "2.1"), 403, "supported-address-data"),
            ("text/vcard", Client.card("x", more: ["NOTE:" + String(repeating: "x", count: 1 << 20)]), 413, "max-resource-size"),
            ("text/vcard", Client.card("x", more: ["X-FULL:1"]), 507, "quota-not-exceeded"),
        ] as [(String, String, Int, String?)])
    func takesOrRefusesCards(_ type: String, _ text: String, _ status: Int, _ precondition: String?) async throws {
        let client = Client()
        let got = try await client.send("PUT", MemberTests.x, type.isEmpty ? [:] : ["content-type": type], body: text)
        #expect(got.status == status)
        if let precondition { #expect(try got.precondition() == precondition) }
        #expect(client.library.state.withLock { $0.cards.count } == (status == 201 ? 1 : 0))
    }

    @Test func keepsUIDsApart() async throws {
        let client = Client()
        try await client.put("x.vcf", Client.card("x"))
        let other = try await client.put("y.vcf", Client.card("x"))
        #expect(other.status == 403)
        #expect(try other.precondition() == "no-uid-conflict")
        #expect(try other.xml()[.card("no-uid-conflict")]?[.dav("href")]?.text == "/dav/books/u1/b1/x.vcf")
        let changed = try await client.put("x.vcf", Client.card("z"))
        #expect(changed.status == 403)
        #expect(try changed.precondition() == "no-uid-conflict")
        #expect(try await client.put("z.vcf", Client.card("z"), book: "none").status == 409)
        #expect(try await client.put("x.vcf/z.vcf", Client.card("z")).status == 409)
        #expect(try await client.put("../../u2/b9/x/z.vcf", Client.card("z")).status == 400)
        #expect(try await client.send("PUT", "/books/u2/b9/x/z.vcf", body: Client.card("z")).status == 404)
    }

    @Test func looksAgainWhenSomebodyElseWasQuicker() async throws {
        let client = Client()
        try await client.put("x.vcf", Client.card("x"))
        let tag = try #require(try await client.send("GET", MemberTests.x).headers["etag"])
        @Sendable func change(_ library: Library) {
            library.state.withLock { state in
                state.books[0].change += 1
                state.cards["c1"]?.text = Client.card("x", "Quicker")
                state.cards["c1"]?.change = state.books[0].change
            }
        }
        client.library.state.withLock { $0.interference = change }
        #expect(try await client.send("PUT", MemberTests.x, ["if-match": tag], body: Client.card("x", "Mine")).status == 412)
        client.library.state.withLock { $0.interference = change }
        #expect(
            try await client.send(
                "DELETE", MemberTests.x,
                ["if-match": try #require(client.library.state.withLock { $0.cards["c1"]?.etag }.map { "\"\($0)\"" })]
            ).status == 204)
        // Gone between looking and writing: it is made anew.
        try await client.put("x.vcf", Client.card("x"))
        client.library.state.withLock {
            $0.interference = { library in
                library.state.withLock { state in
                    state.books[0].change += 1
                    state.books[0].removed["x.vcf"] = state.books[0].change
                    state.cards = [:]
                }
            }
        }
        #expect(try await client.put("x.vcf", Client.card("x")).status == 201)
    }

    // MARK: - MOVE and COPY

    private func twoBooks() async throws -> Client {
        let client = Client()
        try await client.send("MKCOL", "/books/u1/two/")
        try await client.put("x.vcf", Client.card("x"))
        try await client.put("y.vcf", Client.card("y"), book: "two")
        return client
    }

    @Test(
        arguments: [
            ("MOVE", "/dav/books/u1/b1/new.vcf", nil, 201, ["b1/new.vcf", "two/y.vcf"]),
            ("MOVE", "/dav/books/u1/two/x.vcf", nil, 201, ["two/x.vcf", "two/y.vcf"]),
            ("MOVE", "https://mail.example.test/dav/books/u1/two/x.vcf", "T", 201, ["two/x.vcf", "two/y.vcf"]),
            ("MOVE", "/dav/books/u1/two/y.vcf", nil, 204, ["two/y.vcf"]),
            ("MOVE", "/dav/books/u1/two/y.vcf", "F", 412, ["b1/x.vcf", "two/y.vcf"]),
            ("MOVE", "/dav/books/u1/b1/x.vcf", nil, 403, ["b1/x.vcf", "two/y.vcf"]),
            ("MOVE", "/dav/books/u1/none/x.vcf", nil, 409, ["b1/x.vcf", "two/y.vcf"]),
            ("MOVE", "/dav/books/u2/b9/x.vcf", nil, 403, ["b1/x.vcf", "two/y.vcf"]),
            ("MOVE", "/dav/books/u1/two/", nil, 403, ["b1/x.vcf", "two/y.vcf"]),
            ("MOVE", "https://elsewhere.example.test/dav/books/u1/two/x.vcf", nil, 502, ["b1/x.vcf", "two/y.vcf"]),
            ("MOVE", "/dav/books/u1/two/y.vcf/x.vcf", nil, 409, ["b1/x.vcf", "two/y.vcf"]),
            ("MOVE", "/dav/books/u1/two/../x.vcf", nil, 400, ["b1/x.vcf", "two/y.vcf"]),
            ("MOVE", "/other/x.vcf", nil, 403, ["b1/x.vcf", "two/y.vcf"]),
            ("MOVE", "", nil, 400, ["b1/x.vcf", "two/y.vcf"]),
            ("MOVE", "/dav/books/u1/two/x.vcf", "maybe", 400, ["b1/x.vcf", "two/y.vcf"]),
            ("COPY", "/dav/books/u1/two/x.vcf", nil, 201, ["b1/x.vcf", "two/x.vcf", "two/y.vcf"]),
            ("COPY", "/dav/books/u1/b1/z.vcf", nil, 403, ["b1/x.vcf", "two/y.vcf"]),
            ("COPY", "/dav/books/u1/two/y.vcf", "F", 412, ["b1/x.vcf", "two/y.vcf"]),
        ] as [(String, String, String?, Int, [String])])
    func movesAndCopies(_ method: String, _ destination: String, _ overwrite: String?, _ status: Int, _ left: [String]) async throws {
        let client = try await twoBooks()
        var headers = ["destination": destination]
        if let overwrite { headers["overwrite"] = overwrite }
        let got = try await client.send(method, MemberTests.x, headers)
        #expect(got.status == status)
        let two = try #require(client.library.state.withLock { $0.books.last?.id })
        let names = client.library.state.withLock { $0.cards.values.map { ($0.book == two ? "two" : "b1") + "/" + $0.name }.sorted() }
        #expect(names == left)
    }

    @Test func saysSomethingToABrowser() async throws {
        let got = try await Client().send("GET", "/")
        #expect(got.status == 200 && got.body.contains("CardDAV"))
        #expect(try await Client().send("GET", "/books/u1/none/").status == 404)
    }
}

extension String {
    /// With every occurrence of a text replaced.
    fileprivate func replacing(_ text: String, _ other: String) -> String {
        var out = ""
        var rest = self[...]
        while let range = rest.indices.first(where: { rest[$0...].hasPrefix(text) }) {
            out += rest[..<range] + other
            rest = rest[rest.index(range, offsetBy: text.count)...]
        }
        return out + rest
    }
}
