import Synchronization
import Testing

@testable import CardDAV

/// The three reports.
@Suite struct ReportTests {
    private static let spaces = "xmlns:d='DAV:' xmlns:c='urn:ietf:params:xml:ns:carddav'"
    private static let book = "/books/u1/b1/"

    private func report(_ client: Client, _ body: String, _ headers: [String: String] = [:], path: String = book) async throws -> Client.Got
    {
        try await client.send("REPORT", path, headers, body: body)
    }

    private func filled(_ count: Int) async throws -> Client {
        let client = Client()
        for number in 1...count {
            try await client.put("\(number).vcf", Client.card("u\(number)", "Person \(number)", more: ["EMAIL:p\(number)@example.org"]))
        }
        return client
    }

    @Test(
        arguments: [
            ("<x", 400, nil), ("<d:expand-nothing xmlns:d='DAV:'/>", 403, "supported-report"),
            ("<c:addressbook-query \(spaces)/>", 400, nil), ("<c:addressbook-multiget \(spaces)/>", 400, nil),
            ("<d:sync-collection \(spaces)/>", 400, nil),
            (
                "<c:addressbook-query \(spaces)><d:prop><c:address-data version='2.1'/></d:prop><c:filter/></c:addressbook-query>", 403,
                "supported-address-data"
            ),
            (
                "<c:addressbook-query \(spaces)><d:prop><c:address-data content-type='text/calendar'/></d:prop><c:filter/></c:addressbook-query>",
                403, "supported-address-data"
            ),
            ("<c:addressbook-query \(spaces)><c:filter/><c:limit><c:nresults>0</c:nresults></c:limit></c:addressbook-query>", 400, nil),
        ] as [(String, Int, String?)])
    func refuses(_ body: String, _ status: Int, _ precondition: String?) async throws {
        let got = try await report(Client(), body)
        #expect(got.status == status)
        if let precondition { #expect(try got.precondition() == precondition) }
    }

    @Test func reportsOnBooksOnly() async throws {
        let body = "<c:addressbook-query \(ReportTests.spaces)><c:filter/></c:addressbook-query>"
        for path in ["/", "/books/u1/", "/principals/u1/"] {
            #expect(try await report(Client(), body, path: path).precondition() == "supported-report")
        }
        #expect(try await report(Client(), body, path: "/books/u1/none/").status == 404)
    }

    // MARK: - addressbook-query

    private static func query(_ filter: String, limit: Int? = nil, props: String = "<d:getetag/><c:address-data/>") -> String {
        let limit = limit.map { "<c:limit><c:nresults>\($0)</c:nresults></c:limit>" } ?? ""
        return "<c:addressbook-query \(spaces)><d:prop>\(props)</d:prop><c:filter>\(filter)</c:filter>\(limit)</c:addressbook-query>"
    }

    @Test func findsWhatPassesTheFilter() async throws {
        let client = try await filled(12)
        let got = try await report(
            client,
            ReportTests.query("<c:prop-filter name='EMAIL'><c:text-match match-type='starts-with'>P1</c:text-match></c:prop-filter>"),
            ["depth": "1"])
        #expect(try got.hrefs() == ["1", "10", "11", "12"].map { "/dav/books/u1/b1/\($0).vcf" })
        let one = try #require(try got.responses()["/dav/books/u1/b1/1.vcf"]).found
        #expect(one["address-data"]?.text == Client.card("u1", "Person 1", more: ["EMAIL:p1@example.org"]))
        #expect(one["getetag"]?.text == (try await client.send("GET", "/books/u1/b1/1.vcf").headers["etag"]))
        #expect(try await report(client, ReportTests.query(""), ["depth": "1"]).hrefs().count == 12)
        #expect(try await report(client, ReportTests.query(""), ["depth": "0"]).hrefs().isEmpty)
    }

    @Test func givesAPartInAnotherVersion() async throws {
        let client = try await filled(1)
        let got = try await report(
            client,
            ReportTests.query("", props: "<c:address-data content-type='text/vcard' version='4.0'><c:prop name='FN'/></c:address-data>"))
        #expect(
            try #require(try got.responses().values.first).found["address-data"]?.text
                == "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Person 1\r\nEND:VCARD\r\n")
    }

    @Test func stopsAtTheLimitAndSaysSo() async throws {
        let client = try await filled(5)
        let some = try await report(client, ReportTests.query("<c:prop-filter name='FN'/>", limit: 3)).responses()
        #expect(some.count == 4)
        #expect(some["/dav/books/u1/b1/"]?.status == 507)
        #expect(some["/dav/books/u1/b1/"]?[.dav("error")]?.elements.map(\.name.local) == ["number-of-matches-within-limits"])
        let all = try await report(client, ReportTests.query("<c:prop-filter name='FN'/>", limit: 5)).responses()
        #expect(all.count == 5)
    }

    // MARK: - addressbook-multiget

    @Test func getsWhatIsAskedFor() async throws {
        let client = try await filled(3)
        let hrefs = [
            "/dav/books/u1/b1/2.vcf", "https://mail.example.test/dav/books/u1/b1/%33.vcf", "/dav/books/u1/b1/9.vcf",
            "/dav/books/u2/b9/1.vcf", "/dav/books/u1/b1/2.vcf", "nonsense", "/dav/books/u1/b1/../1.vcf",
        ]
        let body =
            "<c:addressbook-multiget \(ReportTests.spaces)><d:prop><d:getetag/><c:address-data/></d:prop>\(hrefs.map { "<d:href>\($0)</d:href>" }.joined())</c:addressbook-multiget>"
        let got = try await report(client, body)
        let responses = try got.responses()
        #expect(got.status == 207)
        #expect(responses["/dav/books/u1/b1/2.vcf"]?.found["address-data"]?.text.contains("Person 2") == true)
        #expect(responses["/dav/books/u1/b1/3.vcf"]?.found["address-data"]?.text.contains("Person 3") == true)
        for href in ["/dav/books/u1/b1/9.vcf", "/dav/books/u2/b9/1.vcf", "nonsense", "/dav/books/u1/b1/../1.vcf"] {
            #expect(responses[href]?.status == 404)
        }
        #expect(try got.xml().elements.count == 6)
    }

    @Test func hasABoundForHrefs() async throws {
        let client = try await filled(1)
        let body =
            "<c:addressbook-multiget \(ReportTests.spaces)><d:prop/>\(String(repeating: "<d:href>/dav/books/u1/b1/1.vcf</d:href>", count: 10_001))</c:addressbook-multiget>"
        #expect(try await report(client, body).precondition() == "number-of-matches-within-limits")
    }

    // MARK: - sync-collection

    private static func sync(_ token: String, limit: Int? = nil, level: String = "1", props: String = "<d:getetag/>") -> String {
        let limit = limit.map { "<d:limit><d:nresults>\($0)</d:nresults></d:limit>" } ?? ""
        return
            "<d:sync-collection \(spaces)><d:sync-token>\(token)</d:sync-token><d:sync-level>\(level)</d:sync-level>\(limit)<d:prop>\(props)</d:prop></d:sync-collection>"
    }

    private func token(_ got: Client.Got) throws -> String { try #require(try got.xml()[.dav("sync-token")]?.text) }

    @Test func tellsWhatChangedAndNothingElse() async throws {
        let client = try await filled(4)
        let first = try await report(client, ReportTests.sync(""), ["depth": "0"])
        #expect(try first.hrefs().count == 4)
        let start = try token(first)
        let nothing = try await report(client, ReportTests.sync(start))
        #expect(try nothing.hrefs().isEmpty)
        #expect(try token(nothing) == start)
        try await client.put("5.vcf", Client.card("u5"))
        try await client.put("2.vcf", Client.card("u2", "Changed"))
        try await client.send("DELETE", "/books/u1/b1/3.vcf")
        try await client.put("6.vcf", Client.card("u6"))
        try await client.send("DELETE", "/books/u1/b1/6.vcf")
        try await client.send("MOVE", "/books/u1/b1/4.vcf", ["destination": "/dav/books/u1/b1/four.vcf"])
        let next = try await report(client, ReportTests.sync(start, props: "<d:getetag/><c:address-data/>"))
        let responses = try next.responses()
        #expect(try next.hrefs() == ["2", "3", "4", "5", "6", "four"].map { "/dav/books/u1/b1/\($0).vcf" })
        #expect(responses["/dav/books/u1/b1/2.vcf"]?.found["address-data"]?.text.contains("Changed") == true)
        for gone in ["3", "4", "6"] { #expect(responses["/dav/books/u1/b1/\(gone).vcf"]?.status == 404) }
        #expect(try await report(client, ReportTests.sync(try token(next))).hrefs().isEmpty)
        let ctag = try await client.send(
            "PROPFIND", ReportTests.book, ["depth": "0"], body: "<d:propfind xmlns:d='DAV:'><d:prop><d:sync-token/></d:prop></d:propfind>")
        #expect(try #require(try ctag.responses().values.first).found["sync-token"]?.text == (try token(next)))
    }

    @Test func tellsInStepsWhenAskedTo() async throws {
        let client = try await filled(7)
        var seen: Set<String> = []
        var token = ""
        var steps = 0
        repeat {
            let got = try await report(client, ReportTests.sync(token, limit: 3))
            token = try self.token(got)
            let responses = try got.responses()
            steps += 1
            for (href, response) in responses where response.status != 507 {
                #expect(seen.insert(href).inserted)
            }
            if responses[Call.prefix + ReportTests.book]?.status != 507 { break }
        } while steps < 10
        #expect(steps == 3)
        #expect(seen.count == 7)
    }

    @Test func takesATokenOfItsOwnOnly() async throws {
        let client = try await filled(2)
        for token in ["17", "data:,b1/99", "data:,b9/0", "data:,b1/x", "urn:nothing"] {
            let got = try await report(client, ReportTests.sync(token))
            #expect(got.status == 403)
            #expect(try got.precondition() == "valid-sync-token")
        }
        client.library.state.withLock { $0.books[0].keptFrom = 2 }
        #expect(try await report(client, ReportTests.sync("data:,b1/1")).precondition() == "valid-sync-token")
    }

    @Test(arguments: [(["depth": "1"], sync("")), (["depth": "infinity"], sync("")), ([:], sync("", level: "2"))])
    func refusesOtherDepths(_ headers: [String: String], _ body: String) async throws {
        #expect(try await report(Client(), body, headers).status == 400)
    }

    // MARK: - Many cards

    /// A large book is answered in pieces, each card once, and costs little when nothing changed.
    @Test func answersLargeBooksInPieces() async throws {
        let client = Client()
        let count = 20_000
        client.library.state.withLock { state in
            for number in 1...count {
                state.cards["c\(number)"] = Library.StoredCard(
                    id: "c\(number)", book: "b1", name: "\(number).vcf", text: Client.card("u\(number)"), change: number)
            }
            state.books[0].change = count
        }
        let all = try await client.send(
            "PROPFIND", ReportTests.book, ["depth": "1"], body: "<d:propfind xmlns:d='DAV:'><d:prop><d:getetag/></d:prop></d:propfind>")
        #expect(all.isStreamed)
        #expect(ReportTests.count("<d:response>", in: all.bytes) == count + 1)
        #expect(all.body.hasSuffix("</d:multistatus>"))
        let first = try await report(client, ReportTests.sync(""))
        #expect(first.isStreamed)
        #expect(ReportTests.count("<d:response>", in: first.bytes) == count)
        client.library.state.withLock { $0.calls = [] }
        _ = try await report(client, ReportTests.sync("data:,b1/\(count)"))
        #expect(client.library.state.withLock(\.calls) == ["ContactCard/members"])
        let query = try await report(
            client, ReportTests.query("<c:prop-filter name='UID'><c:text-match match-type='equals'>u777</c:text-match></c:prop-filter>"))
        // What little is found goes out at once.
        #expect(!query.isStreamed)
        #expect(ReportTests.count("<d:response>", in: query.bytes) == 1)
    }

    @Test func remembersABoundedNumberOfMembers() async throws {
        let library = Library()
        library.state.withLock { state in
            for book in 0..<5 {
                state.books.append(Library.StoredBook(id: "k\(book)", user: "u1", name: "k", change: 100))
                for number in 1...100 {
                    state.cards["k\(book)-\(number)"] = Library.StoredCard(
                        id: "k\(book)-\(number)", book: "k\(book)", name: "\(number)", text: "", change: number)
                }
            }
        }
        let shelves = Shelves(most: 250)
        let contacts = Contacts(house: library.house, user: "u1")
        for book in 0..<5 { #expect(try await shelves.current(contacts, "k\(book)").members.count == 100) }
        #expect(await shelves.count == 200)
        // What was looked at last is still there, and what was forgotten is read anew.
        library.state.withLock { $0.told = [] }
        for book in ["k4", "k0"] { _ = try await shelves.current(contacts, book) }
        #expect(library.state.withLock { $0.told } == [0, 100])
        await shelves.forget("u1")
        #expect(await shelves.count == 0)
    }

    private static func count(_ text: String, in bytes: [UInt8]) -> Int {
        let needle = Array(text.utf8)
        var count = 0
        var at = 0
        while at + needle.count <= bytes.count {
            if bytes[at] == needle[0], bytes[at..<(at + needle.count)].elementsEqual(needle) {
                count += 1
                at += needle.count
            } else {
                at += 1
            }
        }
        return count
    }
}
