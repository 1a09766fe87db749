import Synchronization
import Testing

@testable import CardDAV

/// Books as a whole: their paths, and DELETE, MOVE and COPY of them.
@Suite struct BookTests {
    private func twoBooks() async throws -> Client {
        let client = Client()
        #expect(try await client.send("MKCOL", "/books/u1/two/").status == 201)
        try await client.put("x.vcf", Client.card("x"))
        try await client.put("y.vcf", Client.card("y"), book: "two")
        return client
    }

    private func paths(_ client: Client) async throws -> [String] {
        let listed = try await client.send("PROPFIND", "/books/u1/", ["depth": "1"])
        return try listed.xml().elements.compactMap { $0[.dav("href")]?.text }.filter { $0 != "/dav/books/u1/" }
    }

    // MARK: - Paths

    /// Somebody made a book at the path that would be that of a book made in the browser later.
    @Test func twoBooksNeverHaveOnePath() async throws {
        let client = Client()
        let taken = "b900"
        #expect(try await client.send("MKCOL", "/books/u1/\(taken)/").status == 201)
        try await client.put("mine.vcf", Client.card("mine"), book: taken)
        client.library.state.withLock { state in
            state.books.append(Library.StoredBook(id: taken, user: "u1", name: "Made in the browser"))
            state.books[state.books.count - 1].change = 1
            state.cards["c900"] = Library.StoredCard(id: "c900", book: taken, name: "theirs.vcf", text: Client.card("theirs"), change: 1)
        }
        let listed = try await paths(client)
        #expect(listed.count == 3 && Set(listed).count == 3)
        #expect(listed.contains("/dav/books/u1/\(taken)/") && listed.contains("/dav/books/u1/\(taken)-2/"))
        #expect(try await client.send("GET", "/books/u1/\(taken)/mine.vcf").status == 200)
        #expect(try await client.send("GET", "/books/u1/\(taken)/theirs.vcf").status == 404)
        #expect(try await client.send("GET", "/books/u1/\(taken)-2/theirs.vcf").status == 200)
        // It keeps that path when the other one is gone, and when the plugin was started anew.
        #expect(try await client.send("DELETE", "/books/u1/\(taken)/").status == 204)
        #expect(try await client.send("GET", "/books/u1/\(taken)-2/theirs.vcf").status == 200)
        #expect(try await client.send("GET", "/books/u1/\(taken)/theirs.vcf").status == 404)
        let again = Server(house: client.library.house)
        var call = Call(method: "GET", path: "/books/u1/\(taken)-2/theirs.vcf", remote: "192.0.2.1")
        call.credentials = Credentials(name: "nora", password: "secret")
        #expect(await again.answer(call).status == 200)
    }

    @Test func aNameOfABookThatIsGoneStandsInNobodysWay() {
        var segments = Segments()
        segments.name("b5", "b7", among: ["b5"])
        let (before, after) = (segments.settle(["b1", "b5"]), segments.settle(["b1", "b7"]))
        #expect(!before && after)
        #expect(segments.segment(of: "b7") == "b7")
        segments.name("b5", "b8", among: ["b5", "b7"])
        segments.name("b6", "b8-2", among: ["b5", "b6", "b7"])
        let isParted = segments.settle(["b5", "b6", "b7", "b8", "b8-3"])
        #expect(isParted)
        #expect(segments.segment(of: "b8") == "b8-4")
        #expect(Segments(segments.bytes) == segments)
    }

    @Test func keepsBothNamesThatAreGivenAtOnce() async throws {
        let client = Client()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<20 { group.addTask { _ = try? await client.send("MKCOL", "/books/u1/n\(number)/") } }
        }
        #expect(Set(try await paths(client)) == Set((0..<20).map { "/dav/books/u1/n\($0)/" } + ["/dav/books/u1/b1/"]))
    }

    // MARK: - DELETE

    @Test(
        arguments: [
            (["depth": "0"], 400), (["if-match": "\"x\""], 412), (["if-none-match": "*"], 412), (["if-none-match": "\"x\""], 204),
            (["if-match": "*"], 204), (["if-match": "nonsense"], 400), (["if-unmodified-since": "Thu, 01 Jan 1970 00:00:00 GMT"], 204),
            (["if": "([\"x\"])"], 412), (["if": "(Not [\"x\"])"], 204), ([:], 204),
        ] as [([String: String], Int)])
    func removesABookWithItsCards(_ headers: [String: String], _ status: Int) async throws {
        let client = try await twoBooks()
        #expect(try await client.send("DELETE", "/books/u1/two/", headers).status == status)
        #expect(client.library.state.withLock { $0.cards.values.map(\.name).sorted() } == (status == 204 ? ["x.vcf"] : ["x.vcf", "y.vcf"]))
        if status == 204 { #expect(try await client.send("DELETE", "/books/u1/two/").status == 404) }
    }

    @Test func keepsTheBookForNewContacts() async throws {
        let client = try await twoBooks()
        let refused = [
            try await client.send("DELETE", "/books/u1/b1/"),
            try await client.send("MOVE", "/books/u1/two/", ["destination": "/dav/books/u1/b1/"]),
            try await client.send("COPY", "/books/u1/two/", ["destination": "/dav/books/u1/b1/", "overwrite": "T"]),
        ]
        for got in refused {
            #expect(got.status == 403)
            #expect(try got.precondition() == "need-privileges")
        }
        #expect(client.library.state.withLock { $0.cards.count == 2 && $0.books.count == 3 })
    }

    // MARK: - MOVE and COPY

    @Test func movesABookByRenamingIt() async throws {
        let client = try await twoBooks()
        #expect(try await client.send("MOVE", "/books/u1/two/", ["destination": "/dav/books/u1/three/"]).status == 201)
        #expect(try await client.send("GET", "/books/u1/three/y.vcf").status == 200)
        #expect(try await client.send("GET", "/books/u1/two/y.vcf").status == 404)
        #expect(try await client.send("MOVE", "/books/u1/none/", ["destination": "/dav/books/u1/four/"]).status == 404)
        #expect(try await client.send("MOVE", "/books/u1/three/", ["destination": "/dav/books/u1/three/"]).status == 403)
        #expect(
            try await client.send("MOVE", "/books/u1/three/", ["destination": "/dav/books/u1/four/", "if-none-match": "*"]).status == 412)
        #expect(try await client.send("MOVE", "/books/u1/three/", ["destination": "/dav/books/u1/four/", "depth": "0"]).status == 400)
        // The id of a book that has a name stays free: it may come back to it, and nobody else takes it.
        let id = try #require(client.library.state.withLock { $0.books.last?.id })
        try await client.send("MKCOL", "/books/u1/other/")
        #expect(try await client.send("MOVE", "/books/u1/other/", ["destination": "/dav/books/u1/\(id)/"]).status == 403)
        #expect(try await client.send("MOVE", "/books/u1/three/", ["destination": "/dav/books/u1/\(id)/"]).status == 201)
        #expect(try await client.send("GET", "/books/u1/\(id)/y.vcf").status == 200)
    }

    @Test func movesABookOverAnotherWhenItMay() async throws {
        let client = try await twoBooks()
        try await client.send("MKCOL", "/books/u1/three/")
        try await client.put("z.vcf", Client.card("z"), book: "three")
        let three = "/dav/books/u1/three/"
        #expect(try await client.send("MOVE", "/books/u1/two/", ["destination": three, "overwrite": "F"]).status == 412)
        #expect(try await client.send("GET", "/books/u1/three/z.vcf").status == 200)
        #expect(try await client.send("MOVE", "/books/u1/two/", ["destination": three, "overwrite": "T"]).status == 204)
        #expect(try await client.send("GET", "/books/u1/three/y.vcf").status == 200)
        #expect(try await client.send("GET", "/books/u1/three/z.vcf").status == 404)
        #expect(try await paths(client).sorted() == ["/dav/books/u1/b1/", three])
        #expect(client.library.state.withLock { $0.books.count } == 3)
    }

    /// Depth, what is copied, and what is kept on it.
    @Test(arguments: [(nil, 3), ("infinity", 3), ("0", 0)] as [(String?, Int)])
    func copiesABook(_ depth: String?, _ count: Int) async throws {
        let client = try await twoBooks()
        // More than is written at once in bytes.
        for name in ["large", "larger"] {
            try await client.put("\(name).vcf", Client.card(name, more: ["NOTE:" + String(repeating: "x", count: 1_040_000)]), book: "two")
        }
        let color = "<d:propertyupdate xmlns:d='DAV:'><d:set><d:prop><color xmlns='urn:x'>red</color></d:prop></d:set></d:propertyupdate>"
        #expect(try await client.send("PROPPATCH", "/books/u1/two/", body: color).status == 207)
        let headers = ["destination": "/dav/books/u1/copy/"].merging(depth.map { ["depth": $0] } ?? [:]) { $1 }
        let got = try await client.send("COPY", "/books/u1/two/", headers)
        #expect(got.status == 201)
        #expect(got.headers["location"] == "/dav/books/u1/copy/")
        let listed = try await client.send("PROPFIND", "/books/u1/copy/", ["depth": "1"]).responses()
        #expect(listed.count == count + 1)
        #expect(listed["/dav/books/u1/copy/"]?.found["displayname"]?.text == "two")
        #expect(listed["/dav/books/u1/copy/"]?.found["color"]?.text == "red")
        if count > 0 {
            let (one, other) = (try await client.send("GET", "/books/u1/two/y.vcf"), try await client.send("GET", "/books/u1/copy/y.vcf"))
            #expect(one.bytes == other.bytes && other.status == 200)
        }
        // They are two books from now on.
        #expect(try await client.send("DELETE", "/books/u1/two/").status == 204)
        #expect(try await client.send("PROPFIND", "/books/u1/copy/", ["depth": "1"]).responses().count == count + 1)
        #expect(try await client.send("COPY", "/books/u1/copy/", headers).status == 403)
        #expect(try await client.send("COPY", "/books/u1/none/", ["destination": "/dav/books/u1/new/"]).status == 404)
        #expect(try await client.send("COPY", "/books/u1/copy/", ["destination": "/dav/books/u1/new/", "depth": "1"]).status == 400)
        #expect(try await client.send("COPY", "/books/u1/copy/", ["destination": "/dav/books/u1/b1/", "overwrite": "F"]).status == 412)
    }

    @Test func copiesAllOfABookOrNothing() async throws {
        let client = try await twoBooks()
        client.library.state.withLock { state in
            let book = state.books[2].id
            state.books[2].change += 1
            state.cards["c800"] = Library.StoredCard(
                id: "c800", book: book, name: "z.vcf", text: Client.card("z", more: ["X-FULL:1"]), change: state.books[2].change)
        }
        let got = try await client.send("COPY", "/books/u1/two/", ["destination": "/dav/books/u1/copy/"])
        #expect(got.status == 507)
        #expect(try got.precondition() == "quota-not-exceeded")
        #expect(try await paths(client).sorted() == ["/dav/books/u1/b1/", "/dav/books/u1/two/"])
        #expect(client.library.state.withLock { $0.cards.count } == 3)
    }
}
